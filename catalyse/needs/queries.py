"""Reads of needs that cross models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BooleanField, Case, Count, F, Func, Max, Prefetch, Q, Value, When

from catalyse.actors.models import Organisation, officers_on
from catalyse.actors.roles import OFFICERS
from catalyse.actors.services.invitations import fingerprint
from catalyse.engines.text import fold
from catalyse.kernel.access import Actor
from catalyse.needs.models import Chase, Need, NeedLink, NeedQuerySet, Urgency
from catalyse.needs.states import OPEN, NeedState


def needs_for(actor: Actor, filters: Mapping[str, Any]) -> NeedQuerySet:
    """The needs that the actor may read, narrowed by theme, urgency, state, place heard, call, and words.

    Costs 1 query when read, 3 with the themes and organisations of a list.
    """
    rows = Need.objects.visible_to(actor).select_related("organisation", "heard_by").prefetch_related("themes")
    rows = rows.filter(archived_at__isnull=not filters.get("archived"))
    if theme := filters.get("theme"):
        rows = rows.filter(themes__code=theme)
    if (urgency := str(filters.get("urgency", ""))).isdecimal():
        rows = rows.filter(urgency=int(urgency[:2]))
    state = filters.get("state", "")
    rows = rows.filter(state__in=OPEN) if state == "open" else rows.filter(state=state) if state else rows
    if (organisation := str(filters.get("association", ""))).isdecimal():
        rows = rows.filter(organisation_id=int(organisation[:18]))
    if heard := filters.get("heard"):
        rows = rows.filter(heard=heard)
    if call := str(filters.get("call", "")).replace("\x00", ""):
        rows = rows.filter(call=call)
    for word in str(filters.get("q", "")).replace("\x00", "").split()[:8]:
        rows = rows.filter(
            Q(words__unaccent__icontains=word)
            | Q(call__unaccent__icontains=word)
            | Q(organisation__name__unaccent__icontains=word)
            | Q(organisation__short_name__unaccent__icontains=word)
        )
    return rows.distinct()


def calls_named(actor: Actor) -> list[str]:
    """The calls for projects in which needs were heard that the actor may read, the last one first. Costs 1 query."""
    rows = Need.objects.visible_to(actor).current().exclude(call="").order_by()
    found = rows.values("call").annotate(last=Max("heard_on")).order_by("-last", "call")
    return [row["call"] for row in found[:40]]


def heard_with(actor: Actor, need: Need) -> list[Need]:
    """What the same association said at the same place on the same day, this need included. Costs 1 query."""
    rows = Need.objects.visible_to(actor).current().filter(organisation=need.organisation_id, heard=need.heard)
    return list(rows.filter(heard_on=need.heard_on, call=need.call, heard_by=need.heard_by_id).order_by("pk")[:20])


def chasing_for(actor: Actor, today: date, filters: Mapping[str, Any]) -> NeedQuerySet:
    """The open needs to go after: awake ones, or the sleeping ones; of one officer, of nobody, or of all.

    The pressing ones first, then those that have waited longest. Costs 1 query when read, 2 with their history.
    """
    rows = Need.objects.visible_to(actor)
    rows = rows.open().filter(asleep_until__gt=today) if filters.get("dorment") else rows.awake(today)
    who = str(filters.get("charge", ""))
    if who == "personne":
        rows = rows.alone(today)
    elif who == "moi":
        rows = rows.filter(officer=actor.user_id)
    elif who.isascii() and who.isdigit():
        rows = rows.filter(officer=int(who[:18]))
    history = Chase.objects.visible_to(actor).filter(archived_at=None).select_related("officer").order_by("-pk")
    rows = rows.select_related("organisation", "officer").prefetch_related(
        Prefetch("chases", queryset=history, to_attr="history")
    )
    return rows.order_by("-urgency", "heard_on", "pk")


def grouped(rows: Iterable[Need], by: str) -> list[tuple[str, list[Need]]]:
    """The needs under the name of their association or of their officer; under none when `by` is neither.

    Nobody's come first. Costs no query.
    """
    if by not in ("association", "charge"):
        return [("", list(rows))]
    found: dict[str, list[Need]] = {}
    for need in rows:
        name = str(need.organisation) if by == "association" else str(need.officer or "")
        found.setdefault(name, []).append(need)
    return sorted(found.items(), key=lambda pair: fold(pair[0]))


def history_of(actor: Actor, need: Need) -> list[Chase]:
    """Who went after a need, the last time first. Costs 1 query."""
    rows = Chase.objects.visible_to(actor).filter(need=need, archived_at=None)
    return list(rows.select_related("officer").order_by("-pk"))


def alone(actor: Actor, today: date) -> NeedQuerySet:
    """The open needs that nobody has in charge, or somebody who has left. Costs 1 query when read."""
    return Need.objects.visible_to(actor).alone(today)


def owned(rows: Any, today: date) -> Any:
    """The needs, each bearing whether it is `left_alone`: open, and nobody active has it in charge. Adds no query."""
    held = Case(
        When(officer__in=officers_on(today), then=False), When(state__in=OPEN, then=True), default=False,
        output_field=BooleanField(),
    )  # fmt: skip
    return rows.annotate(left_alone=held).select_related("officer")


ALIKE = 0.22  # of 1: two sentences on one subject reach it, two on different subjects seldom do


def said_before(actor: Actor, need: Need) -> list[Need]:
    """Earlier needs of the same association in words alike, the most alike first: perhaps it is the same one.

    Words are compared by their groups of three letters, without accents. Costs 1 query.
    """
    rows = Need.objects.visible_to(actor).current().filter(organisation=need.organisation_id).exclude(pk=need.pk)
    rows = rows.exclude(state=NeedState.DUPLICATE).filter(heard_on__lte=need.heard_on)
    plain: Any = Func(Value(need.words[:2000]), function="unaccent")
    alike = TrigramSimilarity(Func(F("words"), function="unaccent"), plain)
    return list(rows.annotate(alike=alike).filter(alike__gte=ALIKE).order_by("-alike", "-pk")[:3])


def counts_by_state(actor: Actor) -> dict[str, int]:
    """How many current needs are in each state. Costs 1 query."""
    rows = Need.objects.visible_to(actor).current().order_by().values("state").annotate(n=Count("pk", distinct=True))
    return {row["state"]: row["n"] for row in rows}


def board_columns(rows: NeedQuerySet) -> list[tuple[NeedState, list[Need]]]:
    """The needs by state, for the board; the states of the answered ones come last. Costs 3 queries."""
    found: dict[str, list[Need]] = {state: [] for state in NeedState.values}
    for need in rows:
        found[need.state].append(need)
    return [(NeedState(state), needs) for state, needs in found.items()]


def pressing(actor: Actor) -> NeedQuerySet:
    """Needs that are new and nobody has read together yet, the pressing ones first. Costs 3 queries."""
    rows = Need.objects.visible_to(actor).current().filter(state=NeedState.RECEIVED)
    return rows.select_related("organisation").order_by("-urgency", "heard_on", "pk")


def listener(actor: Actor) -> Organisation:
    """The organisation in whose name an officer hears a need. Costs 1 query."""
    return Organisation.objects.visible_to(actor).filter(pk__in=actor.organisations(*OFFICERS)).order_by("pk")[:1].get()


TONES = {Urgency.NOW: "late", Urgency.SOON: "you", Urgency.SOMEDAY: ""}


def link_by_token(token: str) -> NeedLink | None:
    """The link that a token stands for, also one that has ended. Costs 1 query."""
    rows = NeedLink.objects.system("a personal link names its row").filter(token=fingerprint(token))
    return rows.select_related("organisation__commune__department", "team").first()


def said_by(link: NeedLink) -> list[Need]:
    """What was said by a link, the newest first. Costs 1 query."""
    rows = Need.objects.system("who holds a link reads what was said by it").filter(link=link, archived_at=None)
    return list(rows.order_by("-pk"))


def links_of(actor: Actor, organisation: Organisation, now: datetime) -> list[NeedLink]:
    """The links of an association that still hold, the newest first. Costs 1 query."""
    rows = NeedLink.objects.visible_to(actor).filter(organisation=organisation, archived_at=None, until__gt=now)
    return list(rows.select_related("officer").order_by("-pk")[:5])
