"""As seen by another: never more than the officer sees, never less than the truth, and nothing is ever written."""

from dataclasses import replace

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalyse.actors import preview, services
from catalyse.actors.models import AssociationYear, Membership, Milestone, Organisation, Partnership
from catalyse.actors.roles import OrganisationKind
from catalyse.actors.tests.factories import HOUSE, TODAY, acting, organisation, person
from catalyse.kernel import offers
from catalyse.kernel.access import Forbidden, may, policy_of
from catalyse.kernel.models import Event

MODELS = (Organisation, AssociationYear, Milestone, Membership, Partnership)


@pytest.fixture
def association(here):
    row = here.association("Les Sources")
    services.add_year(organisation=row, year=2023, staff=24, by=HOUSE, today=TODAY)
    return row


@pytest.fixture
def officer_in(here, client):
    client.force_login(person("dla_officer", here.dla))
    return client


def look(client, page, key):
    return client.get(page, {"vu_par": key})


def key_of(row):
    return f"{row.kind}:{row.pk}"


def test_an_officer_sees_a_record_as_the_partner_authority_does(here, association, officer_in):
    page = association.get_absolute_url()

    seen = look(officer_in, page, key_of(here.authority))

    text = seen.content.decode()
    assert seen.status_code == 200
    assert str(here.authority) in text
    assert association.tab_url("figures") in officer_in.get(page).content.decode()
    assert association.tab_url("figures") not in text
    assert look(officer_in, association.tab_url("figures"), key_of(here.authority)).status_code == 404


def test_an_officer_sees_a_record_as_the_association_does(here, association, officer_in):
    page = association.tab_url("figures")

    assert "24" in look(officer_in, page, key_of(association)).content.decode()


def test_the_record_offers_the_eyes_to_look_through(here, association, officer_in):
    text = officer_in.get(association.get_absolute_url()).content.decode()

    assert f"vu_par=association%3A{association.pk}" in text
    assert f"vu_par=authority%3A{here.authority.pk}" in text


def test_a_look_shows_no_gesture_and_says_so(here, association, officer_in):
    text = look(officer_in, association.get_absolute_url(), key_of(association)).content.decode()

    assert reverse("actors:edit", args=[association.pk]) not in text
    assert reverse("actors:archive", args=[association.pk]) not in text
    assert "previewed" in text


@pytest.mark.parametrize("gesture", ["edit", "archive", "add_milestone", "add_year"])
def test_a_look_never_writes(here, association, officer_in, gesture):
    events = Event.objects.count()

    answer = officer_in.post(
        f"{reverse(f'actors:{gesture}', args=[association.pk])}?vu_par={key_of(association)}",
        {"name": "Autre", "version": 1, "title": "x", "year": "2020"},
    )

    assert answer.status_code == 403
    assert Event.objects.count() == events


def test_a_service_refuses_whoever_only_looks(here, association, officer):
    eyes = preview.eyes_of(association, officer, TODAY).actor

    for attempt in (
        lambda: services.edit_organisation(organisation=association, expected=1, mission="x", by=eyes, today=TODAY),
        lambda: services.add_year(organisation=association, year=2020, by=eyes, today=TODAY),
        lambda: services.create_organisation(kind="association", name="x", commune=here.commune, by=eyes, today=TODAY),
        lambda: services.invite(
            email="a@example.org", organisation=association, role="association_lead", by=eyes, today=TODAY
        ),
    ):
        with pytest.raises(Forbidden):
            attempt()

    assert not Organisation.objects.system("test").filter(name="x").exists()


@pytest.mark.parametrize("key", ["association:999999", "dla:1", "admin:1", "association", "", "'; --", "consultant:1"])
def test_eyes_that_are_not_offered_are_a_missing_page(here, association, officer_in, key):
    assert look(officer_in, association.get_absolute_url(), key).status_code == 404


def test_nobody_looks_at_what_they_do_not_see(here, elsewhere, officer_in):
    other = elsewhere.association()

    assert look(officer_in, other.get_absolute_url(), key_of(other)).status_code == 404


@pytest.mark.parametrize("role", ["authority_officer", "authority_elected", "committee_member", "observer", "admin"])
def test_only_the_dla_borrows_eyes(here, association, client, role):
    client.force_login(person(role, here.authority))

    assert look(client, association.get_absolute_url(), key_of(association)).status_code == 404


def test_an_association_borrows_no_eyes(here, association, client):
    client.force_login(person("association_lead", association))

    for key in (key_of(here.dla), key_of(here.authority), key_of(association)):
        assert look(client, association.get_absolute_url(), key).status_code == 404


def test_a_page_without_a_record_has_no_eyes(here, association, officer_in):
    assert look(officer_in, reverse("actors:organisations"), key_of(association)).status_code == 404
    assert look(officer_in, reverse("actors:mine"), key_of(association)).status_code == 404


def test_eyes_do_not_borrow_eyes(here, association, officer):
    eyes = preview.eyes_of(association, officer, TODAY).actor

    assert offers.previews_of(eyes, association, TODAY) == []


ROLES = ["dla_officer", "dla_manager", "authority_officer", "authority_elected", "committee_member", "observer"]
KINDS = [OrganisationKind.ASSOCIATION, OrganisationKind.DLA, OrganisationKind.AUTHORITY, OrganisationKind.CONSULTANT]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(role=st.sampled_from(ROLES), at_home=st.booleans(), kind=st.sampled_from(KINDS), eyes_at_home=st.booleans())
def test_whatever_the_eyes_the_officer_sees_no_row_more(here, elsewhere, role, at_home, kind, eyes_at_home):
    places = {True: here, False: elsewhere}
    mine, theirs = places[at_home], places[eyes_at_home]
    host = mine.dla if role.startswith("dla") else mine.authority
    officer = acting(role, host)
    subject = {
        OrganisationKind.ASSOCIATION: lambda: theirs.association(),
        OrganisationKind.DLA: lambda: theirs.dla,
        OrganisationKind.AUTHORITY: lambda: theirs.authority,
        OrganisationKind.CONSULTANT: lambda: organisation("consultant"),
    }[kind]()
    if kind == OrganisationKind.ASSOCIATION:
        services.add_year(organisation=subject, year=2023, staff=1, by=HOUSE, today=TODAY)

    eyes = preview.eyes_of(subject, officer, TODAY).actor

    bare = replace(eyes, behind=None)
    for model in MODELS:
        seen = set(model.objects.visible_to(eyes).values_list("pk", flat=True))
        by_officer = set(model.objects.visible_to(officer).values_list("pk", flat=True))
        by_them = set(model.objects.visible_to(bare).values_list("pk", flat=True))
        assert seen == by_officer & by_them
    for row in Organisation.objects.visible_to(eyes):
        policy = policy_of(Organisation)
        assert policy.readable(eyes, row) == policy.readable(officer, row) & policy.readable(bare, row)
        assert not any(may(eyes, verb, row) for verb in policy.verbs if verb not in policy.reading)
