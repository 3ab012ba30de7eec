"""Set before anything of the house is imported by a test run (``-p tests.harness`` in pyproject).

Tests use a server of their own, which trades durability for speed; the demo's is never touched.
"""

import os
from pathlib import Path

os.environ.setdefault("CATALYSE_TESTING", "1")
os.environ.setdefault("CATALYSE_CLUSTER", "test")
# Playwright's loop lives in the main thread, where Django then refuses every query as "async".
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A fresh clone has gathered no static files; whitenoise would warn, and a warning is an error here.
var = os.environ.get("CATALYSE_VAR") or Path(__file__).resolve().parent.parent / "var"
(Path(var) / "static").mkdir(parents=True, exist_ok=True)
