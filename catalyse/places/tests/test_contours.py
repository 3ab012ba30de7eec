"""Contours come from an operator's file: each commune has one, and each line that cannot be used is told."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from catalyse.engines.tests.test_contours import SQUARE, feature
from catalyse.places import loading, queries
from catalyse.places.models import Contour
from catalyse.places.tests.factories import CommuneFactory

DAY = date(2026, 3, 1)
OTHER = [[1, 48], [1.1, 48], [1.1, 48.1], [1, 48.1], [1, 48]]


@pytest.fixture
def communes(db):
    return [CommuneFactory(insee=f"6100{n}", latitude="48.75", longitude="-0.57") for n in range(1, 4)]


def load(*features, source="IGN"):
    refused = []
    text = json.dumps({"type": "FeatureCollection", "features": features})
    told = loading.load_contours(io.StringIO(text), source=source, day=DAY, refuse=lambda *one: refused.append(one))
    return told, refused


def test_contours_are_matched_by_the_insee_code_and_drawn_instead_of_points(communes, django_assert_num_queries):
    told, refused = load(feature("61001"), feature("61002", OTHER))

    with django_assert_num_queries(1):
        spots = queries.spots(communes)

    assert (told.kept, refused) == (2, [])
    assert [bool(spot.rings) for spot in spots] == [True, True, False]
    assert spots[0].rings[0][0] == (0, 48)
    assert spots[2].point == (-0.57, 48.75)
    assert queries.contour_sources(communes) == ["IGN"]
    assert set(queries.contours(communes)) == {commune.pk for commune in communes[:2]}


@pytest.mark.parametrize(
    "properties",
    [{"INSEE_COM": "61001"}, {"codgeo": "61001"}, {"insee": "61001", "code": "x"}, {"code": 61001}, {"Com": " 61001 "}],
)
def test_the_code_goes_by_many_names(communes, properties):
    told, refused = load({**feature(""), "properties": properties})

    assert (told.kept, refused) == (1, [])


def test_a_number_that_lost_its_zero_is_understood(db):
    CommuneFactory(insee="01001")

    assert load(feature(1001))[0].kept == 1


def test_the_same_file_again_changes_nothing_and_a_newer_one_replaces(communes):
    load(feature("61001"), feature("61002"))
    again, _ = load(feature("61001"), feature("61002"), source="IGN 2027")
    newer, _ = load(feature("61001", OTHER))

    assert (again.kept, again.same) == (0, 2)
    assert (newer.kept, newer.same) == (1, 0)
    assert Contour.objects.count() == 2
    assert set(queries.contour_sources(communes)) == {"IGN", "IGN 2027"}


def test_each_line_that_cannot_be_used_is_told_and_the_others_are_kept(communes):
    told, refused = load(
        feature("99999"),
        {"type": "Feature", "properties": {}, "geometry": None},
        feature("61001", [[450000, 6850000]] * 4),
        {"type": "Feature", "properties": None, "geometry": None},
        5,
        feature("61002"),
        feature("61002", OTHER),
        feature("61003", SQUARE[:-1]),
    )

    assert (told.kept, told.refused) == (1, 7)
    reasons = [reason for _, reason in refused]
    assert reasons[0] == "no commune has the code 99999"
    assert reasons[1] == reasons[3] == loading.contours.NO_CODE
    assert reasons[2].startswith("61001: its positions are not degrees")
    assert reasons[4] == "no GeoJSON feature"
    assert "already" in reasons[5]
    assert reasons[6].startswith("61003: a ring")
    assert queries.contours(communes)[communes[1].pk][0][0] == (0, 48)


def test_many_contours_cost_few_queries(db, django_assert_max_num_queries):
    CommuneFactory.create_batch(600)

    with django_assert_max_num_queries(1 + 2 * 4):
        told, _ = load(*(feature(f"61{n:03}") for n in range(1000)))

    assert told.kept == 600


def test_a_contour_is_never_empty(communes):
    with pytest.raises(IntegrityError, match="contour_has_a_shape"):
        Contour.objects.create(commune=communes[0], shape="", source="x", loaded_on=DAY)


def test_the_command_says_what_it_did_and_what_it_refused(communes, tmp_path, capsys):
    path = tmp_path / "mine.geojson"
    path.write_text("\n".join([json.dumps(feature("61001")), json.dumps(feature("99999")), ""]))

    call_command("places", "load-contours", str(path))

    told = capsys.readouterr()
    assert "1 contours loaded, 0 as they were, 1 refused." in told.out
    assert "line 2: no commune has the code 99999" in told.err
    assert queries.contour_sources(communes) == ["mine.geojson"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code;nom", "is no GeoJSON"),
        ("", "is no GeoJSON"),
        (json.dumps(feature("99999")), "Nothing in this file could be used"),
    ],
)
def test_the_command_refuses_a_file_that_brings_nothing(communes, tmp_path, text, says):
    path = tmp_path / "mine.geojson"
    path.write_text(text)

    with pytest.raises(CommandError, match=says):
        call_command("places", "load-contours", str(path))
    assert not Contour.objects.exists()


def test_the_command_says_when_there_is_no_file(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("places", "load-contours", str(tmp_path / "none.geojson"))
