"""Where things lie, and how a place is found by what somebody typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from catalyse.engines.contours import unpacked
from catalyse.engines.maps import Spot
from catalyse.engines.text import fold
from catalyse.places.models import (
    Commune,
    CommuneMembership,
    Contour,
    Department,
    IntermunicipalBody,
    Neighbourhood,
    Region,
)

CODE_AT_END = re.compile(r"(?:^|[\s,(])\s*\(?(\d[\dAB]\d{0,3})\)?\s*$", re.IGNORECASE)  # (61), (2A), (974), (61169)
LIMIT = 30
INSEE_LENGTH = 5


class CommuneNotFound(LookupError):
    """No commune is called so. `near` holds some that are called nearly so."""

    def __init__(self, near: list[Commune]):
        super().__init__("no such commune")
        self.near = near


class SeveralCommunes(LookupError):
    """More than one commune is called so: the department tells them apart."""

    def __init__(self, found: list[Commune]):
        super().__init__("several communes")
        self.found = found


def _counting(on: date) -> QuerySet[CommuneMembership]:
    lasts = Q(until=None) | Q(until__gte=on) | Q(until__gte=F("body__ended_on"))
    return CommuneMembership.objects.filter(lasts, since__lte=on)


def memberships_of(bodies: Collection[int], *, on: date) -> QuerySet[CommuneMembership]:
    """The communes of these bodies on that day; of a body dissolved before, those of its last day. Costs 1 query."""
    return _counting(on).filter(body__in=bodies)


def bodies_around(commune: int | None, *, on: date) -> QuerySet[CommuneMembership]:
    """The bodies in which a commune counts on that day, by the rule of `memberships_of`. Costs 1 query."""
    return _counting(on).filter(commune=commune)


@dataclass(frozen=True)
class Territory:
    """A body on a day: its communes and what they add up to. `population` is None when one of them is unknown."""

    body: IntermunicipalBody
    communes: tuple[Commune, ...]
    population: int | None
    illustrative: bool


def communes_of(body: IntermunicipalBody, *, on: date) -> QuerySet[Commune]:
    """The communes of a body on that day, by name. Costs 1 query."""
    memberships = body.communes.on(on)
    return Commune.objects.filter(pk__in=memberships.values("commune")).select_related("department")


def bodies_of(commune: Commune, *, on: date) -> QuerySet[IntermunicipalBody]:
    """The body that a commune belonged to on that day: one, or none when it is not known. Costs 1 query."""
    return IntermunicipalBody.objects.filter(pk__in=commune.bodies.on(on).values("body"))


def region_of(department: Department, *, on: date) -> Region | None:
    """The region that a department belonged to on that day. Costs 1 query."""
    return Region.objects.filter(pk__in=department.regions.on(on).values("region")).first()


@dataclass(frozen=True)
class Standing:
    """To what a commune belonged on a day; what is not known of that day is None."""

    commune: Commune
    day: date
    department: Department
    region: Region | None
    zone: str | None
    body: IntermunicipalBody | None
    illustrative: bool

    @property
    def department_label(self) -> str:
        return f"{self.department.name} ({self.department.code})"


def standing(commune: Commune, *, on: date) -> Standing:
    """The region, school zone and intermunicipal body of a commune on that day.

    A commune that became part of another is told with the body of the whole where it has none of its own. Costs 3
    queries, 1 more for a part of a commune and 1 more where its department was not fetched with it.
    """
    department = commune.department
    zone = department.zones.on(on).values_list("letter", flat=True).first()
    membership = commune.bodies.on(on).select_related("body").first()
    if membership is None and commune.part_of_id:
        membership = CommuneMembership.objects.on(on).filter(commune=commune.part_of_id).select_related("body").first()
    return Standing(
        commune=commune,
        day=on,
        department=department,
        region=region_of(department, on=on),
        zone=zone,
        body=membership.body if membership else None,
        illustrative=bool(membership and membership.illustrative),
    )


def territory(body: IntermunicipalBody, *, on: date) -> Territory:
    """A body on a day with its communes. Costs 2 queries."""
    communes = tuple(communes_of(body, on=on))
    populations = [commune.population for commune in communes]
    return Territory(
        body=body,
        communes=communes,
        population=None if None in populations or not populations else sum(p for p in populations if p),
        illustrative=body.communes.on(on).filter(illustrative=True).exists(),
    )


def contours(communes: Iterable[Commune]) -> dict[int, list[list[tuple[float, float]]]]:
    """The outlines that are known of these communes, by their keys: rings of longitudes and latitudes. Costs 1 query.

    For a map do not ask for them yourself: `spots` gives each commune with its outline, or else its point.
    """
    rows = Contour.objects.filter(commune__in=[commune.pk for commune in communes])
    return {pk: unpacked(shape) for pk, shape in rows.values_list("commune", "shape")}


def contour_sources(communes: Iterable[Commune]) -> list[str]:
    """Where the outlines of these communes come from, for the line below a map. Costs 1 query."""
    rows = Contour.objects.filter(commune__in=[commune.pk for commune in communes])
    return list(rows.order_by("source").values_list("source", flat=True).distinct())


def spots(communes: Collection[Commune], weights: Mapping[int, float] | None = None) -> list[Spot]:
    """The communes for a map: by their keys, an outline where one was loaded, else a point. Costs 1 query.

    `weights` (by key; inhabitants without it) tell how large a circle is. To draw: `ui.pictures.territory.responsive(
    spots(communes), {commune.pk: commune.name for commune in communes}, title=...)`; a picture of your own lays them
    out with `engines.maps.draw`, whose answer has areas, circles and what it had to leave out.
    """
    outlines = contours(communes)
    return [
        Spot(
            commune.pk,
            (float(commune.longitude), float(commune.latitude))
            if commune.longitude is not None and commune.latitude is not None
            else None,
            weights.get(commune.pk, 0) if weights is not None else commune.population or 0,
            outlines.get(commune.pk, ()),
        )
        for commune in communes
    ]


def neighbourhoods_of(communes: Iterable[Commune], *, on: date) -> QuerySet[Neighbourhood]:
    """The neighbourhoods of the city policy that lay in these communes on that day, by name. Costs 1 query."""
    rows = Neighbourhood.objects.on(on).filter(communes__in=[commune.pk for commune in communes])
    return rows.distinct().order_by("name", "code")


def find_communes(text: str, *, limit: int = 12) -> list[Commune]:
    """Communes whose name, present or former, holds what was typed; the likeliest first. Costs 1 query.

    A department's code may follow the name: "Alençon 61", "Alençon (61)".
    """
    name, code = _parts(text)
    if len(name) < 2:
        return []
    likely = Case(
        When(sort_key=name, then=Value(0)),
        When(sort_key__startswith=name, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = _within(code).filter(search_key__contains=name)
    return list(rows.order_by(likely, F("population").desc(nulls_last=True), "sort_key", "insee")[:limit])


def the_commune(text: str) -> Commune:
    """The one commune that somebody means by a name, with its department where several share it, or by its INSEE code.

    Raises CommuneNotFound or SeveralCommunes, each with what could be meant. Costs 1 query when the name is of
    today, 2 or 3 otherwise.
    """
    name, code = _parts(text)
    rows = _within(code)
    if name or len(code) != INSEE_LENGTH:
        rows = rows.filter(sort_key=name)
    found = list(rows[:LIMIT])
    if not found:
        found = [commune for commune in find_communes(text) if name in map(fold, commune.former_names)]
    if len(found) > 1:
        found = _wholes(found)
    if not found:
        raise CommuneNotFound(find_communes(text, limit=5))
    if len(found) > 1:
        raise SeveralCommunes(sorted(found, key=lambda commune: -(commune.population or 0)))
    return found[0]


def _within(code: str) -> QuerySet[Commune]:
    """Communes of a department, or the one of an INSEE code; all without a code."""
    rows = Commune.objects.select_related("department", "part_of")
    if len(code) == INSEE_LENGTH:
        return rows.filter(insee=code)
    return rows.filter(department__code=code) if code else rows


def _wholes(found: list[Commune]) -> list[Commune]:
    """Without the communes that became part of another one of the list."""
    numbers = {commune.pk for commune in found}
    return [commune for commune in found if commune.part_of_id not in numbers]


def _parts(text: str) -> tuple[str, str]:
    """The folded name and the code at the end of what somebody typed; the code is empty when there is none."""
    code = CODE_AT_END.search(text)
    return fold(text[: code.start()] if code else text), code.group(1).upper() if code else ""
