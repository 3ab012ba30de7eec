"""One day of an opening, for those who receive: who comes, who came by, what changes."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.dropins import queries, services
from catalyse.dropins.forms import ChangeDayForm, WalkInForm
from catalyse.dropins.models import Booking, ChangedDay, Opening
from catalyse.dropins.views.opening import opening_seen
from catalyse.engines.dates import PLANNED_IN
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import refuse, said
from catalyse.needs.models import Need


def _named(on: str) -> date:
    try:
        found = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    if found.year not in PLANNED_IN:
        raise Http404
    return found


@access("dropins.opening")
def day(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    """The list of the day, by the hour, with the gestures of each line."""
    return _page(request, opening_seen(request, pk), _named(on), WalkInForm())


def _page(request: HttpRequest, row: Opening, when: date, form: WalkInForm) -> HttpResponse:
    found = next((one for one in queries.days_of(row, when, when) if one.on == when), None)
    bookings = list(queries.bookings_of_day(request.actor, row, when))
    context = {
        "form": form,
        "opening": row,
        "on": when,
        "day": found,
        "bookings": [one for one in bookings if one.state != "cancelled"],
        "cancelled": [one for one in bookings if one.state == "cancelled"],
        "free": len(row.times) - sum(1 for one in bookings if one.starts and one.state != "cancelled"),
        "begun": when <= request.today,
        "to_come": when >= request.today and found is not None,
        "may_note": may(request.actor, "note", Need),
    }
    return render(request, "dropins/day.html", context, status=422 if form.errors else 200)


@access("dropins.opening", methods=GET_POST)
def change_day(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    """Closes the day, or moves it; who has booked is told at once."""
    row, when = opening_seen(request, pk), _named(on)
    require(request.actor, "change", row)
    form = ChangeDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_day(opening=row, on=when, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Done. Those who had booked are told."), row)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "opening": row, "on": when, "told": _told(row, when)}
    return render(request, "dropins/change_day.html", context, status=422 if form.errors else 200)


def _told(row: Opening, when: date) -> str:
    n = queries.taken_on(row, when)
    if not n:
        return _("Nobody has booked on that day.")
    words = ngettext("%(n)d person has booked, and is told.", "%(n)d people have booked, and are told.", n)
    return words % {"n": n}


@access("dropins.opening", methods=POST)
def reopen(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    """Holds the session on its day after all."""
    row, when = opening_seen(request, pk), _named(on)
    rows = ChangedDay.objects.visible_to(request.actor).select_related("opening")
    changed = get_object_or_404(rows, opening=row, on=when, archived_at=None)
    try:
        services.reopen_day(changed=changed, by=request.actor, today=request.today)
        said(request, _("The session is held on its day."))
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(row)


@access("dropins.opening", methods=POST)
def walk_in(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    """Somebody came without an appointment: one gesture, the rest later."""
    row, when = opening_seen(request, pk), _named(on)
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return _page(request, row, when, form)
    try:
        booking: Booking | None = services.walk_in(
            opening=row, on=when, by=request.actor, today=request.today, **form.cleaned_data
        )
        said(request, _("Noted as present."), booking)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect("dropins:day", pk=row.pk, on=when.isoformat())
