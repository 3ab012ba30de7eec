"""Whatever is told of a place holds on days that never overlap, and a day is answered by what held on it."""

import random
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalyse.places import queries
from catalyse.places.models import CommuneMembership, RegionMembership, SchoolZone
from catalyse.places.tests.factories import (
    CommuneFactory,
    DepartmentFactory,
    IntermunicipalBodyFactory,
    RegionFactory,
)

FIRST = date(2000, 1, 1)
DAYS = 12


def a_row(kind, chance, since, until):
    """An unsaved row of one kind, about the one place of the test, with something that differs from row to row."""
    if kind is SchoolZone:
        return SchoolZone(department=DepartmentFactory(), letter=chance.choice("ABC"), since=since, until=until)
    if kind is RegionMembership:
        region = RegionFactory(code=f"r{chance.randrange(9)}", name="R")
        return RegionMembership(department=DepartmentFactory(), region=region, since=since, until=until)
    commune = CommuneFactory._meta.model.objects.filter(insee="61999").first() or CommuneFactory(insee="61999")
    return CommuneMembership(commune=commune, body=IntermunicipalBodyFactory(), since=since, until=until)


def days_of(row):
    return {n for n in range(DAYS * 2) if row.since <= FIRST + timedelta(n) <= (row.until or date.max)}


@pytest.mark.parametrize("kind", [SchoolZone, RegionMembership, CommuneMembership])
@pytest.mark.parametrize("seed", range(5))
def test_the_database_takes_exactly_the_rows_that_share_no_day(db, kind, seed):
    chance, kept = random.Random(seed), []
    for turn in range(14):
        since = FIRST + timedelta(chance.randrange(DAYS))
        until = None if turn > 9 and chance.random() < 0.5 else since + timedelta(chance.randrange(4))
        row = a_row(kind, chance, since, until)
        if any(days_of(row) & days_of(other) for other in kept):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
        else:
            row.save()
            kept.append(row)

    assert kind.objects.count() == len(kept) > 1
    for n in range(DAYS * 2):
        holds = [row for row in kept if n in days_of(row)]
        assert list(kind.objects.on(FIRST + timedelta(n))) == holds
        assert len(holds) <= 1


@pytest.mark.parametrize("kind", [SchoolZone, RegionMembership, CommuneMembership])
def test_nothing_ends_before_it_began(db, kind):
    with pytest.raises(IntegrityError):
        a_row(kind, random.Random(1), FIRST, FIRST - timedelta(1)).save()


def test_a_zone_is_one_of_three(db):
    with pytest.raises(IntegrityError, match="zone_has_a_known_letter"):
        SchoolZone.objects.create(department=DepartmentFactory(), letter="D", since=FIRST)


def test_a_commune_stood_where_it_stood_that_day(db, django_assert_num_queries):
    department, commune = DepartmentFactory(), CommuneFactory()
    old, new = RegionFactory(code="25", name="Basse-Normandie"), RegionFactory()
    body = IntermunicipalBodyFactory()
    change = date(2016, 1, 1)
    RegionMembership.objects.create(department=department, region=old, since=FIRST, until=change - timedelta(1))
    RegionMembership.objects.create(department=department, region=new, since=change)
    SchoolZone.objects.create(department=department, letter="A", since=FIRST, until=change - timedelta(1))
    SchoolZone.objects.create(department=department, letter="B", since=change)
    CommuneMembership.objects.create(
        commune=commune, body=body, since=FIRST, until=date(2012, 12, 31), illustrative=True
    )

    with django_assert_num_queries(3):
        before = queries.standing(commune, on=change - timedelta(1))
    after, then = queries.standing(commune, on=change), queries.standing(commune, on=date(2007, 9, 11))

    assert (before.region, before.zone, before.body) == (old, "A", None)
    assert (after.region, after.zone) == (new, "B")
    assert (then.region, then.body, then.illustrative) == (old, body, True)
    assert queries.standing(commune, on=date(1990, 1, 1)).region is None


def test_a_part_of_a_commune_stands_in_the_body_of_the_whole(db):
    whole, body = CommuneFactory(), IntermunicipalBodyFactory()
    part = CommuneFactory(state="delegated", part_of=whole)
    CommuneMembership.objects.create(commune=whole, body=body, since=FIRST)
    own = CommuneMembership.objects.create(
        commune=part, body=IntermunicipalBodyFactory(), since=FIRST, until=date(2014, 12, 31)
    )

    assert queries.standing(part, on=date(2014, 12, 31)).body == own.body
    assert queries.standing(part, on=date(2015, 1, 1)).body == body
