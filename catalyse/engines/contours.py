"""Contours out of a GeoJSON file of any size, each checked, made light, and kept as a short text.

Problem: an operator gives the contours of some communes or of all 35,000, from whatever source; a page draws some tens.
Method: features are read one after the other, whether the file is one collection or one feature a line, so that memory
holds one feature (at most `LONGEST` characters). A feature that cannot be used is answered with its line and a reason,
and the reading goes on; where the text is no JSON any more, it ends there. Positions are moved to the nearest point of
a grid and those that fall together or lie on a straight line are dropped: two neighbours that share a border share
it still, which a simplification of each area by itself would not give. A ring that vanishes is left out, an area of
which nothing is left is refused. Whether a border crosses itself is not asked: it is drawn all the same.
Cost: O(characters), one feature in memory at a time.
Source: RFC 7946 (GeoJSON), RFC 8142 (one feature a line); vertex clustering after Rossignac and Borrel, 1993.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import IO, Any

GRID = 1000  # points to a degree: 111 metres from south to north
LONGEST = 8_000_000  # characters of one feature
CHUNK = 1 << 16
HEAD = re.compile(r'"features"\s*:\s*\[')
ALONE = re.compile(r'\s*\{\s*"type"\s*:\s*"Feature"')
BETWEEN = re.compile(r"[\s,\x1e]*")
BOM = "\ufeff"

Ring = list[tuple[int, int]]  # steps of the grid: longitude, latitude


class NotGeoJSON(ValueError):
    """The file begins like no GeoJSON."""


class NoContour(ValueError):
    """Why a geometry cannot be used: one of the keys of `REASONS`."""


REASONS = {
    "no_json": "what follows is no JSON: the rest of the file was not read",
    "too_long": f"longer than {LONGEST:,} characters: the rest of the file was not read",
    "no_feature": "no GeoJSON feature",
    "no_geometry": "no geometry",
    "no_area": "its geometry is neither a Polygon nor a MultiPolygon",
    "no_position": "a position is not two numbers",
    "not_degrees": "its positions are not degrees of longitude and latitude: give the file in WGS 84 (EPSG:4326)",
    "open_ring": "a ring has fewer than four positions or does not end where it began",
    "vanishes": "nothing is left of it on a grid of a thousandth of a degree",
}  # fmt: skip


@dataclass(frozen=True)
class Feature:
    """One object of the file, with the line on which it begins."""

    line: int
    told: dict[str, Any]

    @property
    def properties(self) -> dict[str, Any]:
        """What is said of it, by names in small letters."""
        said = self.told.get("properties")
        return {str(name).lower(): value for name, value in said.items()} if isinstance(said, dict) else {}


@dataclass(frozen=True)
class Refusal:
    """Something in the file that cannot be used, where it stands, and why."""

    line: int
    reason: str


def features(stream: IO[str]) -> Iterator[Feature | Refusal]:
    """Each feature of a file, in its order; NotGeoJSON where it begins like none."""
    reader = _Reader(stream)
    reader.begin()
    while (one := reader.next()) is not None:
        yield one
        if isinstance(one, Refusal) and one.reason in ("no_json", "too_long"):
            return


def contour(geometry: Any) -> list[Ring]:
    """The rings of a Polygon or MultiPolygon on the grid, holes among them; NoContour says why there is none."""
    if not isinstance(geometry, dict):
        raise NoContour("no_geometry")
    kind, given = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(given, list):
        raise NoContour("no_area")
    polygons = [given] if kind == "Polygon" else given
    kept: list[Ring] = []
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise NoContour("no_area")
        outer, *holes = (_light(_checked(ring)) for ring in polygon)
        if outer:
            kept += [outer, *filter(None, holes)]
    if not kept:
        raise NoContour("vanishes")
    return kept


def packed(rings: list[Ring]) -> str:
    """The rings as a short text: each point as its distance from the one before."""
    told = []
    for ring in rings:
        before = (0, 0)
        steps = []
        for x, y in ring:
            steps.append(f"{x - before[0]},{y - before[1]}")
            before = (x, y)
        told.append(" ".join(steps))
    return "|".join(told)


def unpacked(text: str) -> list[list[tuple[float, float]]]:
    """The rings of a text of `packed`, in degrees."""
    rings = []
    for told in text.split("|"):
        x = y = 0
        ring = []
        for step in told.split(" "):
            right, up = step.split(",")
            x, y = x + int(right), y + int(up)
            ring.append((x / GRID, y / GRID))
        rings.append(ring)
    return rings


def _checked(ring: Any) -> list[tuple[float, float]]:
    if not isinstance(ring, list):
        raise NoContour("no_position")
    places = []
    for position in ring:
        if not isinstance(position, list) or len(position) < 2 or not all(map(_is_number, position[:2])):
            raise NoContour("no_position")
        places.append((float(position[0]), float(position[1])))
    if any(abs(x) > 180 or abs(y) > 90 for x, y in places):
        raise NoContour("not_degrees")
    if len(places) < 4 or places[0] != places[-1]:
        raise NoContour("open_ring")
    return places


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _light(places: list[tuple[float, float]]) -> Ring:
    """The ring on the grid without what does not show; empty when it encloses nothing any more."""
    ring: Ring = []
    for x, y in places:
        point = round(x * GRID), round(y * GRID)
        if ring and point == ring[-1]:
            continue
        if len(ring) > 1 and _straight(ring[-2], ring[-1], point):
            ring.pop()
            if point == ring[-1]:
                continue
        ring.append(point)
    return ring if len(ring) > 3 and _twice_the_area(ring) else []


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (c[0] - a[0]) * (b[1] - a[1])


def _twice_the_area(ring: Ring) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


class _Reader:
    """A window on the file that holds one feature and no more than it must."""

    def __init__(self, stream: IO[str]):
        self.stream, self.held, self.at, self.line, self.over = stream, "", 0, 1, False
        self.decoder = json.JSONDecoder(parse_constant=_no_number)

    def begin(self) -> None:
        """Stands before the first feature, in a collection or in a file with one feature a line."""
        self._more()
        self.held = self.held.lstrip(BOM)
        while (start := self.held.lstrip()[:1]) in ("{", "\x1e"):
            if start == "\x1e" or ALONE.match(self.held) or self._is_feature():
                return
            if found := HEAD.search(self.held):
                self._pass(found.end())
                return
            if self.over or len(self.held) > LONGEST:
                break
            self._more()
        raise NotGeoJSON

    def _is_feature(self) -> bool:
        try:
            told, _end = self.decoder.raw_decode(self.held.lstrip())
        except (ValueError, RecursionError):
            return False
        return isinstance(told, dict) and told.get("type") == "Feature"

    def next(self) -> Feature | Refusal | None:
        """The next feature; None at the end."""
        self._pass(self._behind_blanks())
        if self.at >= len(self.held) or self.held[self.at] == "]":
            return None
        line = self.line
        while True:
            try:
                told, end = self.decoder.raw_decode(self.held, self.at)
            except (ValueError, RecursionError):
                if self.over:
                    return Refusal(line, "no_json")
                if len(self.held) - self.at > LONGEST:
                    return Refusal(line, "too_long")
                self._more()
                continue
            self._pass(end)
            if not isinstance(told, dict) or told.get("type") != "Feature":
                return Refusal(line, "no_feature")
            return Feature(line, told)

    def _behind_blanks(self) -> int:
        while True:
            match = BETWEEN.match(self.held, self.at)
            end = match.end() if match else self.at
            if end < len(self.held) or self.over:
                return end
            self._more()

    def _pass(self, end: int) -> None:
        self.line += self.held.count("\n", self.at, end)
        self.at = end

    def _more(self) -> None:
        """Reads as much again as it holds, so that a long feature is not tried at each piece."""
        self.held = self.held[self.at :]
        self.at = 0
        piece = self.stream.read(max(CHUNK, len(self.held)))
        self.over = not piece
        self.held += piece


def _no_number(word: str) -> None:
    raise ValueError(word)
