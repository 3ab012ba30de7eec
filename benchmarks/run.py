"""How fast the pages and the engines are, beside a measure taken in the same run: ratios, not milliseconds.

python benchmarks/run.py [ROUNDS]    opens a demo of its own, asks every page as the DLA officer, ends it
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import linkage, money
from catalyse.kernel.database import Cluster, Server

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, SHOWN = 9, 15
PATIENCE = 120.0


@dataclass
class Page:
    """One page and what its visits took."""

    name: str
    address: str
    seconds: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    queries: int = 0
    status: int = 0
    weight: int = 0

    @property
    def typical(self) -> float:
        return median(self.seconds)


def main(arguments: list[str]) -> int:
    """Measure the engines, then the pages."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    print("\n".join(money.lines()), flush=True)
    print("\n" + "\n".join(linkage.lines()), flush=True)
    with _demo() as (port, found):
        pages = [Page(name, address) for name, address in found["pages"].items()]
        bare = Page("bare", "/bare/")
        for _round in range(rounds + 1):  # the first one warms up
            for page in (bare, *pages):
                _visit(port, page, found["session"])
                _visit(port, bare, found["session"])
        _tell(bare, pages)
    return 0


def _tell(bare: Page, pages: list[Page]) -> None:
    for page in (bare, *pages):
        page.seconds, page.sql = page.seconds[1:], page.sql[1:]
    opened = sorted((p for p in pages if p.status == 200), key=lambda page: -page.typical)
    print(f"\n{len(opened)} pages through granian as the DLA officer, {len(opened[0].seconds)} visits each.")
    print(f"Measure 1.0: a bare page of {bare.queries} queries, {bare.typical * 1000:.1f} ms in this run.\n")
    print(f"{'page':<36} {'ratio':>6} {'queries':>8} {'SQL':>5} {'KiB':>6}")
    for page in opened[:SHOWN]:
        share = median(page.sql) / 1000 / page.typical
        ratio = page.typical / bare.typical
        print(f"{page.name:<36} {ratio:>6.1f} {page.queries:>8} {share:>5.0%} {page.weight / 1024:>6.0f}")
    ratios = [page.typical / bare.typical for page in opened]
    asked = max(opened, key=lambda page: page.queries)
    print(f"\nMedian page {median(ratios):.1f}; slowest {opened[0].name} ({ratios[0]:.1f}, {opened[0].address}).")
    print(f"Most queries: {asked.queries}, {asked.name}.")


def _visit(port: int, page: Page, session: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    line.request("GET", page.address, headers={"Cookie": f"sessionid={session}", "Accept-Encoding": "identity"})
    answer = line.getresponse()
    page.weight = len(answer.read())
    page.seconds.append(time.perf_counter() - began)
    page.status = answer.status
    page.queries = int(answer.getheader("X-Queries") or 0)
    page.sql.append(float(answer.getheader("X-Sql-Ms") or 0))
    line.close()


@contextmanager
def _demo() -> Iterator[tuple[int, dict]]:
    """The demo in a folder of its own, served by one process; its port, and what may be asked."""
    home = Path(tempfile.mkdtemp(prefix="catalyse-bench-", dir="/tmp"))
    home.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "CATALYSE_CLUSTER", "CATALYSE_TESTING"}}
    env = kept | {
        "CATALYSE_VAR": str(home / "var"),
        "CATALYSE_DEMO": "1",
        "CATALYSE_WEB_WORKERS": "1",
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    web = None
    try:
        _run(env, "catalyse.cli", "prepare")
        found = json.loads(_run(env, "benchmarks.places"))
        with (home / "web.log").open("wb") as log:
            command = [sys.executable, "-m", "catalyse.cli", "web"]
            web = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        _wait(port)
        yield port, found
    finally:
        if web:
            os.killpg(web.pid, signal.SIGTERM)
            web.wait(timeout=30)
        Server(Cluster(home / "var")).remove()
        shutil.rmtree(home)


def _run(env: dict[str, str], module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=env, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def _wait(port: int) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        try:
            _visit(port, Page("health", "/health"), "")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The web did not answer in time.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
