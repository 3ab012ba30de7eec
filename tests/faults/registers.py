"""The national register is read at its full size, killed on the way, and must end as if nobody had."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.faults.house import ROOT, House
from tests.faults.trials import Tally, trial

SEED = 1901
CHANGED = 50  # one line in so many has another title in the next edition
CONTENT = """
    select count(*), sum(hashtextextended((to_jsonb(e) - 'id' - 'edition_id')::text, 0)) from actors_registerentry e"""
COUNTS = "select lines, added, changed, refused from actors_registeredition order by id desc limit 1"


def register_killed_while_it_is_read(house: House, rows: int, kills: int) -> Tally:
    """Read undisturbed, then killed so many times and read on; then an edition with one title in fifty changed."""
    chance = random.Random(SEED)
    with trial("register killed while it is read") as tally:
        path, later = house.home / "rna_waldec.csv", house.home / "later" / "rna_waldec.csv"
        with path.open("wb") as target:
            command = [*COMMAND, "sample", "--rows", str(rows), "--seed", str(SEED)]
            subprocess.run(command, env=house.env, stdout=target, check=True)
        _read(house, path)
        content, counts = house.sql(CONTENT), house.sql(COUNTS)
        house.sql("truncate actors_registeredition, actors_registerentry cascade")
        for _kill in range(kills):
            _killed(house, path, after=chance.randint(1, max(1, rows // 10_000 // (kills + 1))))
            tally.harmed += 1
            tally.must(house.one("select ended_at is null from actors_registeredition"), "it ended before the kill")
        _read(house, path)
        tally.done = house.one("select count(*) from actors_registerentry")
        tally.must(house.sql(CONTENT) == content, "the register differs from that of an undisturbed reading")
        tally.must(house.sql(COUNTS) == counts, f"{house.sql(COUNTS)} instead of {counts}")
        told = _next_edition(path, later)
        before = house.sql("select max(id) from actors_registeredition")[0][0]
        _read(house, later)
        touched = house.one("select count(*) from actors_registerentry where edition_id > %s", before)
        tally.must(0 < touched <= told, f"{touched} associations were touched by {told} changed lines")
        tally.more |= {"changed lines": told, "touched": touched}
        house.sql("truncate actors_registeredition, actors_registerentry cascade")
    return tally


COMMAND = [sys.executable, "-m", "catalyse.cli", "register"]


def _read(house: House, path: Path) -> None:
    done = subprocess.run([*COMMAND, "load", str(path)], env=house.env, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr[-600:].decode())


def _killed(house: House, path: Path, after: int) -> None:
    """A reading that dies after so many of its batches."""
    with subprocess.Popen(
        [*COMMAND, "load", str(path)], env=house.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as child:
        assert child.stderr
        for _batch in range(after):
            child.stderr.readline()
        os.kill(child.pid, signal.SIGKILL)


def _next_edition(path: Path, later: Path) -> int:
    """The same lines, one title in fifty changed; how many these are."""
    later.parent.mkdir()
    changed = 0
    with path.open("rb") as source, later.open("wb") as target:
        for place, line in enumerate(source):
            if b" DE " in line and changed * CHANGED < place:
                line, changed = line.replace(b" DE ", b" AUTOUR DE ", 1), changed + 1
            target.write(line)
    return changed
