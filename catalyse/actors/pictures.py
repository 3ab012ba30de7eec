"""The figures of an association as pictures: who works there, and what it earns by itself beside its aim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.actors.figures import said
from catalyse.actors.models import AssociationYear
from catalyse.ui.pictures import years as drawer

BROUGHT_BY = ("market_share", "income_market", "income_members", "income_private", "resources")


@dataclass(frozen=True)
class Row:
    """One year of a picture in words; an empty word is a figure that nobody knows."""

    year: int
    words: tuple[str, ...]
    illustrative: bool


@dataclass(frozen=True)
class Chart:
    """A picture with the sentence that is its title, the key to its colours, and its table, newest year first."""

    title: str
    picture: str
    legend: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    rule: str = ""

    @property
    def illustrative(self) -> bool:
        """Whether one of its figures is an example."""
        return any(row.illustrative for row in self.rows)


def staff_chart(years: Sequence[AssociationYear]) -> Chart | None:
    """Employees and full-time equivalents by year; nothing when no year knows either. Costs no query."""
    known = [y for y in years if y.staff is not None or y.fte is not None]
    if not known:
        return None
    rows = tuple(
        Row(
            y.year,
            (said(y.staff, "number"), said(y.fte, "number")),
            y.is_illustrative("staff") or y.is_illustrative("fte"),
        )
        for y in known
    )
    drawn = [(y.year, _number(y.staff), _number(y.fte)) for y in reversed(known)]
    heads = (_("Employees"), _("Full-time equivalents"))
    title = _staff_title(known)
    return Chart(
        title,
        drawer.responsive(drawer.pairs, drawn, name="staff", title=title, desc=_told(rows, heads)),
        ((drawer.sign("pine"), heads[0]), (drawer.sign("slate"), heads[1])),
        heads,
        rows,
    )


def _number(value: object) -> tuple[float, str] | None:
    return None if value is None else (float(value), said(value, "number"))  # type: ignore[arg-type]


def _staff_title(known: Sequence[AssociationYear]) -> str:
    last = known[0]
    before = next((y for y in reversed(known[1:]) if y.staff is not None), None)
    if last.staff is None:
        return _("%(fte)s full-time equivalents in %(year)s") % {"fte": said(last.fte, "number"), "year": last.year}
    if before:
        words = _("Employees: %(old)s in %(before)s, %(new)s in %(year)s")
        old, new = said(before.staff, "number"), said(last.staff, "number")
        return words % {"old": old, "before": before.year, "new": new, "year": last.year}
    people = ngettext("%(n)s employee in %(year)s", "%(n)s employees in %(year)s", last.staff)
    return people % {"n": said(last.staff, "number"), "year": last.year}


def resources_chart(years: Sequence[AssociationYear]) -> Chart | None:
    """The share earned by itself beside the share aimed at; nothing when no year knows its share. Costs no query."""
    known = [y for y in years if y.own_share is not None]
    if not known:
        return None
    rows = tuple(
        Row(
            y.year,
            (said(y.own_share, "share"), said(y.self_financing_target, "share"), said(y.resources, "money")),
            any(y.is_illustrative(column) for column in (*BROUGHT_BY, "self_financing_target")),
        )
        for y in known
    )
    drawn = [(y.year, y.own_share, said(y.own_share, "share"), y.self_financing_target) for y in reversed(known)]
    aimed = any(y.self_financing_target is not None for y in known)
    heads = (_("Earned by itself"), _("Aimed at"), _("Resources of the year"))
    title = _resources_title(known[0])
    legend = ((drawer.sign("pine"), heads[0]), (drawer.sign("sunk"), _("Grants and the rest")))
    return Chart(
        title,
        drawer.responsive(
            drawer.shares, drawn, name="resources", title=title, desc=_told(rows, heads), aim_words=_aim(known),
        ),
        (*legend, (drawer.sign("apricot", dashed=True), heads[1])) if aimed else legend,
        heads,
        rows,
        _("Earned by itself: sales and contracts, membership fees, gifts, out of all the resources. Where the amounts"
          " are not known, the share is the one that was declared."),
    )  # fmt: skip


def _aim(known: Sequence[AssociationYear]) -> str:
    aim = next((y.self_financing_target for y in known if y.self_financing_target is not None), None)
    return "" if aim is None else _("aim %(aim)s") % {"aim": said(aim, "share")}


def _resources_title(last: AssociationYear) -> str:
    values = {"now": said(last.own_share, "share"), "year": last.year, "aim": said(last.self_financing_target, "share")}
    if last.self_financing_target is None:
        return _("%(now)s earned by itself in %(year)s") % values
    return _("%(now)s earned by itself in %(year)s, %(aim)s aimed at") % values


def _told(rows: Sequence[Row], heads: Sequence[str]) -> str:
    """The sentence for those who do not see the picture: each year, oldest first, what is known of it."""
    lines = []
    for row in reversed(rows):
        known = [f"{head.lower()} {words}" for head, words in zip(heads, row.words, strict=True) if words]
        lines.append(f"{row.year} : {', '.join(known)}")
    return "; ".join(lines)
