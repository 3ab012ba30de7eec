"""Neighbourhoods of the city policy, from a file of the State or of an operator: CSV, or GeoJSON for its properties.

Columns, by any of their names: code, name, commune (INSEE; several in one field, or one a line), vintage, and where the
days of the vintage do not fit, since and until.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from django.db import transaction

from catalyse.engines.contours import REASONS, Refusal, features
from catalyse.places.models import VINTAGES, Commune, Neighbourhood

NAMES = {
    "code": ("code", "code_qp", "code_quartier", "code_qpv", "code_zus"),
    "name": ("name", "nom", "nom_qp", "lib_qp", "libelle", "nom_quartier", "quartier_prioritaire"),
    "communes": ("communes", "commune", "insee", "insee_com", "code_insee", "codgeo", "depcom"),
    "vintage": ("vintage", "millesime", "generation"),
    "since": ("since", "depuis", "date_debut"),
    "until": ("until", "jusqu_au", "date_fin"),
}
NEEDED = ("code", "name", "communes")
SEVERAL = re.compile(r"[\s,;|/]+")
CODE = re.compile(r"[A-Z0-9-]{2,20}")
LONGEST = 120
FAULTS = {
    "no_code": "no code of letters and digits",
    "no_name": "no name, or one longer than 120 characters",
    "no_commune": "no INSEE code of a commune",
    "unknown": "no commune has the code {what}",
    "no_vintage": "the vintage “{what}” is none of " + ", ".join(VINTAGES) + ": add a column, or --vintage",
    "no_day": "“{what}” is no day: write 2015-01-01",
    "backwards": "it ends before it began",
    "overlap": "the code {what} has another vintage on the same days",
    "columns": "not as many values as the first line has columns",
}


class NotNeighbourhoods(ValueError):
    """The file has none of the columns that are needed; the message names them."""


class _Fault(ValueError):
    pass


@dataclass
class LoadedNeighbourhoods:
    """What a file brought."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0


@dataclass
class _Told:
    """One neighbourhood as its lines tell it."""

    line: int
    code: str
    vintage: str
    name: str
    since: date
    until: date | None
    communes: set[int] = field(default_factory=set)


@transaction.atomic
def load_neighbourhoods(
    stream: IO[str], *, vintage: str = "", refuse: Callable[[int, str], None]
) -> LoadedNeighbourhoods:
    """The neighbourhoods of the file, added or brought up to date by code and vintage; `refuse` hears of other lines.

    `vintage` is that of lines that say none. Neighbourhoods that the file does not name stay. Costs some 4 queries for
    each one that changes. Raises NotNeighbourhoods.
    """
    told = LoadedNeighbourhoods()

    def no(line: int, code: str, what: object = "") -> None:
        told.refused += 1
        refuse(line, FAULTS.get(code, REASONS.get(code, code)).format(what=what))

    found = _gathered(stream, vintage, no)
    known = {(row.code, row.vintage): row for row in Neighbourhood.objects.prefetch_related("communes")}
    for key, one in found.items():
        if _overlaps(one, known.values()):
            no(one.line, "overlap", one.code)
            continue
        row = known.get(key)
        if row and _as_told(row, one):
            told.same += 1
            continue
        row, made = Neighbourhood.objects.update_or_create(
            code=one.code, vintage=one.vintage, defaults={"name": one.name, "since": one.since, "until": one.until}
        )
        row.communes.set(one.communes)
        known[key] = row
        told.added += made
        told.changed += not made
    return told


def _gathered(stream: IO[str], vintage: str, no: Callable[..., None]) -> dict[tuple[str, str], _Told]:
    """Each neighbourhood with the communes of all its lines."""
    numbers = dict(Commune.objects.values_list("insee", "pk"))
    found: dict[tuple[str, str], _Told] = {}
    for line, values in _lines(stream):
        if isinstance(values, str):
            no(line, values)
            continue
        try:
            one = _understood(line, values, vintage, numbers)
        except _Fault as fault:
            no(line, *fault.args)
            continue
        found.setdefault((one.code, one.vintage), one).communes.update(one.communes)
    return found


def _lines(stream: IO[str]) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Each line by the names of `NAMES`, or the reason for which there is none."""
    start = stream.read(4096)
    stream.seek(0)
    if start.lstrip("\ufeff \r\n\t\x1e").startswith("{"):
        for one in features(stream):
            yield one.line, one.reason if isinstance(one, Refusal) else _named(one.properties)
        return
    first = start.lstrip("\ufeff").split("\n", 1)[0]
    rows = csv.reader(stream, delimiter=max(";,\t", key=first.count), strict=True)
    header = [_plain(name) for name in next(rows, [])]
    missing = [name for name in NEEDED if not set(NAMES[name]) & set(header)]
    if missing:
        raise NotNeighbourhoods(f"columns not found: {', '.join(missing)}; the first line has {', '.join(header[:12])}")
    try:
        for row in rows:
            if row:
                fits = len(row) == len(header)
                yield rows.line_num, _named(dict(zip(header, row, strict=True))) if fits else "columns"
    except csv.Error:
        yield rows.line_num, "no_json"


def _named(values: Mapping[str, Any]) -> dict[str, str]:
    plain = {_plain(name): value for name, value in values.items()}
    said = {}
    for name, others in NAMES.items():
        given = next((plain[other] for other in others if plain.get(other) not in (None, "")), "")
        said[name] = " ".join(map(str, given)) if isinstance(given, list) else str(given)
    return said


def _plain(name: str) -> str:
    return str(name).lstrip("\ufeff").strip().strip('"').lower().replace(" ", "_").replace("'", "_")


def _understood(line: int, said: Mapping[str, str], vintage: str, numbers: Mapping[str, int]) -> _Told:
    code, name = said["code"].strip().upper(), " ".join(said["name"].split())
    if not CODE.fullmatch(code):
        raise _Fault("no_code")
    if not name or len(name) > LONGEST:
        raise _Fault("no_name")
    known = re.sub(r"[\s_-]", "", said["vintage"] or vintage).lower()
    if known not in VINTAGES:
        raise _Fault("no_vintage", said["vintage"])
    inhabited = [code.upper() for code in SEVERAL.split(said["communes"]) if code]
    if not inhabited:
        raise _Fault("no_commune")
    if strange := next((code for code in inhabited if code not in numbers), ""):
        raise _Fault("unknown", strange[:20])
    first, last = VINTAGES[known].since, VINTAGES[known].until
    since = _day(said["since"]) or first
    until = _day(said["until"]) or last
    if until and until < since:
        raise _Fault("backwards")
    return _Told(line, code, known, name, since, until, {numbers[code] for code in inhabited})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise _Fault("no_day", text.strip()[:20]) from None


def _overlaps(one: _Told, known: Any) -> bool:
    return any(
        row.code == one.code
        and row.vintage != one.vintage
        and "zus" not in (row.vintage, one.vintage)
        and row.since <= (one.until or date.max)
        and one.since <= (row.until or date.max)
        for row in known
    )


def _as_told(row: Neighbourhood, one: _Told) -> bool:
    same = (row.name, row.since, row.until) == (one.name, one.since, one.until)
    return same and {commune.pk for commune in row.communes.all()} == one.communes
