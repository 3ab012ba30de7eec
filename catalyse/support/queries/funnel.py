"""Who was invited, who came, who joined, who did not and why: read from the dates of the invitations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalyse.support.models import Hindrance, Invitation, Support
from catalyse.support.states import ReplyState

WHY = "the funnel names those whom its reader may see"
JOINED = (ReplyState.COMMITTED, ReplyState.WITHDRAWN)


@dataclass(frozen=True)
class FunnelRow:
    """One association on the way: the last place it reached is where its thread ends."""

    pk: int
    association_id: int
    name: str
    state: str
    met: bool
    joined: bool
    declined: bool
    hindrance: str
    reason: str
    left_on: date | None
    illustrative: tuple[str, ...]

    @property
    def hindrance_label(self) -> str:
        """What held it back, in words; no answer says nothing."""
        return str(Hindrance(self.hindrance).label) if self.hindrance else ""

    @property
    def waiting(self) -> bool:
        """Whether it may still answer."""
        return self.state in (ReplyState.SENT, ReplyState.INTERESTED)


@dataclass(frozen=True)
class Funnel:
    """The way from invited to joined: how many at each place, and each association.

    `met` is None while no attendance at a meeting was noted. `reasons` are (after the meeting?, hindrance or
    "silent", how many), the most frequent first.
    """

    rows: tuple[FunnelRow, ...]
    met_known: bool

    @property
    def invited(self) -> int:
        return len(self.rows)

    @property
    def met(self) -> int | None:
        """How many came to a meeting, or joined without coming; None when nobody noted it."""
        return sum(row.met or row.joined for row in self.rows) if self.met_known else None

    @property
    def joined(self) -> int:
        return sum(row.joined for row in self.rows)

    @property
    def answered(self) -> int:
        """How many said something, whatever it was."""
        return sum(row.joined or row.declined or row.state == ReplyState.INTERESTED for row in self.rows)

    @property
    def waiting(self) -> int:
        return sum(row.waiting for row in self.rows)

    @property
    def left(self) -> int:
        """How many left after they had joined."""
        return sum(row.left_on is not None for row in self.rows)

    @property
    def share(self) -> Decimal | None:
        """The joined in percent of the invited."""
        return Decimal(100 * self.joined) / self.invited if self.invited else None

    @property
    def reasons(self) -> tuple[tuple[bool, str, int], ...]:
        """Why those who did not join stopped, grouped by where and what."""
        gone = [row for row in self.rows if not row.joined and not row.waiting]
        counted = Counter((row.met and self.met_known, row.hindrance or "silent") for row in gone)
        return tuple((met, what, n) for (met, what), n in counted.most_common())

    @property
    def illustrative(self) -> bool:
        """Whether an attendance or a reason fills a gap of the source."""
        return any(row.illustrative for row in self.rows)


def funnels(supports: Sequence[Support]) -> dict[int, Funnel]:
    """The funnel of each support by number, from the dates of its invitations; those only prepared are left out.

    Costs 1 query.
    """
    rows = Invitation.objects.system(WHY).filter(support__in=supports, sent_on__isnull=False, archived_at=None)
    found: dict[int, list[FunnelRow]] = {support.pk: [] for support in supports}
    for one in rows.select_related("association").order_by("pk"):
        found[one.support_id].append(_row(one))
    for mine in found.values():
        mine.sort(key=lambda row: (not row.joined, not row.met, row.hindrance, row.pk))
    return {pk: Funnel(tuple(mine), any(row.met for row in mine)) for pk, mine in found.items()}


def funnel(support: Support) -> Funnel:
    """The funnel of one support. Costs 1 query."""
    return funnels([support])[support.pk]


def _row(one: Invitation) -> FunnelRow:
    return FunnelRow(
        pk=one.pk,
        association_id=one.association_id,
        name=str(one.association),
        state=one.state,
        met=one.met_on is not None,
        joined=one.committed_on is not None and one.state in JOINED,
        declined=one.declined_on is not None and one.state == ReplyState.DECLINED,
        hindrance=one.hindrance,
        reason=one.reason,
        left_on=one.left_on,
        illustrative=tuple(one.illustrative),
    )
