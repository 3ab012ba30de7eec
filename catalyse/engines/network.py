"""How organisations are tied, before and after, and where to draw them.

Problem: say how much a group works together, what is new, and place its members in a picture so that both moments
can be compared at a glance.
Method: each member says of each other one how they are tied. A statement counts as working together from "informs"
on. Density is the share of the n(n-1) possible statements that do so; reciprocity is the share of those that the
other side makes too. A pair is tied as strongly as the *weaker* of its two statements says: a tie that only one side
sees is not counted, but it is listed.
The picture puts the members on fixed points, a sunflower that is even for any number. Who stands where is a quadratic
assignment: tied members near each other, no thread through a third member. Exchanges of two are made as long as one
helps, from the given order and, in a small group, from each turn of it, so that the same ties give the same picture.
Both moments use the same points.
Cost: O(n + ties) to measure; O(n^3) to prepare the points and O(n * ties) a round of exchanges to place, n times that
in a group of up to 16.
Source: Wasserman & Faust, Social Network Analysis, 1994, chapters 4 and 13; Vogel, A better way to construct the
sunflower head, 1979; Koopmans & Beckmann, Assignment problems and the location of economic activities, 1957.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

UNKNOWN, KNOWS, COMPETES, INFORMS, COOPERATES, SHARES = (
    "unknown",
    "knows",
    "competes",
    "informs",
    "cooperates",
    "shares_means",
)
LEVELS = (UNKNOWN, KNOWS, COMPETES, INFORMS, COOPERATES, SHARES)
# lending a room is less than carrying something together
STRENGTH = {UNKNOWN: 0, KNOWS: 1, COMPETES: 1, INFORMS: 2, SHARES: 3, COOPERATES: 4}
FEW = 16  # up to so many members, placing is begun anew from each of them and the best is kept
WORKING = 2  # the strength from which two organisations work together

Node = TypeVar("Node", bound=Hashable)
Ties = Mapping[tuple[Node, Node], str]


@dataclass(frozen=True)
class Measure:
    """A network in figures. Statements go one way, pairs are confirmed by both sides."""

    members: int
    possible: int
    working: int
    density: Fraction | None
    reciprocity: Fraction | None
    statements_by_level: dict[str, int]
    pairs_by_level: dict[str, int]
    pairs_working: int
    one_sided: int
    alone: tuple[Hashable, ...]


@dataclass(frozen=True)
class Change:
    """What two moments of one network have between them; pairs are in the members' order."""

    before: Measure
    after: Measure
    new: tuple[tuple[Hashable, Hashable], ...]
    stronger: tuple[tuple[Hashable, Hashable], ...]
    lost: tuple[tuple[Hashable, Hashable], ...]


@dataclass(frozen=True)
class Point:
    """A place in a picture one wide and one high, (0, 0) at the top left."""

    x: float
    y: float


def confirmed_pairs(nodes: Sequence[Node], ties: Ties[Node]) -> dict[tuple[Node, Node], str]:
    """Each pair that has a tie, with the level that both sides confirm: the weaker of their two statements."""
    _refuse_strangers(nodes, ties)
    found = {}
    for a, b in combinations(nodes, 2):
        levels = (ties.get((a, b), UNKNOWN), ties.get((b, a), UNKNOWN))
        weaker = min(levels, key=lambda level: (STRENGTH[level], level != COMPETES))
        if STRENGTH[weaker]:
            found[a, b] = weaker
    return found


def measure(nodes: Sequence[Node], ties: Ties[Node]) -> Measure:
    """Density, reciprocity, levels and who stands alone, in one moment."""
    _refuse_strangers(nodes, ties)
    possible = len(nodes) * (len(nodes) - 1)
    works = {pair for pair, level in ties.items() if STRENGTH[level] >= WORKING}
    mutual = sum((b, a) in works for a, b in works)
    pairs = confirmed_pairs(nodes, ties)
    together = {pair for pair, level in pairs.items() if STRENGTH[level] >= WORKING}
    said = dict.fromkeys(LEVELS, 0)
    for level in ties.values():
        said[level] += 1
    said[UNKNOWN] += possible - len(ties)
    by_level = {level: sum(1 for found in pairs.values() if found == level) for level in LEVELS[1:]}
    return Measure(
        members=len(nodes),
        possible=possible,
        working=len(works),
        density=Fraction(len(works), possible) if possible else None,
        reciprocity=Fraction(mutual, len(works)) if works else None,
        statements_by_level=said,
        pairs_by_level=by_level,
        pairs_working=len(together),
        one_sided=len(works) - mutual,
        alone=tuple(node for node in nodes if not any(node in pair for pair in together)),
    )


def compare(nodes: Sequence[Node], before: Ties[Node], after: Ties[Node]) -> Change:
    """Two moments side by side: the figures of each, and the pairs that began, grew or stopped working together."""
    was, now = confirmed_pairs(nodes, before), confirmed_pairs(nodes, after)

    def strengths(pair: tuple[Node, Node]) -> tuple[int, int]:
        return STRENGTH[was.get(pair, UNKNOWN)], STRENGTH[now.get(pair, UNKNOWN)]

    pairs = [(pair, *strengths(pair)) for pair in combinations(nodes, 2)]
    return Change(
        before=measure(nodes, before),
        after=measure(nodes, after),
        new=tuple(pair for pair, old, new in pairs if old < WORKING <= new),
        stronger=tuple(pair for pair, old, new in pairs if WORKING <= old < new),
        lost=tuple(pair for pair, old, new in pairs if new < WORKING <= old),
    )


def sunflower(count: int) -> list[Point]:
    """So many points, evenly spread, the same each time; up to forty leave room for names."""
    if count <= 1:
        return [Point(0.5, 0.5)] * count
    turn = math.pi * (3 - math.sqrt(5))
    raw = []
    for i in range(count):
        radius = math.sqrt((i + 0.5) / count)
        raw.append((radius * math.cos(i * turn - math.pi / 2), radius * math.sin(i * turn - math.pi / 2)))
    left, right = min(x for x, _ in raw), max(x for x, _ in raw)
    top, bottom = min(y for _, y in raw), max(y for _, y in raw)
    return [Point((x - left) / (right - left), (y - top) / ((bottom - top) or 1)) for x, y in raw]


def positions(nodes: Sequence[Node], ties: Iterable[tuple[Node, Node]] = ()) -> dict[Node, Point]:
    """Where to draw each member: the same place for the same members and ties, tied ones near each other.

    Give the ties of both moments together, so that one set of places serves both pictures.
    """
    points = sunflower(len(nodes))
    far = _distances(points)
    neighbours: dict[Node, list[Node]] = {node: [] for node in nodes}
    for a, b in sorted({tuple(sorted((nodes.index(a), nodes.index(b)))) for a, b in ties if a != b}):
        neighbours[nodes[a]].append(nodes[b])
        neighbours[nodes[b]].append(nodes[a])
    best: dict[Node, int] = {}
    for turn in range(len(nodes) if len(nodes) <= FEW else 1):
        place = {node: (i + turn) % len(nodes) for i, node in enumerate(nodes)}
        _exchange_while_it_helps(nodes, neighbours, place, far)
        if not best or _length(neighbours, place, far) < _length(neighbours, best, far) - 1e-9:
            best = place
    return {node: points[best[node]] for node in nodes}


def _length(neighbours: dict[Node, list[Node]], place: dict[Node, int], far: list[list[float]]) -> float:
    return sum(far[place[a]][place[b]] for a, others in neighbours.items() for b in others)


def _exchange_while_it_helps(
    nodes: Sequence[Node], neighbours: dict[Node, list[Node]], place: dict[Node, int], far: list[list[float]]
) -> None:
    def length(a: Node, b: Node) -> float:
        ends = sum(far[place[a]][place[other]] for other in neighbours[a])
        return ends + sum(far[place[b]][place[other]] for other in neighbours[b])

    helped = True
    while helped:
        helped = False
        for a, b in combinations(nodes, 2):
            before = length(a, b)
            place[a], place[b] = place[b], place[a]
            if length(a, b) < before - 1e-9:
                helped = True
            else:
                place[a], place[b] = place[b], place[a]


def _distances(points: Sequence[Point]) -> list[list[float]]:
    """How unwelcome a thread between two points is: its length, and half a picture more for each point it runs over."""
    near = 0.35 / math.sqrt(len(points) or 1)
    table = [[0.0] * len(points) for _ in points]
    for i, j in combinations(range(len(points)), 2):
        over = sum(_gap(points[k], points[i], points[j]) < near for k in range(len(points)) if k not in (i, j))
        table[i][j] = table[j][i] = math.dist(_xy(points[i]), _xy(points[j])) + over / 2
    return table


def _gap(point: Point, start: Point, end: Point) -> float:
    """The distance from a point to a segment."""
    dx, dy = end.x - start.x, end.y - start.y
    along = ((point.x - start.x) * dx + (point.y - start.y) * dy) / (dx * dx + dy * dy)
    along = min(1.0, max(0.0, along))
    return math.dist(_xy(point), (start.x + along * dx, start.y + along * dy))


def _xy(point: Point) -> tuple[float, float]:
    return (point.x, point.y)


def _refuse_strangers(nodes: Sequence[Node], ties: Ties[Node]) -> None:
    members = set(nodes)
    if len(members) != len(nodes):
        raise ValueError("a member is listed twice")
    for (a, b), level in ties.items():
        if a not in members or b not in members or a == b:
            raise ValueError(f"a tie between {a!r} and {b!r} is not between two members")
        if level not in STRENGTH:
            raise ValueError(f"{level!r} is not a level of ties")
