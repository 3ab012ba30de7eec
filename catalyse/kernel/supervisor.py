"""What ``make demo`` runs: the database, the web and the worker, together, until somebody says stop.

One process watches the others. It stops them within ten seconds on Ctrl-C, SIGTERM or SIGHUP, by
handlers of its own (a shell that starts it in the background has SIGINT ignored); it starts again
what dies; and what it started ends with it even when it is killed without warning.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from catalyse.kernel import database
from catalyse.kernel.processes import alive, birth, die_with_parent, end_groups

HOST = "127.0.0.1"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROOM_NEEDED = 200 * 1024 * 1024
LOG_LIMIT = 10 * 1024 * 1024
STOP_PATIENCE = 3.0  # then by force: with the database's own six seconds, all ends within ten
START_PATIENCE = 60.0
DEATHS, WITHIN = 5, 60.0  # a program that dies so often in so many seconds is not started again
KEPT_BY_RESET = ("log", "static", "pg-test")


class Refused(RuntimeError):
    """The house cannot open; the message is one sentence that says how to put it right."""


class Stopped(BaseException):
    """Somebody asked to stop."""


@dataclass
class Program:
    """A process that is kept running, in a group of its own so that its children end with it.

    ``orphaned`` is what it gets when we are killed: one that waits for a database which ends at the
    same moment would wait for ever, and is told without asking.
    """

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path
    orphaned: signal.Signals = signal.SIGTERM
    child: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Run it, its words going to its log."""
        with _log(self.log) as log:
            self.child = subprocess.Popen(
                self.command,
                env=os.environ | self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(self.orphaned),
            )

    def died(self) -> bool:
        """Whether it ran and runs no more."""
        return self.child is not None and self.child.poll() is not None

    def start_again(self) -> None:
        """Clear what is left of its group and start it, unless it dies too often to go on."""
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < WITHIN] + [now]
        if len(self.deaths) >= DEATHS:
            raise Refused(f"The {self.name} stops again and again: the reason is at the end of {self.log}.")
        assert self.child is not None
        end_groups([self.child.pid], patience=0.5)
        self.start()


@dataclass
class House:
    """The demo of one clone on one port."""

    var: Path
    port: int
    command: list[str]
    reset: bool = False
    programs: list[Program] = field(default_factory=list)
    server: database.Server | None = None
    ours: bool = False  # the database server was started by us, or by one of us that was killed

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}/"

    @property
    def record(self) -> Path:
        return self.var / "demo.json"

    def run(self) -> None:
        """Open the house and watch over it; returns only by an exception, everything stopped."""
        try:
            self._check_place()
            with self._alone():
                self._end_strays()
                _check_port(self.port)
                try:
                    if self.reset:
                        self._begin_anew()
                    self._open()
                    say(f"Catalyse is open at {self.address} (Ctrl-C stops it, the data stay)")
                    self._watch()
                finally:
                    self._close()
        except database.DatabaseUnavailable as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(_fault(error, self.var)) from error

    # -- before ---------------------------------------------------------------------------------

    def _check_place(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        if not os.access(self.var, os.W_OK):
            raise PermissionError(13, "permission denied", str(self.var))
        if shutil.disk_usage(self.var).free < ROOM_NEEDED:
            raise Refused(f"The disk of {self.var} has less than {ROOM_NEEDED // 2**20} MB left: free some room.")

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the clone's lock: the kernel frees it however we end."""
        handle = os.open(self.var / "demo.lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            known = self._recorded()
            where = f" at http://{HOST}:{known['port']}/ (process {known['pid']})" if known else ""
            raise Refused(f"Catalyse already runs from this folder{where}: stop that one first.") from None
        try:
            yield
        finally:
            os.close(handle)

    def _recorded(self) -> dict[str, object]:
        try:
            known = json.loads(self.record.read_text())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _end_strays(self) -> None:
        """End what a supervisor that was killed left behind, if it is still the same processes."""
        known = self._recorded()
        self.ours = bool(known.get("database"))
        strays = []
        for name, (group, born) in dict(known.get("groups", {})).items():  # type: ignore[call-overload]
            if not alive(group) or birth(group) == born:
                strays.append(group)
                self._note(f"clearing {name} {group} of a start that was killed")
        end_groups(strays, patience=2.0)
        self.record.unlink(missing_ok=True)

    def _begin_anew(self) -> None:
        if database.is_external():
            raise Refused("RESET=1 never touches the server of DATABASE_URL: empty that database yourself.")
        say("Beginning anew: the data of the demo are removed…")
        database.reset()
        for path in self.var.iterdir():
            if path.name.startswith(KEPT_BY_RESET) or path.suffix == ".lock":
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    # -- during ---------------------------------------------------------------------------------

    def _open(self) -> None:
        self._save()
        self._start_database()
        env = {"CATALYSE_DEMO": "1", "CATALYSE_BASE_URL": self.address.rstrip("/"), "PORT": str(self.port)}
        prepare = self._program("preparation", "prepare", env)
        prepare.start()
        assert prepare.child is not None
        self.programs = [prepare]
        self._save()
        if prepare.child.wait() != 0:
            raise Refused(f"The demo could not be prepared: {_last_line(prepare.log)} (more in {prepare.log})")
        self.programs = [self._program(name, name, env) for name in ("web", "worker")]
        for program in self.programs:
            program.start()
            self._save()
        self._wait_until_it_answers()

    def _program(self, name: str, verb: str, env: dict[str, str]) -> Program:
        orphaned = signal.SIGKILL if name == "worker" else signal.SIGTERM
        return Program(name, [*self.command, verb], env, self.var / "log" / f"{name}.log", orphaned)

    def _start_database(self) -> None:
        if database.is_external():
            return
        self.server = database.Server(database.current())
        if not (self.server.cluster.data / "PG_VERSION").exists():
            say("Making the database…")
        self.ours = self.ours or not self.server.answers()
        self._save()
        self.server.start(tied=True)

    def _wait_until_it_answers(self) -> None:
        limit = time.monotonic() + START_PATIENCE
        web = self.programs[0]
        while time.monotonic() < limit:
            if web.died():
                raise Refused(f"The web did not start: {_last_line(web.log)} (more in {web.log})")
            with contextlib.suppress(OSError):
                try:
                    with urllib.request.urlopen(f"{self.address}health", timeout=5):
                        return
                except urllib.error.HTTPError as answer:
                    answer.close()
                    if answer.code < 500:
                        return
            time.sleep(0.1)
        raise Refused(f"The web did not answer within {START_PATIENCE:.0f} seconds: see the end of {web.log}.")

    def _watch(self) -> None:
        while True:
            if self.server and self.server.pid() is None:
                say("The database had stopped; it starts again.")
                self.server.start(tied=True)
            for program in self.programs:
                if program.died():
                    say(f"The {program.name} had stopped; it starts again.")
                    program.start_again()
                    self._save()
            time.sleep(0.3)

    def _save(self) -> None:
        """Note who runs, for a start that finds us killed and for one that finds us running."""
        children = {program.name: program.child.pid for program in self.programs if program.child}
        known = {
            "pid": os.getpid(),
            "port": self.port,
            "database": self.ours,
            "groups": {name: (pid, birth(pid)) for name, pid in children.items()},
        }
        draft = self.record.with_suffix(".new")
        draft.write_text(json.dumps(known))
        draft.replace(self.record)

    # -- after ----------------------------------------------------------------------------------

    def _close(self) -> None:
        """Stop all, politely and then by force; nobody can interrupt this."""
        for kind in SIGNALS:
            signal.signal(kind, signal.SIG_IGN)
        end_groups([program.child.pid for program in self.programs if program.child], patience=STOP_PATIENCE)
        for program in self.programs:
            if program.child:
                program.child.wait()
        if self.server and self.ours:
            self.server.stop()
        self.record.unlink(missing_ok=True)

    def _note(self, line: str) -> None:
        with _log(self.var / "log" / "supervisor.log") as log:
            os.write(log, f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n".encode())


def open_house(house: House) -> int:
    """Run the house until somebody stops it; the exit code, with one sentence where it was refused."""
    for kind in SIGNALS:
        signal.signal(kind, _stop)
    if os.environ.get("MAKELEVEL") and os.getppid() != 1:
        die_with_parent()()  # a make that is killed takes us along, instead of leaving us unseen
    try:
        house.run()
    except Stopped:
        say("Catalyse is closed; the data are kept.")
    except Refused as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1
    return 0


def say(line: str) -> None:
    """One line for the person at the terminal, who may have closed it."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    for kind in SIGNALS:
        signal.signal(kind, signal.SIG_IGN)
    raise Stopped


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            other = 8123 if port != 8123 else 8124
            why = "is taken" if error.errno != 13 else "is kept for the administrator of this machine"
            raise Refused(f"Port {port} {why}: choose another one, for instance 'make demo PORT={other}'.") from None


@contextlib.contextmanager
def _log(path: Path) -> Iterator[int]:
    """A log to append to; the one before it is kept once when it has grown large."""
    path.parent.mkdir(exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old"))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        yield handle
    finally:
        os.close(handle)


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def _fault(error: OSError, var: Path) -> str:
    place = error.filename or var
    if error.errno == 28:
        return f"The disk of {place} is full: free some room, then start again."
    if error.errno in {1, 13, 30}:
        return f"{place} cannot be written: give yourself the right to write there, then start again."
    return f"{place}: {error.strerror}."
