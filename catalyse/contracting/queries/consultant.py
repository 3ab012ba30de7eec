"""Reads of the pool of consultants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from catalyse.actors.models import Organisation
from catalyse.contracting.models import Bid, ConsultantProfile
from catalyse.contracting.models.consultants import ConsultantQuerySet
from catalyse.contracting.states import BidState
from catalyse.kernel.access import Actor
from catalyse.support.models import Support


def consultants_for(actor: Actor, filters: Mapping[str, Any]) -> ConsultantQuerySet:
    """The consultants that the actor may read, narrowed by theme, sector and words. Costs 3 queries when read."""
    rows = ConsultantProfile.objects.visible_to(actor).select_related("organisation__commune")
    rows = rows.prefetch_related("themes", "sectors")
    rows = rows.filter(archived_at__isnull=not filters.get("archived"))
    if theme := filters.get("theme"):
        rows = rows.filter(themes__code=str(theme))
    if sector := filters.get("sector"):
        rows = rows.filter(sectors__code=str(sector))
    for word in str(filters.get("q", "")).replace("\x00", "").split()[:8]:
        rows = rows.filter(
            Q(organisation__name__unaccent__icontains=word)
            | Q(organisation__short_name__unaccent__icontains=word)
            | Q(presentation__unaccent__icontains=word)
            | Q(references__unaccent__icontains=word)
        )
    return rows.distinct()


def references_of(actor: Actor, profile: ConsultantProfile) -> list[Support]:
    """The supports that this consultant carried, among those that the actor sees. Costs 1 query."""
    won = Q(tenders__bids__consultant=profile.organisation_id, tenders__bids__state="chosen")
    return list(Support.objects.visible_to(actor).filter(won).distinct()[:50])


def consultancies_of(actor: Actor, association: Organisation) -> list[int]:
    """The consultancies that carry, or carried, supports of an association; others that offered to, if the actor knows.

    Costs 1 query.
    """
    supports = Support.objects.visible_to(actor).filter(beneficiaries__association=association)
    told = Q(state=BidState.CHOSEN) | Q(pk__in=Bid.objects.visible_to(actor).values("pk"))
    rows = Bid.objects.system("a name without a price").filter(told, tender__support__in=supports.values("pk"))
    return list(rows.order_by("consultant").values_list("consultant", flat=True).distinct())
