"""The embedded PostgreSQL: started, stopped, killed, raced, moved, and kept out of locked folders."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from catalyse.kernel import database
from catalyse.kernel.database import PLANNING, AddressError, Cluster, DatabaseUnavailable, Server, database_settings
from catalyse.kernel.database import cluster as cluster_module
from catalyse.kernel.database.server import initdb_options
from catalyse.kernel.processes import alive


def connect(server: Server) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(server.cluster.sockets), user="catalyse", dbname="catalyse", autocommit=True)


def write(server: Server) -> None:
    with connect(server) as session:
        session.execute("create table kept (n int)")
        session.execute("insert into kept values (42)")


def read(server: Server) -> object:
    with connect(server) as session:
        row = session.execute("select n from kept").fetchone()
    return row and row[0]


def test_what_was_written_is_there_after_a_stop_and_a_start(var: Path) -> None:
    server = Server(Cluster(var, "test"))
    assert server.start()
    write(server)

    with connect(server):
        assert server.connections() == 1
    assert server.stop()
    assert server.connections() == 0
    assert not server.answers()
    assert not server.cluster.sockets.exists()
    assert server.start()

    assert read(server) == 42
    assert not server.start(), "a server that answers is not started again"


def test_what_was_committed_survives_a_kill_of_the_server(var: Path) -> None:
    server = Server(Cluster(var, "main"))
    server.start()
    write(server)
    pid = server.pid()
    assert pid is not None

    os.kill(pid, signal.SIGKILL)

    assert server.start()
    assert server.pid() != pid
    assert read(server) == 42


def test_two_who_start_the_same_cold_folder_both_find_it_running(var: Path) -> None:
    command = [sys.executable, "-m", "catalyse.kernel.database", "start"]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"CATALYSE_VAR": str(var), "CATALYSE_CLUSTER": "test"}

    both = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [child.communicate(timeout=60)[0] for child in both]

    assert [child.returncode for child in both] == [0, 0]
    assert all(line.startswith("running") for line in said)
    assert len(list(var.glob("pg-test*"))) == 2, "one data folder and one lock"


def test_a_pid_that_lives_on_as_another_program_is_not_taken_for_the_server(var: Path) -> None:
    server = Server(Cluster(var, "test"))
    server.start()
    server.stop()

    (server.cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.cluster.data}\n")

    assert server.pid() is None
    assert server.start()


def test_a_cluster_half_made_is_made_again(var: Path) -> None:
    server = Server(Cluster(var, "test"))
    (var / "pg-test.new").mkdir(parents=True)
    (var / "pg-test.new" / "PG_VERSION").write_text("18")

    server.start()

    assert server.answers()
    assert not (var / "pg-test.new").exists()


def test_root_keeps_the_data_outside_a_folder_that_the_servers_user_cannot_enter(locked_var: Path) -> None:
    server = Server(Cluster(locked_var, "main"))

    server.start()
    write(server)

    assert read(server) == 42
    assert stat.S_IMODE(locked_var.parent.stat().st_mode) == 0o700, "nobody's folder was opened"
    if os.geteuid() == 0:
        folder = Path(server.cluster.record.read_text().strip())
        assert folder.parent == cluster_module.ELSEWHERE
        assert server.cluster.data == folder / "pg"
    else:
        folder = server.cluster.data
        assert folder == locked_var / "pg"
    server.remove()
    assert not folder.exists()
    assert not server.cluster.record.exists()


def test_data_elsewhere_follow_a_clone_that_moves_and_not_one_that_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "ELSEWHERE", tmp_path / "elsewhere")
    monkeypatch.setattr(cluster_module.Account, "can_enter", lambda self, folder: False)
    first = Cluster(tmp_path / "first" / "var", "main")
    first.settle()
    folder = first.elsewhere()
    assert folder is not None

    shutil.copytree(tmp_path / "first", tmp_path / "copy")
    copied = Cluster(tmp_path / "copy" / "var").elsewhere()
    shutil.move(tmp_path / "first", tmp_path / "moved")
    moved = Cluster(tmp_path / "moved" / "var").elsewhere()

    assert copied is None
    assert moved == folder


def test_the_sockets_folder_is_short_private_and_nobody_elses(var: Path) -> None:
    far = Cluster(var / ("long" * 40), "test")
    assert len(str(far.sockets / ".s.PGSQL.5432")) < 107

    server = Server(Cluster(var, "test"))
    server.cluster.sockets.symlink_to(var.parent)
    with pytest.raises(DatabaseUnavailable, match="belongs to another user"):
        server.start()
    server.cluster.sockets.unlink()
    server.start()

    assert stat.S_IMODE(server.cluster.sockets.stat().st_mode) == 0o700


def test_a_tied_server_ends_with_the_one_who_started_it(var: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from catalyse.kernel.database import Cluster, Server\n"
        "server = Server(Cluster(Path(sys.argv[1]), 'test')); server.start(tied=True)\n"
        "print(server.pid(), flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(var)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    pid = int(child.stdout.readline())

    child.kill()
    child.communicate()

    limit = time.monotonic() + 10
    while alive(pid) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not alive(pid)


def test_a_server_of_another_version_says_so(var: Path) -> None:
    server = Server(Cluster(var, "test"))
    server.start()
    server.stop()
    (server.cluster.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(DatabaseUnavailable, match="another version of PostgreSQL"):
        server.start()


def test_without_any_postgresql_one_sentence_says_what_to_install(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_candidates", list)

    with pytest.raises(DatabaseUnavailable, match="install the package 'postgresql'"):
        Cluster(var, "test").binaries()


def test_before_version_17_no_builtin_locale_is_asked_for() -> None:
    old, new = initdb_options(15, durable=True), initdb_options(18, durable=True)

    assert not any("builtin" in option for option in old)
    assert any("builtin" in option for option in new)
    assert "--no-sync" in initdb_options(18, durable=False)
    assert "--no-sync" not in new


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://ann:p%40ss@db.example:5433/house?sslmode=require",
            ("house", "ann", "p@ss", "db.example", "5433", {"sslmode": "require", "options": PLANNING}),
        ),
        ("postgres:///house?host=/run/postgresql", ("house", "", "", "/run/postgresql", "", {"options": PLANNING})),
        ("postgres://db.example/house?options=", ("house", "", "", "db.example", "", {"options": ""})),
    ],
)
def test_a_database_url_is_read_whole(url: str, expected: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    read = database_settings()

    assert tuple(read[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == expected
    assert read["ENGINE"] == "django.db.backends.postgresql"


def test_a_database_url_of_another_kind_is_refused_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://localhost/house")

    with pytest.raises(AddressError, match="postgresql://user:password@host:5432/name"):
        database_settings()


def test_an_external_server_is_neither_started_nor_stopped(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/house")
    monkeypatch.setenv("CATALYSE_VAR", str(var))

    database.ensure_running()
    database.reset()
    stopped = database.stop()

    assert stopped is False
    assert not var.exists()


def test_a_zombie_is_not_alive() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    with contextlib.suppress(ChildProcessError):
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert not alive(child.pid)
    assert alive(os.getpid())
    child.wait()
