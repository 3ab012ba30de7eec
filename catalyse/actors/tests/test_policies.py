"""Who sees and who may, role by role: the table says it again, apart from the rules."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from catalyse.actors import policies, services
from catalyse.actors.models import AssociationYear, Membership, Milestone, Organisation, Partnership
from catalyse.actors.sessions import actor_of
from catalyse.actors.tests.factories import BEGAN, HOUSE, TODAY, acting, organisation, person
from catalyse.kernel.access import NOBODY, may
from catalyse.places.models import CommuneMembership
from catalyse.places.tests.factories import CommuneFactory

# role -> sees (own association, other association of the territory, own dla, own authority, a consultancy,
#               an association elsewhere, a partner elsewhere)
SEES = {
    "dla_officer": (True, True, True, True, True, False, False),
    "dla_manager": (True, True, True, True, True, False, False),
    "authority_officer": (True, True, True, True, True, False, False),
    "authority_elected": (True, True, True, True, True, False, False),
    "committee_member": (True, True, True, True, False, False, False),
    "observer": (False, False, False, True, False, False, False),
    "association_lead": (True, False, False, False, False, False, False),
    "association_member": (True, False, False, False, False, False, False),
    "consultant": (False, False, False, False, True, False, False),
    "admin": (True, True, True, True, True, True, True),
}
READS_FIGURES = {"dla_officer", "dla_manager", "association_lead", "association_member"}
CHANGES_FIGURES = {"dla_officer", "dla_manager", "association_lead"}
EDITS = {"dla_officer", "dla_manager", "authority_officer", "association_lead", "admin"}


@pytest.fixture
def world(here, elsewhere):
    mine = here.association("La nôtre")
    rows = SimpleNamespace(
        here=here,
        mine=mine,
        other=here.association("L’autre"),
        consultancy=organisation("consultant"),
        far=elsewhere.association("Ailleurs"),
        far_partner=elsewhere.dla,
    )
    for row in (rows.mine, rows.other, rows.far):
        services.add_year(organisation=row, year=2023, staff=1, by=HOUSE, today=TODAY)
        services.add_milestone(organisation=row, year=2020, title="Fondée", by=HOUSE, today=TODAY)
    return rows


def somebody(world, role):
    places = {
        "association_lead": world.mine,
        "association_member": world.mine,
        "consultant": world.consultancy,
        "dla_officer": world.here.dla,
        "dla_manager": world.here.dla,
    }
    return acting(role, places.get(role, world.here.authority))


@pytest.mark.parametrize("role", SEES)
def test_which_organisations_a_role_may_know(world, role):
    actor = somebody(world, role)
    rows = (
        world.mine, world.other, world.here.dla, world.here.authority, world.consultancy, world.far, world.far_partner,
    )  # fmt: skip

    seen = set(Organisation.objects.visible_to(actor))

    assert tuple(row in seen for row in rows) == SEES[role]


@pytest.mark.parametrize("role", SEES)
def test_who_reads_the_figures(world, role):
    actor = somebody(world, role)

    seen = {row.organisation for row in AssociationYear.objects.visible_to(actor)}

    expected = {world.mine} if role in READS_FIGURES else set()
    assert seen == (expected | {world.other} if role.startswith("dla") else expected)
    assert policies.reads_figures(actor, world.mine) is (role in READS_FIGURES)
    assert not policies.reads_figures(actor, world.far)


@pytest.mark.parametrize("role", SEES)
def test_who_changes_what(world, role):
    actor = somebody(world, role)

    assert bool(may(actor, "figures", world.mine)) is (role in CHANGES_FIGURES)
    assert bool(may(actor, "edit", world.mine)) is (role in EDITS)
    assert bool(may(actor, "archive", world.mine)) is (role in {"dla_officer", "dla_manager", "admin"})
    assert bool(may(actor, "add", Organisation)) is (role in EDITS - {"association_lead"})


@pytest.mark.parametrize("role", ["dla_officer", "dla_manager", "authority_officer"])
def test_officers_change_a_consultancy_only_until_it_has_people(world, role):
    actor = somebody(world, role)
    before = [bool(may(actor, verb, world.consultancy)) for verb in ("edit", "archive")]

    person("consultant", world.consultancy)

    assert before == [True, role.startswith("dla")]
    assert not may(actor, "edit", world.consultancy)
    assert not may(actor, "archive", world.consultancy)


def test_a_refusal_says_why(world):
    refusal = may(somebody(world, "authority_elected"), "edit", world.mine)

    assert not refusal
    assert str(refusal.reason)


@pytest.mark.parametrize("model", [Organisation, AssociationYear, Milestone, Membership, Partnership])
def test_nobody_sees_nothing(world, model):
    assert not model.objects.visible_to(NOBODY).exists()


@pytest.mark.parametrize("role", sorted(set(SEES) - {"admin"}))
def test_memberships_are_known_to_their_own_organisation(world, role):
    person("association_lead", world.far)
    person("dla_officer", world.far_partner)
    actor = somebody(world, role)

    places = {row.organisation_id for row in Membership.objects.visible_to(actor)}

    assert places <= set(actor.organisations())


def test_a_role_of_yesterday_sees_nothing(world):
    from catalyse.actors.sessions import actor_of

    former = person("dla_officer", world.here.dla, since=BEGAN, until=TODAY - timedelta(days=1))

    assert not Organisation.objects.visible_to(actor_of(former, TODAY)).exists()


def test_people_of_an_archived_organisation_keep_no_right(world):
    from catalyse.actors.sessions import actor_of

    user = person("association_lead", world.mine)

    services.archive_organisation(organisation=world.mine, by=HOUSE, today=TODAY)

    assert actor_of(user, TODAY).seats == ()


def test_an_upper_room_may_show_an_organisation_to_somebody_more(world, monkeypatch):
    consultant = somebody(world, "consultant")
    rows = Organisation.objects.system("test").filter(pk=world.mine.pk).values("pk")
    shelf = [lambda actor: rows if actor == consultant else None]
    monkeypatch.setattr(policies, "seen_through", shelf)

    assert world.mine in Organisation.objects.visible_to(consultant)
    assert world.other not in Organisation.objects.visible_to(consultant)
    assert not AssociationYear.objects.visible_to(consultant).exists()


@pytest.mark.parametrize("role", SEES)
def test_a_refused_gesture_changes_nothing_and_answers_as_it_should(world, client, role):
    user = person(role, {"association_lead": world.mine, "association_member": world.mine,
                         "consultant": world.consultancy}.get(
                             role, world.here.dla if role.startswith("dla") else world.here.authority))  # fmt: skip
    client.force_login(user)
    sees = SEES[role][0]

    answer = client.post(reverse("actors:archive", args=[world.mine.pk]))

    allowed = role in {"dla_officer", "dla_manager", "admin"}
    assert answer.status_code == (302 if allowed else 403 if sees else 404)
    row = Organisation.objects.system("test").get(pk=world.mine.pk)
    assert bool(row.archived_at) is allowed


@pytest.mark.parametrize("page", ["archive", "restore", "edit", "add_year", "add_milestone", "invite"])
def test_another_tenant_finds_no_door(world, elsewhere, client, page):
    client.force_login(person("dla_manager", elsewhere.dla))
    address = reverse(f"actors:{page}", args=[world.mine.pk])

    answers = {client.get(address).status_code, client.post(address, {"name": "x"}).status_code}

    assert answers <= {404, 405}


def test_a_forged_commune_or_foreign_organisation_is_no_choice(world, elsewhere, client):
    client.force_login(person("admin", world.here.dla))
    form = {"email": "a@example.org", "organisation": "999999", "role": "dla_officer"}

    answer = client.post(reverse("actors:invite_anywhere"), form)

    assert answer.status_code == 422


@pytest.mark.parametrize("extra", [{"archived_at": "2020-01-01"}, {"unnamed": "1"}, {"kind": "dla"}, {"host": "1"}])
def test_a_form_takes_no_column_that_it_does_not_ask(world, client, extra):
    client.force_login(person("dla_officer", world.here.dla))
    row = world.mine
    form = {"name": row.name, "version": row.version, "commune": f"{world.here.commune.name}", **extra}

    client.post(reverse("actors:edit", args=[row.pk]), form)

    fresh = Organisation.objects.system("test").get(pk=row.pk)
    assert (fresh.kind, fresh.unnamed, fresh.host, fresh.archived_at) == ("association", False, None, None)


def test_an_association_of_a_commune_that_left_the_territory_leaves_the_sight_of_its_partners(here):
    stays, leaves = here.association("Reste"), here.association("Part")
    other = CommuneFactory()
    Organisation.objects.system("a test").filter(pk=leaves.pk).update(commune=other)
    CommuneMembership.objects.create(commune=other, body=here.body, since=BEGAN, until=TODAY)
    officer = person("dla_officer", here.dla)

    def seen(day):
        rows = Organisation.objects.visible_to(actor_of(officer, day)).associations()
        return set(rows)

    assert seen(TODAY) == {stays, leaves}
    assert seen(TODAY + timedelta(days=1)) == {stays}
    assert seen(BEGAN - timedelta(days=1)) == set()


def test_a_partnership_that_outlives_its_body_keeps_the_communes_of_the_last_day(here):
    stays, left = here.association("Reste"), here.association("Partie avant")
    other, ended = CommuneFactory(), TODAY - timedelta(days=30)
    Organisation.objects.system("a test").filter(pk=left.pk).update(commune=other)
    CommuneMembership.objects.create(commune=other, body=here.body, since=BEGAN, until=ended - timedelta(days=1))
    CommuneMembership.objects.filter(body=here.body, until=None).update(until=ended)
    type(here.body).objects.filter(pk=here.body.pk).update(ended_on=ended)
    officer = person("dla_officer", here.dla)

    assert set(Organisation.objects.visible_to(actor_of(officer, TODAY)).associations()) == {stays}


def test_whoever_has_no_day_has_no_territory(here):
    here.association()
    lost = replace(acting("dla_officer", here.dla), day=None)

    assert not Organisation.objects.visible_to(lost).associations().exists()
