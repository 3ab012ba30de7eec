"""The territory, the organisations with their years and path, and the partnership that bounds them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from catalyse.actors import services as actors
from catalyse.contracting import services as contracting
from catalyse.kernel.life import Refused
from catalyse.places import services as places
from catalyse.places.models import Commune, Region
from catalyse.places.queries import CommuneNotFound, SeveralCommunes, the_commune
from catalyse.today.case import format as fmt
from catalyse.today.case.world import World


def plan(world: World) -> None:
    """Plans the deeds of this section: the territory and its people exist since the partnership began."""
    since = world.case.partnership.since
    world.on(since, ("territory",), lambda day: _territory(world, since))
    hosts_first = sorted(world.case.organisations.items(), key=lambda item: item[1].host is not None)
    for name, row in hosts_first:
        world.on(since, ("organisations", name), lambda day, n=name, r=row: _organisation(world, n, r, day))
    world.on(since, ("partnership",), lambda day: _partnership(world, day))
    for name, row in world.case.organisations.items():
        for year, figures in row.years.items():
            day = max(since, date(year, 1, 1))
            world.on(
                day,
                ("organisations", name, "years", year),
                lambda day, n=name, y=year, f=figures: _year(world, n, y, f, day),
            )


def _territory(world: World, since: date) -> None:
    body = world.case.territory.body
    world.keep("places", "region", Region.objects.filter(name=world.case.territory.region).first())
    made = places.record_body(
        name=body.name,
        acronym=body.acronym,
        kind=body.kind,
        created_on=body.created_on,
        ended_on=body.ended_on,
        inhabitants=body.inhabitants,
        by=world.by,
        day=since,
    )
    world.keep("places", "body", made)
    for name in body.communes:
        places.join_body(
            commune=_commune(name),
            body=made,
            since=body.created_on or since,
            until=body.ended_on,
            illustrative="communes" in body.illustrative,
            by=world.by,
            day=since,
        )


def _commune(name: str) -> Commune:
    try:
        return the_commune(name)
    except (CommuneNotFound, SeveralCommunes) as fault:
        raise Refused(
            _("“%(name)s” is not one commune: write its name and department, or its INSEE code.") % {"name": name}
        ) from fault


def _organisation(world: World, name: str, row: fmt.Organisation, day: date) -> None:
    sectors = [
        actors.SectorChoice(world.codes("sector", [s.code])[0], declared=s.declared, main=s.main) for s in row.sectors
    ]
    made = actors.create_organisation(
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        commune=_commune(row.commune) if row.commune else None,
        body=world.get("places", "body") if row.seat else None,
        host=world.organisation(row.host),
        team=row.team,
        team_short=row.team_short,
        founded_year=row.founded_year,
        mission=row.mission,
        unnamed=row.unnamed,
        sectors=sectors,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )
    world.keep("organisations", name, made)
    for point in row.milestones:
        actors.add_milestone(
            organisation=made,
            **point.model_dump(exclude={"illustrative"}),
            illustrative=point.illustrative,
            by=world.by,
            today=day,
        )
    for one in row.affiliations:
        actors.add_affiliation(
            organisation=made,
            **one.model_dump(exclude={"illustrative"}),
            illustrative=one.illustrative,
            by=world.by,
            today=day,
        )
    if row.kind == "consultant":
        contracting.list_consultant(
            organisation=made,
            themes=world.codes("theme", row.themes),
            presentation=row.presentation,
            references=row.references,
            day_rate=row.day_rate,
            illustrative=row.illustrative,
            by=world.by,
            today=day,
        )


def _year(world: World, name: str, year: int, figures: fmt.Year, day: date) -> None:
    actors.add_year(
        organisation=world.organisation(name),
        year=year,
        illustrative=figures.illustrative,
        by=world.by,
        today=day,
        **figures.model_dump(exclude={"illustrative"}),
    )


def _partnership(world: World, day: date) -> None:
    row = world.case.partnership
    made = actors.create_partnership(
        dla=world.organisation(row.dla),
        authority=world.organisation(row.authority),
        body=world.get("places", "body"),
        since=row.since,
        committee=row.committee,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )
    world.keep("partnership", "it", made)
