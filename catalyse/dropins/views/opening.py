"""The openings that one's teams hold: the list, one of them with its coming days, its form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.dropins import queries, services
from catalyse.dropins.forms import ChangeOpeningForm, OpeningForm
from catalyse.dropins.models import Opening
from catalyse.dropins.policies import held_by
from catalyse.engines.off_days import known_until
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, journal_page, keep_for_later, record_frame, refuse, said

WEEK = timedelta(days=14)
BACK, FORTH = timedelta(days=28), queries.AHEAD
RELATED = ("commune__department", "dla", "host")


def opening_seen(request: HttpRequest, pk: int) -> Opening:
    """The opening, for one of the two teams that hold it; for anybody else there is only its public page."""
    row = get_object_or_404(Opening.objects.visible_to(request.actor).select_related(*RELATED), pk=pk)
    if not may(request.actor, "receive", row):
        raise Http404
    return row


@access("dropins.opening", entry="list")
def openings(request: HttpRequest) -> HttpResponse:
    """The sessions of the next two weeks, then every opening."""
    rows = Opening.objects.visible_to(request.actor).select_related(*RELATED)
    rows = rows.filter(archived_at__isnull=not request.GET.get("archived"))
    context = {
        "coming": queries.coming_days(request.actor, request.today, request.today + WEEK),
        "openings": rows.filter(held_by(request.actor)),
        "archived": bool(request.GET.get("archived")),
        "may_open": may(request.actor, "open", Opening),
    }
    return render(request, "dropins/list.html", context)


@access("dropins.opening", entry="open", methods=GET_POST)
def new(request: HttpRequest) -> HttpResponse:
    """A new opening: when, where, how long for each."""
    if request.method == "POST" and keep_for_later(request, services.OPENING_FORM):
        return redirect("dropins:list")
    draft = draft_frame(request, services.OPENING_FORM)
    form = OpeningForm(request.POST or None, initial=draft["draft_data"], actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.open_sessions(by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Anybody can book from now on."), row)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "known_until": known_until(), **draft}
    return render(request, "dropins/opening_form.html", context, status=422 if form.errors else 200)


@access("dropins.opening")
def opening(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One opening: its days, how many have booked, and the link to give away."""
    row = opening_seen(request, pk)
    if slug != row.slug:
        return redirect(row)
    first, last = request.today - BACK, request.today + FORTH
    counts = queries.numbers_of([row], first, last)
    days = [(day, counts[(row.pk, day.on)]) for day in queries.days_of(row, first, last)]
    context = {
        **record_frame(request, row, "overview"),
        "opening": row,
        "coming": [pair for pair in days if pair[0].on >= request.today],
        "past": [pair for pair in reversed(days) if pair[0].on < request.today],
        "address": request.build_absolute_uri(reverse("dropins:days", args=[row.pk, row.slug])),
        "may_change": may(request.actor, "change", row),
        "times": len(row.times),
        "known_until": known_until(),
    }
    return render(request, "dropins/opening.html", context)


@access("dropins.opening")
def journal_tab(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who did what about this opening."""
    row = opening_seen(request, pk)
    context: dict[str, Any] = {**record_frame(request, row, "journal"), "opening": row, **journal_page(request, row)}
    return render(request, "dropins/journal.html", context)


@access("dropins.opening", methods=GET_POST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other hours, another place."""
    row = opening_seen(request, pk)
    require(request.actor, "change", row)
    if request.method == "POST" and keep_for_later(request, services.OPENING_FORM, row):
        return redirect(row)
    draft = draft_frame(request, services.OPENING_FORM, row)
    form = ChangeOpeningForm(request.POST or None, opening=row, kept=draft["draft_data"], actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        expected = data.pop("version")
        try:
            services.change_opening(opening=row, expected=expected, by=request.actor, today=request.today, **data)
            said(request, _("Changed."), row)
            return redirect(opening_seen(request, pk))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "opening": row, "known_until": known_until(), **draft}
    return render(request, "dropins/opening_form.html", context, status=422 if form.errors else 200)


@access("dropins.opening", methods=POST)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives the opening, at once, with a way back."""
    row = opening_seen(request, pk)
    try:
        services.archive_opening(opening=row, by=request.actor, today=request.today)
    except Refused as refusal:
        said(request, str(refusal.message))
        return redirect(row)
    said(request, _("Drop-in sessions archived."), row)
    return redirect("dropins:list")


@access("dropins.opening", methods=POST)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings an archived opening back."""
    row = opening_seen(request, pk)
    services.restore_opening(opening=row, by=request.actor, today=request.today)
    said(request, _("They can be booked again."), row)
    return redirect(row)
