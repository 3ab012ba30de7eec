"""Which days an opening has, which are closed and why, and what is still free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalyse.dropins.models import Booking, ChangedDay, Opening, OpeningQuerySet
from catalyse.engines.off_days import OffDay, Zone, off_day
from catalyse.engines.openings import opening_days
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.ui import formats

AHEAD = timedelta(days=60)  # how far one books: what is further away is forgotten, or closed meanwhile


@dataclass(frozen=True)
class Day:
    """A day of an opening. `closed` says why nobody is received; `moved_from` is the day that it stands for."""

    on: date
    closed: str = ""
    change: ChangedDay | None = None
    moved_from: date | None = None


@dataclass(frozen=True)
class FreeTime:
    """A time that nobody has booked yet, ready for a button."""

    on: date
    starts: time

    @property
    def value(self) -> str:
        return f"{self.on:%Y-%m-%d}-{self.starts:%H%M}"

    @property
    def label(self) -> str:
        return formats.hour(self.starts)

    @property
    def named(self) -> str:
        """The hour, then its day: what a button says to who does not see the heading above it."""
        return f"{self.label}, {formats.day(self.on, 'spoken')}"

    @property
    def spoken(self) -> str:
        """The day and the hour in words."""
        return f"{formats.day(self.on, 'spoken')}, {formats.hour(self.starts)}"


@dataclass(frozen=True)
class FreeDay:
    """A day with what is still free in it."""

    date: date
    slots: tuple[FreeTime, ...]


def at_hand(openings: OpeningQuerySet) -> OpeningQuerySet:
    """The openings with what their days need, asked once for all: `days_of` then costs no query. Adds 2 queries."""
    changes = Prefetch("changed_days", _changes(), to_attr="known_changes")
    return openings.prefetch_related(changes, "commune__department__zones")


def _changes() -> ScopedQuerySet[ChangedDay]:
    return ChangedDay.objects.system("a closed day is public").filter(archived_at=None)


def days_of(opening: Opening, first: date, last: date) -> list[Day]:
    """The days of an opening between two days, the closed ones with their reason. Costs 2 queries, or 3."""
    zones = [] if opening.in_school_holidays else _zones(opening)
    known: list[ChangedDay] | None = getattr(opening, "known_changes", None)
    if known is None:
        known = list(_changes().filter(opening=opening))
    changed = {row.on: row for row in known}
    department = opening.commune.department.code
    language = get_language() or "fr"
    brought = {row.moved_to: row.on for row in known if row.moved_to and first <= row.moved_to <= last}
    found = [
        _day(on, changed.get(on), off_day(on, department=department, zones=zones, language=language))
        for on in opening_days(opening.rule, first, last)
        if on not in brought
    ]
    found += [_day(on, changed.get(on), None, moved_from) for on, moved_from in brought.items()]
    return sorted(found, key=lambda day: day.on)


def _day(on: date, change: ChangedDay | None, off: OffDay | None, moved_from: date | None = None) -> Day:
    reason = change.reason if change else ""
    if off and not reason:
        reason = _("School holidays") if off.school else off.name
    return Day(on, closed=reason, change=change, moved_from=moved_from)


def _zones(opening: Opening) -> list[Zone]:
    return [Zone(row.letter, row.since, row.until) for row in opening.commune.department.zones.all()]


def times_on(opening: Opening, on: date) -> list[tuple[time, time]]:
    """The times of that day, none where nobody is received. Costs 2 queries, or 3."""
    return opening.times if any(not day.closed for day in days_of(opening, on, on)) else []


def free_days(opening: Opening, today: date, most: int = 8) -> list[FreeDay]:
    """The next days, from tomorrow on, that have something free. Costs 3 queries, or 4."""
    first, last = today + timedelta(days=1), today + AHEAD
    open_days = [day.on for day in days_of(opening, first, last) if not day.closed]
    rows = Booking.objects.system("only which times are taken").standing().filter(opening=opening)
    rows = rows.filter(on__gte=first, on__lte=last, starts__isnull=False)
    taken: dict[date, list[Any]] = defaultdict(list)
    for on, starts, ends in rows.values_list("on", "starts", "ends"):
        taken[on].append((starts, ends))
    found = (FreeDay(on, tuple(_free(opening, on, taken[on]))) for on in open_days)
    return [day for day in found if day.slots][:most]


def closed_soon(opening: Opening, today: date) -> list[Day]:
    """The days to come on which nobody is received, by a decision or because all rest. Costs 2 queries, or 3."""
    return [day for day in days_of(opening, today, today + AHEAD) if day.closed]


def _free(opening: Opening, on: date, taken: list[tuple[time, time]]) -> Iterable[FreeTime]:
    for starts, ends in opening.times:
        if not any(a < ends and starts < b for a, b in taken):
            yield FreeTime(on, starts)


def free_times(opening: Opening, today: date, near: date, most: int = 6) -> list[FreeTime]:
    """What is free next to a day that somebody wanted: that day first, then the days after it, then those before.

    Costs 3 queries, or 4.
    """
    free = [slot for day in free_days(opening, today, most=100) for slot in day.slots]
    return sorted(free, key=lambda slot: (slot.on < near, slot.on, slot.starts))[:most]


def next_free(opening: Opening, today: date) -> FreeTime | None:
    """The next free time. Costs 3 queries, or 4."""
    days = free_days(opening, today, most=1)
    return days[0].slots[0] if days else None
