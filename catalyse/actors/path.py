"""The path of an association: what it says of itself and what the rooms know, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from catalyse.actors import queries
from catalyse.actors.models import Affiliation, Organisation
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.ui import formats


@dataclass(frozen=True)
class Point:
    """A point of the path, ready to be drawn: `when` in words, `on` its place in time (the first day known)."""

    on: date
    when: str
    title: str
    detail: str = ""
    url: str = ""
    illustrative: bool = False
    state: str = "done"


def path_of(actor: Actor, organisation: Organisation) -> list[Point]:
    """The points of a path, oldest first. Costs 2 queries, and those of the rooms that offer points."""
    points = [
        Point(
            on=date(m.year, m.month or 1, 1),
            when=formats.day(date(m.year, m.month, 1), "month") if m.month else str(m.year),
            title=m.title,
            detail=m.detail,
            illustrative=bool(m.illustrative),
        )
        for m in queries.milestones_of(actor, organisation)
    ]
    points += [_affiliation(one) for one in queries.affiliations_of(actor, organisation) if one.year]
    points += _founded(organisation, points)
    for block in offers.blocks_of(actor, organisation, "path"):
        points += [_of_a_room(point) for point in block["context"]["points"]]
    return sorted(points, key=lambda point: point.on)


def _affiliation(row: Affiliation) -> Point:
    """A label won, a network joined: each joins the path by itself."""
    assert row.year
    words = _("Label %(name)s") if row.is_label else _("Member of %(name)s")
    return Point(
        on=date(row.year, row.month or 1, 1),
        when=row.since,
        title=words % {"name": row.name},
        detail=row.detail,
        illustrative=bool(row.illustrative),
    )


def _founded(organisation: Organisation, points: list[Point]) -> list[Point]:
    year = organisation.founded_year
    if not year or any(point.on.year == year for point in points):
        return []
    day = organisation.founded_on
    return [Point(on=day or date(year, 1, 1), when=formats.day(day) if day else str(year), title=_("Founded"))]


def _of_a_room(point: dict[str, object]) -> Point:
    on = point["on"]
    assert isinstance(on, date)
    return Point(
        on=on,
        when=str(point.get("when") or formats.day(on)),
        title=str(point["title"]),
        detail=str(point.get("detail") or ""),
        url=str(point.get("url") or ""),
        illustrative=bool(point.get("illustrative")),
    )
