"""A house of its own for a measure: opened in a folder of its own, asked, ended, its data removed."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, mode
from typing import Any

from benchmarks.measured import MARK
from catalyse.kernel.database import Cluster, Server

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0
ELSEWHERE = {"DATABASE_URL", "CATALYSE_CLUSTER", "CATALYSE_TESTING", "CATALYSE_TEST_DB_SUFFIX"}


@dataclass
class Page:
    """One page and what its visits took."""

    name: str
    address: str
    seconds: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    status: int = 0
    weight: int = 0

    @property
    def typical(self) -> float:
        return median(self.seconds)

    @property
    def queries(self) -> int:
        """As often as it asks in most visits."""
        return mode(self.asked)


@dataclass(frozen=True)
class Done:
    """What a command printed, with the second at which each line came, and what it took."""

    text: str
    told: list[tuple[float, str]]
    seconds: float
    memory: int  # MiB at its highest


class House:
    """The demo, or an empty house, in a folder of its own."""

    def __init__(self, *, demo: bool):
        self.home = Path(tempfile.mkdtemp(prefix="catalyse-bench-", dir="/tmp"))
        self.home.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
        self.env = kept | {
            "CATALYSE_VAR": str(self.home / "var"),
            "CATALYSE_DEMO" if demo else "CATALYSE_TESTING": "1",
            "CATALYSE_WEB_WORKERS": "1",
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        self.web: subprocess.Popen[bytes] | None = None

    def run(self, module: str, *arguments: str, into: Path | None = None) -> Done:
        """A command by hand, in a process of its own; what it prints may go `into` a file."""
        began, told = time.monotonic(), []
        with into.open("w+") if into else tempfile.TemporaryFile("w+") as said:
            command = [sys.executable, "-m", "benchmarks.measured", module, *arguments]
            child = subprocess.Popen(command, env=self.env, stdout=said, stderr=subprocess.PIPE, text=True)
            for line in child.stderr or ():
                told.append((time.monotonic() - began, line.rstrip()))
            seconds = time.monotonic() - began
            if child.wait():
                raise SystemExit("\n".join(line for _second, line in told))
            said.seek(0)
            memory = int(next(line for _second, line in told if line.startswith(MARK)).removeprefix(MARK))
            return Done("" if into else said.read(), told, seconds, memory)

    def places(self) -> dict[str, Any]:
        """The DLA officer's session, and the addresses of the pages that the demo has a record for."""
        return dict(json.loads(self.run("benchmarks.places").text))

    def serve(self) -> None:
        """One process that serves; returns when it answers."""
        with (self.home / "web.log").open("wb") as log:
            command = [sys.executable, "-m", "catalyse.cli", "web"]
            self.web = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, start_new_session=True)
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            try:
                self.visit(Page("health", "/health"), "")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit("The web did not answer in time.")

    def visit(self, page: Page, session: str) -> None:
        """One visit, added to those of the page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.perf_counter()
        line.request("GET", page.address, headers={"Cookie": f"sessionid={session}", "Accept-Encoding": "identity"})
        answer = line.getresponse()
        page.weight = len(answer.read())
        page.seconds.append(time.perf_counter() - began)
        page.status = answer.status
        page.asked.append(int(answer.getheader("X-Queries") or 0))
        page.sql.append(float(answer.getheader("X-Sql-Ms") or 0))
        line.close()

    def close(self) -> None:
        """Everything ended, its data removed."""
        if self.web:
            os.killpg(self.web.pid, signal.SIGTERM)
            self.web.wait(timeout=30)
        if (self.home / "var").is_dir():
            Server(Cluster(self.home / "var")).remove()
        shutil.rmtree(self.home)


@contextmanager
def opened(*, demo: bool) -> Iterator[House]:
    """A house whose database is prepared; what serves is started by `serve`."""
    house = House(demo=demo)
    try:
        house.run("catalyse.cli", "prepare")
        yield house
    finally:
        house.close()
