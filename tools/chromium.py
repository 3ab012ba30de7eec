#!/usr/bin/env python3
"""The Chromium that browser tests and pictures use: found, else installed, else one clear sentence.

``python tools/chromium.py`` prints its path, after installing one where that is permitted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
HELP = (
    "No Chromium was found and none could be installed: install one "
    "('apt-get install chromium', or '.venv/bin/playwright install --with-deps chromium'), "
    "or set CHROMIUM to the path of yours."
)


@cache
def find() -> str | None:
    """The path of a Chromium that answers, or None: $CHROMIUM, the system's, Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if _answers(named) else None
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path and _answers(path)), None) or _playwrights()


def ensure() -> str | None:
    """Find a Chromium, else install one: by apt as root, else Playwright's own download."""
    if (path := find()) or os.environ.get("CHROMIUM"):
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in ("apt-get -qq update", "apt-get -qq install -y --no-install-recommends chromium"):
            subprocess.run(command.split(), env=quiet, stdout=subprocess.DEVNULL, check=False)
        find.cache_clear()
        if path := find():
            return path
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    find.cache_clear()
    return find()


def _answers(path: str) -> bool:
    """Whether it starts at all: on some systems the command is a stub that only gives advice."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _playwrights() -> str | None:
    """Playwright's own, asked in a process of its own: its loop cannot be opened inside another."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    path = done.stdout.strip()
    return path if path and _answers(path) else None


if __name__ == "__main__":
    place = ensure()
    print(place or HELP, file=sys.stdout if place else sys.stderr)
    sys.exit(0 if place else 1)
