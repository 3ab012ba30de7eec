"""Needs of an invented country in which groups were planted, with the truth beside each.

Problem: how well recurring needs are found can only be counted where one knows which belong together.
Method: bodies of communes lie on a grid, each with a dozen communes around its town. A planted group is one sub-need
said by 4 to 14 associations of one body within six weeks; the rest are single needs of any kind, place and day.
Each need draws one way of saying its sub-need, often a second one, an opening and an aside that say nothing, typing
errors; its theme is sometimes left out and sometimes another one. Groups overlap in place and time as they come.
Cost: O(needs).
Source: shares as set down below; frozen before the engine was written.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from catalyse.engines.grouping_phrases import ASIDES, LINES, OPENERS

FIRST_DAY, DAYS = date(2024, 1, 1), 730
BODIES, ACROSS = 120, 12  # bodies of communes, in rows of so many
STEP_LAT, STEP_LON = 0.32, 0.46  # degrees between two towns: about 35 kilometres
COMMUNES, RADIUS = 12, 0.11  # communes of a body, and how far from its town in degrees
LEAST, MOST, WINDOW = 4, 14, 40
NOISE, TYPO, SECOND, ASIDE = 0.30, 0.05, 0.35, 0.6
NO_THEME, OTHER_THEME = 0.15, 0.15
KEYS = "azertyuiopqsdfghjklmwxcvbn"


@dataclass(frozen=True)
class Planted:
    """A need as the engine may read it, with what it was made from: `group` is None for a single one."""

    key: int
    organisation: int
    words: str
    themes: tuple[str, ...]
    latitude: float
    longitude: float
    on: date
    body: int
    subject: str
    group: int | None


@dataclass(frozen=True)
class Subject:
    """A sub-need and the ways in which it is said."""

    theme: str
    key: str
    ways: tuple[str, ...]


def subjects() -> list[Subject]:
    """The 48 sub-needs."""
    found = []
    for block in re.split(r"\n(?=\S)", LINES.strip()):
        head, *ways = block.splitlines()
        theme, key = head.split()
        found.append(Subject(theme, key, tuple(way.strip() for way in ways)))
    return found


def sample(needs: int, seed: int, noise: float = NOISE) -> list[Planted]:
    """So many needs, in the order in which they were heard."""
    chance = random.Random(seed)
    known, towns = subjects(), list(_towns(chance, max(4, round(BODIES * needs / 20_000))))
    told: list[tuple[Subject, int, date, int | None]] = []
    group = 0
    while len(told) < needs * (1 - noise):
        subject, body = chance.choice(known), chance.randrange(len(towns))
        first = FIRST_DAY + timedelta(days=chance.randrange(DAYS - WINDOW))
        for _member in range(chance.randint(LEAST, MOST)):
            told.append((subject, body, first + timedelta(days=chance.randrange(WINDOW)), group))
        group += 1
    while len(told) < needs:
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        told.append((chance.choice(known), chance.randrange(len(towns)), day, None))
    told = sorted(told[:needs], key=lambda one: one[2])
    return [_need(chance, key, one, towns, known) for key, one in enumerate(told)]


def _towns(chance: random.Random, bodies: int) -> Iterator[list[tuple[float, float]]]:
    for place in range(bodies):
        lat, lon = 47.0 + STEP_LAT * (place // ACROSS), -1.5 + STEP_LON * (place % ACROSS)
        yield [
            (lat + chance.uniform(-RADIUS, RADIUS), lon + chance.uniform(-RADIUS, RADIUS) * 1.45)
            for _commune in range(COMMUNES)
        ]


def _need(
    chance: random.Random,
    key: int,
    one: tuple[Subject, int, date, int | None],
    towns: Sequence[Sequence[tuple[float, float]]],
    known: Sequence[Subject],
) -> Planted:
    subject, body, day, group = one
    commune = 0 if chance.random() < 0.4 else chance.randrange(COMMUNES)
    lat, lon = towns[body][commune]
    draw = chance.random()
    theme = subject.theme
    if draw < OTHER_THEME:
        theme = chance.choice(known).theme
    themes = () if draw > 1 - NO_THEME else (theme,)
    return Planted(key, key, _said(chance, subject), themes, lat, lon, day, body, subject.key, group)


def _said(chance: random.Random, subject: Subject) -> str:
    ways = chance.sample(subject.ways, 2 if chance.random() < SECOND else 1)
    words = f"{chance.choice(_list(OPENERS))} {' et '.join(_way(chance, way) for way in ways)}."
    if chance.random() < ASIDE:
        words = f"{words} {chance.choice(_list(ASIDES))}"
    return " ".join(_slip(chance, word) if chance.random() < TYPO else word for word in words.split())


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", " ").split("|")]


def _way(chance: random.Random, way: str) -> str:
    return re.sub(r"\{([^}]*)\}", lambda found: chance.choice(found[1].split("|")), way)


def _slip(chance: random.Random, word: str) -> str:
    if len(word) < 4:
        return word
    place, kind = chance.randrange(1, len(word)), chance.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + chance.choice(KEYS) + word[place:]
    if kind == 2:
        return word[:place] + chance.choice(KEYS) + word[place + 1 :]
    return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
