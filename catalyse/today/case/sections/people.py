"""The people of a case, named by role, and the needs that they heard."""

from __future__ import annotations

from datetime import date

from catalyse.actors import services as actors
from catalyse.actors.models import User
from catalyse.actors.roles import OFFICERS
from catalyse.needs import services as needs
from catalyse.today.case import format as fmt
from catalyse.today.case.world import World


def plan(world: World) -> None:
    """Plans the deeds of this section."""
    since = world.case.partnership.since
    for name, person in world.case.people.items():
        world.on(since, ("people", name), lambda day, n=name, p=person: _person(world, n, p, day))
    for name, need in world.case.needs.items():
        world.on(need.heard_on, ("needs", name), lambda day, n=name, r=need: _need(world, n, r, day))
        if need.accepted_on:
            world.on(need.accepted_on, ("needs", name, "accepted_on"), lambda day, n=name: _accept(world, n, day))


def _person(world: World, name: str, row: fmt.Person, day: date) -> None:
    user = actors.open_account(
        email=f"{name}@{world.case.name}.example",
        name=row.name,
        function=row.function,
        by=world.by,
        today=day,
    )
    organisation = world.organisation(row.organisation)
    actors.add_member(user=user, organisation=organisation, role=row.role, since=day, by=world.by, today=day)
    world.keep("people", name, user)


def _need(world: World, name: str, row: fmt.Need, day: date) -> None:
    made = needs.note_need(
        organisation=world.organisation(row.association),
        words=row.words,
        heard=row.heard,
        call=row.call,
        heard_on=row.heard_on,
        heard_by=world.organisation(row.heard_by),
        themes=world.codes("theme", row.themes),
        urgency=row.urgency,
        shared=row.shared,
        illustrative=row.illustrative,
        officer=_listener(world, row.heard_by),
        by=world.by,
        today=day,
    )
    world.keep("needs", name, made)


def _listener(world: World, organisation: str) -> User | None:
    """The first officer of the team that heard a need: they have it in charge."""
    people = [name for name, one in world.case.people.items() if one.organisation == organisation]
    officers = [name for name in people if world.case.people[name].role in OFFICERS]
    return next((found for name in officers if (found := world.made.get(("people", name)))), None)


def _accept(world: World, name: str, day: date) -> None:
    needs.decide_need(need=world.get("needs", name), verb="accept", by=world.by, today=day)
