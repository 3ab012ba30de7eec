"""Days of an opening and times of a day: by properties, by brute force, by cases known otherwise."""

from __future__ import annotations

import itertools
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalyse.engines.openings import LAST, Rhythm, opening_days, rank_in_month, slots

DAYS = some.dates(date(2000, 1, 1), date(2060, 1, 1))
KINDS = some.sampled_from(["weekly", "fortnightly", "monthly"])
MINUTES = some.integers(0, 24 * 60 - 1)


def hour(minute):
    return time(minute // 60, minute % 60)


def minute(hour):
    return hour.hour * 60 + hour.minute


def belongs(rhythm, day):
    """The rule said day by day, without counting."""
    if day < rhythm.first or (rhythm.until and day > rhythm.until) or day.weekday() != rhythm.first.weekday():
        return False
    if rhythm.kind == "monthly":
        last = (day + timedelta(days=7)).month != day.month
        rank = rank_in_month(rhythm.first)
        return last if rank == LAST else rank_in_month(day) == rank
    return (day - rhythm.first).days % (7 if rhythm.kind == "weekly" else 14) == 0


@given(KINDS, DAYS, some.none() | some.integers(0, 400), some.integers(-60, 400), some.integers(0, 200))
def test_the_days_are_those_that_the_rule_says_of_each_day(kind, first, length, since, count):
    rhythm = Rhythm(kind, first, None if length is None else first + timedelta(days=length))
    begins = first + timedelta(days=since)
    every = [begins + timedelta(days=n) for n in range(count + 1)]

    found = opening_days(rhythm, every[0], every[-1])

    assert found == [day for day in every if belongs(rhythm, day)]


@given(MINUTES, MINUTES, some.integers(10, 240), some.lists(some.tuples(MINUTES, MINUTES), max_size=2))
def test_the_times_lie_within_the_hours_never_touch_a_break_and_none_more_would_fit(begins, stops, length, pauses):
    pauses = [(hour(min(p)), hour(max(p))) for p in pauses if p[0] != p[1]]

    found = slots(hour(begins), hour(stops), length, pauses)

    def free(at):
        inside = begins <= at and at + length <= stops
        return inside and not any(minute(a) < at + length and at < minute(b) for a, b in pauses)

    starts = [minute(a) for a, _b in found]
    assert all(free(at) and minute(b) - at == length for at, (_a, b) in zip(starts, found, strict=True))
    assert all(b - a >= length for a, b in itertools.pairwise(starts))
    missed = [at for at in range(begins, stops) if free(at) and not any(abs(at - one) < length for one in starts)]
    assert missed == []


def test_a_morning_with_a_break():
    found = slots(time(9), time(12), 30, [(time(10, 15), time(10, 30))])

    assert [f"{a:%H:%M}" for a, _b in found] == ["09:00", "09:30", "10:30", "11:00", "11:30"]


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (date(2026, 1, 13), [date(2026, 1, 13), date(2026, 2, 10), date(2026, 3, 10)]),
        (date(2026, 1, 30), [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27)]),
    ],
)
def test_once_a_month_keeps_the_rank_and_a_fifth_one_is_the_last(first, days):
    assert opening_days(Rhythm("monthly", first), date(2026, 1, 1), date(2026, 3, 31)) == days


@pytest.mark.parametrize("kind", ["weekly", "fortnightly", "monthly"])
def test_the_last_days_of_the_calendar_are_no_trap(kind):
    assert opening_days(Rhythm(kind, date(2024, 1, 2)), date(9999, 12, 25), date.max) in ([], [date(9999, 12, 28)])
    assert opening_days(Rhythm(kind, date.max), date.max, date.max) == [date.max]
