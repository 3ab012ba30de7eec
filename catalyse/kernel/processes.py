"""Small truths about processes that the database and the supervisor share."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie, dead but not yet collected, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{pid}/stat").read_text()
        return status.rpartition(")")[2].split()[0] not in {"Z", "X"}
    return True


def die_with_parent(kind: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """What a child runs before it becomes its program, so that it ends when its parent is killed."""
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def tie() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(kind), 0, 0, 0)

    return tie
