"""Set before anything of the house is imported by a test run (``-p tests.harness`` in pyproject).

Tests use a server of their own, which trades durability for speed; the demo's is never touched.
"""

import os
from pathlib import Path

import pytest

os.environ.setdefault("CATALYSE_TESTING", "1")
os.environ.setdefault("CATALYSE_CLUSTER", "test")
# Playwright's loop lives in the main thread, where Django then refuses every query as "async".
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A fresh clone has gathered no static files; whitenoise would warn, and a warning is an error here.
var = os.environ.get("CATALYSE_VAR") or Path(__file__).resolve().parent.parent / "var"
(Path(var) / "static").mkdir(parents=True, exist_ok=True)

# Files that take minutes: a worker that began one of them last would keep everybody waiting.
LONG = (
    "tests/journeys/test_thread.py",
    "tests/permissions/test_matrix.py",
    "tests/permissions/test_bodies.py",
    "tests/faults/test_faults.py",
    "tests/pages/test_marks.py",
    "tests/journeys/test_roles.py",
    "tests/pages/test_queries.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, in the order above; the others stay as they were shuffled."""
    rank = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.nodeid.split("::")[0], len(LONG)))
