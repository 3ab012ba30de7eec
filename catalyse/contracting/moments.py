"""What moment it is for a deadline: the database says so, never the machine that serves the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from catalyse.kernel.access import Actor


def moment(*, today: date, by: Actor, at: datetime | None = None) -> datetime:
    """The moment of an act, by the clock of the database. Costs 1 query, none for a past act.

    Only the house may say that an act happened at another moment (`at`): a case file tells what is long over.
    In a demo, whose day is fixed, the hour of the database is read on that day.
    """
    if at is not None:
        if not by.house:
            raise ValueError("only the house tells when a past act happened")
        return at
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    if settings.DEMO:
        return now + timedelta(days=(today - timezone.localdate(now)).days)
    return now
