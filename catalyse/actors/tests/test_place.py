"""A commune on a day: to what it belonged, the map and the table of those that acted with it."""

from datetime import date

import pytest
from django.urls import reverse

from catalyse.actors.tests.factories import person
from catalyse.places.models import CommuneMembership, RegionMembership, SchoolZone
from catalyse.places.tests.factories import CommuneFactory, RegionFactory


@pytest.fixture
def association(here):
    return here.association("Les Sources")


@pytest.fixture
def signed_in(client):
    def enter(role, where):
        client.force_login(person(role, where))
        return client

    return enter


def page_of(client, commune, day=""):
    return client.get(reverse("actors:commune", args=[commune.insee]), {"le": day} if day else {})


def test_a_commune_is_shown_as_it_was_on_the_day_that_is_asked(here, association, signed_in):
    client, commune = signed_in("dla_officer", here.dla), association.commune
    old = RegionFactory(code="25", name="Basse-Normandie")
    turn = date(2016, 1, 1)
    RegionMembership.objects.create(
        department=commune.department, region=old, since=date(1982, 3, 2), until=date(2015, 12, 31)
    )
    RegionMembership.objects.create(department=commune.department, region=RegionFactory(), since=turn)
    SchoolZone.objects.create(
        department=commune.department, letter="A", since=date(2000, 1, 1), until=date(2015, 12, 31)
    )
    SchoolZone.objects.create(department=commune.department, letter="B", since=turn)

    before = page_of(client, commune, "2015-12-31").content.decode()
    after = page_of(client, commune, "2016-01-01").content.decode()

    assert "Basse-Normandie" in before
    assert "Basse-Normandie" not in after
    assert "Normandie" in after
    assert "<dd>A</dd>" in before
    assert "<dd>B</dd>" in after


def test_what_is_not_known_of_a_day_is_said_and_a_wrong_day_is_today(here, association, signed_in):
    client = signed_in("dla_officer", here.dla)

    alone = page_of(client, CommuneFactory(name="Seule"), "1950-01-01").content.decode()

    assert "non renseigné" in alone
    assert "<svg xmlns" not in alone
    assert page_of(client, association.commune, "soon").status_code == 200


def test_a_commune_is_on_its_map_and_the_others_are_a_link_away(here, association, signed_in):
    client, commune = signed_in("dla_officer", here.dla), association.commune
    type(commune).objects.filter(pk=commune.pk).update(latitude="48.75", longitude="-0.57")

    html = page_of(client, commune).content.decode()

    assert f"<title>{commune.name}</title></circle>" in html
    assert reverse("actors:territory", args=[here.body.pk]) in html
    assert f"?commune={commune.insee}" in html


def test_a_part_of_a_commune_leads_to_the_whole_and_no_commune_is_404(here, signed_in):
    client, whole = signed_in("dla_officer", here.dla), CommuneFactory(name="Entière")
    part = CommuneFactory(state="delegated", part_of=whole)

    assert reverse("actors:commune", args=[whole.insee]) in page_of(client, part).content.decode()
    assert client.get("/communes/00000/").status_code == 404


def test_one_query_more_or_less_whatever_the_number_of_communes(
    here, association, signed_in, django_assert_max_num_queries
):
    client = signed_in("dla_officer", here.dla)
    for commune in CommuneFactory.create_batch(30, latitude="48.7", longitude="-0.5"):
        CommuneMembership.objects.create(commune=commune, body=here.body, since=date(2000, 1, 1))
    page_of(client, association.commune)

    with django_assert_max_num_queries(16):
        assert page_of(client, association.commune).content.count(b"<circle") >= 30
