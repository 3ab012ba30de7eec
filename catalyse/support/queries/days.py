"""Days agreed, planned and used, counted in half-days, apart for together and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from catalyse.support.models import Kind, Session, Support
from catalyse.support.states import SessionState


@dataclass(frozen=True)
class Meter:
    """Half-days of one kind: agreed with the support, planned and not held yet, used by sessions held."""

    agreed: int
    used: int
    planned: int

    @property
    def left(self) -> int:
        """What remains once the planned sessions are held; negative when there are too many."""
        return self.agreed - self.used - self.planned

    @property
    def overrun(self) -> int:
        """How many half-days go beyond what was agreed."""
        return max(0, -self.left)


@dataclass(frozen=True)
class Days:
    """The two meters of a support."""

    collective: Meter
    individual: Meter

    @property
    def agreed(self) -> int:
        return self.collective.agreed + self.individual.agreed

    @property
    def used(self) -> int:
        return self.collective.used + self.individual.used

    @property
    def overrun(self) -> int:
        return self.collective.overrun + self.individual.overrun

    def of(self, kind: str) -> Meter:
        """The meter of one kind of session."""
        return self.collective if kind == Kind.COLLECTIVE else self.individual


def days_of(supports: Sequence[Support]) -> dict[int, Days]:
    """The half-days of each support by number, agreed, planned and used. Costs 1 query."""
    rows = Session.objects.system("days are counted, no session is shown").filter(
        support__in=supports, archived_at=None
    )
    sums = rows.exclude(state=SessionState.CANCELLED).order_by().values_list("support", "kind", "state")
    found = {(pk, kind, state): n for pk, kind, state, n in sums.annotate(n=Sum("half_days"))}

    def meter(pk: int, kind: str, agreed: int) -> Meter:
        held, planned = (found.get((pk, kind, state), 0) for state in (SessionState.HELD, SessionState.PLANNED))
        return Meter(agreed, held, planned)

    return {
        support.pk: Days(
            collective=meter(support.pk, Kind.COLLECTIVE, support.collective_half_days),
            individual=meter(support.pk, Kind.INDIVIDUAL, support.individual_half_days),
        )
        for support in supports
    }


def days_used(support: Support) -> Days:
    """The half-days of one support. Costs 1 query."""
    return days_of([support])[support.pk]
