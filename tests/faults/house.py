"""A whole house in a folder of its own, with its own PostgreSQL that keeps its promises, to be killed at will."""

from __future__ import annotations

import contextlib
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
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from catalyse.kernel.database import Cluster, Server

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0
CSRF = "c" * 32
DAY = "2008-03-11"


@dataclass
class Answer:
    """What the web said: 0 when it said nothing."""

    status: int
    leads_to: str = ""
    text: str = ""

    @property
    def acknowledged(self) -> bool:
        return self.status == 302 and self.leads_to.startswith("/besoins/")


class House:
    """Starts the supervisor with the real web, worker and database; `close` ends all of it and removes its data."""

    def __init__(self, mail_port: int):
        self.home = Path(tempfile.mkdtemp(prefix="catalyse-faults-", dir="/tmp"))
        self.home.chmod(0o755)
        self.var = self.home / "var"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "CATALYSE_CLUSTER", "MAKELEVEL"}}
        self.env = kept | {
            "CATALYSE_VAR": str(self.var),
            "CATALYSE_TESTING": "1",
            "CATALYSE_DEMO": "1",
            "CATALYSE_TODAY": DAY,
            "CATALYSE_MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.child: subprocess.Popen[bytes] | None = None
        self.log = self.home / "supervisor.log"

    # -- life -----------------------------------------------------------------------------------

    def open(self) -> House:
        """Everything started; returns when the web answers."""
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(self._command("open", str(self.port)), env=self.env, stdout=log, stderr=log)
        if not self.until(lambda: b"is open at" in self.log.read_bytes() or self.child.poll() is not None):
            raise AssertionError("the house did not open in time")
        if self.child.poll() is not None:
            raise AssertionError(self.log.read_text())
        return self

    def close(self) -> None:
        """Everything ended, its data removed."""
        if self.child:
            self.child.terminate()
            self.child.wait(timeout=30)
        if self.var.is_dir():
            Server(self.cluster).remove()
        shutil.rmtree(self.home)

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "tests.faults.program", *arguments]

    def run(self, *arguments: str) -> str:
        """A deed by hand, in a process of its own; what it printed."""
        return subprocess.run(
            self._command(*arguments), env=self.env, check=True, capture_output=True, text=True
        ).stdout.strip()

    def second_worker(self) -> subprocess.Popen[bytes]:
        """One more worker, of nobody's watch."""
        quiet = subprocess.DEVNULL
        return subprocess.Popen(self._command("worker"), env=self.env, stdout=quiet, stderr=quiet)

    @cached_property
    def world(self) -> dict[str, Any]:
        return json.loads((self.var / "world.json").read_text())

    # -- asking ---------------------------------------------------------------------------------

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.var)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The truth, past the web; waits for a database that is on its way up."""
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                with psycopg.connect(
                    host=str(self.cluster.sockets), user="catalyse", dbname="catalyse", autocommit=True
                ) as session:
                    cursor = session.execute(statement, values or None)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.1)

    def one(self, statement: str, *values: Any) -> Any:
        """The one value of the one row."""
        return self.sql(statement, *values)[0][0]

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None, who: int | None = 0) -> Answer:
        """One request of one of the two people signed in, or of nobody known; a web that died answers 0."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        session = "" if who is None else f"sessionid={self.world['sessions'][who]}; "
        cookies = f"{session}csrftoken={CSRF}"
        head = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({**form, "csrfmiddlewaretoken": CSRF}, doseq=True) if form is not None else None
        try:
            line.request(method, path, body, head)
            reply = line.getresponse()
            return Answer(reply.status, reply.getheader("Location") or "", reply.read().decode())
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            line.close()

    def healthy(self) -> bool:
        return self.ask("GET", "/health").status == 200

    def until(self, what: Callable[[], Any], patience: float = PATIENCE) -> bool:
        """Waits for something to be true; whether it came to be."""
        limit = time.monotonic() + patience
        while time.monotonic() < limit:
            if what():
                return True
            time.sleep(0.05)
        return bool(what())

    # -- killing --------------------------------------------------------------------------------

    def group(self, program: str) -> int:
        """The process group of the web or the worker."""
        return int(json.loads((self.var / "demo.json").read_text())["groups"][program][0])

    def kill(self, program: str, kind: signal.Signals = signal.SIGKILL) -> None:
        """Kills the whole program without warning."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.group(program), kind)

    def kill_one_web(self) -> bool:
        """Kills one process that serves, and leaves the one that watches it."""
        watcher = self.group("web")
        for pid in _children(watcher):
            with contextlib.suppress(OSError):
                if (
                    "granian" in Path(f"/proc/{pid}/cmdline").read_text()
                    or "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
                ):
                    os.kill(pid, signal.SIGKILL)
                    return True
        return False

    def kill_database(self) -> None:
        """Kills the postmaster without warning; its children end when they notice."""
        pid = Server(self.cluster).pid()
        if pid:
            os.kill(pid, signal.SIGKILL)


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent:
                    found.append(int(entry.name))
    return sorted(found, reverse=True)
