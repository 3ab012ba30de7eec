"""What one reader is told about proposals: counts that give nobody away, words only to whoever may read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from catalyse.engines import grouping
from catalyse.engines.grouping_near import Spot, middle
from catalyse.engines.grouping_words import shared
from catalyse.kernel.access import Actor
from catalyse.needs.models import Heard, Need
from catalyse.needs.readers import readers_of
from catalyse.support.models import Proposal, ProposalMember
from catalyse.support.policies import counted
from catalyse.support.services.recurring import bounds
from catalyse.support.states import ProposalState
from catalyse.ui import formats


@dataclass(frozen=True)
class Voice:
    """A need of a proposal as its reader sees it: how far from the meeting place, whether it joined later."""

    need: Need
    readers: Any
    km: float | None
    later: bool
    since: date

    @property
    def way(self) -> str:
        """The kilometres to the meeting place, in words; nothing within one of it."""
        return "" if self.km is None or self.km < 1 else kilometres(self.km)


@dataclass(frozen=True)
class Told:
    """A proposal as its reader sees it. `others` are associations whose words it may not read: none, or enough."""

    proposal: Proposal
    voices: tuple[Voice, ...]
    others: int
    associations: int
    whole: bool
    shared: tuple[str, ...]
    heard: tuple[str, ...]
    since: date | None
    meeting: Need | None
    mean_km: float
    farthest_km: float
    travel_km: float
    days: Decimal
    cost: Decimal
    days_alone: Decimal
    cost_alone: Decimal

    @property
    def saving(self) -> Decimal:
        return self.cost_alone - self.cost

    @property
    def half_days(self) -> int:
        return round(2 * self.days)

    @property
    def half_days_alone(self) -> int:
        return round(2 * self.days_alone)

    @property
    def way(self) -> tuple[str, str]:
        """The way to the meeting place: on average, and at most."""
        return kilometres(self.mean_km), kilometres(self.farthest_km)


@dataclass(frozen=True)
class Outside:
    """A need near a proposal that is not in it, and why."""

    need: Need
    why: str
    km: float | None
    days: int | None

    @property
    def way(self) -> str:
        return kilometres(self.km or 0)


def kilometres(km: float) -> str:
    """A distance in words. Costs no query."""
    return f"{formats.number(round(km))}{formats.NBSP}km"


def told(actor: Actor, proposal: Proposal) -> Told:
    """What this reader is told about a proposal that it may see. Costs 5 queries."""
    row: Any = counted(actor, Proposal.objects.visible_to(actor).filter(pk=proposal.pk)).get()
    associations, limits = _associations(row), bounds()
    members = _members(actor, proposal)
    voices, meeting = _placed(members)
    away = _by_association(voices)
    days, alone = grouping.costs(associations, limits)
    return Told(
        proposal=proposal, voices=voices, others=associations - row.seen, associations=associations,
        whole=row.said == row.seen,
        shared=shared([one.need.words for one in voices]),
        heard=tuple(dict.fromkeys(str(Heard(one.need.heard).label) for one in voices)),
        since=min((one.need.heard_on for one in voices), default=None),
        meeting=meeting, mean_km=sum(away) / len(away) if away else 0.0, farthest_km=max(away, default=0.0),
        travel_km=2 * float(limits.collective_days) * sum(away),
        days=days, cost=days * limits.day_price, days_alone=alone, cost_alone=alone * limits.day_price,
    )  # fmt: skip


def _members(actor: Actor, proposal: Proposal) -> list[tuple[Need, ProposalMember]]:
    rows = Need.objects.visible_to(actor).current().filter(proposed__proposal=proposal, proposed__left_on=None)
    rows = rows.select_related("organisation__commune", "heard_by").prefetch_related("themes")
    needs = {need.pk: need for need in rows}
    members = ProposalMember.objects.filter(proposal=proposal, need__in=needs).order_by("need__heard_on", "need_id")
    return [(needs[member.need_id], member) for member in members]


def _placed(members: list[tuple[Need, ProposalMember]]) -> tuple[tuple[Voice, ...], Need | None]:
    """The voices with their way to the meeting place, and the need at whose place they would meet."""
    spots = {need.pk: spot for need, _member in members if (spot := _spot(need))}
    ways: dict[int, float] = {}
    meeting = None
    if spots:
        best, away = middle(list(spots.values()))
        ways = dict(zip(spots, away, strict=True))
        meeting = next(need for need, _member in members if need.pk == list(spots)[best])
    voices = tuple(
        Voice(need, readers_of(need), ways.get(need.pk), member.later, member.since) for need, member in members
    )
    return voices, meeting


def _spot(need: Need) -> Spot | None:
    commune = need.organisation.commune
    if commune is None or commune.latitude is None or commune.longitude is None:
        return None
    return Spot(float(commune.latitude), float(commune.longitude), need.heard_on.toordinal())


def _by_association(voices: Iterable[Voice]) -> list[float]:
    nearest: dict[int, float] = {}
    for one in voices:
        if one.km is not None:
            owner = one.need.organisation_id
            nearest[owner] = min(one.km, nearest.get(owner, one.km))
    return list(nearest.values())


def why_not(actor: Actor, proposal: Proposal) -> list[Outside]:
    """The needs near a proposal that the last search left out, of those that the reader reads. Costs 1 query."""
    lines = {line["need"]: line for line in proposal.outside}
    rows = Need.objects.visible_to(actor).open().filter(pk__in=lines).select_related("organisation")
    return [
        Outside(need, lines[need.pk]["why"], lines[need.pk]["km"], lines[need.pk]["days"])
        for need in rows.order_by("heard_on", "pk")
    ]


@dataclass(frozen=True)
class Listed:
    """A proposal as a line of a list: how many associations its reader is told of, and what they would save."""

    proposal: Proposal
    associations: int
    saving: Decimal


def listed(actor: Actor, rows: Iterable[int] | None = None) -> list[Listed]:
    """The proposals of one's territories, those to decide first; or only those of these numbers. Costs 1 query."""
    seen: QuerySet[Proposal] = Proposal.objects.visible_to(actor).filter(archived_at=None)
    if rows is not None:
        seen = seen.filter(pk__in=list(rows))
    seen = counted(actor, seen).select_related("theme", "support", "into", "partnership__dla", "partnership__authority")
    found = sorted(seen, key=lambda one: (one.state != ProposalState.OPEN, -one.found_on.toordinal(), -one.pk))
    return [_line(one) for one in found]


def _line(row: Any) -> Listed:
    count = _associations(row)
    days, alone = grouping.costs(count, bounds())
    return Listed(row, count, (alone - days) * bounds().day_price)


def _associations(row: Any) -> int:
    """The associations that a reader is told of: those whose words it reads, and the others when they are enough."""
    hidden: int = row.said - row.seen
    return row.seen + (hidden if hidden >= settings.RECURRING_TOLD else 0)


def refused_alike(actor: Actor, proposal: Proposal) -> list[Proposal]:
    """Refused proposals that held some of the same needs: their reason is remembered. Costs 1 query."""
    needs = ProposalMember.objects.filter(proposal=proposal, left_on=None).values("need")
    rows = Proposal.objects.visible_to(actor).filter(state=ProposalState.REFUSED).exclude(pk=proposal.pk)
    return list(rows.filter(members__need__in=needs, members__left_on=None).distinct().order_by("-decided_on", "-pk"))


def mergeable(actor: Actor, proposal: Proposal) -> list[Listed]:
    """The other open proposals of the same territory. Costs 2 queries."""
    rows = Proposal.objects.visible_to(actor).open().filter(partnership=proposal.partnership_id)
    return listed(actor, rows.exclude(pk=proposal.pk).values_list("pk", flat=True))


@dataclass(frozen=True)
class Signalled:
    """The proposal of the first page: how many say it, and the needs that the reader reads, the oldest first."""

    proposal: Proposal
    associations: int
    needs: tuple[Need, ...]


def signalled(actor: Actor) -> Signalled | None:
    """The open proposal that most associations share, for the one signal of the first page. Costs 1 query, or 2."""
    rows = list(counted(actor, Proposal.objects.visible_to(actor).open()).select_related("theme"))
    if not rows:
        return None
    best = max(rows, key=lambda one: (_associations(one), -one.pk))
    said = Need.objects.visible_to(actor).current().filter(proposed__proposal=best, proposed__left_on=None)
    return Signalled(best, _associations(best), tuple(said.order_by("heard_on", "pk")))
