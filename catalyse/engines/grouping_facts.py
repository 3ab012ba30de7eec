"""What the search for recurring needs takes and gives: plain facts, used by `grouping`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import inf


@dataclass(frozen=True)
class Need:
    """An open need as the engine reads it. `key` tells it apart, `organisation` who has it; no place: never grouped."""

    key: str
    organisation: str
    words: str
    on: date
    themes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    def __post_init__(self) -> None:
        place = ((self.latitude, 90), (self.longitude, 180))
        if not all(one is None or -most <= one <= most for one, most in place):
            raise ValueError(f"need {self.key}: {self.latitude}, {self.longitude} is no place on earth")


@dataclass(frozen=True)
class Bounds:
    """What a group may be, and what days cost: all settable."""

    least: int = 4
    most: int = 14
    km: float = 45.0
    days: int = 120
    individual_days: Decimal = Decimal(4)  # of a support of one association alone
    collective_days: Decimal = Decimal(5)  # together
    member_days: Decimal = Decimal(1)  # for each association of a collective support
    day_price: Decimal = Decimal(1000)

    def __post_init__(self) -> None:
        if not 2 <= self.least <= self.most:
            raise ValueError("a group holds two associations at least, and `most` is no less than `least`")
        amounts = (self.individual_days, self.collective_days, self.member_days, self.day_price)
        if not 0 < self.km < inf or self.days < 0 or not all(one.is_finite() and one >= 0 for one in amounts):
            raise ValueError("distances, days and prices are never negative")


@dataclass(frozen=True)
class Proposal:
    """A group: who, the words that they share, and what it takes beside as many individual supports.

    `joined` are the members that the theme alone brought in. `meeting` is the need at whose place they would meet.
    """

    members: tuple[str, ...]
    joined: tuple[str, ...]
    theme: str
    subject: str
    shared: tuple[str, ...]
    associations: int
    meeting: str
    mean_km: float
    farthest_km: float
    travel_km: float
    first_on: date
    last_on: date
    days: Decimal
    cost: Decimal
    days_alone: Decimal
    cost_alone: Decimal


@dataclass(frozen=True)
class LeftOut:
    """Why a need is in no group. `why`: place, alone, few, far, date, full, other; `group` is the rank of one near."""

    key: str
    why: str
    group: int | None = None
    km: float | None = None
    days: int | None = None
    near: int = 0


@dataclass(frozen=True)
class Found:
    """The groups, largest saving first, and the needs that are in none."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[LeftOut, ...]
