"""Dates counted in months.

Problem: the day that comes some months after another, when the months have different lengths.
Method: same day of the month, or the last day of a shorter month; counted from the first date each time, so that
31 August gives 28 February after six months and 31 August again after twelve.
Cost: constant.
Source: article 641 of the French code of civil procedure (a term in months ends on the day of the same number, or
else on the last day of the month).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date

PLANNED_IN = range(1900, 2200)  # the years that people look back to and plan in


def months_after(start: date, months: int) -> date:
    """The day so many months after (or, with a negative number, before) a day, safe at the end of months."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def follow_ups(start: date, months: Iterable[int] = (12, 18)) -> list[date]:
    """When to come back to an association after a diagnosis or a support: each so many months after its end."""
    return [months_after(start, number) for number in months]


def named_day(text: str, otherwise: date) -> date:
    """The day that an address names (2026-03-12), the other one when it names none that anybody plans in."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if day.year in PLANNED_IN else otherwise
