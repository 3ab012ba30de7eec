"""Every engine as a command: a JSON document in, a JSON document out, each with its schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from catalyse.engines import (
    grouping_command,
    identifiers,
    linkage,
    linkage_index,
    money,
    network,
    off_days,
    openings,
)

Document = dict[str, Any]
MOST_DAYS = 3660  # of which openings are listed at once


@dataclass(frozen=True)
class Engine:
    """A pure function made callable from outside. `schema` says what `run` takes; wrong input raises ValueError."""

    name: str
    says: str
    run: Callable[[Document], Document]
    schema: Document


def share_money(given: Document) -> Document:
    """An amount divided among named payers."""
    payers = given["payers"]
    names = [payer["name"] for payer in payers]
    parts = [
        money.Part(**{key: Decimal(str(payer[key])) for key in ("percent", "amount") if key in payer})
        for payer in payers
    ]
    odd = given.get("odd_cent_to", names[0] if names else "")
    if names and odd not in names:
        raise ValueError(f"{odd!r} is named for the odd cent and is not among the payers")
    shares = money.share_out(Decimal(str(given["total"])), parts, names.index(odd) if names else 0)
    return {"shares": [{"name": name, "amount": str(share)} for name, share in zip(names, shares, strict=True)]}


def read_identifiers(given: Document) -> Document:
    """Each number in one form, or the reason why it cannot be one."""
    read = {
        "siren": identifiers.siren,
        "siret": identifiers.siret,
        "rna": identifiers.rna,
        "old_rna": identifiers.old_rna,
    }
    answers = []
    for line in given["numbers"]:
        try:
            answers.append({**line, "number": read[line["kind"]](line["text"])})
        except identifiers.NotThisNumber as refusal:
            answers.append({**line, "reason": refusal.reason})
    return {"numbers": answers}


def compare_networks(given: Document) -> Document:
    """A network before and after, and where to draw its members."""
    nodes = given["members"]
    before, after = ({(t["from"], t["to"]): t["level"] for t in given[moment]} for moment in ("before", "after"))
    change = network.compare(nodes, before, after)
    pairs = [*network.confirmed_pairs(nodes, before), *network.confirmed_pairs(nodes, after)]
    placed = network.positions(nodes, pairs)
    return {
        **_plain(asdict(change)),
        "positions": {node: [round(point.x, 4), round(point.y, 4)] for node, point in placed.items()},
    }


def link_lines(given: Document) -> Document:
    """What each line of a spreadsheet is among known associations, and what says so."""
    index = linkage_index.Index(
        [linkage.Known(place, linkage.Facts(**one)) for place, one in enumerate(given["known"])]
    )
    answers = [index.link(linkage.Facts(**line)) for line in given["lines"]]
    return {
        "lines": [
            {
                "verdict": answer.verdict,
                "why": answer.why,
                "candidates": [
                    {
                        "known": one.known.key,
                        "odds": round(one.odds, 2),
                        "evidence": [{**asdict(e), "odds": round(e.odds, 2)} for e in one.evidence],
                    }
                    for one in answer.choices
                ],
            }
            for answer in answers
        ]
    }


def list_openings(given: Document) -> Document:
    """The days of an opening with what closes them, and the times of each."""
    until = _moment(given, "until", date) if "until" in given else None
    rhythm = openings.Rhythm(given["rhythm"], _moment(given, "first", date), until)
    zones = [off_days.Zone(given["zone"], date.min)] if "zone" in given else []
    department = given.get("department", "")
    breaks = [(_moment(one, "from", time), _moment(one, "to", time)) for one in given.get("breaks", [])]
    hours = _moment(given, "starts", time), _moment(given, "ends", time)
    since, to = _moment(given, "from", date), _moment(given, "to", date)
    if (to - since).days > MOST_DAYS:
        raise ValueError(f"document.to: {MOST_DAYS} days after document.from at most")
    days = []
    for day in openings.opening_days(rhythm, since, to):
        off = off_days.off_day(day, department=department, zones=zones)
        days.append({"day": day.isoformat(), "off": off.name if off else ""})
    times = openings.slots(*hours, int(given["minutes"]), breaks)
    return {"days": days, "times": [{"from": f"{a:%H:%M}", "to": f"{b:%H:%M}"} for a, b in times]}


def _moment(given: Document, key: str, kind: type[Any]) -> Any:
    """The day or the hour that stands under a key."""
    try:
        return kind.fromisoformat(given[key])
    except ValueError:
        raise ValueError(f"{key}: {given[key]!r} is not in the calendar or on the clock") from None


def _plain(value: Any) -> Any:
    """A value as JSON knows it: fractions as "7/12", tuples as lists."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Fraction) else value


def _object(required: Document, optional: Document | None = None) -> Document:
    properties = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _list(items: Document) -> Document:
    return {"type": "array", "items": items}


TEXT: Document = {"type": "string"}
EUROS: Document = {"type": "string", "pattern": r"^\d+(\.\d{1,2})?$"}
FACTS = _object({"name": TEXT}, {name: TEXT for name in linkage.Facts._fields if name not in ("name", "year")})
DAY: Document = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
HOUR: Document = {"type": "string", "pattern": r"^\d{2}:\d{2}$"}
TIES = _list(_object({"from": TEXT, "to": TEXT, "level": {"enum": list(network.LEVELS)}}))

ENGINES = {
    engine.name: engine
    for engine in (
        Engine(
            "money",
            "Divide an amount among payers, to the cent.",
            share_money,
            _object(
                {"total": EUROS, "payers": _list(_object({"name": TEXT}, {"percent": EUROS, "amount": EUROS}))},
                {"odd_cent_to": TEXT},
            ),
        ),
        Engine(
            "identifiers",
            "Read RNA, SIREN and SIRET numbers.",
            read_identifiers,
            _object(
                {"numbers": _list(_object({"kind": {"enum": ["siren", "siret", "rna", "old_rna"]}, "text": TEXT}))}
            ),
        ),
        Engine(
            "linkage",
            "Find the known associations that lines of a spreadsheet speak of.",
            link_lines,
            _object({"known": _list(FACTS), "lines": _list(FACTS)}),
        ),
        Engine(
            "grouping",
            "Find the needs that recur, as proposals of collective supports.",
            grouping_command.group_needs,
            grouping_command.SCHEMA,
        ),
        Engine(
            "openings",
            "List the days and times of a desk that comes back, without public and school holidays.",
            list_openings,
            _object(
                {
                    "rhythm": {"enum": [openings.WEEKLY, openings.FORTNIGHTLY, openings.MONTHLY]},
                    "first": DAY,
                    "from": DAY,
                    "to": DAY,
                    "starts": HOUR,
                    "ends": HOUR,
                    "minutes": {"type": "string", "pattern": r"^[1-9]\d{0,2}$"},
                },
                {
                    "until": DAY,
                    "department": TEXT,
                    "zone": {"enum": list(off_days.ZONES)},
                    "breaks": _list(_object({"from": HOUR, "to": HOUR})),
                },
            ),
        ),
        Engine(
            "network",
            "Measure and place a network before and after.",
            compare_networks,
            _object({"members": _list(TEXT), "before": TIES, "after": TIES}),
        ),
    )
}


def run(name: str, given: Any) -> Document:
    """The answer of an engine to a document, or ValueError with a sentence."""
    engine = ENGINES.get(name)
    if engine is None:
        raise ValueError(f"no engine is called {name!r}; there are {', '.join(sorted(ENGINES))}")
    _refuse_wrong_shape(given, engine.schema, "document")
    return engine.run(given)


TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float)
}  # fmt: skip


def _refuse_wrong_shape(value: Any, schema: Document, where: str) -> None:
    """The part of JSON Schema that the engines use: types, required and known keys, choices."""
    if "enum" in schema and value not in schema["enum"]:
        raise ValueError(f"{where}: {value!r} is none of {', '.join(schema['enum'])}")
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or isinstance(value, bool)):
        raise ValueError(f"{where}: expected {kind}")
    if kind == "object":
        for key in schema["required"]:
            if key not in value:
                raise ValueError(f"{where}: {key!r} is missing")
        for key, part in value.items():
            if key not in schema["properties"]:
                raise ValueError(f"{where}: {key!r} is unknown")
            _refuse_wrong_shape(part, schema["properties"][key], f"{where}.{key}")
    if kind == "array":
        for number, part in enumerate(value):
            _refuse_wrong_shape(part, schema["items"], f"{where}[{number}]")
    if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        raise ValueError(f"{where}: {value} is not between {schema['minimum']} and {schema['maximum']}")
    if "pattern" in schema and not re.fullmatch(schema["pattern"], value, re.ASCII):
        raise ValueError(f"{where}: {value!r} is not written as expected")
