"""What ``make demo`` runs: it opens, says where, stops whole on any signal, and mends what dies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalyse import cli
from catalyse.kernel.database import Cluster, Server
from catalyse.kernel.processes import alive
from catalyse.kernel.supervisor import Refused, _check_port, _fault

FAKE = """
import http.server, os, signal, sys, time
verb = sys.argv[1]
mood = os.environ.get("MOOD", "")
if verb == "prepare":
    sys.exit("the tables are broken" if mood == "unprepared" else 0)
if mood == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if verb == "web":
    if mood == "fallen":
        sys.exit("no such house")
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
        def log_message(self, *args):
            pass
    http.server.HTTPServer.allow_reuse_address = True
    http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
while True:
    time.sleep(1)
"""
OPEN = """
import sys
from pathlib import Path
from catalyse.kernel.supervisor import House, open_house
var, port, fake, reset = sys.argv[1:]
sys.exit(open_house(House(Path(var), int(port), [sys.executable, fake], reset == "reset")))
"""


@dataclass
class Demo:
    """One supervised house with programs that do nothing."""

    var: Path
    port: int
    fake: Path
    child: subprocess.Popen[str] | None = None

    def start(self, *, database: bool = False, mood: str = "", deaf: bool = False, reset: bool = False) -> None:
        env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "MAKELEVEL"}} | {"MOOD": mood}
        env |= {"CATALYSE_VAR": str(self.var), "CATALYSE_CLUSTER": "test"}
        if not database:
            env["DATABASE_URL"] = "postgresql://nowhere.invalid/house"
        ignore = (lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if deaf else None
        arguments = [str(self.var), str(self.port), str(self.fake), "reset" if reset else ""]
        self.child = subprocess.Popen(
            [sys.executable, "-c", OPEN, *arguments],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=ignore,
        )

    def wait_until_open(self) -> None:
        assert self.child is not None
        assert self.child.stdout is not None
        for line in self.child.stdout:
            if "is open at" in line:
                return
        raise AssertionError(self.child.communicate()[1])

    def end(self, kind: signal.Signals) -> tuple[float, str, str]:
        """Send the signal; how long it took, and what was said."""
        assert self.child
        began = time.monotonic()
        self.child.send_signal(kind)
        out, err = self.child.communicate(timeout=20)
        return time.monotonic() - began, out, err

    def refused(self) -> str:
        assert self.child
        err = self.child.communicate(timeout=30)[1]
        assert self.child.returncode == 1
        assert len(err.strip().splitlines()) == 1, err
        return err

    def pids(self) -> dict[str, int]:
        known: dict[str, Any] = json.loads((self.var / "demo.json").read_text())
        return {name: pid for name, (pid, _) in known["groups"].items()}

    def answers(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=2):
            return True
        return False


@pytest.fixture
def demo(var: Path, tmp_path: Path) -> Iterator[Demo]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    fake = tmp_path / "fake.py"
    fake.write_text(FAKE)
    house = Demo(var, port, fake)
    yield house
    if house.child and house.child.poll() is None:
        house.child.terminate()
        house.child.communicate()
    if house.child and house.child.stdout and house.child.stderr:
        house.child.stdout.close()
        house.child.stderr.close()


def within(seconds: float, what: Any) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if what():
            return True
        time.sleep(0.05)
    return bool(what())


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_each_signal_stops_everything_and_leaves_nothing(demo: Demo, kind: signal.Signals) -> None:
    demo.start(deaf=True)  # as a shell does that starts it in the background
    demo.wait_until_open()
    pids = demo.pids()
    assert demo.answers()

    took, out, err = demo.end(kind)

    assert took < 10
    assert (out.strip(), err) == ("Catalyse is closed; the data are kept.", "")
    assert demo.child is not None
    assert demo.child.returncode == 0
    assert not [name for name, pid in pids.items() if alive(pid)]
    assert not demo.answers()
    assert not (demo.var / "demo.json").exists()


def test_programs_that_will_not_stop_are_stopped_within_ten_seconds(demo: Demo) -> None:
    demo.start(mood="stubborn")
    demo.wait_until_open()
    pids = demo.pids()

    took, _, _ = demo.end(signal.SIGTERM)

    assert took < 10
    assert not [name for name, pid in pids.items() if alive(pid)]


def test_the_database_starts_and_stops_with_the_house_and_keeps_its_data(demo: Demo) -> None:
    server = Server(Cluster(demo.var, "test"))
    demo.start(database=True)
    demo.wait_until_open()
    assert server.answers()

    took, _, _ = demo.end(signal.SIGTERM)

    assert took < 10
    assert not server.answers()
    assert server.pid() is None
    assert (server.cluster.data / "PG_VERSION").exists()


def test_a_database_that_ran_before_runs_on_after(demo: Demo) -> None:
    server = Server(Cluster(demo.var, "test"))
    server.start()
    demo.start(database=True)
    demo.wait_until_open()

    demo.end(signal.SIGTERM)

    assert server.answers()


def test_a_house_killed_without_warning_leaves_nothing_and_opens_again(demo: Demo) -> None:
    server = Server(Cluster(demo.var, "test"))
    demo.start(database=True)
    demo.wait_until_open()
    pids = demo.pids()

    demo.end(signal.SIGKILL)

    assert within(10, lambda: not any(alive(pid) for pid in pids.values()))
    assert within(10, lambda: server.pid() is None)
    demo.start(database=True)
    demo.wait_until_open()
    assert demo.answers()


def test_strays_of_a_killed_house_are_ended_and_others_are_not(demo: Demo) -> None:
    stray, other = (
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
        for _ in range(2)
    )
    born = Path(f"/proc/{stray.pid}/stat").read_text().rpartition(")")[2].split()[19]
    groups = {"web": (stray.pid, born), "worker": (other.pid, "of another time")}
    demo.var.mkdir()
    (demo.var / "demo.json").write_text(json.dumps({"pid": 1, "port": 1, "database": False, "groups": groups}))

    demo.start()
    demo.wait_until_open()

    assert stray.wait(timeout=5) != 0
    assert other.poll() is None, "a number that passed to another program is left alone"
    other.kill()
    other.wait()


def test_what_dies_is_started_again(demo: Demo) -> None:
    demo.start()
    demo.wait_until_open()
    before = demo.pids()

    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    assert within(10, lambda: all(demo.pids()[name] != pid for name, pid in before.items()) and demo.answers())


def test_a_second_start_is_told_where_the_first_one_runs(demo: Demo, tmp_path: Path) -> None:
    demo.start()
    demo.wait_until_open()
    second = Demo(demo.var, demo.port, demo.fake)

    second.start()

    said = second.refused()
    assert f"already runs from this folder at http://127.0.0.1:{demo.port}/" in said
    assert demo.answers()


def test_a_taken_port_is_one_sentence(demo: Demo) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", demo.port))
        taken.listen()

        demo.start()

        assert demo.refused() == f"Port {demo.port} is taken: choose another one, for instance 'make demo PORT=8123'.\n"


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        ("unprepared", "could not be prepared: the tables are broken"),
        ("fallen", "did not start: no such house"),
    ],
)
def test_a_start_that_fails_gives_its_reason_and_leaves_nothing(demo: Demo, mood: str, sentence: str) -> None:
    demo.start(mood=mood)

    assert sentence in demo.refused()
    assert not (demo.var / "demo.json").exists()


def test_reset_removes_the_data_and_keeps_the_logs(demo: Demo) -> None:
    for name in ("media/letter.pdf", "secret-key", "log/web.log", "demo.lock"):
        (demo.var / name).parent.mkdir(parents=True, exist_ok=True)
        (demo.var / name).write_text("before")
    server = Server(Cluster(demo.var, "test"))
    server.start()
    of_before = server.cluster.data / "of-before"  # the number of a folder would not do: it is given again
    of_before.touch()

    demo.start(database=True, reset=True)
    demo.wait_until_open()

    assert (server.cluster.data / "PG_VERSION").exists()
    assert not of_before.exists()
    assert not (demo.var / "media").exists()
    assert not (demo.var / "secret-key").exists()
    assert (demo.var / "log/web.log").read_text().startswith("before")


def test_reset_never_touches_a_server_of_somebody_else(demo: Demo) -> None:
    demo.start(reset=True)

    assert "never touches the server of DATABASE_URL" in demo.refused()


def test_a_folder_that_cannot_be_used_is_one_sentence(demo: Demo) -> None:
    demo.var.write_text("a file where a folder should be")

    demo.start()

    assert str(demo.var) in demo.refused()


def test_faults_of_the_disk_are_said_with_the_way_out() -> None:
    full = _fault(OSError(28, "No space left on device", "/house/var"), Path("/house/var"))
    kept_out = _fault(PermissionError(13, "Permission denied", "/house/var"), Path("/house/var"))

    assert full == "The disk of /house/var is full: free some room, then start again."
    assert kept_out.startswith("/house/var cannot be written: give yourself the right")


@pytest.mark.parametrize("wish", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(wish: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("PORT", wish)

    code = cli.main(["demo"])

    assert code == 1
    assert capsys.readouterr().err == f"'{wish}' is not a port: give a number such as PORT=8123.\n"


def test_a_taken_port_proposes_another_than_itself() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(Refused, match="PORT=8123"):
            _check_port(taken.getsockname()[1])
