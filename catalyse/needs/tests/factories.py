"""A small territory: two partners, a neighbour that must see nothing, and associations with needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from catalyse.actors import services as actors
from catalyse.actors.models import Organisation, Partnership, User
from catalyse.actors.sessions import actor_of
from catalyse.kernel.access import Actor, house
from catalyse.kernel.models import Code
from catalyse.needs import services
from catalyse.needs.models import Heard, Need
from catalyse.places.models import Commune, CommuneMembership, Department, IntermunicipalBody

DAY = date(2008, 3, 11)
SINCE = date(2007, 1, 2)
HOUSE = house("a test")
numbers = count(1)


def organisation(kind: str, name: str, **values: object) -> Organisation:
    """An organisation made through its service."""
    return actors.create_organisation(kind=kind, name=name, by=HOUSE, today=SINCE, **values)


def member(organisation: Organisation, role: str, until: date | None = None) -> Actor:
    """Somebody who holds this role in the organisation, as actor of the day."""
    user = actors.open_account(
        email=f"person{next(numbers)}@test.example", by=HOUSE, today=SINCE, name=f"{role} {organisation}"
    )
    actors.add_member(user=user, organisation=organisation, role=role, since=SINCE, until=until, by=HOUSE, today=SINCE)
    return actor_of(user, DAY)


def user_of(actor: Actor) -> User:
    """The account behind an actor."""
    return User.objects.get(pk=actor.user_id)


@dataclass
class Territory:
    """A DLA and an authority on one body of communes."""

    name: str
    commune: Commune = field(init=False)
    dla: Organisation = field(init=False)
    authority: Organisation = field(init=False)
    partnership: Partnership = field(init=False)

    def __post_init__(self) -> None:
        number = next(numbers)
        department, _made = Department.objects.get_or_create(code="61", defaults={"name": "Orne"})
        self.commune = Commune.objects.create(
            insee=f"{61900 + number}",
            name=f"{self.name}-{number}",
            sort_key=f"{self.name}-{number}",
            department=department,
        )
        body = IntermunicipalBody.objects.create(name=f"Body of {self.name} {number}")
        CommuneMembership.objects.create(commune=self.commune, body=body, since=date(2000, 1, 1))
        self.dla = organisation("dla", f"DLA {self.name}")
        self.authority = organisation("authority", f"Authority {self.name}")
        self.partnership = actors.create_partnership(
            dla=self.dla, authority=self.authority, body=body, since=SINCE, by=HOUSE, today=SINCE
        )

    def association(self, name: str = "Oxy") -> Organisation:
        """An association of this territory."""
        return organisation("association", f"{name} {next(numbers)}", commune=self.commune)


def need(
    association: Organisation, heard_by: Organisation, words: str = "On ne sait pas dire", **values: object
) -> Need:
    """A need noted through its service."""
    themes = Code.objects.filter(kind="theme", code__in=values.pop("themes", ["COM"]))
    given = {"heard": Heard.VISIT, "heard_on": DAY, **values}
    return services.note_need(
        organisation=association, words=words, heard_by=heard_by, themes=themes, by=HOUSE, today=DAY, **given
    )
