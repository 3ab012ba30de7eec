"""Starting and stopping a clone's own PostgreSQL, safely when two do it at once or one was killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from catalyse.kernel.database.cluster import DATABASE, ROLE, Cluster, DatabaseUnavailable
from catalyse.kernel.processes import PROC, alive, die_with_parent

ROOM_NEEDED = 300 * 1024 * 1024
PATIENCE = 60.0
INITDB = ("--encoding=UTF8", f"--username={ROLE}", "--auth=trust", "--data-checksums")
LOCALE_BUILTIN = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
LOCALE_LIBC = ("--locale=C.UTF-8",)  # before PostgreSQL 17 there is no builtin provider
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
WHY = {
    "No space left on device": "The disk is full: free some room and start again.",
    "database files are incompatible": (
        "The data under var/ were made by another version of PostgreSQL: "
        "restore a backup into a new one, or begin anew with RESET=1."
    ),
    "could not map anonymous shared memory": "There is not enough memory to start PostgreSQL: close some programs.",
}


@dataclass
class Server:
    """The server of one cluster. ``start`` and ``stop`` may be called by anybody at any time."""

    cluster: Cluster

    def __post_init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None

    # -- asking -------------------------------------------------------------------------------

    def answers(self) -> bool:
        """Whether the server accepts connections; ``pg_ctl status`` lies right after a crash."""
        return self.cluster.sockets.exists() and self._isready() == 0

    def pid(self) -> int | None:
        """The live postmaster of this very data folder, or None (a pid may have passed to another)."""
        try:
            lines = (self.cluster.data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
        except (OSError, ValueError, IndexError):
            return None
        if not alive(pid):
            return None
        with contextlib.suppress(OSError):
            home = os.readlink(f"/proc/{pid}/cwd")  # a postmaster lives in its data folder
            return pid if home == os.path.realpath(self.cluster.data) else None
        return pid

    def connections(self) -> int:
        """How many sessions of others are open; none where the server does not answer."""
        if not self.answers():
            return 0
        with self._session() as session:
            row = session.execute(
                "select count(*) from pg_stat_activity "
                "where backend_type = 'client backend' and pid <> pg_backend_pid()"
            ).fetchone()
        return row[0] if row else 0

    # -- doing --------------------------------------------------------------------------------

    def start(self, *, tied: bool = False) -> bool:
        """Make the server answer; True when this call started it. ``tied``: it ends when we end."""
        if self.answers():
            return False
        with self._locked():
            if self.answers():
                return False
            self._own_sockets()
            self._initialise()
            self._drop_stale_locks()
            self._launch(tied)
            self._create_database()
            return True

    def stop(self) -> bool:
        """Stop the server: politely, then without delay. True when it was running."""
        with self._locked():
            stopped = self._stop()
            with contextlib.suppress(OSError):
                self.cluster.sockets.rmdir()
            return stopped

    def remove(self) -> None:
        """Stop the server and remove its data; with the main one, the folder elsewhere too."""
        with self._locked():
            self._stop()
            _remove(self.cluster.data)
            shutil.rmtree(self.cluster.sockets, ignore_errors=True)
            elsewhere = self.cluster.elsewhere()
            if elsewhere and self.cluster.name == "main":
                _remove(elsewhere)
                self.cluster.record.unlink()
                with contextlib.suppress(OSError):
                    elsewhere.parent.rmdir()  # empty unless another clone keeps data there

    # -- steps --------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.cluster.settle()
            handle = os.open(self.cluster.lock, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise DatabaseUnavailable(_unwritable(self.cluster.var, error)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _isready(self) -> int:
        command = [
            self._tool("pg_isready"),
            "-q",
            "-t",
            "3",
            "-U",
            ROLE,
            "-d",
            "postgres",
            "-h",
            str(self.cluster.sockets),
        ]
        return subprocess.run(command, **self.cluster.account().popen).returncode

    def _tool(self, name: str) -> str:
        return str(self.cluster.binaries() / name)

    def _own_sockets(self) -> None:
        """A folder that only the server's user may enter: this is the whole of authentication."""
        account, folder = self.cluster.account(), self.cluster.sockets
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(folder, account.uid, account.gid)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
            raise DatabaseUnavailable(f"{folder} belongs to another user: remove it, then start again.")
        folder.chmod(0o700)

    def _initialise(self) -> None:
        """Make the cluster in a draft folder and rename it, so that a half-made one is never used."""
        data, account = self.cluster.data, self.cluster.account()
        if (data / "PG_VERSION").exists():
            self._check_owner()
            return
        if shutil.disk_usage(data.parent).free < ROOM_NEEDED:
            raise DatabaseUnavailable(
                f"The disk of {data.parent} has less than {ROOM_NEEDED // 2**20} MB left: free some room."
            )
        draft = data.with_name(f"{data.name}.new")
        _remove(draft)
        try:
            draft.mkdir(mode=0o700)
        except OSError as error:
            raise DatabaseUnavailable(_unwritable(data.parent, error)) from error
        if os.geteuid() == 0:
            os.chown(draft, account.uid, account.gid)
        options = initdb_options(self._major(), durable=self.cluster.durable)
        done = subprocess.run(
            [self._tool("initdb"), *options, "-D", str(draft)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **account.popen,
        )
        if done.returncode:
            _remove(draft)
            raise DatabaseUnavailable(_explain(done.stdout))
        _remove(data)
        draft.rename(data)

    def _check_owner(self) -> None:
        owner = self.cluster.data.stat().st_uid
        if os.geteuid() not in {0, owner}:
            raise DatabaseUnavailable(
                f"The data in {self.cluster.data} belong to another user: start as that user or as root, "
                "or begin anew with RESET=1 as root."
            )

    def _major(self) -> int:
        text = subprocess.run(
            [self._tool("postgres"), "--version"], capture_output=True, text=True, **self.cluster.account().popen
        ).stdout
        return int("".join(c if c.isdigit() else " " for c in text).split()[0])

    def _drop_stale_locks(self) -> None:
        """Forget a pid that is a zombie, or lives on as something else: PostgreSQL would believe it.

        Its own guard stays: a data folder whose memory is still in use by orphans is refused.
        """
        if PROC and self.pid() is None:
            for path in (self.cluster.data / "postmaster.pid", *self.cluster.sockets.glob(".s.PGSQL.*")):
                path.unlink(missing_ok=True)

    def _options(self) -> list[str]:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.cluster.sockets}",
            "unix_socket_permissions=0700",
            "max_connections=100",
            "timezone=UTC",
            "log_timezone=UTC",
            *(() if self.cluster.durable else FAST),
        ]
        return [part for setting in settings for part in ("-c", setting)]

    def _launch(self, tied: bool) -> None:
        """Start, and again while a killed server's last children still hold its memory."""
        limit = time.monotonic() + PATIENCE
        while True:
            with self.cluster.log.open("ab") as log:
                mark = log.tell()
                started = self._spawn(log.fileno(), tied)
            while started() and time.monotonic() < limit:
                if self._isready() == 0:
                    return
                time.sleep(0.03)
            with self.cluster.log.open("rb") as log:
                log.seek(mark)
                said = log.read().decode(errors="replace")
            if "still in use" not in said or time.monotonic() > limit:
                raise DatabaseUnavailable(_explain(said, self.cluster.log))
            time.sleep(0.2)

    def _spawn(self, log: int, tied: bool) -> Callable[[], bool]:
        command = [self._tool("postgres"), "-D", str(self.cluster.data), *self._options()]
        popen = self.cluster.account().popen
        if tied:
            self.child = child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **popen,
            )
            return lambda: child.poll() is None
        # The shell leaves at once: the server becomes nobody's child and is no zombie when killed.
        said = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            check=True,
            **popen,
        )
        pid = int(said.stdout)
        return lambda: alive(pid)

    def _session(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(host=str(self.cluster.sockets), user=ROLE, dbname="postgres", autocommit=True)

    def _create_database(self) -> None:
        with self._session() as session:
            if not session.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                session.execute(f'create database "{DATABASE}" template template0')

    def _stop(self) -> bool:
        pid = self.pid()
        if pid is None:
            return False
        for kind, seconds in ((signal.SIGINT, 4.0), (signal.SIGQUIT, 1.5), (signal.SIGKILL, 0.5)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, kind)
            limit = time.monotonic() + seconds
            while time.monotonic() < limit:
                if self.child is not None:
                    self.child.poll()
                if not alive(pid):
                    return True
                time.sleep(0.02)
        return True


def initdb_options(major: int, *, durable: bool) -> list[str]:
    """How a cluster is made: sorted by code point everywhere, so that no index depends on the machine."""
    locale = LOCALE_BUILTIN if major >= 17 else LOCALE_LIBC
    return [*INITDB, *locale, *(() if durable else ("--no-sync",))]


def _remove(folder: Path) -> None:
    if folder.exists():
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise DatabaseUnavailable(_unwritable(folder, error)) from error


def _unwritable(folder: Path, error: OSError) -> str:
    if error.errno == 28:
        return WHY["No space left on device"]
    return f"{folder} cannot be written ({error.strerror}): give yourself the right to write there, then start again."


def _explain(said: str, log: Path | None = None) -> str:
    for sign, sentence in WHY.items():
        if sign in said:
            return sentence
    lines = [line.strip() for line in said.splitlines() if "FATAL" in line or "error" in line.lower()]
    where = f" (more in {log})" if log else ""
    return f"PostgreSQL did not start{where}: {lines[-1] if lines else 'it gave no reason'}"
