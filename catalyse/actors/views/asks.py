"""The yearly figures, asked of associations by a link: whom to ask, their answer, and what is settled after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.actors import asks, readers, services, throttling
from catalyse.actors.forms.asks import AskYearsForm, GiveYearForm, SettleForm, prefilled
from catalyse.actors.guard import too_many
from catalyse.actors.models import AssociationYear, Organisation, YearAsk
from catalyse.actors.oddities import oddities
from catalyse.kernel import views as kernel_views
from catalyse.kernel.access import GET_POST, POST, Actor, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said

UNKNOWN_LINK = "actors:unknown_year_link"


@access("actors.yearask", entry="list", methods=GET_POST)
def ask_years(request: HttpRequest) -> HttpResponse:
    """Whom to ask for the figures of a year, and where the link goes, before it leaves."""
    year = _year(request)
    rows = _chosen(request, year)
    form = AskYearsForm(request.POST or None, lines=asks.addresses_of(rows, request.today))
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask_years(asked=form.chosen(), year=year, by=request.actor, today=request.today)
            words = ngettext("%(n)d association asked.", "%(n)d associations asked.", len(asked))
            said(request, words % {"n": len(asked)}, asked[0] if len(asked) == 1 else None)
            return redirect(asked[0].organisation.figures_url if len(asked) == 1 else "actors:organisations")
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "year": year, "days": services.LINK_DAYS, "readers": readers.FIGURES}
    return render(request, "actors/ask_years.html", context, status=422 if form.errors else 200)


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("annee", "")
    last = request.today.year - 1
    return int(asked) if asked in map(str, range(1901, last + 2)) else last


def _chosen(request: HttpRequest, year: int) -> list[Organisation]:
    """The associations of the address, else those whose turn it is."""
    wanted = [one for one in request.GET.getlist("association") if one.isascii() and one.isdigit() and len(one) < 12]
    if not wanted:
        return list(asks.to_ask(request.actor, year)[: asks.MOST_AT_ONCE])
    rows = Organisation.objects.visible_to(request.actor).associations().active().select_related("commune")
    return list(rows.filter(pk__in=wanted).order_by("name", "pk")[: asks.MOST_AT_ONCE])


def _ask_seen(request: HttpRequest, pk: int) -> YearAsk:
    rows = YearAsk.objects.visible_to(request.actor).filter(archived_at=None)
    return get_object_or_404(rows.select_related("organisation"), pk=pk)


@access("actors.yearask", methods=POST)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """The question once more."""
    row = _ask_seen(request, pk)
    try:
        services.remind_year(ask=row, by=request.actor, today=request.today)
        said(request, _("Reminder sent to %(structure)s.") % {"structure": row.organisation})
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(row.organisation.figures_url)


@dataclass(frozen=True)
class Door:
    """How somebody came to the question: by which door, and as whom."""

    row: YearAsk
    by: Actor
    token: str = ""

    @property
    def draft_url(self) -> str:
        return reverse("actors:keep_given", args=[self.token]) if self.token else reverse("kernel:keep_draft")


@access("actors.yearask", methods=GET_POST)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """The question for who is signed in."""
    row = _ask_seen(request, pk)
    require(request.actor, "answer", row)
    if row.answered_on:
        return redirect(row.organisation.figures_url)
    return _give(request, Door(row, request.actor))


@access("public", methods=GET_POST)
def give_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The question for who came by a personal link: opening it changes nothing, sending uses it up."""
    row = asks.ask_by_token(token)
    if row is None:
        if not throttling.allowed(request, UNKNOWN_LINK):
            return too_many(request)
        return render(request, "actors/give_over.html", status=404)
    if not row.link_holds(timezone.now()):
        return render(request, "actors/give_over.html", {"ask": row})
    request.actor = _actor_of(row)  # type: ignore[attr-defined]
    return _give(request, Door(row, request.actor, token))  # type: ignore[attr-defined]


@access("public", methods=POST)
def keep_given(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps what is being written by who came by a link."""
    row = asks.ask_by_token(token)
    if row is None or not row.link_holds(timezone.now()):
        raise Http404
    request.actor = _actor_of(row)  # type: ignore[attr-defined]
    return kernel_views.keep_draft(request)


def _actor_of(row: YearAsk) -> Actor:
    return Actor(name=str(row.organisation), link=("actors.yearask", row.pk))


def _give(request: HttpRequest, door: Door) -> HttpResponse:
    if request.method == "POST" and keep_for_later(request, services.GIVEN_FORM, door.row):
        return redirect(request.path)
    draft = {**draft_frame(request, services.GIVEN_FORM, door.row), "draft_url": door.draft_url}
    last = asks.last_before(door.row)
    form = GiveYearForm(request.POST or None, initial=draft["draft_data"] or prefilled(last), last=last)
    doubts: list[str] = []
    if request.method == "POST" and form.is_valid():
        doubts = [] if "sure" in request.POST else _doubts(door.row, last, form.given())
        if not doubts:
            try:
                services.give_year(ask=door.row, by=door.by, today=request.today, **form.given())
                return _thanks(request, door)
            except Refused as refusal:
                refuse(form, refusal)
    context = {"form": form, "ask": door.row, "row": door.row.organisation, "last": last, "doubts": doubts,
               "readers": readers.FIGURES, **draft}  # fmt: skip
    return render(request, "actors/give_year.html", context, status=422 if form.errors or doubts else 200)


def _doubts(row: YearAsk, last: AssociationYear | None, given: dict[str, Any]) -> list[str]:
    """What to look at once more before it is sent; sent again, it leaves as it is."""
    year = AssociationYear(year=row.year, **given)
    found = [oddity.says for oddity in oddities([year, *filter(None, [last])]) if oddity.year == row.year]
    if last and all(value == given.get(name) for name, value in _figures(last).items()):
        found.insert(0, _("Every figure is the one of %(year)s: change those that have changed.") % {"year": last.year})
    return found


def _figures(last: AssociationYear) -> dict[str, Any]:
    return {name: getattr(last, name) for name in services.FIGURES}


def _thanks(request: HttpRequest, door: Door) -> HttpResponse:
    if door.token:
        return render(request, "actors/give_thanks.html", {"ask": door.row})
    said(request, _("Your figures of %(year)s are sent. Thank you.") % {"year": door.row.year})
    return redirect(door.row.organisation.figures_url)


@access("actors.yearask", methods=GET_POST)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Figures that the association says otherwise than what was noted meanwhile: which one stays."""
    row = _ask_seen(request, pk)
    require(request.actor, "settle", row)
    years = AssociationYear.objects.visible_to(request.actor).filter(organisation=row.organisation)
    snapshot = years.filter(year=row.year).first()
    if snapshot is None or not row.answered_on or row.settled_on:
        return redirect(row.organisation.figures_url)
    lines = asks.differing(row, snapshot)
    form = SettleForm(request.POST or None, initial={"version": snapshot.version}, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            expected = form.cleaned_data["version"]
            services.settle_year(
                ask=row, take=form.taken(), expected=expected, by=request.actor, today=request.today
            )  # fmt: skip
            said(request, _("The figures of %(year)s are settled.") % {"year": row.year})
            return redirect(row.organisation.figures_url)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "ask": row, "row": row.organisation}
    return render(request, "actors/settle_year.html", context, status=422 if form.errors else 200)
