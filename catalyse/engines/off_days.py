"""The days on which nobody works: public holidays and school holidays, by department and by zone.

Problem: whether a day is a public holiday in a department, and whether pupils of a school zone are on holiday.
Method: both are asked of kept libraries (`holidays` counts the movable feasts; `vacances-scolaires-france` carries the
official calendars), never of a list of our own. Departments with feasts of their own (Alsace, Moselle, overseas) are
told apart. School years that the State has not published yet hold no holidays, and `known_until` says so.
Cost: constant a day, after the first day of a year.
Source: articles L3133-1, L3134-13 and L3422-2 of the French code of labour; school calendars of the ministry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates

FEASTS_OF_ITS_OWN = {
    "57": "57", "67": "6AE", "68": "6AE", "971": "971", "972": "972", "973": "973", "974": "974", "976": "976",
}  # fmt: skip
ZONES = ("A", "B", "C")
WHIT_MONDAY = timedelta(days=11)  # after Ascension


@dataclass(frozen=True)
class Zone:
    """The zone whose school calendar a department follows, from a day to a day."""

    letter: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class OffDay:
    """Why nobody works on a day: a public holiday by its name, or the holidays of schools by theirs (in French)."""

    name: str
    school: bool = False


@lru_cache(maxsize=256)
def _feasts(year: int, department: str, language: str) -> dict[date, str]:
    subdivision = FEASTS_OF_ITS_OWN.get(department)
    told = holidays.country_holidays("FR", subdiv=subdivision, years=year, language=language)
    # the library leaves Whit Monday out of the years when it was worked; the law has listed it in every year
    for day in told.get_named("Ascension"):
        told.setdefault(day + WHIT_MONDAY, "Lundi de Pentecôte" if language == "fr" else "Whit Monday")
    found: dict[date, str] = dict(told.items())
    return found


@lru_cache(maxsize=1)
def _calendars() -> SchoolHolidayDates:
    return SchoolHolidayDates()


def known_until() -> date:
    """The last day of the school calendars that are published."""
    return max(_calendars().data)


def public_holiday(day: date, department: str = "", language: str = "fr") -> str:
    """The name of the public holiday of that day, empty when it is none."""
    own = department if department in FEASTS_OF_ITS_OWN else ""
    return _feasts(day.year, own, "fr" if language.startswith("fr") else "en_US").get(day, "").replace("'", "’")


def school_holiday(day: date, letter: str) -> str:
    """The name of the school holidays of a zone on that day, empty when pupils are at school or nobody knows yet."""
    said = _calendars().data.get(day)
    if said is None or letter not in ZONES or not said[f"vacances_zone_{letter.lower()}"]:
        return ""
    return str(said["nom_vacances"]).replace("'", "’")


def off_day(day: date, *, department: str = "", zones: Iterable[Zone] = (), language: str = "fr") -> OffDay | None:
    """Why nobody works on that day, None when one does; without zones, school holidays close nothing."""
    if feast := public_holiday(day, department, language):
        return OffDay(feast)
    letter = next((z.letter for z in zones if z.since <= day and (z.until is None or day <= z.until)), "")
    name = school_holiday(day, letter) if letter else ""
    return OffDay(name, school=True) if name else None
