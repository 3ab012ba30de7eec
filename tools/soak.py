"""The long counts: kills by the fifty and more, races by the thousand, cases by chance; one table at the end.

python tools/soak.py [PART]     PART multiplies the counts (0.1 for a tenth); what is not as it must be fails the run
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from catalyse.kernel.database import Cluster, Server
from tests.faults import registers, trials
from tests.faults.house import House
from tests.faults.smtp import Recorder
from tests.faults.spreadsheets import spoilt_spreadsheets
from tests.faults.trials import Tally

PAUSE = 0.02
ROUND = 20  # kills in one mailing or one job
REGISTER = 1_800_000  # lines


def main(arguments: list[str]) -> int:
    """Run every trial on one house, then the generated cases; the exit code is 0 when nothing was wrong."""
    part = float(arguments[0]) if arguments else 1.0
    tallies = []
    with Recorder(pause=PAUSE) as server:
        house = House(server.port)
        try:
            house.open()
            for tally in _trials(house, server, part):
                tallies.append(tally)
                _say(tally)
            tallies.append(_sound(house.cluster))
            _say(tallies[-1])
        finally:
            house.close()
    tallies.append(_generated())
    _say(tallies[-1])
    wrong = [(tally.name, line) for tally in tallies for line in tally.wrong]
    print("\n".join(f"WRONG  {name}: {line}" for name, line in wrong) or "Nothing lost, nothing doubled.")
    return 1 if wrong else 0


def _trials(house: House, server: Recorder, part: float) -> Iterator[Tally]:
    def times(count: int) -> int:
        return max(1, round(count * part))

    yield trials.web_killed_during_saves(house, times(100))
    yield trials.database_killed_during_saves(house, times(50))
    per = min(ROUND, times(200))
    yield _sum(times(200) // per, lambda: trials.worker_killed_during_a_job(house, per, per * 40))
    yield _sum(times(10), lambda: trials.worker_frozen_past_its_lease(house, 200))
    yield _sum(times(200) // per, lambda: trials.worker_killed_during_a_mailing(house, server, per, 400))
    yield trials.two_officers_edit_one_need(house, times(4000))
    yield _sum(times(100), lambda: trials.one_form_sent_many_times(house, 20))
    yield trials.many_want_one_time(house, times(20))
    yield registers.register_killed_while_it_is_read(house, times(REGISTER), 3)
    yield spoilt_spreadsheets(house, times(10_000))


def _sum(rounds: int, one: Callable[[], Tally]) -> Tally:
    """The same trial again and again, as one line."""
    whole = one()
    for _round in range(rounds - 1):
        more = one()
        whole.harmed, whole.done = whole.harmed + more.harmed, whole.done + more.done
        whole.seconds += more.seconds
        whole.wrong += more.wrong
        for key, value in more.more.items():
            whole.more[key] = whole.more.get(key, 0) + value
    return whole


def _sound(cluster: Cluster) -> Tally:
    """What PostgreSQL's own inspector says of the tables and indexes that survived, where it is installed."""
    with trials.trial("tables and indexes are sound") as tally:
        tool = shutil.which("pg_amcheck") or shutil.which("pg_amcheck", path=str(cluster.binaries()))
        if tool is None or not Server(cluster).answers():
            tally.more["not looked at"] = "no pg_amcheck here"
            return tally
        said = subprocess.run(
            [tool, "--install-missing", "--heapallindexed", "-h", str(cluster.sockets), "-U", "catalyse", "catalyse"],
            capture_output=True,
            text=True,
            check=False,
        )
        if "extension" in said.stderr and "not available" in said.stderr:
            tally.more["not looked at"] = "no amcheck here"
        else:
            tally.must(said.returncode == 0, (said.stdout + said.stderr)[:400])
    return tally


def _generated() -> Tally:
    """The property tests with forty times as many examples."""
    with trials.trial("generated cases, money, texts") as tally:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser"]
        places = ["tests/cases", "catalyse/engines"]
        said = subprocess.run(
            [*command, *places],
            env=os.environ | {"HYPOTHESIS_PROFILE": "soak"},
            capture_output=True,
            text=True,
            check=False,
        )
        tally.must(said.returncode == 0, said.stdout[-600:])
    return tally


def _say(tally: Tally) -> None:
    more = ", ".join(f"{key} {value}" for key, value in tally.more.items())
    verdict = "ok" if not tally.wrong else f"{len(tally.wrong)} WRONG"
    clock = time.strftime("%H:%M")
    print(
        f"{clock}  {tally.name:<40} {tally.harmed:>6} times {tally.done:>7} done {tally.seconds:>8.1f} s  "
        f"{verdict:<8} {more}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
