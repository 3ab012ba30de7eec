"""Reads of drop-in sessions: which days and times are open, who comes, what a personal link stands for."""

from catalyse.dropins.queries.bookings import (
    ComingDay,
    booking_by_token,
    bookings_of_day,
    coming_days,
    numbers_of,
    taken_on,
    to_erase,
    to_remind,
)
from catalyse.dropins.queries.days import (
    AHEAD,
    Day,
    at_hand,
    closed_soon,
    days_of,
    free_days,
    free_times,
    next_free,
    times_on,
)

__all__ = [
    "AHEAD", "ComingDay", "Day", "at_hand", "booking_by_token", "bookings_of_day", "closed_soon", "coming_days",
    "days_of", "free_days", "free_times", "next_free", "numbers_of", "taken_on", "times_on", "to_erase", "to_remind",
]  # fmt: skip
