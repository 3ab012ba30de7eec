"""Places laid out on a sheet: areas where their contours are known, circles by weight where only a point is.

Problem: draw some tens of communes, near each other, on a sheet so many units wide.
Method: equirectangular, with the length of a degree of longitude taken at the middle latitude (over the width of a
department the error is under one part in a hundred); the north is up; areas are rounded to whole units of the sheet and
points that fall together are dropped; a circle's area is in proportion to its weight, the greatest have `most` as
radius, and the heaviest are drawn first so that the light ones stay in sight.
Cost: O(points of the contours).
Source: J. P. Snyder, Map Projections: A Working Manual, 1987, section 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

Ring = Sequence[tuple[float, float]]  # longitude, latitude
LEAST = 4.0  # units: a smaller circle is not seen
NARROWEST = 0.02  # degrees: a single point still has some land around it


@dataclass(frozen=True)
class Spot:
    """A place to draw: `key` tells it in the answer, `point` is longitude and latitude."""

    key: int
    point: tuple[float, float] | None = None
    weight: float = 0
    rings: Sequence[Ring] = ()

    @property
    def known(self) -> bool:
        """Whether it can be drawn."""
        return bool(self.rings or self.point)


@dataclass(frozen=True)
class Area:
    """A contour on the sheet, as the path of an SVG, and the middle of its longest ring."""

    key: int
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Circle:
    """A point on the sheet, with its radius."""

    key: int
    x: int
    y: int
    r: float


@dataclass(frozen=True)
class Drawing:
    """The sheet: what is on it, and the places of which nothing is known (`left_out`)."""

    width: int
    height: int
    areas: tuple[Area, ...]
    circles: tuple[Circle, ...]
    left_out: tuple[int, ...]


def draw(spots: Iterable[Spot], *, width: int = 640, tallest: int = 640, most: float = 30) -> Drawing | None:
    """The places in the middle of a sheet so wide and at most so tall; None when nothing of them can be drawn."""
    spots = list(spots)
    areas = [spot for spot in spots if spot.rings]
    points = [(spot, spot.point) for spot in spots if spot.point and not spot.rings]
    every = [place for spot in areas for ring in spot.rings for place in ring] + [point for _, point in points]
    if not every:
        return None
    sheet = _Sheet(every, width, tallest, most if points else 4)
    heaviest = max((spot.weight for spot, _ in points), default=0) or 1
    circles = [
        Circle(spot.key, *sheet.at(point), round(max(LEAST, most * sqrt(spot.weight / heaviest)), 1))
        for spot, point in sorted(points, key=lambda pair: (-pair[0].weight, pair[0].key))
    ]
    return Drawing(
        sheet.width,
        sheet.height,
        tuple(
            Area(spot.key, "".join(map(sheet.path, spot.rings)), *sheet.at(_middle(max(spot.rings, key=len))))
            for spot in sorted(areas, key=lambda spot: (-spot.weight, spot.key))
        ),
        tuple(circles),
        tuple(spot.key for spot in spots if not spot.known),
    )


class _Sheet:
    """From longitude and latitude to units of the sheet."""

    def __init__(self, places: Sequence[tuple[float, float]], width: int, tallest: int, edge: float):
        west, east = _span([x for x, _ in places])
        south, north = _span([y for _, y in places])
        self.west, self.north, self.edge = west, north, edge
        self.turn = cos(radians((south + north) / 2))
        across, down = (east - west) * self.turn, north - south
        self.scale = min((width - 2 * edge) / across, (tallest - 2 * edge) / down)
        self.width = width
        self.left = (width - across * self.scale) / 2
        self.height = round(down * self.scale + 2 * edge)

    def at(self, place: tuple[float, float]) -> tuple[int, int]:
        x = (place[0] - self.west) * self.turn * self.scale + self.left
        return round(x), round((self.north - place[1]) * self.scale + self.edge)

    def path(self, ring: Ring) -> str:
        corners = [self.at(place) for place in ring]
        kept = [corner for n, corner in enumerate(corners) if n == 0 or corner != corners[n - 1]]
        return "M" + "L".join(f"{x} {y}" for x, y in kept) + "Z"


def _middle(ring: Ring) -> tuple[float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _span(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    lacking = max(0.0, NARROWEST - (high - low)) / 2
    return low - lacking, high + lacking
