"""Reads of needs that cross models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from catalyse.actors.models import Organisation
from catalyse.actors.roles import OFFICERS
from catalyse.kernel.access import Actor
from catalyse.needs.models import Need, NeedQuerySet, Urgency
from catalyse.needs.states import OPEN, NeedState


def needs_for(actor: Actor, filters: Mapping[str, Any]) -> NeedQuerySet:
    """The needs that the actor may read, narrowed by theme, urgency, state, place heard, and words.

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
    for word in str(filters.get("q", "")).replace("\x00", "").split()[:8]:
        rows = rows.filter(
            Q(words__unaccent__icontains=word)
            | Q(organisation__name__unaccent__icontains=word)
            | Q(organisation__short_name__unaccent__icontains=word)
        )
    return rows.distinct()


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
