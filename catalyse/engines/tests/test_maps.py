"""What is drawn lies on the sheet, where it lies in the country, and as large as it weighs."""

import random
from math import isclose

import pytest

from catalyse.engines.maps import LEAST, Spot, draw

FLERS, ATHIS, MESSEI = (-0.57, 48.75), (-0.50, 48.81), (-0.54, 48.71)


def test_north_is_up_and_east_is_right():
    sheet = draw([Spot(1, FLERS, 10), Spot(2, ATHIS, 10)])

    flers, athis = sheet.circles
    assert flers.x < athis.x
    assert flers.y > athis.y


def test_the_area_of_a_circle_is_its_weight_and_the_heaviest_is_drawn_first():
    sheet = draw([Spot(1, FLERS, 100), Spot(2, ATHIS, 400), Spot(3, MESSEI, 0)])

    assert [circle.key for circle in sheet.circles] == [2, 1, 3]
    big, half, least = (circle.r for circle in sheet.circles)
    assert isclose(big, 2 * half)
    assert least == LEAST


@pytest.mark.parametrize("seed", range(20))
def test_nothing_leaves_the_sheet_and_shapes_keep_their_proportions(seed):
    chance = random.Random(seed)
    near = [(chance.uniform(-1, 1), chance.uniform(48, 49)) for _ in range(12)]
    ring = [(-0.5, 48.5), (-0.5, 48.6), (-0.4, 48.6), (-0.4, 48.5), (-0.5, 48.5)]

    sheet = draw([Spot(n, place, chance.randrange(900)) for n, place in enumerate(near)] + [Spot(99, rings=[ring])])

    assert sheet.width == 640
    assert sheet.height <= 640
    for circle in sheet.circles:
        assert circle.r <= circle.x <= sheet.width - circle.r + 1
        assert circle.r <= circle.y <= sheet.height - circle.r + 1
    corners = [tuple(map(int, pair.split())) for pair in sheet.areas[0].path.strip("MZ").split("L")]
    xs, ys = zip(*corners, strict=True)
    assert abs((max(xs) - min(xs)) / (max(ys) - min(ys)) - 0.662) < 0.08  # the cosine of the latitude
    assert all(0 <= x <= sheet.width and 0 <= y <= sheet.height for x, y in corners)


def test_a_place_with_a_contour_is_no_circle_and_one_with_nothing_is_told():
    square = [(0.0, 48.0), (0.0, 48.1), (0.1, 48.1), (0.1, 48.0), (0.0, 48.0)]

    sheet = draw([Spot(1, FLERS, 5, [square]), Spot(2)])

    assert [area.key for area in sheet.areas] == [1]
    assert (sheet.circles, sheet.left_out) == ((), (2,))


def test_one_point_is_a_sheet_and_none_is_not():
    assert draw([Spot(1, FLERS, 3)]).circles[0].key == 1
    assert draw([Spot(1)]) is None
    assert draw([]) is None
