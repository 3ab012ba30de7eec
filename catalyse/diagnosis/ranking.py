"""The order of the needs of a diagnosis: by what their marks add up to, then by hand where a person said why.

Pure: the same needs give the same order, whatever the order they come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalyse.diagnosis.models import Priority


@dataclass(frozen=True)
class Ranked:
    """A need at its place. `counted` is the rank that its marks alone would give it; equal sums share one."""

    rank: int
    counted: int
    priority: Priority

    @property
    def moved(self) -> bool:
        """Whether a person gave it its place."""
        return self.priority.placed is not None


def ranked(priorities: Sequence[Priority]) -> list[Ranked]:
    """The needs in their order. Those placed by hand stand at their place, the others fill in by their sum.

    When sums are equal, the more important comes first, then the more urgent, then the one that was written first.
    A place beyond the end is the last one; of two that want the same place, the higher sum has it.
    """
    by_sum = sorted(priorities, key=_weight)
    counted = {one.pk: 1 + sum(other.score > one.score for other in priorities) for one in priorities}
    order = [one for one in by_sum if one.placed is None]
    for one in sorted((one for one in reversed(by_sum) if one.placed is not None), key=lambda one: one.placed or 0):
        order.insert(min((one.placed or 1) - 1, len(order)), one)
    return [Ranked(place, counted[one.pk], one) for place, one in enumerate(order, 1)]


def _weight(one: Priority) -> tuple[int, int, int, int]:
    return (-one.score, -one.importance, -one.urgency, one.pk)
