"""Two territories that must not know each other, the people who knock at each door, and what must not leak."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone

from catalyse.actors import services as actors
from catalyse.actors.models import Membership, Organisation, User
from catalyse.contracting.models import Bid
from catalyse.kernel.access import house
from catalyse.needs.models import Need
from catalyse.results.models import Statement
from catalyse.support.models import Invitation, Support
from catalyse.today.case import load_case
from tests.house.code import ROOT

HOUSE = house("a test")

# who -> the person of a case file (file, name)
PEOPLE = {
    "A1 lead": ("flers", "presidence-oxy"),
    "A1 member": ("flers", "animation-oxy"),
    "A2 lead": ("flers", "direction-regie"),
    "B1 lead": ("vallee", "asso"),
    "D1 officer": ("flers", "chargee-de-mission"),
    "D1 manager": ("flers", "responsable-dla"),
    "D2 officer": ("vallee", "mission"),
    "T1 officer": ("flers", "direction-modus"),
    "T1 elected": ("flers", "elue"),
    "T2 officer": ("vallee", "pole"),
    "P1 awarded": ("flers", "consultante"),
    "committee": ("flers", "comite"),
    "observer": ("flers", "observatrice"),
    "admin": ("flers", "administration"),
}
ACTORS = ("anonymous", *PEOPLE, "P2 lost", "P3 stranger", "D1 ended", "A1 closed")
OUTSIDERS = ("anonymous", "B1 lead", "D2 officer", "T2 officer", "P3 stranger", "D1 ended", "A1 closed")

PARTNERS = {"D1 officer", "D1 manager", "T1 officer", "T1 elected"}
DLA = {"D1 officer", "D1 manager"}
# token -> who may read it; written from the permission matrix of the domain, not from the policies
CANARIES: dict[str, set[str]] = {
    "kx7need": DLA | {"A1 lead", "A1 member"},  # words of a need that nobody shared
    "kx7note": DLA,  # note of the DLA's team about it
    "kx7bid": DLA | {"T1 officer", "T1 elected", "P2 lost"},  # the offer that lost
    "kx7reason": PARTNERS | {"committee"},  # why an association declined
    "kx7lessons": PARTNERS | {"committee"},
    "kx7said": PARTNERS | {"A1 lead", "A1 member", "committee"},  # a statement without permission
}


@dataclass
class World:
    """The world of the matrix: its users, and the support that every path goes through."""

    users: dict[str, User] = field(default_factory=dict)
    support: Support | None = None


def build() -> World:
    """Loads both cases, adds those whom no case names, and hides the canaries."""
    world = World()
    for name in ("flers", "vallee"):
        load_case(ROOT / "cases" / f"{name}.yaml")
    for who, (case, person) in PEOPLE.items():
        world.users[who] = User.objects.get(email=f"{person}@{case}.example")
    world.users["P2 lost"] = _member("Relief conseil", "consultant")
    world.users["P3 stranger"] = _member("Cabinet du Val 1", "consultant")
    world.users["D1 ended"] = _ended("DLA de l’Orne", "dla_officer")
    world.users["A1 closed"] = _member("Oxy Jeunes", "association_lead")
    User.objects.filter(pk=world.users["A1 closed"].pk).update(is_active=False)
    rows = Support.objects.system("the matrix")
    world.support = rows.get(kind="collective", title__startswith="Communication des associations")
    _hide(world.support)
    return world


def _member(organisation: str, role: str) -> User:
    found = Organisation.objects.system("the matrix").get(name=organisation)
    today = timezone.localdate()
    user = actors.open_account(email=f"{found.pk}-{role}@matrix.example", by=HOUSE, today=today, name=role)
    since = today - timedelta(days=400)
    actors.add_member(user=user, organisation=found, role=role, since=since, by=HOUSE, today=since)
    return user


def _ended(organisation: str, role: str) -> User:
    user = _member(organisation, role)
    rows = Membership.objects.system("the matrix").filter(user=user)
    rows.update(until=timezone.localdate() - timedelta(days=1))
    return user


def _hide(support: Support) -> None:
    need = Need.objects.system("the matrix").filter(organisation__name="Oxy Jeunes").first()
    assert need is not None
    dla = support.dla
    Need.objects.system("the matrix").filter(pk=need.pk).update(
        words="kx7need", note="kx7note", shared=False, heard_by=dla
    )
    lost = Bid.objects.system("the matrix").filter(consultant__name="Relief conseil")
    assert lost.update(text="kx7bid", amount=Decimal("13999.97"))
    assert Invitation.objects.system("the matrix").filter(support=support, state="declined").update(reason="kx7reason")
    assert Support.objects.system("the matrix").filter(pk=support.pk).update(lessons="kx7lessons")
    said = Statement.objects.system("the matrix").filter(support=support, organisation__name="Oxy Jeunes")
    statement = said.first() or Statement.objects.system("the matrix").filter(support=support).first()
    assert statement is not None
    Statement.objects.system("the matrix").filter(pk=statement.pk).update(text="kx7said", permission="none")


def sample(model: type[Model], support: Support) -> Model | None:
    """A record of the first territory: one that hangs on its support if there is one, else one that its DLA sees."""
    rows = model._default_manager.all()
    rows = rows.system("the matrix") if hasattr(rows, "system") else rows
    names = {f.name for f in model._meta.get_fields()}
    if model is Support:
        return support
    if model is Organisation:
        return rows.get(name="Oxy Jeunes")
    if model is Need:
        return rows.get(words="kx7need")
    if "support" in names:
        return rows.filter(support=support).order_by("pk").first()
    return rows.order_by("pk").first()


SAMPLES: dict[str, Any] = {
    "kind": "csv",
    "format": "csv",
    "token": "no-such-token",
    "slug": "x",
    "verb": "accept",
    "word": "oui",
    "year": 2007,
    "page": "commencer",
    "side": "dla",
    "name": "x",
    "key": "x",
    "uidb36": "x",
    "part": "objectifs",
    "partie": "objectifs",
    "figure": "supports",
    "code": "COM",
}
