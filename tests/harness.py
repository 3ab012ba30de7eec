"""Set before anything of the house is imported by a test run (``-p tests.harness`` in pyproject).

Tests use a server of their own, which trades durability for speed; the demo's is never touched.
"""

import os

os.environ.setdefault("CATALYSE_TESTING", "1")
os.environ.setdefault("CATALYSE_CLUSTER", "test")
# Playwright's loop lives in the main thread, where Django then refuses every query as "async".
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
