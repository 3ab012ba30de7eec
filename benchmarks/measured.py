"""Runs a module as `python -m` would, and says at its end, on standard error, how much memory it took at most.

python -m benchmarks.measured MODULE [ARGUMENT...]

What the system tells of a child that ended counts the memory of the process that started it.
"""

from __future__ import annotations

import atexit
import runpy
import sys
from pathlib import Path

MARK = "memory at most: "


def _say() -> None:
    status = Path("/proc/self/status").read_text().split("VmHWM:")[1]
    print(f"{MARK}{int(status.split()[0]) // 1024}", file=sys.stderr)


if __name__ == "__main__":
    atexit.register(_say)
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
