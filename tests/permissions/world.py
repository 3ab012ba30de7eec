"""Two territories that must not know each other, the people who knock at each door, and what must not leak."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from catalyse.actors import services as actors
from catalyse.actors.models import Membership, Merge, Milestone, Organisation, SignInLink, User, YearAsk
from catalyse.actors.sessions import actor_of
from catalyse.contracting.models import Bid, Question, Tender
from catalyse.diagnosis import services as diagnosis
from catalyse.diagnosis.models import Consent, Diagnosis, Project
from catalyse.dropins import queries as dropins
from catalyse.dropins.models import Booking, Opening
from catalyse.kernel.access import house
from catalyse.kernel.models import Code, Event, Job, Letter
from catalyse.needs import services as needs
from catalyse.needs.models import Need
from catalyse.needs.services import links
from catalyse.pooling.models import ActionPartner
from catalyse.results.models import CaseStudy, Statement
from catalyse.support import services as supports
from catalyse.support.models import Invitation, Proposal, Support
from catalyse.today.case import load_case
from tests import records
from tests.house.code import ROOT

RANGE = 100_000
NEVER = 0  # the number of no record: sequences begin at one
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

ACCOUNT = ("account_of", "forget_factor", "close_account", "reopen_account")
PARTNERS = {"D1 officer", "D1 manager", "T1 officer", "T1 elected"}
DLA = {"D1 officer", "D1 manager"}
# token -> who may read it; written from the permission matrix of the domain, not from the policies
CANARIES: dict[str, set[str]] = {
    "kx7need": DLA | {"A1 lead", "A1 member"},  # words of a need that nobody shared
    "kx7note": DLA,  # note of the DLA's team about it
    "kx7bid": DLA | {"T1 officer", "T1 elected", "P2 lost"},  # the offer that lost
    "kx7reason": PARTNERS | {"committee"},  # why an association declined
    "kx7lessons": PARTNERS | {"committee"},
    "kx7dropin": DLA | {"T1 officer"},  # what somebody said at a drop-in session: the two teams that received
    "kx7diagnosis": DLA | {"A1 lead", "A1 member", "T1 officer"},  # its author, its association, a standing consent
    "kx7project": {"A1 lead", "A1 member"},  # the project of an association that let nobody read it
    **dict.fromkeys(("kx7opinion", "kx7later"), PARTNERS | {"A1 lead", "A1 member", "A2 lead", "committee"}),
    # what is to be done stands in the journal of the house too
    "kx7action": PARTNERS | {"A1 lead", "A1 member", "A2 lead", "committee", "admin"},
    "kx7said": PARTNERS | {"A1 lead", "A1 member", "committee"},  # a statement without permission
}


@dataclass
class World:
    """The world of the matrix: its users, and the support that every path goes through."""

    users: dict[str, User] = field(default_factory=dict)
    support: Support | None = None
    named: dict[str, dict[str, Any]] = field(default_factory=dict)


def build() -> World:
    """Loads both cases, adds those whom no case names, and hides the canaries."""
    world = World()
    _number_apart()
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
    _give_a_path(world.support)
    world.named = _named(world)
    return world


def _number_apart() -> None:
    """Each table counts in a range of its own: the number of one thing in the address of another finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select sequencename from pg_sequences where schemaname = 'public' order by 1")
        for rank, (name,) in enumerate(cursor.fetchall(), start=1):
            cursor.execute("select setval(%s, %s)", [name, RANGE * rank])


def _named(world: World) -> dict[str, dict[str, Any]]:
    """Door -> what stands in its address, where that is not a record of its policy's model."""
    assert world.support is not None
    assert world.support.partnership is not None
    officer, association = world.users["D1 officer"], Organisation.objects.system("the matrix").get(name="Oxy Jeunes")
    merge, contested = _later(officer, association)
    milestone = Milestone.objects.system("the matrix").get(title="Créée par des habitants")
    tender = Tender.objects.system("the matrix").get(support=world.support)
    partner = ActionPartner.objects.system("the matrix").get(organisation=association)
    study = CaseStudy.objects.system("the matrix").get(support=world.support)
    asker = Bid.objects.system("the matrix").get(consultant__name="Relief conseil").consultant
    question = Question.objects.create(tender=tender, consultant=asker, text="kx7asked", asked_on=tender.opened_on)
    work = Job.objects.create(kind="exports.file", title="kx7job", actor_id=officer.pk)
    link = SignInLink.objects.create(
        email="new@matrix.example",
        organisation=association,
        role="association_member",
        expires_at=timezone.now() + timedelta(days=14),
    )
    letter = Letter.objects.create(key="m", address="m@matrix.example", subject="kx7mail", text="-", state="uncertain")
    _diagnose(association, world)
    of_plan = {"pk": association.pk, "slug": association.slug, "kind": "pdf"}
    today = timezone.localdate()
    asked = {"year": today.year - 1, "email": "oxy@matrix.example", "by": actor_of(officer, today), "today": today}
    open_ask = actors.ask_year(organisation=association, **asked)
    links.give_link(organisation=association, team=world.support.dla, by=actor_of(officer, today), today=today)
    spare = (
        Need.objects.system("the matrix")
        .filter(organisation__name="Régie des quartiers Arc-en-Ciel", archived_at=None)
        .first()
    )
    assert spare is not None
    needs.archive_need(need=spare, by=actor_of(officer, today), today=today)
    return {
        **_dropping_in(today),
        "kernel:undo": {"pk": Event.objects.filter(actor_id=officer.pk).latest("pk").pk},
        **{f"kernel:{door}": {"pk": work.pk} for door in ("job", "stop_job", "job_refusals")},
        "actors:reword": {"pk": Code.objects.earliest("pk").pk},
        **{f"actors:{door}": {"pk": world.users["A1 member"].pk} for door in ACCOUNT},
        **{f"actors:{door}": {"pk": letter.pk} for door in ("send_again", "cancel_letter")},
        "actors:end_partnership": {"pk": world.support.partnership_id},
        "actors:cancel_invitation": {"pk": link.pk},
        "actors:territory": {"pk": world.support.partnership.body_id},
        "actors:commune": {"insee": association.commune.insee},
        "actors:change_milestone": {"pk": milestone.organisation_id, "milestone": milestone.pk},
        "actors:take_off": {"pk": milestone.organisation_id, "milestone": milestone.pk},
        "actors:change_year": {"pk": association.pk},
        **{
            f"diagnosis:{door}": {"pk": association.pk, "slug": association.slug}
            for door in ("consents", "start_project")
        },
        **{f"diagnosis:{door}": {"part": "equipe"} for door in ("part", "write")},
        **{f"actors:{door}": {"pk": open_ask.pk} for door in ("give_year", "remind_year")},
        "actors:settle_year": {"pk": contested.pk},
        **{f"actors:{door}": {"pk": merge.pk} for door in ("merge_done", "undo_merge")},
        **{f"communication:{door}": of_plan for door in ("plan", "part", "document")},
        "communication:my_document": {"kind": "pdf"},
        "contracting:answer": {"pk": question.pk},
        "contracting:terms_paper": {"kind": "pdf"},
        **{f"support:{door}": {"kind": "docx"} for door in ("letter_file", "sheet")},
        "support:advance": {"verb": "abandon"},
        "support:follow_up": {"months": 12},
        "support:move_session": {"verb": "prevue"},
        "support:deliverable_move": {"verb": "recu"},
        "pooling:move": {"verb": "drop"},
        "pooling:ask": {"pk": world.support.pk},
        "pooling:answer": {"pk": partner.action_id, "partner": partner.pk},
        "pooling:ties_of": {"association": association.pk},
        **{f"results:{door}": {"pk": study.pk, "slug": study.slug} for door in ("experience", "en:experience", "pdf")},
        "needs:chase": {"how": "called"},
        "actors:hand_over": {"pk": officer.pk},
        "today:become": {"pk": officer.pk},
    }


def _dropping_in(today: date) -> dict[str, dict[str, Any]]:
    opening = Opening.objects.system("the matrix").get(place="Bureaux de la MODUS")
    free = dropins.next_free(opening, today)
    assert free is not None
    of_day = {"pk": opening.pk, "on": free.on.isoformat()}
    return {
        **{f"dropins:{door}": {"pk": opening.pk, "slug": opening.slug} for door in ("days", "en:days")},
        **{f"dropins:{door}": {"pk": opening.pk, "slot": free.value} for door in ("book", "en:book")},
        **{f"dropins:{door}": of_day for door in ("day", "change_day", "reopen_day")},
        "dropins:walk_in": {"pk": opening.pk, "on": today.isoformat()},
        "dropins:mark": {"verb": "come"},
    }


def _diagnose(association: Organisation, world: World) -> None:
    """A new version of the diagnosis of the association, given to read, that its author may still write."""
    old = Diagnosis.objects.system("the matrix").get(association=association)
    day = timezone.localdate()
    given: dict[str, Any] = {"by": actor_of(world.users["T1 officer"], day), "today": day}
    row = diagnosis.reopen(diagnosis=old, **given)
    diagnosis.write_section(diagnosis=row, topic="people", findings="kx7diagnosis", **given)
    diagnosis.add_priority(diagnosis=row, title="Un local", importance=3, urgency=3, capacity=3, **given)
    row = diagnosis.share_diagnosis(diagnosis=row, **given)
    diagnosis.comment_on(diagnosis=row, topic="people", text="kx7diagnosis", **given)
    lead: dict[str, Any] = {"by": actor_of(world.users["A1 lead"], day), "today": day}
    project = diagnosis.start_project(association=association, **lead)
    diagnosis.write_project(project=project, identity="kx7project", purpose="kx7project", **lead)


def _later(officer: User, association: Organisation) -> tuple[Merge, YearAsk]:
    """What no case tells of an association: a merge, a document, a network, a year to settle, a list on its way in."""
    today = timezone.localdate()
    by = actor_of(officer, today)
    records.paper(association, by, today)
    records.affiliation(association, by, today)
    records.brought(by)
    return records.merged(association, by, today), records.contested(association, today.year - 2, by, today)


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
    said_there = Booking.objects.system("the matrix").order_by("pk").first()
    assert said_there is not None
    Booking.objects.system("the matrix").filter(pk=said_there.pk).update(words="kx7dropin")
    lost = Bid.objects.system("the matrix").filter(consultant__name="Relief conseil")
    assert lost.update(text="kx7bid", amount=Decimal("13999.97"))
    assert Invitation.objects.system("the matrix").filter(support=support, state="declined").update(reason="kx7reason")
    assert Support.objects.system("the matrix").filter(pk=support.pk).update(lessons="kx7lessons")
    said = Statement.objects.system("the matrix").filter(support=support, organisation__name="Oxy Jeunes")
    statement = said.first() or Statement.objects.system("the matrix").filter(support=support).first()
    assert statement is not None
    Statement.objects.system("the matrix").filter(pk=statement.pk).update(text="kx7said", permission="none")


def _give_a_path(support: Support) -> None:
    today = timezone.localdate()
    on = {"support": support, "by": HOUSE, "today": today}
    supports.note_opinion(met_on=today, view="reserves", words="kx7opinion", **on)
    supports.add_action(way="own", title="kx7action", **on)
    supports.agree_plan(on=support.opened_on, **on)
    supports.note_follow_up(months=12, use="yes", words="kx7later", on=today, **on)


def sample(model: type[Model], support: Support) -> Model | None:
    """A record of the first territory: one that hangs on its support if there is one, else one that its DLA sees."""
    rows = model._default_manager.all()
    rows = rows.system("the matrix") if hasattr(rows, "system") else rows
    names = {f.name for f in model._meta.get_fields()}
    if model is Support:
        return support
    if model is Organisation:
        return rows.get(name="Oxy Jeunes")
    if model is Proposal:
        return rows.filter(state="open").order_by("pk").first()
    if model is Need:
        return rows.filter(words="kx7need").first() or rows.order_by("pk").first()
    if model is Diagnosis:
        return rows.open().order_by("-pk").first() or rows.order_by("pk").first()
    if model is Project:
        return rows.filter(association__name="Oxy Jeunes").order_by("-pk").first()
    if model is Consent:
        return rows.standing().filter(association__name="Oxy Jeunes").order_by("pk").first()
    if model._meta.app_label == "diagnosis" and "diagnosis" in names:
        return rows.filter(diagnosis=sample(Diagnosis, support)).order_by("-pk").first()
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
