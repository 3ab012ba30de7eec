"""Contours are read one at a time, neighbours keep the border that they share, and a fault is told by its line."""

import io
import json
import random

import pytest

from catalyse.engines import contours
from catalyse.engines.contours import Feature, NoContour, NotGeoJSON, Refusal, contour, features, packed, unpacked

SQUARE = [[0, 48], [0.1, 48], [0.1, 48.1], [0, 48.1], [0, 48]]


def feature(code, ring=SQUARE):
    return {
        "type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip


def read(text):
    return list(features(io.StringIO(text)))


def codes(found):
    return [one.properties["code"] if isinstance(one, Feature) else one for one in found]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"type": "FeatureCollection", "features": [feature("1"), feature("2")]}),
        json.dumps({"name": "x", "crs": {"a": [1]}, "features": [feature("1"), feature("2")], "more": 1}, indent=2),
        "\ufeff" + json.dumps({"features": [feature("1"), feature("2")]}),
        json.dumps(feature("1")) + "\n" + json.dumps(feature("2")) + "\n",
        json.dumps({"properties": {"code": "1"}, "type": "Feature"}) + "\n" + json.dumps(feature("2")),
        "\x1e" + json.dumps(feature("1")) + "\n\x1e" + json.dumps(feature("2")),
    ],
)
@pytest.mark.parametrize("chunk", [7, 1 << 16])
def test_a_collection_and_a_feature_a_line_read_alike(text, chunk, monkeypatch):
    monkeypatch.setattr(contours, "CHUNK", chunk)

    assert codes(read(text)) == ["1", "2"]


def test_memory_does_not_grow_with_the_file():
    class Endless(io.StringIO):
        asked = 0

        def read(self, size=-1):
            self.asked = max(self.asked, size)
            return super().read(size)

    text = json.dumps({"features": [feature(str(n)) for n in range(20_000)]})
    stream = Endless(text)

    assert sum(isinstance(one, Feature) for one in features(stream)) == 20_000
    assert stream.asked <= 2 * contours.CHUNK < len(text) / 10


@pytest.mark.parametrize("text", ["", "hello", "[]", "{}", '{"type": "Topology", "objects": {}}', "\0\0", "[" * 99999])
def test_what_is_no_geojson_is_refused_as_a_whole(text):
    with pytest.raises(NotGeoJSON):
        read(text)


@pytest.mark.parametrize(
    "wrong", ['{"type": Feature}', "[" * 100_000, '{"type": "Feature", "x": NaN}', '{"type": "Fea']
)
def test_what_came_before_a_fault_of_the_file_is_kept(wrong):
    text = '{"features": [\n' + json.dumps(feature("1")) + ",\n" + wrong

    assert codes(read(text)) == ["1", Refusal(3, "no_json")]


def test_a_feature_longer_than_may_be_is_told(monkeypatch):
    monkeypatch.setattr(contours, "LONGEST", 1000)
    monkeypatch.setattr(contours, "CHUNK", 100)

    assert codes(read('{"features": [' + json.dumps(feature("1" * 5000)) + "]}")) == [Refusal(1, "too_long")]


def test_an_object_that_is_no_feature_is_told_and_passed_over():
    text = '{"features": [\n5,\n{"type": "Point"},\n' + json.dumps(feature("2")) + "]}"

    assert codes(read(text)) == [Refusal(2, "no_feature"), Refusal(3, "no_feature"), "2"]


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "no_geometry"),
        ({"type": "Point", "coordinates": [0, 48]}, "no_area"),
        ({"type": "Polygon", "coordinates": None}, "no_area"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "no_area"),
        ({"type": "Polygon", "coordinates": [[["a", 1]]]}, "no_position"),
        ({"type": "Polygon", "coordinates": [[[True, 1]]]}, "no_position"),
        ({"type": "Polygon", "coordinates": [5]}, "no_position"),
        ({"type": "Polygon", "coordinates": [[[450000, 6850000]] * 4]}, "not_degrees"),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, "open_ring"),
        ({"type": "Polygon", "coordinates": [[[0, 48], [0, 49], [0, 48]]]}, "open_ring"),
        ({"type": "Polygon", "coordinates": [[[0, 48], [0.00001, 48], [0, 48.00001], [0, 48]]]}, "vanishes"),
        ({"type": "Polygon", "coordinates": [[[0, 48], [1, 48], [2, 48], [0, 48]]]}, "vanishes"),
    ],
)
def test_each_fault_of_a_geometry_has_its_reason(geometry, reason):
    with pytest.raises(NoContour, match=f"^{reason}$"):
        contour(geometry)
    assert reason in contours.REASONS


def test_straight_lines_lose_their_middles_and_holes_stay():
    hole = [[0.04, 48.04], [0.06, 48.04], [0.06, 48.06], [0.04, 48.06], [0.04, 48.04]]
    fine = [[n / 1000, 48] for n in range(101)] + SQUARE[2:]

    outer, inner = contour({"type": "Polygon", "coordinates": [fine, hole]})

    assert outer == [(0, 48000), (100, 48000), (100, 48100), (0, 48100), (0, 48000)]
    assert len(inner) == 5


@pytest.mark.parametrize("seed", range(10))
def test_neighbours_keep_the_border_that_they_share(seed):
    chance = random.Random(seed)
    border = [[0.1 + chance.uniform(-0.004, 0.004), 48 + n / 3000] for n in range(301)]
    west = [[0, 48], *border, [0, 48.1], [0, 48]]
    east = [[0.2, 48.1], *reversed(border), [0.2, 48], [0.2, 48.1]]

    (one,), (other,) = (contour({"type": "Polygon", "coordinates": [ring]}) for ring in (west, east))

    inner = [point for point in one if 90 < point[0] < 110 and 48000 < point[1] < 48100]
    assert inner == [point for point in reversed(other) if 90 < point[0] < 110 and 48000 < point[1] < 48100]
    assert len(inner) < 301


@pytest.mark.parametrize("seed", range(10))
def test_a_contour_comes_back_as_it_was_kept(seed):
    chance = random.Random(seed)
    rings = [[(chance.randrange(-9999, 9999), chance.randrange(40000, 50000)) for _ in range(30)] for _ in range(3)]

    back = unpacked(packed(rings))

    assert [[(round(x * 1000), round(y * 1000)) for x, y in ring] for ring in back] == rings
