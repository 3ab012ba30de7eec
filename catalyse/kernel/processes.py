"""Small truths about processes that the database and the supervisor share."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
PROC = Path("/proc/self/stat").exists()


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie, dead but not yet collected, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with contextlib.suppress(OSError):
        return _status(pid)[0] not in {"Z", "X"}
    return True


def birth(pid: int) -> str | None:
    """When the process began, as an opaque text: with its number, it names a process for good."""
    if PROC:
        with contextlib.suppress(OSError):
            return _status(pid)[19]
        return None
    said = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return said.stdout.strip() or None


def group_alive(group: int) -> bool:
    """Whether a process group still has a member that runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if not PROC:
        return True
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                state, _, its_group = _status(int(entry.name))[:3]
                if int(its_group) == group and state not in {"Z", "X"}:
                    return True
    return False


def end_groups(groups: list[int], *, patience: float) -> None:
    """Ask process groups to end, all at once, and end by force those that have not within the patience."""
    for kind, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 1.0)):
        left = [group for group in groups if group_alive(group)]
        for group in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, kind)
        limit = time.monotonic() + seconds
        while any(group_alive(group) for group in left) and time.monotonic() < limit:
            time.sleep(0.05)


def die_with_parent(kind: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """What a child runs before it becomes its program, so that it ends when its parent is killed."""
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def tie() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(kind), 0, 0, 0)

    return tie


def _status(pid: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` from the state on (the name before it may hold anything)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
