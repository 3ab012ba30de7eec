"""Two partners, their supports, consultants and people: the least that a tender needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalyse.actors.models import Membership, Organisation, Partnership, User
from catalyse.actors.roles import Role
from catalyse.actors.sessions import actor_of
from catalyse.contracting import services
from catalyse.contracting.models import Agreement, Bid, ConsultantProfile, Tender, Terms
from catalyse.kernel.access import Actor
from catalyse.places.models import IntermunicipalBody
from catalyse.support.models import Beneficiary, Support

SINCE = date(2007, 1, 1)
HALF = Decimal(50)


def now() -> datetime:
    """The moment of the test."""
    return timezone.now()


@dataclass
class World:
    """One partnership with its people; `today` is the real day, because the database judges deadlines."""

    dla: Organisation
    authority: Organisation
    partnership: Partnership
    today: date = field(default_factory=timezone.localdate)

    def actor(self, organisation: Organisation, role: str, **about: Any) -> Actor:
        """Somebody who holds a role in an organisation, as they act today."""
        return actor_of(person(organisation, role, **about), self.today)

    @property
    def officer(self) -> Actor:
        return self.actor(self.dla, Role.DLA_OFFICER)

    @property
    def authority_officer(self) -> Actor:
        return self.actor(self.authority, Role.AUTHORITY_OFFICER)

    @property
    def elected(self) -> Actor:
        return self.actor(self.authority, Role.AUTHORITY_ELECTED)

    @property
    def committee(self) -> Actor:
        return self.actor(self.dla, Role.COMMITTEE_MEMBER)

    def consultant(self, organisation: Organisation) -> Actor:
        return self.actor(organisation, Role.CONSULTANT)


def organisation(kind: str, name: str, **columns: Any) -> Organisation:
    return Organisation.objects.create(kind=kind, name=name, **columns)


def person(organisation: Organisation, role: str, **about: Any) -> User:
    """The person who holds a role in an organisation, always the same one."""
    email = f"{role}.{organisation.pk}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=str(Role(role).label), function=str(Role(role).label), **about)
        Membership.objects.create(user=user, organisation=organisation, role=role, since=SINCE)
    return user


def territory(name: str = "Sources") -> World:
    """A DLA and an authority that work together."""
    body = IntermunicipalBody.objects.create(kind="ca", name=f"Agglomération des {name}")
    dla = organisation("dla", f"DLA des {name}")
    authority = organisation("authority", f"Agglomération des {name}", body=body)
    partnership = Partnership.objects.create(dla=dla, authority=authority, body=body, since=SINCE)
    return World(dla, authority, partnership)


def a_support(world: World, *, state: str = "enrolled", joined: int = 1, **columns: Any) -> Support:
    """A collective support whose associations are known."""
    values = {
        "kind": "collective", "title": "Communiquer ensemble", "dla": world.dla, "partnership": world.partnership,
        "context": "Neuf associations disent la même chose.", "objectives": "Un plan chacune\nDes contacts classés",
        "individual_half_days": 18, "collective_half_days": 10, "opened_on": world.today - timedelta(days=60),
    }  # fmt: skip
    support = Support.objects.create(**{**values, "state": state, **columns})
    for rank in range(joined):
        one = organisation("association", f"Association {support.pk}-{rank}")
        Beneficiary.objects.create(support=support, association=one, joined_on=world.today - timedelta(days=30))
    return support


def association_actor(world: World, support: Support) -> Actor:
    """The lead of the first association that the support is for."""
    row = Beneficiary.objects.system("test").filter(support=support).select_related("association").first()
    return world.actor(row.association, Role.ASSOCIATION_LEAD)


def a_consultant(world: World, name: str, **columns: Any) -> Organisation:
    """A consultancy of the pool, with somebody who answers for it."""
    one = organisation("consultant", name)
    services.list_consultant(organisation=one, by=world.officer, today=world.today, **columns)
    person(one, Role.CONSULTANT)
    return one


def three_consultants(world: World) -> list[Organisation]:
    return [a_consultant(world, name) for name in ("Atelier", "Relief", "Traverse")]


def written_terms(world: World, support: Support, **columns: Any) -> Terms:
    """Terms that lack nothing but approvals."""
    columns.setdefault("deadline_at", now() + timedelta(days=30))
    columns.setdefault("ceiling", Decimal(14000))
    return services.write_terms(support=support, by=world.officer, today=world.today, **columns)


def approved_terms(world: World, support: Support, **columns: Any) -> Terms:
    terms = written_terms(world, support, **columns)
    services.approve_terms(terms=terms, by=world.officer, today=world.today)
    return services.approve_terms(terms=terms, by=world.authority_officer, today=world.today)


def open_tender(world: World, support: Support, consultants: list[Organisation] | None = None) -> Tender:
    """A tender that waits for bids."""
    return services.consult(
        terms=approved_terms(world, support), consultants=consultants or three_consultants(world), by=world.officer,
        today=world.today,
    )  # fmt: skip


def bid_of(world: World, tender: Tender, consultant: Organisation, amount: str = "13500.01", **said: Any) -> Bid:
    return services.file_bid(
        tender=tender, consultant=consultant, amount=Decimal(amount), half_days=28, by=world.consultant(consultant),
        today=world.today, text=said.pop("text", "Partir du terrain."), **said,
    )  # fmt: skip


def let_the_deadline_pass(tender: Tender) -> Tender:
    """The same tender, an instant after its deadline."""
    Tender.objects.system("test").filter(pk=tender.pk).update(deadline_at=now() - timedelta(seconds=1))
    tender.refresh_from_db()
    return tender


def closed_tender(world: World, support: Support) -> tuple[Tender, list[Bid]]:
    """A tender whose three bids are opened."""
    consultants = three_consultants(world)
    tender = open_tender(world, support, consultants)
    bids = [
        bid_of(world, tender, one, price)
        for one, price in zip(consultants, ("13500.01", "14000", "13950"), strict=True)
    ]
    let_the_deadline_pass(tender)
    services.open_bids(tender=tender, by=world.officer, today=world.today)
    return tender, bids


def chosen(world: World, support: Support) -> tuple[Tender, list[Bid]]:
    """A tender whose first bid was chosen; the support goes on to its agreement."""
    tender, bids = closed_tender(world, support)
    services.choose(tender=tender, bid=bids[0], reasons="La méthode.", by=world.officer, today=world.today)
    support.refresh_from_db()
    return tender, bids


def an_agreement(world: World, support: Support, total: str = "13500.01", **columns: Any) -> Agreement:
    """An agreement at parity, not signed yet."""
    lines = [services.ShareLine(world.dla, percent=HALF), services.ShareLine(world.authority, percent=HALF)]
    columns.setdefault("shares", lines)
    return services.draw_up_agreement(
        support=support, total=Decimal(total), by=world.officer, today=world.today, **columns
    )


def signed(world: World, agreement: Agreement) -> Agreement:
    for party in (world.dla, world.authority):
        services.sign_agreement(
            agreement=agreement, organisation=party, function="présidence", by=world.officer, today=world.today
        )
    agreement.refresh_from_db()
    return agreement


def profile_of(consultant: Organisation) -> ConsultantProfile:
    return ConsultantProfile.objects.system("test").get(organisation=consultant)
