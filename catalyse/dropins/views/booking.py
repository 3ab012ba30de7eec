"""One person who comes, for those who receive: whether they came, what was said, for which association."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import finding
from catalyse.actors.models import Organisation
from catalyse.dropins import services
from catalyse.dropins.forms import NotesForm
from catalyse.dropins.models import Booking
from catalyse.dropins.readers import readers_of
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, journal_page, keep_for_later, refuse, said
from catalyse.needs import queries as needs
from catalyse.needs.models import Need

FOUND = 8
RELATED = ("opening__commune", "opening__dla", "opening__host", "organisation", "need")


def _booking(request: HttpRequest, pk: int) -> Booking:
    rows = Booking.objects.visible_to(request.actor).filter(archived_at=None)
    row = get_object_or_404(rows.select_related(*RELATED), pk=pk)
    require(request.actor, "receive", row)
    return row


def _back(request: HttpRequest, row: Booking) -> HttpResponse:
    """To the list of the day, or to the page of the person where the gesture was made there."""
    if request.POST.get("back") == "person":
        return redirect(row)
    return redirect("dropins:day", pk=row.opening_id, on=row.on.isoformat())


@access("dropins.booking", methods=GET_POST)
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    """What they said, and the notes of the session, kept as they are written."""
    row = _booking(request, pk)
    if request.method == "POST" and keep_for_later(request, services.NOTES_FORM, row):
        return redirect(row)
    draft = draft_frame(request, services.NOTES_FORM, row)
    form = NotesForm(row, draft["draft_data"], request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {"words": row.words, **form.cleaned_data}
        expected = data.pop("version")
        try:
            services.note_booking(booking=row, expected=expected, by=request.actor, today=request.today, **data)
            said(request, _("Kept."))
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {
        "form": form, "booking": row, "opening": row.opening, "readers": readers_of(row.opening),
        "may_note": may(request.actor, "note", Need), "begun": row.on <= request.today,
        "stands": row.state == "booked" and row.on >= request.today and bool(row.starts),
        **journal_page(request, row), **draft,
    }  # fmt: skip
    return render(request, "dropins/booking.html", context, status=422 if form.errors else 200)


@access("dropins.booking", methods=POST)
def mark(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Present, absent, excused: one press, taken back by another."""
    row = _booking(request, pk)
    try:
        row = services.mark_booking(booking=row, verb=verb, by=request.actor, today=request.today)
        said(request, f"{row.title} : {row.get_state_display()}", row)
    except Refused as refusal:
        said(request, str(refusal.message))
    return _back(request, row)


@access("dropins.booking", methods=POST)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancels for somebody who called: their time is free again, and they are told."""
    row = _booking(request, pk)
    try:
        services.cancel_booking(booking=row, by=request.actor, today=request.today)
        said(request, _("Appointment cancelled."))
    except Refused as refusal:
        said(request, str(refusal.message))
    return _back(request, row)


@access("dropins.booking", methods=GET_POST)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """For which association somebody came: one that is known, found by its name, or added from the register."""
    row = _booking(request, pk)
    if request.method == "POST":
        chosen = request.POST.get("organisation", "")
        rows = Organisation.objects.visible_to(request.actor).associations().active()
        wanted = get_object_or_404(rows, pk=chosen[:18]) if chosen.isascii() and chosen.isdigit() else None
        try:
            services.link_booking(booking=row, organisation=wanted, by=request.actor, today=request.today)
            said(request, _("Tied to %(association)s.") % {"association": wanted} if wanted else _("Untied."))
        except Refused as refusal:
            said(request, str(refusal.message))
        return redirect(row)
    text = request.GET.get("q", row.structure)
    found = [one for one in finding.organisations(request.actor, text, FOUND) if one.is_association]
    context = {"booking": row, "opening": row.opening, "text": text, "found": found}
    return render(request, "dropins/link.html", context)


@access("dropins.booking", methods=POST)
def make_need(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the session as a need, in one gesture."""
    row = _booking(request, pk)
    require(request.actor, "note", Need)
    try:
        need = services.make_need(
            booking=row, heard_by=needs.listener(request.actor), by=request.actor, today=request.today
        )
    except Refused as refusal:
        said(request, str(refusal.message))
        return redirect("dropins:link", pk=row.pk) if refusal.field == "organisation" else redirect(row)
    said(request, _("Need noted."), need)
    return redirect(need)
