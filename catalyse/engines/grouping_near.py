"""Which things are near each other in place and time.

Problem: of n things with a place and a day, every pair within so many kilometres and so many days, without looking at
all pairs.
Method: cells as wide as the limit; a thing is compared with those of its cell and of the neighbouring ones only, and
in a cell where they crowd with the last `most` that stood before it in their order.
Cost: O(n x things of nine cells), `most` at most for each.
Source: Bentley, Stanat and Williams, "The complexity of finding fixed-radius near neighbors" (1977); great circles
after Sinnott, "Virtues of the haversine" (1984).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from math import asin, cos, floor, pi, radians, sin, sqrt
from typing import NamedTuple

EARTH = 6371.0  # kilometres
DEGREE = 111.2  # kilometres of a degree of latitude
LEAST_COSINE = 1e-9  # at a pole a degree of longitude is nothing


class Spot(NamedTuple):
    """Where and when, as degrees and as a number of days."""

    latitude: float
    longitude: float
    day: int


Ball = tuple[float, float, float]


class Pair(NamedTuple):
    """Two things by their rank, the first one lower, how many kilometres and days lie between them."""

    one: int
    other: int
    km: float
    days: int


def distance(one: Spot, other: Spot) -> float:
    """Kilometres between two spots, as the crow flies."""
    lat, to = radians(one.latitude), radians(other.latitude)
    half = sin((to - lat) / 2) ** 2 + cos(lat) * cos(to) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def on_the_ball(spot: Spot) -> Ball:
    """The same place on a ball of radius 1: the chord between two says how far they are, without trigonometry."""
    lat, lon = radians(spot.latitude), radians(spot.longitude)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def chord(one: Ball, other: Ball) -> float:
    """The square of the straight line between two places of the ball: it grows as the distance does."""
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2


def chord_of(km: float) -> float:
    """The square of the straight line under so many kilometres of the ball."""
    return (2.0 * sin(min(pi, km / EARTH) / 2)) ** 2


def near(ranks: Sequence[int], spots: Sequence[Spot], km: float, days: int, most: int | None = None) -> Iterator[Pair]:
    """Every pair of the things of these ranks within so many kilometres and days, each once.

    With `most`, of a crowd in one cell only so many that stand before a thing, the nearest in order, are its pairs.
    """
    cells: dict[tuple[int, int], list[tuple[int, int, float, float, float]]] = defaultdict(list)
    width = km / DEGREE
    widest = max((abs(spots[rank].latitude) for rank in ranks), default=0.0)
    broad = width / max(LEAST_COSINE, cos(radians(min(90.0, widest + width))))
    farthest = chord_of(km)
    for rank in sorted(ranks):
        spot = spots[rank]
        day, (x, y, z) = spot.day, on_the_ball(spot)
        row, column = floor(spot.latitude / width), floor(spot.longitude / broad)
        for cell in product((row - 1, row, row + 1), (column - 1, column, column + 1)):
            for other, theirs, x2, y2, z2 in cells.get(cell, [])[-most if most else None :]:
                apart = abs(day - theirs)
                if apart <= days and (line := (x - x2) ** 2 + (y - y2) ** 2 + (z - z2) ** 2) <= farthest:
                    yield Pair(other, rank, 2 * EARTH * asin(min(1.0, sqrt(line) / 2)), apart)
        cells[row, column].append((rank, day, x, y, z))


def middle(spots: Sequence[Spot]) -> tuple[int, list[float]]:
    """The spot that the others reach soonest (the first of equals), and how many kilometres each has to go there."""
    reach = [[distance(one, other) for other in spots] for one in spots]
    best = min(range(len(spots)), key=lambda n: (round(sum(reach[n]), 6), n))
    return best, reach[best]
