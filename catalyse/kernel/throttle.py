"""How often something may be tried, counted in the database so that no process is fooled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection


def spend(key: str, *, times: int, per: timedelta) -> bool:
    """Takes one try from the key's allowance; False when it is used up.

    Problem: at most `times` tries at once, then one every `per / times`, exact under concurrency.
    Method: generic cell rate algorithm; the row holds the moment when the key is quite rested, moved forward by
    one interval a try, in one atomic statement and on the database's clock. Cost: 1 query.
    Source: ITU-T I.371, annex A (virtual scheduling).
    """
    interval = per / times
    sql = """
        INSERT INTO kernel_allowance AS a (key, rested_at) VALUES (%(key)s, clock_timestamp() + %(step)s)
        ON CONFLICT (key) DO UPDATE SET rested_at = greatest(a.rested_at, clock_timestamp()) + %(step)s
        WHERE greatest(a.rested_at, clock_timestamp()) + %(step)s <= clock_timestamp() + %(window)s
        RETURNING 1
    """
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"key": key[:120], "step": interval, "window": per}
        cursor.execute(sql, values)
        return cursor.fetchone() is not None


def hold(key: str, time: timedelta) -> None:
    """Lets nobody try that key for so long. Cost: 1 query."""
    sql = """
        INSERT INTO kernel_allowance AS a (key, rested_at) VALUES (%(key)s, clock_timestamp() + %(time)s)
        ON CONFLICT (key) DO UPDATE SET rested_at = greatest(a.rested_at, excluded.rested_at)
    """
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"key": key[:120], "time": time}
        cursor.execute(sql, values)
