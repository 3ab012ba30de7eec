from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalyse.engines.dates import follow_ups, months_after, named_day

days = st.dates(date(1901, 1, 1), date(2200, 1, 1))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2007, 8, 31), 6, date(2008, 2, 29)),
        (date(2006, 8, 31), 6, date(2007, 2, 28)),
        (date(2008, 2, 29), 12, date(2009, 2, 28)),
        (date(2007, 11, 30), 1, date(2007, 12, 30)),
        (date(2007, 12, 1), -12, date(2006, 12, 1)),
        (date(2007, 1, 31), -2, date(2006, 11, 30)),
    ],
)
def test_months_end_where_the_calendar_lets_them(start, months, end):
    assert months_after(start, months) == end


def test_follow_ups_are_counted_from_the_start_each_time():
    assert follow_ups(date(2007, 8, 31), (6, 12, 18)) == [date(2008, 2, 29), date(2008, 8, 31), date(2009, 2, 28)]


@given(days, st.integers(-600, 600))
def test_the_month_is_the_one_counted_and_the_day_never_later(start, months):
    end = months_after(start, months)

    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day <= start.day
    assert end.day == start.day or end.month != (end.fromordinal(end.toordinal() + 1)).month


@given(days, days, st.integers(-600, 600))
def test_order_is_kept(a, b, months):
    first, second = sorted((a, b))

    assert months_after(first, months) <= months_after(second, months)


@pytest.mark.parametrize("text", ["", "demain", "2026-02-30", "0001-01-01", "9999-12-31", "2026-03-12\x00"])
def test_an_address_that_names_no_day_of_ours_is_passed_over(text):
    assert named_day(text, date(2026, 3, 9)) == date(2026, 3, 9)


def test_an_address_names_a_day():
    assert named_day("2026-03-12", date(2026, 3, 9)) == date(2026, 3, 12)
