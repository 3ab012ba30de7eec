"""What the pages say about who reads them is what the policies do."""

import pytest

from catalyse.actors import readers, services
from catalyse.actors.models import AssociationYear, Milestone, Organisation, User
from catalyse.actors.roles import KINDS_OF_ROLE, Role
from catalyse.actors.tests.factories import HOUSE, TODAY, acting, organisation
from catalyse.kernel.access import may


@pytest.fixture
def mine(here):
    row = here.association("La nôtre")
    services.add_year(organisation=row, year=2023, staff=1, by=HOUSE, today=TODAY)
    services.add_milestone(organisation=row, year=2020, title="Fondée", by=HOUSE, today=TODAY)
    return row


@pytest.fixture
def people(here, mine):
    """One person of each role of the territory, those of an association in this one."""
    homes = {
        "association": mine,
        "dla": here.dla,
        "authority": here.authority,
        "consultant": organisation("consultant"),
    }
    return {role: acting(role, homes[kinds[0]]) for role, kinds in KINDS_OF_ROLE.items()}


def reading(people, rows) -> set[str]:
    return {role for role, actor in people.items() if rows.visible_to(actor).exists()}


def test_the_figures_are_read_by_those_whom_the_mark_names(people, mine):
    assert reading(people, AssociationYear.objects.filter(organisation=mine)) == readers.FIGURES.roles


def test_who_an_association_is_and_its_path_are_read_by_those_whom_the_mark_names(people, mine):
    named = readers.IDENTITY.roles - {Role.CONSULTANT}  # those of its missions: a room above says which

    assert reading(people, Organisation.objects.filter(pk=mine.pk)) == named
    assert reading(people, Milestone.objects.filter(organisation=mine)) == named


@pytest.mark.parametrize("kind", ["association", "dla", "authority", "funder"])
def test_the_people_of_an_organisation_are_read_by_those_whom_the_mark_names(people, here, mine, kind):
    row = {"association": mine, "dla": here.dla, "authority": here.authority}.get(kind) or organisation(kind)
    outside = {role: actor for role, actor in people.items() if row.pk not in actor.organisations()}

    seen = {role for role, actor in outside.items() if may(actor, "people", row)}

    assert seen == readers.of_people(row).roles & outside.keys() - {Role.ASSOCIATION_LEAD, Role.ASSOCIATION_MEMBER}


def test_the_addresses_of_a_team_are_kept_from_the_partners_who_read_its_names(client, here, people):
    page = {}

    for role in (Role.AUTHORITY_OFFICER, Role.DLA_OFFICER):
        client.force_login(User.objects.get(pk=people[role].user_id))
        page[role] = client.get(here.dla.tab_url("people")).content.decode()

    assert "@example.org" in page[Role.DLA_OFFICER]
    assert "@example.org" not in page[Role.AUTHORITY_OFFICER]
    assert str(readers.TEAMS.words) in page[Role.AUTHORITY_OFFICER]
