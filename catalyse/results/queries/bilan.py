"""The figures page: every figure that rooms offer, its rule, its tables; small cells are kept from observers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise

from catalyse.actors.models import Partnership
from catalyse.actors.roles import PARTNERS, READERS_OF_SUPPORTS, Role
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.places.models import IntermunicipalBody, Region
from catalyse.results.models import SourcedTotal
from catalyse.support import queries as support_queries
from catalyse.support.models import Support
from catalyse.support.queries import FigureScope, supports_by_sector
from catalyse.support.queries.figures import supports_in

WHY = "figures are sums: no name and no text leaves them"
VOUCHED = {"support.supports": "territoire-accompagnements", "support.jobs": "territoire-emplois"}
LEAST = 3  # a count of one or two points at somebody


@dataclass(frozen=True)
class Shown:
    """A figure as the reader may see it; `hidden` when it counts too few."""

    key: str
    label: str | Promise
    rule: str | Promise
    value: Any
    unit: str
    hidden: bool = False
    records: str = ""
    example: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table: a label and a count, hidden when it is too small for the reader."""

    label: str
    count: int | None
    key: str = ""
    records: str = ""

    @property
    def hidden(self) -> bool:
        return self.count is None


def bodies_for(actor: Actor) -> list[IntermunicipalBody]:
    """The territories that the actor may ask about. Costs 1 query."""
    if actor.house:
        return list(IntermunicipalBody.objects.filter(pk__in=Partnership.objects.system(WHY).values("body")))
    return list(IntermunicipalBody.objects.filter(pk__in=actor.bodies))


def sees_small(actor: Actor) -> bool:
    """Whether small counts are shown: partners and committee follow the files themselves. Costs no query."""
    return bool(actor.house) or actor.holds(*READERS_OF_SUPPORTS)


def scope_of(wanted: Mapping[str, Any], bodies: list[IntermunicipalBody], today: date) -> FigureScope:
    """The scope that was asked for, never wider than these territories. Costs no query, 1 for a region."""
    known = {str(body.pk): body for body in bodies}
    year = str(wanted.get("annee", ""))
    asked = str(wanted.get("territoire", ""))
    years = int(year[:4]) if year.isdecimal() else None
    if asked == "region" and (region := region_for(bodies, today)):
        return FigureScope(region=region, year=years)
    body = known.get(asked) or (bodies[0] if bodies else None)
    return FigureScope(body=body.pk if body else -1, year=years)


def region_for(bodies: list[IntermunicipalBody], today: date) -> Region | None:
    """The region in which these territories lie, while they last. Costs 1 query a territory until one is found."""
    for body in bodies:
        if found := support_queries.region_of(body, min(today, body.ended_on or today)):
            return found
    return None


def years_of(scope: FigureScope) -> list[int]:
    """The years in which supports of a scope opened, latest first. Costs 1 query."""
    rows = supports_in(FigureScope(body=scope.body, region=scope.region)).annotate(y=ExtractYear("opened_on"))
    return sorted(set(rows.values_list("y", flat=True)), reverse=True)


def bounds_of(scope: FigureScope) -> dict[str, Any]:
    """The bounds of a scope by name, as figures take them. Costs no query."""
    return {name: value for name, value in vars(scope).items() if value is not None}


def figures_for(actor: Actor, scope: FigureScope) -> list[Shown]:
    """Every figure that rooms offer, in their order. Costs 2 or 3 queries a figure, and 1."""
    small, bounds, said = sees_small(actor), bounds_of(scope), totals_in(scope)
    return [_shown(figure, figure.compute(**bounds), bounds, said, small) for figure in offers.figures]


def _shown(figure: offers.Figure, value: Any, bounds: dict[str, Any], said: set[Any], small: bool) -> Shown:
    hidden = not small and isinstance(value, int) and 0 < value < LEAST
    counted = bool(value) and (VOUCHED.get(figure.key), value) not in said
    example = counted and not hidden and figure.example(**bounds)
    return Shown(figure.key, figure.label, figure.rule, None if hidden else value, figure.unit, hidden, example=example)


def totals_in(scope: FigureScope) -> set[tuple[str, Decimal]]:
    """What a source says that a whole territory sums to: it makes a fact of a sum of examples. Costs 1 query."""
    if scope.body is None or scope.year:
        return set()
    rows = SourcedTotal.objects.system(WHY).filter(support__body=scope.body, figure__in=VOUCHED.values())
    return set(rows.values_list("figure", "value"))


def sectors_for(actor: Actor, scope: FigureScope) -> list[Line]:
    """The supports of a scope by sector, the most numerous first. Costs 2 queries."""
    lines = [Line(str(code), n, code.code) for code, n in supports_by_sector(scope)]
    return lines if sees_small(actor) else guarded(lines)


def supports_are_examples(scope: FigureScope) -> bool:
    """Whether the tables of a scope count an example. Costs 1 query."""
    return support_queries.counts_examples(scope)


def territories_for(actor: Actor, scope: FigureScope, bodies: list[IntermunicipalBody]) -> list[Line]:
    """The supports by territory, of those that the actor may ask about. Costs 1 query."""
    rows = supports_in(FigureScope(year=scope.year)).filter(body__in=[body.pk for body in bodies])
    counts = dict(rows.values_list("body").annotate(n=Count("pk")))
    lines = [Line(str(body), counts.get(body.pk, 0), str(body.pk)) for body in bodies]
    return lines if sees_small(actor) else guarded(lines)


def guarded(lines: list[Line], least: int = LEAST) -> list[Line]:
    """The lines without small counts; when one alone is hidden the next smallest goes too, so that no sum tells it.

    Costs no query.
    """
    hidden = {rank for rank, line in enumerate(lines) if line.count is not None and 0 < line.count < least}
    if len(hidden) == 1 and len(lines) > 1:
        others = [(line.count or 0, rank) for rank, line in enumerate(lines) if rank not in hidden and line.count]
        hidden |= {min(others)[1]} if others else set()
    return [Line(line.label, None, line.key) if rank in hidden else line for rank, line in enumerate(lines)]


def records_of(actor: Actor, scope: FigureScope, sector: str = "") -> Any:
    """The supports behind a figure, for who follows them. Costs 1 query when read."""
    if not actor.house and not actor.holds(*PARTNERS, Role.COMMITTEE_MEMBER):
        return Support.objects.none().system(WHY)
    rows = Support.objects.visible_to(actor).filter(pk__in=supports_in(scope).values("pk"))
    rows = rows.filter(sectors__code=sector) if sector else rows
    return rows.select_related("body", "dla").order_by("-opened_on", "-pk").distinct()
