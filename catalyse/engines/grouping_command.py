"""Recurring needs as a command: the JSON that it takes and gives.

Problem: `grouping` takes dates and decimals, JSON has neither.
Method: dates as 2008-03-11, days and euros as text; each proposal and each need left out as a plain object.
Cost: O(needs).
Source: the JSON Schema below.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from catalyse.engines import grouping

Document = dict[str, Any]
AMOUNTS = ("individual_days", "collective_days", "member_days", "day_price")
TEXT: Document = {"type": "string"}
TEXTS: Document = {"type": "array", "items": TEXT}
AMOUNT: Document = {"type": "string", "pattern": r"\d{1,7}(\.\d{1,2})?"}
PLACE: Document = {
    "type": "object",
    "properties": {
        "latitude": {"type": "number", "minimum": -90, "maximum": 90},
        "longitude": {"type": "number", "minimum": -180, "maximum": 180},
    },
    "required": ["latitude", "longitude"],
    "additionalProperties": False,
}
NEED: Document = {
    "type": "object",
    "properties": {
        "key": TEXT,
        "organisation": TEXT,
        "words": TEXT,
        "on": {"type": "string", "pattern": r"\d{4}-\d{2}-\d{2}"},
        "themes": TEXTS,
        "sectors": TEXTS,
        "place": PLACE,
    },
    "required": ["key", "organisation", "words", "on"],
    "additionalProperties": False,
}
BOUNDS: Document = {
    "type": "object",
    "properties": {
        "least": {"type": "integer", "minimum": 2, "maximum": 500},
        "most": {"type": "integer", "minimum": 2, "maximum": 500},
        "km": {"type": "number", "minimum": 1, "maximum": 1000},
        "days": {"type": "integer", "minimum": 1, "maximum": 3660},
        **dict.fromkeys(AMOUNTS, AMOUNT),
    },
    "required": [],
    "additionalProperties": False,
}
SCHEMA: Document = {
    "type": "object",
    "properties": {"needs": {"type": "array", "items": NEED}, "bounds": BOUNDS},
    "required": ["needs"],
    "additionalProperties": False,
}


def group_needs(given: Document) -> Document:
    """The proposals that needs form, the largest saving first, and why each other need is left out."""
    said = given.get("bounds", {})
    bounds: Document = {key: Decimal(value) if key in AMOUNTS else value for key, value in said.items()}
    found = grouping.propose([_need(rank, one) for rank, one in enumerate(given["needs"])], grouping.Bounds(**bounds))
    return {
        "proposals": [{key: _plain(value) for key, value in asdict(one).items()} for one in found.proposals],
        "left_out": [{key: value for key, value in asdict(one).items() if value is not None} for one in found.left_out],
    }


def _need(rank: int, one: Document) -> grouping.Need:
    try:
        on = date.fromisoformat(one["on"])
    except ValueError:
        raise ValueError(f"document.needs[{rank}].on: {one['on']!r} is no day of the calendar") from None
    place = one.get("place", {})
    return grouping.Need(
        one["key"], one["organisation"], one["words"], on, tuple(one.get("themes", ())), tuple(one.get("sectors", ())),
        place.get("latitude"), place.get("longitude"),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, date | Decimal) else value
