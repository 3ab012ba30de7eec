"""Supports and what belongs to them, as lists for the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear

from catalyse.actors.models import Organisation
from catalyse.kernel.access import Actor
from catalyse.needs.models import Need
from catalyse.support.models import Beneficiary, Deliverable, Invitation, Kind, Session, Support
from catalyse.support.models.supports import SupportQuerySet
from catalyse.support.states import SUPPORT, ReplyState, SessionState, Stage

WIDE = ("dla", "partnership__dla", "partnership__authority", "requester", "dla_owner", "authority_owner", "previous",
        "body", "region")  # fmt: skip


def supports_for(actor: Actor, filters: Mapping[str, Any], today: date) -> SupportQuerySet:
    """The supports that the actor may read, narrowed by kind, stage, theme, sector, year, association and words.

    Each bears `joined` (how many associations) and `next_on`. Costs 1 query when read, 3 with themes and names.
    """
    rows = Support.objects.visible_to(actor).filter(archived_at__isnull=not filters.get("archived"))
    if (kind := filters.get("kind")) in Kind.values:
        rows = rows.filter(kind=kind)
    if (stage := filters.get("stage")) in Stage.values:
        rows = rows.filter(state__in=[state for state, shown in SUPPORT.stages.items() if shown == stage])
    elif stage in SUPPORT.states.values:
        rows = rows.filter(state=stage)
    for name, column in (("theme", "themes__code"), ("sector", "sectors__code")):
        if value := filters.get(name):
            rows = rows.filter(pk__in=Support.objects.system("facet").filter(**{column: value}).values("pk"))
    if (year := str(filters.get("year", ""))).isdecimal() and int(year[:4]):
        rows = rows.filter(opened_on__year=int(year[:4]))
    if (association := str(filters.get("association", ""))).isdecimal():
        here = Beneficiary.objects.visible_to(actor).filter(association=int(association[:18]))
        rows = rows.filter(pk__in=here.values("support"))
    for word in str(filters.get("q", "")).replace("\x00", "").split()[:8]:
        rows = rows.filter(Q(title__unaccent__icontains=word) | Q(context__unaccent__icontains=word))
    return _with_numbers(rows, actor, today)


def _with_numbers(rows: SupportQuerySet, actor: Actor, today: date) -> SupportQuerySet:
    joined = Beneficiary.objects.system("how many, not who").filter(support=OuterRef("pk"), left_on=None).order_by()
    coming = Session.objects.visible_to(actor).filter(
        support=OuterRef("pk"), state=SessionState.PLANNED, on__gte=today, archived_at=None
    )
    one = Subquery(joined.values("support").annotate(n=Count("pk")).values("n"))
    first = Subquery(coming.order_by().values("support").annotate(first=Min("on")).values("first"))
    names = Prefetch("beneficiaries", Beneficiary.objects.visible_to(actor).select_related("association"))
    return rows.annotate(joined=one, next_on=first).select_related("dla").prefetch_related("themes", names)


def years_of(actor: Actor) -> list[int]:
    """The years in which the actor's supports were opened, newest first. Costs 1 query."""
    rows = Support.objects.visible_to(actor).current().order_by()
    years = rows.annotate(year=ExtractYear("opened_on")).values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)


def invitations_of(actor: Actor, support: Support) -> QuerySet[Invitation]:
    """The invitations of a support that the actor may read, with their association. Costs 1 query when read."""
    rows = Invitation.objects.visible_to(actor).filter(support=support, archived_at=None)
    return rows.select_related("association", "support").order_by("association__name", "pk")


def beneficiaries_of(actor: Actor, support: Support) -> QuerySet[Beneficiary]:
    """The associations of a support that the actor may know, those who left last. Costs 1 query when read."""
    rows = Beneficiary.objects.visible_to(actor).filter(support=support).select_related("association")
    return rows.order_by("left_on", "association__name", "pk")


def sessions_of(actor: Actor, support: Support) -> QuerySet[Session]:
    """The sessions of a support that concern the actor, by day. Costs 1 query when read."""
    rows = Session.objects.visible_to(actor).filter(support=support, archived_at=None)
    return rows.select_related("association", "step", "support").order_by("on", "starts", "pk")


def deliverables_of(actor: Actor, support: Support) -> QuerySet[Deliverable]:
    """What is due in a support, of what concerns the actor, by day. Costs 1 query when read."""
    rows = Deliverable.objects.visible_to(actor).filter(support=support, archived_at=None)
    return rows.select_related("association", "step", "support").order_by("due_on", "pk")


def in_group(actor: Actor, support: Support) -> bool:
    """Whether the actor follows or takes part in the support, rather than being invited to it. Costs 1 query."""
    return Beneficiary.objects.visible_to(actor).filter(support=support).exists()


@dataclass(frozen=True)
class Target:
    """An association that may be invited: on the list already? invited? did it not join the last time? its needs."""

    association: Organisation
    chosen: bool
    sent: bool
    declined_before: bool
    wanting: tuple[Need, ...]


def targets_for(actor: Actor, support: Support, filters: Mapping[str, Any]) -> list[Target]:
    """The associations of the territory that may be invited: who did not join the last time, then who needs it.

    `wanting` are the needs with a theme of the support, or that it answers, of those that the actor may read.
    Costs 4 queries.
    """
    listed = dict(invitations_of(actor, support).values_list("association_id", "state"))
    rows = Organisation.objects.visible_to(actor).active().associations()
    rows = rows.filter(Q(unnamed=False) | Q(pk__in=list(listed)))
    if sector := filters.get("sector"):
        rows = rows.filter(sector_links__code__code=sector)
    for word in str(filters.get("q", "")).replace("\x00", "").split()[:8]:
        rows = rows.filter(Q(name__unaccent__icontains=word) | Q(short_name__unaccent__icontains=word))
    before, wanting = _did_not_join(actor, support), _wanting(actor, support)
    found = [
        Target(
            association=one,
            chosen=one.pk in listed,
            sent=listed.get(one.pk, ReplyState.PREPARED) != ReplyState.PREPARED,
            declined_before=one.pk in before,
            wanting=tuple(wanting.get(one.pk, ())),
        )
        for one in rows.select_related("commune").distinct().order_by("name", "pk")
    ]
    found.sort(key=lambda one: (not one.declined_before, not one.wanting, one.association.name.casefold()))
    return found


def _did_not_join(actor: Actor, support: Support) -> set[int]:
    if not support.previous_id:
        return set()
    rows = Invitation.objects.visible_to(actor).filter(support=support.previous_id)
    gone = rows.filter(state__in=[ReplyState.DECLINED, ReplyState.SILENT])
    return set(gone.values_list("association_id", flat=True))


def _wanting(actor: Actor, support: Support) -> dict[int, list[Need]]:
    themes = Q(themes__in=support.themes.all())
    answered = Q(pk__in=support.needs.visible_to(actor).values("pk"))
    rows = Need.objects.visible_to(actor).current().filter(themes | answered).distinct().order_by("-heard_on")
    found: dict[int, list[Need]] = {}
    for need in rows:
        found.setdefault(need.organisation_id, []).append(need)
    return found
