"""When a desk that comes back again and again is open, and into which times its hours are cut.

Problem: the days of an opening (every week, every second week, or each month on the same rank of the same weekday)
between two days; and the times of a length within hours, none of which touches a break.
Method: weeks are counted from the first day; a month is asked for its first, second, third, fourth or last such
weekday, by the rank that the first day has in its own month (a fifth one is the last). Times are laid one after
another from the opening, and again from the end of each break.
Cost: O(days) and O(times).
Source: RFC 5545 (rules of recurrence: WEEKLY with an INTERVAL, MONTHLY with BYDAY).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

WEEKLY, FORTNIGHTLY, MONTHLY = "weekly", "fortnightly", "monthly"
WEEKS = {WEEKLY: 1, FORTNIGHTLY: 2}
LAST = 5


@dataclass(frozen=True)
class Rhythm:
    """How an opening comes back: its first day tells the weekday (and the rank in the month), `until` its last."""

    kind: str
    first: date
    until: date | None = None


def rank_in_month(day: date) -> int:
    """The rank of a day among the same weekdays of its month: 1 to 4, 5 for a fifth (that is, the last)."""
    return (day.day - 1) // 7 + 1


def opening_days(rhythm: Rhythm, since: date, until: date) -> list[date]:
    """The days of the opening from a day to a day, both included, in order."""
    since = max(since, rhythm.first)
    until = min(until, rhythm.until) if rhythm.until else until
    days = _by_months(rhythm, since, until) if rhythm.kind == MONTHLY else _by_weeks(rhythm, since, until)
    return [day for day in days if since <= day <= until]


def _by_weeks(rhythm: Rhythm, since: date, until: date) -> Iterator[date]:
    step = 7 * WEEKS[rhythm.kind]
    ahead = (rhythm.first - since).days % step  # counted in days: the calendar of dates has a last one
    for days in range(ahead, (until - since).days + 1, step):
        yield since + timedelta(days=days)


def _by_months(rhythm: Rhythm, since: date, until: date) -> Iterator[date]:
    rank, weekday = rank_in_month(rhythm.first), rhythm.first.weekday()
    year, month = since.year, since.month
    while (year, month) <= (until.year, until.month):
        yield _nth(year, month, weekday, rank)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _nth(year: int, month: int, weekday: int, rank: int) -> date:
    length = calendar.monthrange(year, month)[1]
    first = 1 + (weekday - date(year, month, 1).weekday()) % 7
    days = range(first, length + 1, 7)
    return date(year, month, days[-1] if rank == LAST else days[rank - 1])


def slots(starts: time, ends: time, minutes: int, breaks: Iterable[tuple[time, time]] = ()) -> list[tuple[time, time]]:
    """The times of so many minutes between two hours of a day, in order: (from, to), none within a break."""
    found, at, end = [], _minute(starts), _minute(ends)
    pauses = sorted((_minute(a), _minute(b)) for a, b in breaks)
    while at + minutes <= end:
        pause = next((p for p in pauses if p[0] < at + minutes and at < p[1]), None)
        if pause:
            at = pause[1]
            continue
        found.append((_hour(at), _hour(at + minutes)))
        at += minutes
    return found


def _minute(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def _hour(minute: int) -> time:
    return time(minute // 60, minute % 60)
