"""Contours of communes, from a GeoJSON file that an operator has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import IO, Any

from django.db import transaction

from catalyse.engines.contours import REASONS, Feature, NoContour, Refusal, contour, features, packed
from catalyse.places.models import Commune, Contour

CODES = ("insee", "insee_com", "code_insee", "codgeo", "com", "code")  # the names that the State's files give it
BATCH = 500
UNKNOWN = "no commune has the code {code}"
NO_CODE = f"no INSEE code: expected is a property called {', '.join(CODES[:-1])} or {CODES[-1]}"
TWICE = "the commune {code} has a contour in this file already: this one is left out"


@dataclass
class LoadedContours:
    """What a file brought."""

    kept: int = 0
    same: int = 0
    refused: int = 0


@transaction.atomic
def load_contours(stream: IO[str], *, source: str, day: date, refuse: Callable[[int, str], None]) -> LoadedContours:
    """The contours of the file, each in the place of the one that its commune had; `refuse` hears of each other line.

    `source` is what a map says of where they come from. Memory holds one batch. Costs 2 queries for 500 contours.
    Raises NotGeoJSON.
    """
    told, numbers = LoadedContours(), dict(Commune.objects.values_list("insee", "pk"))
    found = _usable(stream, numbers, told, refuse)
    while batch := dict(islice(found, BATCH)):
        known = dict(Contour.objects.filter(commune__in=batch).values_list("commune", "shape"))
        fresh = {pk: shape for pk, shape in batch.items() if known.get(pk) != shape}
        Contour.objects.filter(commune__in=batch).exclude(commune__in=fresh).update(source=source, loaded_on=day)
        Contour.objects.bulk_create(
            [Contour(commune_id=pk, shape=shape, source=source, loaded_on=day) for pk, shape in fresh.items()],
            update_conflicts=True,
            unique_fields=["commune"],
            update_fields=["shape", "source", "loaded_on"],
        )
        told.kept += len(fresh)
        told.same += len(batch) - len(fresh)
    return told


def _usable(
    stream: IO[str], numbers: dict[str, int], told: LoadedContours, refuse: Callable[[int, str], None]
) -> Iterator[tuple[int, str]]:
    """The number of each commune with its contour; every other line is refused."""
    seen: set[str] = set()
    for one in features(stream):
        code = _code(one.properties) if isinstance(one, Feature) else ""
        try:
            if isinstance(one, Refusal):
                raise NoContour(one.reason)
            if code not in numbers:
                raise NoContour(UNKNOWN.format(code=code) if code else NO_CODE)
            if code in seen:
                raise NoContour(TWICE.format(code=code))
            shape = packed(contour(one.told.get("geometry")))
        except NoContour as fault:
            reason = str(fault)
            told.refused += 1
            refuse(
                one.line, f"{code}: {REASONS[reason]}" if code and reason in REASONS else REASONS.get(reason, reason)
            )
            continue
        seen.add(code)
        yield numbers[code], shape


def _code(properties: dict[str, Any]) -> str:
    """The INSEE code, under whichever of its names; a number of four digits had lost its zero."""
    for name in CODES:
        value = properties.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:05}"
        if isinstance(value, str) and value.strip():
            return value.strip().upper()[:20]
    return ""
