"""A partner's spreadsheet brought to a house with a register: compared, imported, taken back; prints JSON.

python -m benchmarks.bringing [LINES]

Every line is one of the register, worn as spreadsheets are, and many are in the file twice: whatever is linked or
created, no association may end in two records.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import django

LINES = 5000
SEED = 91_201  # on which nothing was chosen
NOW = datetime(2024, 3, 11, 9, tzinfo=UTC)
HEAD = ("Nom", "RNA", "Ville", "CP", "Année de création")


def main(arguments: list[str]) -> int:
    """Print the measures."""
    django.setup()
    print(json.dumps(measures(int(arguments[0]) if arguments else LINES)))
    return 0


def measures(count: int) -> dict[str, Any]:
    """Seconds of each step, how surely lines were linked, and the associations that ended in two records."""
    from catalyse.actors import services
    from catalyse.actors.models import ImportLine, Membership
    from catalyse.actors.sessions import actor_of
    from catalyse.kernel import jobs
    from tests.sheets import text

    worn = _lines(count)
    user = Membership.objects.system("a benchmark").filter(role="admin").order_by("pk")[0].user
    by, seconds, mark = actor_of(user, NOW.date()), {}, time.perf_counter()

    def lap(name: str) -> None:
        nonlocal mark
        seconds[name], mark = time.perf_counter() - mark, time.perf_counter()

    cells = [[f.name, f.rna, f.commune, f.postal_code, f.year or ""] for f in (line.facts for line in worn)]
    row = services.bring(name="liste.csv", data=text([HEAD, *cells]), by=by, now=NOW)
    lap("read")
    services.tell_columns(row=row, sheet=0, columns=row.tables[0]["guessed"], by=by, today=NOW.date())
    jobs.run_waiting()
    lap("compared")
    told = {n + 2: line.truth for n, line in enumerate(worn)}
    lines = list(ImportLine.objects.system("a benchmark").filter(whole=row))
    services.decide_by_rule(row=row, rule="perhaps_skip", by=by)
    mark = time.perf_counter()
    services.start_import(row=row, by=by, today=NOW.date())
    jobs.run_waiting()
    lap("imported")
    records: dict[Any, set[Any]] = defaultdict(set)
    for line in ImportLine.objects.system("a benchmark").filter(whole=row).exclude(organisation=None):
        records[told[line.number]].add(line.organisation_id)
    row.refresh_from_db()
    assert row.done_at, "the import did not end"
    mark = time.perf_counter()
    services.undo_import(row=row, by=by, now=row.done_at, today=NOW.date())
    jobs.run_waiting()
    lap("taken back")
    same = [line for line in lines if line.verdict == "same"]
    return {
        "lines": len(worn), "seconds": seconds, "same": len(same), "new": sum(x.verdict == "new" for x in lines),
        "precision": sum(_right(line.choices[0], line, told) for line in same) / len(same),
        "shown": sum(any(_right(one, line, told) for one in line.choices) for line in lines) / len(lines),
        "records": len(records), "doubled": sum(len(some) > 1 for some in records.values()),
    }  # fmt: skip


def _right(choice: dict[str, Any], line: Any, told: dict[int, Any]) -> bool:
    meant = told[choice["key"]] if choice["kind"] == "line" else choice["key"]
    return bool(meant == told[line.number])


def _lines(count: int) -> list[Any]:
    """Lines of associations that no other of their commune is called as."""
    from django.db.models import Count, Max

    from catalyse.actors.models import RegisterEntry
    from catalyse.engines.linkage import Facts, Known
    from catalyse.engines.linkage_sample import REAL, lines_of

    last = RegisterEntry.objects.aggregate(last=Max("pk"))["last"]
    drawn = random.Random(SEED).sample(range(1, last + 1), min(last, 2 * count))
    entries = list(RegisterEntry.objects.filter(pk__in=drawn, state="active").order_by("pk"))
    keys = {one.search_key for one in entries}
    crowd = RegisterEntry.objects.filter(search_key__in=keys).values_list("search_key", "insee").annotate(n=Count("pk"))
    alone = {(key, insee) for key, insee, n in crowd if n == 1}
    known = [
        Known(one.number, Facts(
            one.title, one.short_title, one.number, one.former, "", "", one.insee, one.postal_code, one.commune,
            one.created_on.year if one.created_on else None,
        ))
        for one in entries if (one.search_key, one.insee) in alone
    ]  # fmt: skip
    return lines_of(known, count, SEED, REAL, unknown=0.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
