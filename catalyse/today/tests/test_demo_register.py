"""A demo opens with a register that nobody is in, so that a newcomer sees the search work."""

from datetime import date

import pytest
from django.urls import reverse

from catalyse.actors import search
from catalyse.actors.models import RegisterEdition, RegisterEntry
from catalyse.actors.tests.factories import person, territory
from catalyse.kernel.access import NOBODY
from catalyse.places.tests.factories import CommuneFactory
from catalyse.today.demo import register

DAY = date(2009, 3, 3)
SAID = "un échantillon inventé"


@pytest.fixture
def flers(db):
    """Flers, a commune beside it, and one too far away."""
    near = {"latitude": "48.75", "longitude": "-0.57", "population_year": 2023}
    CommuneFactory(name="La Lande-Patry", insee="61218", population=1730, **near)
    CommuneFactory(
        name="Alençon", insee="61001", population=90000, latitude="48.43", longitude="0.09", population_year=2023
    )
    return CommuneFactory(name="Flers", insee="61169", population=14432, **near)


def test_the_invented_register_is_near_old_enough_and_nobodys(flers):
    register.load_invented(["Flers (61)", "Nulle part (99)"], DAY)

    entries = RegisterEntry.objects.all()
    assert register.ROWS / 3 < entries.count() <= register.ROWS
    titles = list(entries.exclude(insee="").values_list("title", "insee"))
    assert len(titles) == len(set(titles))
    assert {number[:4] for number in entries.values_list("number", flat=True)} == {"W000"}
    assert set(entries.exclude(insee="").values_list("insee", flat=True)) == {"61169", "61218"}
    for field in ("created_on", "declared_on", "dissolved_on"):
        assert not entries.filter(**{f"{field}__gt": DAY}).exists()


def test_a_newcomer_finds_an_association_with_a_typo(flers):
    register.load_invented(["Flers (61)"], DAY)

    names = [one.name for one in search.find(NOBODY, "comité des fetse flers")]

    assert "Comité des Fêtes de Flers" in names


def test_it_is_invented_once_and_never_over_a_real_register(flers):
    register.load_invented(["Flers (61)"], DAY)
    register.load_invented(["Flers (61)"], DAY)
    assert RegisterEdition.objects.count() == 1

    RegisterEdition.objects.update(files=[{"name": "rna_waldec.csv"}])
    register.load_invented(["Flers (61)"], DAY)

    assert not RegisterEdition.objects.invented().exists()


def test_without_a_known_place_it_is_of_the_country(flers):
    type(flers).objects.update(latitude=None, longitude=None)

    register.load_invented(["Flers (61)"], DAY)

    assert "61001" in set(RegisterEntry.objects.values_list("insee", flat=True))


def test_the_page_says_that_the_register_is_invented_and_only_then(flers, client):
    here = territory()
    client.force_login(person("dla_officer", here.dla))
    register.load_invented(["Flers (61)"], DAY)

    assert SAID in client.get(reverse("actors:add")).content.decode()
    RegisterEdition.objects.update(files=[{"name": "rna_waldec.csv"}])
    assert SAID not in client.get(reverse("actors:add")).content.decode()
