"""Pairs of names that may mean the same thing.

Problem: among thousands of associations, find those that are written down twice, a letter or a word apart, without
laying each beside each other one.
Method: names are compared inside one place only. In a small place each pair is weighed; in a larger one only pairs
that share the beginning of a word which few of the place bear. Two names are as alike as the share of their pieces of
three letters that both hold (Jaccard). Names whose numbers of pieces differ too much are not weighed.
Cost: O(names × names of a small place, or of a crowd); pieces are cut once a name.
Source: the pieces are those of PostgreSQL's pg_trgm: each word with two blanks before it and one behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

SMALL = 40  # names of a place: there, each is laid beside each other one
CROWD = 25  # names of a place that share a beginning: in larger crowds it says nothing
BEGINNING = 4  # letters

Pairs = dict[tuple[int, int], float]


class Name(NamedTuple):
    """A folded name, its number, and the place where it may have a twin."""

    number: int
    place: int | None
    folded: str


def pieces(folded: str) -> frozenset[str]:
    """The pieces of three letters of a folded text."""
    return frozenset(f"  {word} "[at : at + 3] for word in folded.split() for at in range(len(word) + 1))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two texts are by their pieces, between 0 and 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def pairs(names: Iterable[Name], least: float) -> Pairs:
    """The pairs of one place that are at least so alike, lower number first."""
    by_place: dict[int, list[Name]] = defaultdict(list)
    for name in names:
        if name.place is not None and name.folded:
            by_place[name.place].append(name)
    found: Pairs = {}
    for here in by_place.values():
        cut = {name.number: pieces(name.folded) for name in here}
        for low, high in _candidates(here):
            few, many = sorted((len(cut[low]), len(cut[high])))
            if few >= least * many and (share := alike(cut[low], cut[high])) >= least:
                found[low, high] = share
    return found


def _candidates(here: list[Name]) -> Iterator[tuple[int, int]] | set[tuple[int, int]]:
    if len(here) <= SMALL:
        return combinations(sorted(name.number for name in here), 2)
    begun: dict[str, list[int]] = defaultdict(list)
    for name in sorted(here):
        for start in {word[:BEGINNING] for word in name.folded.split() if len(word) >= BEGINNING}:
            begun[start].append(name.number)
    crowds = (numbers for numbers in begun.values() if len(numbers) <= CROWD)
    return {pair for numbers in crowds for pair in combinations(numbers, 2)}
