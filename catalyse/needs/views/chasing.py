"""Screens of chasing: which needs wait for a call, who has them in charge, one button a line."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.actors import queries as actors
from catalyse.kernel.access import GET_POST, POST, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import pages_of, refuse, said
from catalyse.kernel.views import safe_return
from catalyse.needs import queries
from catalyse.needs.forms import ChargeForm
from catalyse.needs.models import How, Need
from catalyse.needs.services import chasing as services


def _seen(request: HttpRequest, pk: int) -> Need:
    rows = Need.objects.visible_to(request.actor).select_related("organisation", "officer")
    return get_object_or_404(rows, pk=pk)


@access("needs.need", entry="chase")
def chasing(request: HttpRequest) -> HttpResponse:
    """Whom to call, by need, by association, or by officer; what sleeps comes back on its day."""
    page = pages_of(request, queries.chasing_for(request.actor, request.today, request.GET))
    by = request.GET.get("par", "besoin")
    kept = {name: request.GET[name] for name in ("charge", "dorment") if request.GET.get(name)}
    context = {
        "page": page,
        "count": page.paginator.count,
        "groups": queries.grouped(page, by),
        "by": by,
        "filters": request.GET,
        "chosen": len(kept),
        "team": actors.team_of(request.actor, request.today),
        "views": [_way(key, label, by, kept) for key, label in _ways()],
        "sleeping": queries.chasing_for(request.actor, request.today, {**kept, "dorment": "1"}).count(),
        "hows": hows(),
        "naps": services.NAPS,
    }
    return render(request, "needs/chasing.html", context)


def _ways() -> list[tuple[str, str]]:
    return [("besoin", _("By need")), ("association", _("By association")), ("charge", _("By officer"))]


def _way(key: str, label: str, by: str, kept: dict[str, str]) -> dict[str, Any]:
    query = "".join(f"&{name}={value}" for name, value in kept.items() if value.isalnum())
    return {"label": label, "url": f"?par={key}{query}", "current": by == key}


def hows() -> list[dict[str, Any]]:
    """The gestures of a line, with the days that it then sleeps."""
    labels = {How.CALLED: _("Called"), How.WRITTEN: _("Written to"), How.DONE: _("Done for now")}
    icons = {How.CALLED: "phone", How.WRITTEN: "envelope", How.DONE: "check"}
    return [
        {"how": how.value, "label": labels[how], "icon": icons[how], "days": services.SLEEPS[how]} for how in How
    ]  # fmt: skip


def _number(text: str) -> int:
    """What a form of ours sends; anything else is a number that no service accepts."""
    return int(text[:18]) if text.isascii() and text.isdigit() else -1


@access("needs.need", methods=POST)
def chase(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Notes that somebody called, wrote, or is done for now; the line sleeps, and comes back."""
    row = _seen(request, pk)
    require(request.actor, "chase", row)
    days = request.POST.get("days", "")  # empty: as many as the house lets it sleep
    try:
        made = services.chase_need(
            need=row, how=how, seen=_number(request.POST.get("seen", "")), days=_number(days) if days else None,
            by=request.actor, today=request.today,
        )  # fmt: skip
        asleep = (made.back_on - made.on).days
        words = ngettext("Noted. It comes back in %(n)s day.", "Noted. It comes back in %(n)s days.", asleep)
        said(request, words % {"n": asleep}, row)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(safe_return(request, reverse("needs:chasing")))


@access("needs.need", methods=GET_POST)
def charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has the need in charge: oneself, or a colleague."""
    row = _seen(request, pk)
    require(request.actor, "chase", row)
    team = actors.team_of(request.actor, request.today)
    initial = {"officer": row.officer_id if row.officer in team else request.actor.user_id}
    form = ChargeForm(request.POST or None, team=team, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            officer = form.cleaned_data["officer"]
            services.put_in_charge(need=row, officer=officer, by=request.actor, today=request.today)
            said(request, _("%(who)s has it in charge.") % {"who": officer}, row)
            return redirect(safe_return(request, row.get_absolute_url()))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "need": row, "next": safe_return(request, "")}
    return render(request, "needs/charge.html", context, status=422 if form.errors else 200)
