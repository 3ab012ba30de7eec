"""The steps of ``make check`` and ``make test``: one list to read, one line a step to watch.

python -m tools.steps check | test | script PATH
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from catalyse.kernel import database

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
CATALYSE = [PYTHON, "-m", "catalyse.cli"]

# name, command
CHECK: list[tuple[str, list[str]]] = [
    ("lint", [PYTHON, "-m", "ruff", "check", "--output-format", "concise", "."]),
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    ("types", [PYTHON, "-m", "mypy", "."]),
    ("layers", [str(Path(PYTHON).parent / "lint-imports"), "--no-cache"]),
    ("catalogues", [PYTHON, "tools/catalogue.py", "check"]),
    ("vendored files", [PYTHON, "tools/vendor.py", "check"]),
    ("migrations", [*CATALYSE, "makemigrations", "--check", "--dry-run"]),
    ("django", [*CATALYSE, "check", "--fail-level", "WARNING"]),
    *(
        [("generated docs", [*CATALYSE, "docs", "--check"])]
        if any(ROOT.glob("catalyse/*/management/commands/docs.py"))
        else []
    ),
]
TEST: list[tuple[str, list[str]]] = [
    *CHECK,
    ("browser", [PYTHON, "tools/chromium.py"]),
    (
        "tests",
        # a file stays with one worker, so that what a file prepares for its tests is prepared once
        [
            PYTHON,
            "-m",
            "pytest",
            "-n",
            str(os.cpu_count() or 2),
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            "-p",
            "no:cacheprovider",
        ],
    ),
]
LINES = 80  # of what a failed step said
SHOWN = {"tests"}  # a step whose words are worth reading while it runs
ENV = {"CATALYSE_TESTING": "1", "CATALYSE_CLUSTER": "test"}


def main(arguments: list[str]) -> int:
    """Run the list that the first argument names; the exit code is 0 when every step passed."""
    os.chdir(ROOT)
    match arguments:
        case ["check"]:
            return run(CHECK)
        case ["test"]:
            with _test_server():
                return run(TEST)
        case ["script", path, *rest]:
            return script(path, rest)
    print(__doc__, file=sys.stderr)
    return 2


def run(steps: list[tuple[str, list[str]]]) -> int:
    """Every step, so that one run tells all that is wrong."""
    began, failed = time.monotonic(), []
    for name, command in steps:
        mark = time.monotonic()
        code, said = _step(name, command)
        verdict = "ok" if code == 0 else "FAILED"
        if name in SHOWN:
            print(flush=True)
        print(f"{name:<16} {verdict:<6} {time.monotonic() - mark:6.1f} s", flush=True)
        if code:
            failed.append(name)
            print(_indented(said), flush=True)
    total = f"{time.monotonic() - began:.0f} s"
    print(f"Failed: {', '.join(failed)} ({total})" if failed else f"All is well ({total})")
    return 1 if failed else 0


@contextlib.contextmanager
def _test_server() -> Iterator[None]:
    """Leave no server behind that was not there before, unless somebody else's tests use it by now."""
    os.environ |= ENV
    found = database.is_external() or database.is_running()
    yield
    if not found and not database.is_external() and not database.in_use():
        database.stop()


def _step(name: str, command: list[str]) -> tuple[int, str]:
    loud = name in SHOWN
    done = subprocess.run(
        command,
        env=os.environ | ENV,
        stdin=subprocess.DEVNULL,
        stdout=None if loud else subprocess.PIPE,
        stderr=None if loud else subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout or ""


def _indented(said: str) -> str:
    lines = said.rstrip().splitlines()
    if len(lines) > LINES:
        left_out = f"… {len(lines) - LINES} lines left out …"
        lines = [*lines[: LINES // 2], left_out, *lines[-LINES // 2 :]]
    return "\n".join(f"    {line}" for line in lines)


def script(path: str, rest: list[str]) -> int:
    """Hand over to a script, or say in one sentence that it is not written."""
    if not Path(path).exists():
        print(f"{path} is not part of this version of Catalyse.", file=sys.stderr)
        return 1
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    # -P: a module beside the script is never taken for one of the standard library
    os.execv(PYTHON, [PYTHON, "-P", path, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
