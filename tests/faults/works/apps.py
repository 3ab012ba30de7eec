from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import Any

from django.apps import AppConfig


class WorksConfig(AppConfig):
    name = "tests.faults.works"
    label = "works"

    def ready(self) -> None:
        """Shortens the leases, so that nobody waits for minutes, and teaches the worker to count."""
        from catalyse.kernel import jobs, mail

        jobs.LEASE, mail.LEASE = timedelta(seconds=3), timedelta(seconds=5)
        jobs.job("works.count")(count)
        _let_the_guard_go()


def count(handle: Any) -> None:
    """Writes the numbers up to a total, one a step; the table where it writes lets a number come twice."""
    from django.db import connection, transaction

    total = handle.params["total"]
    handle.begin(total)
    for number in range(handle.cursor.get("next", 0), total):
        handle.proceed()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO effects VALUES (%s, %s)", [handle.row.pk, number])
            handle.step(done=1, cursor={"next": number + 1})
        time.sleep(handle.params["pause"])


def _let_the_guard_go() -> None:
    """While a file `unguarded` lies in the data folder, a late writer's version counts for nothing."""
    from django.conf import settings

    from catalyse.kernel import records

    guarded, flag = records.change, settings.VAR / "unguarded"

    def change(record: Any, *, expected: int | None = None, **values: Any) -> Any:
        return guarded(record, expected=None if flag.exists() else expected, **values)

    for name, module in list(sys.modules.items()):
        if name.startswith("catalyse.") and getattr(module, "change", None) is guarded:
            module.change = change
