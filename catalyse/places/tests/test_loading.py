"""Places come from one file, again and again, and what somebody added by hand stays."""

import gzip
import itertools
import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from catalyse.kernel.access import house
from catalyse.places import loading, queries, services
from catalyse.places.models import Commune, CommuneMembership, Department, IntermunicipalBody

NOW = date(2026, 3, 1)


def test_the_whole_country_is_there(db):
    loaded = loading.load()

    assert (loaded.communes, loaded.bodies, loaded.departments, loaded.regions) == (36961, 1255, 109, 42)
    flers = Commune.objects.get(insee="61169")
    assert (flers.name, flers.population, flers.population_year) == ("Flers", 14432, 2023)
    assert round(float(flers.latitude), 1) == 48.7
    [agglomeration] = queries.bodies_of(flers, on=NOW)
    assert (agglomeration.siren, agglomeration.name) == ("200035814", "Communauté d’agglomération Flers Agglo")
    assert queries.communes_of(agglomeration, on=NOW).count() == 42
    orne = Commune.objects.filter(department__code="61", state="current")
    assert (orne.count(), sum(commune.population for commune in orne)) == (381, 275_201)


def test_loading_twice_changes_nothing(orne, some_places):
    before = list(Commune.objects.values()), list(CommuneMembership.objects.values())

    again = loading.load(some_places[1]())

    assert again == orne
    assert (list(Commune.objects.values()), list(CommuneMembership.objects.values())) == before


def test_a_commune_that_changes_bodies_leaves_the_old_one_the_day_before(orne, some_places):
    places, write = some_places
    flers = Commune.objects.get(insee="61169")
    [old] = queries.bodies_of(flers, on=NOW)
    other = next(siren for siren, *_ in places["bodies"] if siren != old.siren)
    places["listed_on"] = "2027-01-01"
    places["communes"]["body"][places["communes"]["insee"].index("61169")] = other

    loading.load(write())

    assert [body.siren for body in queries.bodies_of(flers, on=date(2026, 12, 31))] == [old.siren]
    assert [body.siren for body in queries.bodies_of(flers, on=date(2027, 1, 1))] == [other]


def test_a_renamed_commune_keeps_its_number(orne, some_places):
    places, write = some_places
    number = Commune.objects.get(insee="61169").pk
    places["communes"]["name"][places["communes"]["insee"].index("61169")] = "Flers-en-Bocage"

    loading.load(write())

    renamed = Commune.objects.get(insee="61169")
    assert (renamed.pk, renamed.name, renamed.sort_key) == (number, "Flers-en-Bocage", "flers en bocage")


def test_what_was_added_by_hand_stays(orne, some_places):
    by, flers = house("a case file"), Commune.objects.get(insee="61169")
    body = services.record_body(name="Communauté d’autrefois", created_on=date(2000, 1, 1), by=by, day=NOW)
    services.join_body(
        commune=flers, body=body, since=date(2000, 1, 1), until=date(2012, 12, 31), illustrative=True, by=by, day=NOW
    )

    loading.load(some_places[1]())

    assert list(queries.bodies_of(flers, on=date(2007, 9, 11))) == [body]


@pytest.mark.parametrize(("day", "region"), [(date(2007, 9, 11), "Basse-Normandie"), (date(2016, 1, 1), "Normandie")])
def test_a_department_belongs_to_the_region_of_the_day(orne, day, region):
    assert queries.region_of(Department.objects.get(code="61"), on=day).name == region


def test_the_command_says_what_is_there(db, capsys, monkeypatch, some_places):
    path = some_places[1]()
    monkeypatch.setattr(loading, "load", lambda real=loading.load: real(path))

    call_command("places", "load")

    assert (
        f"{Commune.objects.count()} communes, {IntermunicipalBody.objects.count()} intermunicipal"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("insee", "day", "letter"),
    [
        ("61169", date(2007, 9, 11), "A"),
        ("61169", date(2015, 12, 31), "A"),
        ("61169", date(2016, 1, 1), "B"),
        ("19272", date(2015, 12, 31), "B"),
        ("19272", date(2016, 1, 1), "A"),
        ("61169", date(1999, 1, 1), None),
    ],
)
def test_a_department_takes_its_holidays_with_the_zone_of_the_day(orne, insee, day, letter):
    assert queries.standing(Commune.objects.get(insee=insee), on=day).zone == letter


def test_the_zones_and_regions_of_the_country_have_no_hole_and_no_overlap():
    places = json.loads(gzip.decompress(loading.DATA.read_bytes()))
    for rows, count in (("school_zones", 94), ("region_memberships", 101)):
        spans: dict[str, list] = {}
        for department, _what, since, until in places[rows]:
            spans.setdefault(department, []).append((date.fromisoformat(since), until and date.fromisoformat(until)))
        assert len(spans) == count
        for stretches in spans.values():
            for (_, until), (since, _next) in itertools.pairwise(sorted(stretches)):
                assert until == since - timedelta(days=1)
            assert sorted(stretches)[-1][1] is None


def test_a_zone_that_ends_in_a_newer_file_ends_here_too(orne, some_places):
    places, write = some_places
    zones = places["school_zones"]
    zones[:] = [row if row[:2] != ["61", "B"] else [*row[:3], "2030-08-31"] for row in zones]
    zones.append(["61", "C", "2030-09-01", None])

    loading.load(write())

    flers = Commune.objects.get(insee="61169")
    assert [queries.standing(flers, on=date(2030, month, 31)).zone for month in (8, 10)] == ["B", "C"]
