"""Public and school holidays, against days that everybody can check."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalyse.engines.off_days import Zone, known_until, off_day, public_holiday, school_holiday

ZONE_A_THEN_B = (Zone("A", date(1990, 1, 1), date(2015, 12, 31)), Zone("B", date(2016, 1, 1)))


def easter(year):
    """Easter Sunday (Meeus, Jones and Butcher): a peer for the movable feasts."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


@given(some.integers(1990, 2100))
def test_the_feasts_of_a_year_are_the_eleven_of_the_law(year):
    sunday = easter(year)
    law = {date(year, *md) for md in ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))}
    law |= {sunday + timedelta(days=n) for n in (1, 39, 50)}
    every = (date(year, 1, 1) + timedelta(days=n) for n in range(366))

    assert {day for day in every if day.year == year and public_holiday(day, "61")} == law


def test_departments_with_feasts_of_their_own():
    good_friday, abolition = date(2026, 4, 3), date(2026, 5, 22)

    assert [bool(public_holiday(good_friday, code)) for code in ("57", "67", "68", "61", "2A")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert public_holiday(abolition, "972")
    assert not public_holiday(abolition, "61")


@pytest.mark.parametrize(
    ("day", "letters"),
    [
        (date(2026, 2, 10), "A"), (date(2026, 2, 16), "AB"), (date(2026, 2, 23), "BC"), (date(2026, 3, 2), "C"),
        (date(2026, 12, 24), "ABC"), (date(2026, 5, 5), ""),
    ],
)  # fmt: skip
def test_each_zone_rests_in_its_weeks(day, letters):
    assert [letter for letter in "ABC" if school_holiday(day, letter)] == list(letters)


def test_a_department_that_changed_its_zone_rests_with_the_zone_of_that_year():
    only_b_rests, only_a_rests = date(2008, 2, 12), date(2026, 2, 10)

    assert school_holiday(only_b_rests, "B")
    assert off_day(only_b_rests, department="61", zones=ZONE_A_THEN_B) is None
    assert off_day(only_a_rests, department="61", zones=ZONE_A_THEN_B) is None
    assert off_day(date(2026, 2, 16), department="61", zones=ZONE_A_THEN_B).school
    assert off_day(date(2026, 2, 16), department="61") is None


def test_a_feast_is_named_in_the_language_of_the_page():
    assert off_day(date(2026, 5, 14)).name == "Ascension"
    assert off_day(date(2026, 5, 14), language="en").name == "Ascension Day"
    assert "'" not in off_day(date(2026, 1, 1)).name


def test_what_the_state_has_not_published_closes_nothing():
    beyond = known_until() + timedelta(days=400)

    assert not school_holiday(beyond, "A")
    assert not school_holiday(date(2026, 2, 20), "Z")
    assert known_until() >= date(2027, 8, 31)
