"""Associations of a territory by commune and by sector: only those that one may see, drawn as circles and told."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from catalyse.actors import queries, services
from catalyse.actors.tests.factories import TODAY, acting, person
from catalyse.kernel.models import Code
from catalyse.places.models import CommuneMembership
from catalyse.places.tests.factories import CommuneFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CIRCLE = "{http://www.w3.org/2000/svg}circle"


@pytest.fixture
def sectors(db):
    return [Code.objects.get(kind="sector", code=code) for code in ("SAN", "EDU")]


@pytest.fixture
def beside(here):
    """A second commune of the territory; both have a point."""
    commune = CommuneFactory(latitude=Decimal("48.8"), longitude=Decimal("-0.5"))
    CommuneMembership.objects.create(commune=commune, body=here.body, since="2020-01-01")
    type(commune).objects.filter(pk=here.commune.pk).update(latitude=Decimal("48.7"), longitude=Decimal("-0.6"))
    return commune


def of_sectors(territory, *codes):
    choices = [services.SectorChoice(code, declared="", main=not rank) for rank, code in enumerate(codes)]
    return territory.association(sectors=choices)


def circles(page):
    tree = ElementTree.fromstring(f"<both>{page.context['map']}</both>")
    return [(one.find("{http://www.w3.org/2000/svg}title").text, float(one.get("r"))) for one in tree.iter(CIRCLE)]


def test_an_association_counts_in_each_of_its_sectors_and_only_where_it_is_seen(here, elsewhere, sectors, officer):
    of_sectors(here, *sectors)
    of_sectors(here, sectors[0])
    of_sectors(elsewhere, sectors[0])

    found = queries.sectors_by_commune(officer, [here.commune, elsewhere.commune])

    by_code = dict(zip([one.code for one in found.sectors], found.row(here.commune.pk), strict=True))
    assert by_code == {"SAN": 2, "EDU": 1}
    assert sum(found.row(elsewhere.commune.pk)) == 0


def test_a_member_counts_its_own_association_only(here, sectors):
    mine = of_sectors(here, sectors[1])
    of_sectors(here, sectors[0])

    found = queries.sectors_by_commune(acting("association_member", mine), [here.commune])

    assert [(one.code, found.row(here.commune.pk)) for one in found.sectors] == [("EDU", [1])]


def test_circles_are_in_proportion_and_a_commune_without_any_is_a_point(here, beside, sectors, client):
    for _n in range(4):
        of_sectors(here, sectors[0])
    client.force_login(person("dla_officer", here.dla), backend=BACKEND)
    address = reverse("actors:territory", args=[here.body.pk])

    page = client.get(address, {"le": TODAY.isoformat()})
    told = dict(circles(page))
    assert told[f"{here.commune.name} : 4"] > told[beside.name] == 2.5
    assert "SAN" in page.content.decode()

    services.create_organisation(
        kind="association", name="Ici", commune=beside, sectors=[services.SectorChoice(sectors[1], "", True)],
        by=acting("dla_officer", here.dla), today=TODAY,
    )  # fmt: skip
    told = dict(circles(client.get(address, {"le": TODAY.isoformat()})))
    assert told[f"{here.commune.name} : 4"] == 2 * told[f"{beside.name} : 1"]

    only = client.get(address, {"le": TODAY.isoformat(), "secteur": "EDU"})
    assert dict(circles(only))[here.commune.name] == 2.5
    assert only.context["mapped"] == 1


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_map_costs_the_same_for_one_association_and_for_thirty(
    here, beside, sectors, client, django_assert_max_num_queries, how_many
):
    for rank in range(how_many):
        of_sectors(here, sectors[rank % 2])
    client.force_login(person("dla_officer", here.dla), backend=BACKEND)
    address = reverse("actors:territory", args=[here.body.pk])
    client.get(address)

    with django_assert_max_num_queries(22):
        client.get(address)


@pytest.mark.parametrize("secteur", ["", "XXX", "'; --"])
def test_a_sector_that_is_not_there_shows_all(here, beside, sectors, client, secteur):
    of_sectors(here, sectors[0])
    client.force_login(person("dla_officer", here.dla), backend=BACKEND)

    page = client.get(reverse("actors:territory", args=[here.body.pk]), {"secteur": secteur})

    assert page.status_code == 200
    assert page.context["chosen"] is None
