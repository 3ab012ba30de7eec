"""A commune is in one body at a time, and a body is what it was on the day that is asked."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import translation

from catalyse.kernel.access import house
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.places import queries, services
from catalyse.places.models import Commune, CommuneMembership
from catalyse.places.tests.factories import CommuneFactory, IntermunicipalBodyFactory

BY, DAY = house("test"), date(2007, 9, 11)


def join(commune, body, since, until=None, **more):
    return services.join_body(commune=commune, body=body, since=since, until=until, by=BY, day=DAY, **more)


def test_the_communes_of_a_body_are_those_of_the_day(db, django_assert_num_queries):
    body = IntermunicipalBodyFactory()
    early, late, gone = CommuneFactory.create_batch(3)
    join(early, body, date(2000, 1, 1))
    join(late, body, date(2008, 1, 1))
    join(gone, body, date(2000, 1, 1), date(2007, 9, 10))

    with django_assert_num_queries(1):
        found = list(queries.communes_of(body, on=DAY))

    assert found == [early]
    assert set(queries.communes_of(body, on=date(2007, 9, 10))) == {early, gone}


def test_a_territory_tells_its_inhabitants_only_when_all_are_known(db, django_assert_num_queries):
    body = IntermunicipalBodyFactory()
    join(CommuneFactory(population=100, population_year=2006), body, date(2000, 1, 1))
    known = queries.territory(body, on=DAY)
    join(CommuneFactory(), body, date(2000, 1, 1), illustrative=True)

    with django_assert_num_queries(2):
        unknown = queries.territory(body, on=DAY)

    assert (known.population, known.illustrative) == (100, False)
    assert (unknown.population, unknown.illustrative) == (None, True)
    assert len(unknown.communes) == 2


def test_a_commune_is_in_one_body_at_a_time(db):
    commune, first, second = CommuneFactory(), *IntermunicipalBodyFactory.create_batch(2)
    join(commune, first, date(2000, 1, 1), date(2012, 12, 31))
    join(commune, second, date(2013, 1, 1))

    with translation.override("en"), pytest.raises(Refused, match=f"{commune} already belongs to {second}"):
        join(commune, first, date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="commune_in_one_body"):
        CommuneMembership.objects.create(commune=commune, body=first, since=date(2020, 1, 1))


def test_an_older_membership_without_end_lasts_until_the_next(db):
    commune, old, new = CommuneFactory(), *IntermunicipalBodyFactory.create_batch(2)
    join(commune, new, date(2026, 1, 1))

    membership = join(commune, old, date(2000, 1, 1))

    assert membership.until == date(2025, 12, 31)
    with pytest.raises(Refused):
        join(commune, IntermunicipalBodyFactory(), date(1999, 1, 1), date(2000, 1, 1))


def test_joining_twice_is_joining_once_and_leaving_ends_it(db):
    commune, body = CommuneFactory(), IntermunicipalBodyFactory()
    once, twice = join(commune, body, date(2000, 1, 1)), join(commune, body, date(2000, 1, 1))
    assert once == twice

    services.leave_body(membership=once, until=DAY, by=BY, day=DAY)

    assert not queries.bodies_of(commune, on=date(2007, 9, 12)).exists()
    assert list(Event.objects.values_list("name", flat=True)) == ["commune.left_body", "commune.joined_body"]


def test_a_body_is_recorded_once_by_its_siren_or_else_by_name_and_day(db):
    made = services.record_body(name="Pays d’Ici", created_on=DAY, by=BY, day=DAY)
    again = services.record_body(name="Pays d’Ici", created_on=DAY, inhabitants=30000, acronym="PI", by=BY, day=DAY)
    other = services.record_body(name="Pays d’Ici", siren="200035814", by=BY, day=DAY)
    renamed = services.record_body(name="Pays d’Ailleurs", siren="200035814", by=BY, day=DAY)

    assert made.pk == again.pk != other.pk == renamed.pk
    assert (again.inhabitants, again.acronym, renamed.name) == (30000, "PI", "Pays d’Ailleurs")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "delegated"},
        {"population": 10},
        {"latitude": 48},
    ],
)
def test_the_database_refuses_half_a_fact(db, wrong):
    with pytest.raises(IntegrityError):
        CommuneFactory(**wrong)


def test_a_commune_ends_a_membership_after_it_began(db):
    with pytest.raises(IntegrityError):
        join(CommuneFactory(), IntermunicipalBodyFactory(), DAY, date(2007, 9, 10))
    assert Commune.objects.none().count() == 0
