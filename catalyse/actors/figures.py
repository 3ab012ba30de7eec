"""The yearly figures of an association as a table: a line a figure, a column a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear
from catalyse.ui import formats

Kind = tuple[str, str | Promise, str]

ALWAYS: tuple[Kind, ...] = (
    ("volunteers", _("Volunteers"), "number"),
    ("active_volunteers", _("of whom active"), "number"),
    ("staff", _("Employees"), "number"),
    ("fte", _("Full-time equivalents"), "number"),
    ("permanent", _("Permanent contracts"), "number"),
    ("integration", _("Integration posts"), "number"),
    ("seasonal", _("Seasonal workers"), "number"),
    ("resources", _("Resources of the year"), "money"),
    ("market_share", _("Share of its own activity"), "share"),
    ("grants_share", _("Share of grants"), "share"),
    ("self_financing_target", _("Self-financing aimed at"), "share"),
)
WHEN_KNOWN: dict[str, tuple[Kind, ...]] = {  # after which line; shown only when some year knows it
    "permanent": (("fixed_term", _("Fixed-term contracts"), "number"),),
    "integration": (("subsidised", _("Subsidised jobs"), "number"),),
    "seasonal": (("members", _("Members"), "number"), ("beneficiaries", _("People helped"), "number")),
    "resources": (
        ("income_market", _("Sales and contracts"), "money"),
        ("income_grants", _("Grants"), "money"),
        ("income_members", _("Membership fees"), "money"),
        ("income_private", _("Gifts and sponsors"), "money"),
        ("income_other", _("Other income"), "money"),
        ("result", _("Result of the year"), "money"),
    ),
}


@dataclass(frozen=True)
class Cell:
    """A figure of a year: the words to show (none when it is unknown), and whether it is an example."""

    words: str
    illustrative: bool


@dataclass(frozen=True)
class Line:
    """One figure over the years, newest first. `known` is false when no year knows it."""

    key: str
    label: str | Promise
    cells: tuple[Cell, ...]
    known: bool


def said(value: Any, kind: str) -> str:
    """A figure as the house says it; nothing when it is unknown."""
    if value is None:
        return ""
    if kind == "money":
        return formats.money(value)
    if kind == "share":
        return formats.percent(Decimal(value) * 100)
    return formats.number(value)


def figure_table(years: Sequence[AssociationYear]) -> list[Line]:
    """The lines of the table: what is asked of all, known or not, and what is known besides. Costs no query."""
    lines = []
    for one in ALWAYS:
        lines.append(_line(one, years))
        more = [_line(two, years) for two in WHEN_KNOWN.get(one[0], ())]
        lines += [line for line in more if line.known]
    return lines


def _line(kind: Kind, years: Sequence[AssociationYear]) -> Line:
    key, label, how = kind
    cells = tuple(Cell(said(getattr(y, key), how), y.is_illustrative(key)) for y in years)
    return Line(key, label, cells, any(c.words for c in cells))


@dataclass(frozen=True)
class Change:
    """A figure that is not what it was: its label, before and now, in words; an empty word is unknown."""

    label: str | Promise
    before: str
    now: str


def every_line() -> list[Kind]:
    """What may be known of a year, in the order of the table."""
    return [line for one in ALWAYS for line in (one, *WHEN_KNOWN.get(one[0], ()))]


def changed(now: AssociationYear, before: AssociationYear) -> list[Change]:
    """The figures that one year knows otherwise than another. Costs no query."""
    found = []
    for key, label, how in every_line():
        old, new = getattr(before, key), getattr(now, key)
        if new is not None and new != old:
            found.append(Change(label, said(old, how), said(new, how)))
    return found


ON_THE_OVERVIEW = ("permanent", "integration", "market_share", "grants_share", "self_financing_target")


@dataclass(frozen=True)
class Known:
    """A figure of a year that is known: its label and its words."""

    label: str | Promise
    words: str
    illustrative: bool


def known_besides(year: AssociationYear) -> list[Known]:
    """What the overview tells of a year besides its people, where it is known. Costs no query."""
    lines = [_line(kind, [year]) for kind in ALWAYS if kind[0] in ON_THE_OVERVIEW]
    return [Known(one.label, one.cells[0].words, one.cells[0].illustrative) for one in lines if one.known]
