"""A small invented territory with its people, for the tests of any room that stands on this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from catalyse.actors import services
from catalyse.actors.models import Organisation, Partnership, User
from catalyse.actors.roles import Role
from catalyse.actors.sessions import actor_of
from catalyse.kernel.access import Actor, house
from catalyse.places.models import Commune, CommuneMembership, IntermunicipalBody
from catalyse.places.tests.factories import CommuneFactory, IntermunicipalBodyFactory

TODAY = date(2024, 3, 11)
BEGAN = date(2020, 1, 1)
HOUSE = house("tests")
numbers = count(1)


def organisation(kind: str = "association", name: str = "", **values: object) -> Organisation:
    """An organisation of that kind."""
    values.setdefault("by", HOUSE)
    values.setdefault("today", TODAY)
    return services.create_organisation(kind=kind, name=name or f"{kind} {next(numbers)}", **values)


def person(role: str, where: Organisation, *, since: date = BEGAN, until: date | None = None) -> User:
    """Somebody who holds that role there."""
    user = services.open_account(
        email=f"person{next(numbers)}@example.org", function=Role(role).label, by=HOUSE, today=TODAY
    )
    services.add_member(user=user, organisation=where, role=role, since=since, until=until, by=HOUSE, today=TODAY)
    return user


def acting(role: str, where: Organisation, today: date = TODAY) -> Actor:
    """The actor that somebody of that role there is, on that day."""
    return actor_of(person(role, where), today)


@dataclass
class Territory:
    """A DLA and an authority that work together on one body of one commune."""

    body: IntermunicipalBody
    commune: Commune
    dla: Organisation
    authority: Organisation
    partnership: Partnership

    def association(self, name: str = "", **values: object) -> Organisation:
        """An association seated there."""
        return organisation(name=name, commune=self.commune, **values)


def territory() -> Territory:
    """A new territory of its own."""
    body, commune = IntermunicipalBodyFactory(), CommuneFactory()
    CommuneMembership.objects.create(commune=commune, body=body, since=BEGAN)
    dla, authority = organisation("dla"), organisation("authority", body=body)
    partnership = services.create_partnership(
        dla=dla, authority=authority, body=body, since=BEGAN, by=HOUSE, today=TODAY
    )
    return Territory(body, commune, dla, authority, partnership)
