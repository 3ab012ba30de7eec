"""Reads of organisations and people that cross models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from catalyse.actors.connectors.businesses import Business
from catalyse.actors.models import (
    Affiliation,
    AssociationYear,
    Membership,
    Merge,
    Milestone,
    Organisation,
    Paper,
    Partnership,
    SectorOf,
    User,
)
from catalyse.actors.models.organisations import OrganisationQuerySet
from catalyse.actors.roles import OFFICERS, OrganisationKind
from catalyse.actors.search import Found
from catalyse.engines.register import calm
from catalyse.engines.text import fold
from catalyse.kernel.access import Actor
from catalyse.kernel.models import Code
from catalyse.kernel.tables.codes import CodeList
from catalyse.places import queries as places
from catalyse.places.models import Commune, CommuneMembership, Neighbourhood

MOST_WORDS = 8
ORDERS = {"commune": "commune__sort_key"}


def organisations_for(actor: Actor, filters: Mapping[str, Any]) -> OrganisationQuerySet:
    """The organisations that the actor may know, narrowed by kind, sector, commune, state and words.

    Associations when no kind is asked. Costs 1 query when read, 3 with the sectors of a list.
    """
    kind = filters.get("genre") or OrganisationKind.ASSOCIATION
    rows = Organisation.objects.visible_to(actor).filter(kind=kind, unnamed=False)
    rows = rows.filter(archived_at__isnull=filters.get("etat") != "archivees")
    if sector := filters.get("secteur"):
        rows = rows.filter(sector_links__code__code=sector)
    if commune := filters.get("commune"):
        rows = rows.filter(commune__insee=str(commune)[:5])
    for word in fold(str(filters.get("q", "")).replace("\x00", "")).split()[:MOST_WORDS]:
        rows = rows.filter(Q(search_key__contains=word) | Q(commune__search_key__contains=word))
    order = ORDERS.get(str(filters.get("ordre", "")))
    rows = rows.order_by(*filter(None, [order, "name", "pk"]))
    return rows.select_related("commune", "commune__department").prefetch_related("sector_links__code").distinct()


def facets_for(actor: Actor) -> dict[str, list[Any]]:
    """The sectors and communes of the associations that the actor may know, each with its count. Costs 2 queries."""
    rows = Organisation.objects.visible_to(actor).associations().active().filter(unnamed=False).values("pk")
    sectors = Code.objects.filter(kind=CodeList.SECTOR, pk__in=_sector_codes(rows))
    communes = Commune.objects.filter(organisation__in=rows)
    return {
        "sectors": list(sectors.order_by("position")),
        "communes": list(communes.annotate(n=Count("organisation", distinct=True)).order_by("sort_key")),
    }


def _sector_codes(rows: Any) -> Any:
    return SectorOf.objects.filter(organisation__in=rows).values("code")


def merges_of(actor: Actor, organisation: Organisation) -> list[Merge]:
    """The merges into one record, the newest first, those that were undone too. Costs 1 query."""
    rows = Merge.objects.visible_to(actor).filter(Q(kept=organisation) | Q(kept__merged_into=organisation))
    return list(rows.select_related("gone").order_by("-pk"))


def figures_of(actor: Actor, organisation: Organisation) -> list[AssociationYear]:
    """The yearly snapshots of an organisation, newest first; none when the actor may not read them. Costs 1 query."""
    rows = AssociationYear.objects.visible_to(actor).filter(organisation=organisation, archived_at=None)
    return list(rows.order_by("-year"))


def last_year(organisations: Iterable[Organisation | int], on_year: int | None = None) -> dict[int, AssociationYear]:
    """The newest snapshot of each organisation, up to a year when one is given, by its number. Costs 1 query.

    For figures that add organisations up: it asks nobody's leave, so no single row of it may be shown.
    """
    ids = [o if isinstance(o, int) else o.pk for o in organisations]
    rows = AssociationYear.objects.system("figures add organisations up").filter(organisation__in=ids, archived_at=None)
    if on_year is not None:
        rows = rows.filter(year__lte=on_year)
    return {row.organisation_id: row for row in rows.order_by("organisation_id", "-year").distinct("organisation_id")}


def milestones_of(actor: Actor, organisation: Organisation) -> list[Milestone]:
    """The points of an organisation's path, in their order. Costs 1 query."""
    rows = Milestone.objects.visible_to(actor).filter(organisation=organisation, archived_at=None)
    return list(rows.order_by("year", "month", "pk"))


def affiliations_of(actor: Actor, organisation: Organisation) -> list[Affiliation]:
    """The labels of an organisation, then its networks. Costs 1 query."""
    rows = Affiliation.objects.visible_to(actor).filter(organisation=organisation, archived_at=None)
    return list(rows.order_by("kind", "year", "name", "pk"))


def papers_of(actor: Actor, organisation: Organisation) -> list[Paper]:
    """The permanent documents of an organisation, as far as the actor reads them; not their files. Costs 1 query."""
    rows = Paper.objects.visible_to(actor).filter(organisation=organisation, archived_at=None)
    return list(rows.order_by("kind", "-dated_on", "-pk"))


def people_of(organisation: Organisation, today: date) -> list[Membership]:
    """Who belongs to an organisation that day, to be shown to those who see it. Costs 1 query."""
    rows = Membership.objects.system("an organisation's own people").on(today).filter(organisation=organisation)
    return list(rows.filter(user__is_active=True).select_related("user").order_by("role", "user__name", "pk"))


def team_of(actor: Actor, today: date) -> list[User]:
    """The officers of the actor's own teams on that day: those whom a file can be given to. Costs 1 query."""
    own = actor.organisations(*OFFICERS)
    held = Membership.objects.system("colleagues").on(today).filter(organisation__in=own, role__in=OFFICERS)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "email", "pk"))


def colleagues_of(actor: Actor, today: date) -> list[User]:
    """Whoever is or was an officer of the actor's own teams: those whose files can be handed over. Costs 1 query."""
    own = actor.organisations(*OFFICERS)
    held = Membership.objects.system("colleagues").filter(organisation__in=own, role__in=OFFICERS, since__lte=today)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("name", "email", "pk"))


def memberships_of(actor: Actor, user_id: int) -> list[Membership]:
    """Every membership of one person, past ones last. Costs 1 query."""
    rows = Membership.objects.system("one's own memberships").filter(user_id=user_id)
    if user_id != actor.user_id:
        rows = Membership.objects.visible_to(actor).filter(user_id=user_id)
    return list(rows.select_related("organisation").order_by("-until", "organisation__name", "pk"))


def partnerships_of(actor: Actor, organisation: Organisation) -> list[Partnership]:
    """The partnerships of one side, current and past. Costs 1 query."""
    rows = Partnership.objects.visible_to(actor).filter(Q(dla=organisation) | Q(authority=organisation))
    return list(rows.select_related("dla", "authority", "body").order_by("-since", "pk"))


def open_to(actor: Actor, organisations: Iterable[Organisation | None]) -> frozenset[int]:
    """Those of some organisations whose page the actor may open, by number. Costs 1 query, none for none."""
    named = {one.pk for one in organisations if one}
    rows = Organisation.objects.visible_to(actor).filter(pk__in=named)
    return frozenset(rows.values_list("pk", flat=True)) if named else frozenset()


def accounts_for(filters: Mapping[str, Any]) -> Any:
    """Every account, for administrators, narrowed by words and by state. Costs 1 query when read, 2 with roles."""
    held = Membership.objects.system("administrators see every account").select_related("organisation")
    rows = User.objects.order_by("email").prefetch_related(Prefetch("memberships", queryset=held, to_attr="roles"))
    if filters.get("etat") == "fermes":
        rows = rows.filter(is_active=False)
    elif filters.get("etat") == "ouverts":
        rows = rows.filter(is_active=True)
    for word in str(filters.get("q", "")).replace("\x00", "").split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(email__icontains=word)
            | Q(name__unaccent__icontains=word)
            | Q(function__unaccent__icontains=word)
            | Q(memberships__organisation__search_key__contains=fold(word))
        )
    return rows.distinct()


def held_on(user: Any, today: date) -> list[Membership]:
    """The memberships of an account of `accounts_for` that hold on that day. Costs no query."""
    return [m for m in user.roles if m.since <= today and (m.until is None or m.until >= today)]


def associations_by_commune(actor: Actor, communes: Iterable[Commune]) -> dict[int, int]:
    """How many associations the actor may know in each commune. Costs 1 query."""
    rows = Organisation.objects.visible_to(actor).associations().active().filter(commune__in=list(communes))
    counted = rows.filter(unnamed=False).order_by().values("commune_id").annotate(n=Count("pk", distinct=True))
    return {row["commune_id"]: row["n"] for row in counted}


@dataclass(frozen=True)
class SectorsOfPlaces:
    """The sectors met in some communes, in the order of their list, and how many associations work in each there."""

    sectors: tuple[Code, ...]
    counts: Mapping[tuple[int, int], int]  # (commune, sector) -> associations

    def row(self, commune: int) -> list[int]:
        """The counts of one commune, a number a sector."""
        return [self.counts.get((commune, sector.pk), 0) for sector in self.sectors]

    def of_sector(self, sector: int) -> dict[int, int]:
        """The counts of one sector, by commune."""
        return {commune: n for (commune, code), n in self.counts.items() if code == sector}


def sectors_by_commune(actor: Actor, communes: Iterable[Commune]) -> SectorsOfPlaces:
    """The associations that the actor may know, by commune and sector: one of two counts in both. Costs 2 queries."""
    rows = Organisation.objects.visible_to(actor).associations().active().filter(unnamed=False)
    links = SectorOf.objects.filter(organisation__in=rows.filter(commune__in=list(communes)).order_by().values("pk"))
    counted = links.order_by().values("organisation__commune", "code").annotate(n=Count("organisation", distinct=True))
    counts = {(row["organisation__commune"], row["code"]): row["n"] for row in counted}
    met = Code.objects.filter(pk__in={code for _commune, code in counts}).order_by("position", "pk")
    return SectorsOfPlaces(tuple(met), counts)


def department_of(actor: Actor) -> str:
    """The code of the department in which an actor works, "" for nobody's. Costs 1 query."""
    rows = Commune.objects.filter(bodies__body__in=actor.bodies, bodies__until=None)
    return rows.order_by("pk").values_list("department__code", flat=True).first() or ""


@dataclass(frozen=True)
class BusinessFound:
    """An association of the directory of businesses, and the organisation of the house that it already is."""

    told: Business
    known: Organisation | None

    @property
    def name(self) -> str:
        """The name, calmed where the directory shouts it."""
        return calm(self.told.name)


def businesses_beside(actor: Actor, told: list[Business], found: list[Found]) -> list[BusinessFound]:
    """What the directory of businesses adds to the lines that the register gave. Costs 1 query."""
    shown = {number for one in found for number in (one.entry.number, one.entry.siren, one.entry.siret[:9]) if number}
    told = [one for one in told if one.siren not in shown and one.rna not in shown]
    numbers = Q(siren__in=[one.siren for one in told]) | Q(rna__in=[one.rna for one in told if one.rna])
    known: dict[str, Organisation] = {}
    for row in Organisation.objects.visible_to(actor).active().filter(numbers).order_by("-pk"):
        known |= {number: row for number in (row.siren, row.rna) if number}
    return [BusinessFound(one, known.get(one.siren) or known.get(one.rna)) for one in told]


def neighbourhoods_for(organisation: Organisation, *, on: date) -> QuerySet[Neighbourhood]:
    """The neighbourhoods in which an association may be said to act: of its territory on that day, and those said.

    Costs 1 query, 2 more for a territory that is found by the association's commune.
    """
    body = organisation.body_id
    if organisation.commune_id:
        own = CommuneMembership.objects.on(on).filter(commune=organisation.commune_id)
        body = own.values_list("body", flat=True).first() or body
    communes = places.memberships_of([body], on=on).values("commune") if body else []
    near = Neighbourhood.objects.on(on).filter(Q(communes__in=communes) | Q(communes=organisation.commune_id))
    said = organisation.acts_in.values("neighbourhood")
    return Neighbourhood.objects.filter(Q(pk__in=near.values("pk")) | Q(pk__in=said)).order_by("name", "code")


def acts_in(organisation: Organisation) -> tuple[list[str], bool]:
    """The neighbourhoods in which an association acts, and whether the house knows any at all. Costs 1 query."""
    said = organisation.acts_in.values("neighbourhood")
    any_one = Neighbourhood.objects.order_by().values("pk")[:1]
    rows = Neighbourhood.objects.filter(Q(pk__in=said) | Q(pk__in=any_one)).annotate(said=Q(pk__in=said))
    found = list(rows)
    return [one.label for one in found if one.said], bool(found)
