"""The yearly figures of an association as a table: a line a figure, a column a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear
from catalyse.ui import formats
from catalyse.ui.pictures import meters

LINES: tuple[tuple[str, str | Promise, str], ...] = (
    ("volunteers", _("Volunteers"), "number"),
    ("active_volunteers", _("of whom active"), "number"),
    ("staff", _("Employees"), "number"),
    ("fte", _("Full-time equivalents"), "number"),
    ("permanent", _("Permanent contracts"), "number"),
    ("integration", _("Integration posts"), "number"),
    ("seasonal", _("Seasonal workers"), "number"),
    ("resources", _("Resources of the year"), "money"),
    ("market_share", _("From its own activity"), "share"),
    ("grants_share", _("From grants"), "share"),
    ("self_financing_target", _("Self-financing aimed at"), "share"),
)


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
    """The lines of the table. Costs no query."""
    lines = []
    for key, label, kind in LINES:
        cells = tuple(Cell(said(getattr(y, key), kind), y.is_illustrative(key)) for y in years)
        lines.append(Line(key, label, cells, any(c.words for c in cells)))
    return lines


@dataclass(frozen=True)
class Gauge:
    """How far an association is from the self-financing it aims at: a bar, and the same in words."""

    picture: str
    words: str


def gauge(year: AssociationYear | None) -> Gauge | None:
    """The share that an association earns by its own activity beside its aim; nothing when one is unknown."""
    if year is None or year.market_share is None or not year.self_financing_target:
        return None
    words = gettext("%(now)s in %(year)s, %(aim)s aimed at.") % {
        "now": said(year.market_share, "share"),
        "year": year.year,
        "aim": said(year.self_financing_target, "share"),
    }
    return Gauge(meters.bar(float(year.market_share), float(year.self_financing_target)), words)
