"""What tests stand on: no network, a database of one's own, steps that run all and tell all."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.database import migrations_hash
from tests.network import NetworkForbidden
from tools import chromium, steps


def test_no_test_reaches_the_world() -> None:
    with socket.socket() as out, pytest.raises(NetworkForbidden):
        out.connect(("192.0.2.1", 80))
    with socket.socket() as out, pytest.raises(NetworkForbidden):
        out.connect_ex(("registry.example", 443))


@pytest.mark.django_db
def test_the_database_is_this_process_s_own_and_migrated() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_database(), count(*) from django_migrations")
        name, count = cursor.fetchone()

    assert name.endswith(f"_{os.getpid()}")
    assert count > 10


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_the_database_as_migrations_made_it(turn: str) -> None:
    from django.contrib.contenttypes.models import ContentType

    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('left_behind')")
        found = cursor.fetchone()[0]
        cursor.execute("create table left_behind ()")

    assert found is None
    assert ContentType.objects.exists(), "what migrations put there is there again"


def test_the_template_changes_with_any_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps

    (tmp_path / "migrations").mkdir()
    room = type("Room", (), {"name": "room", "path": str(tmp_path)})
    monkeypatch.setattr(apps, "get_app_configs", lambda: [room])
    names = [migrations_hash.__wrapped__()]

    for text in ("first", "edited"):
        (tmp_path / "migrations" / "0001_initial.py").write_text(text)
        names.append(migrations_hash.__wrapped__())

    assert len(set(names)) == 3


def test_every_step_runs_and_the_failed_ones_are_named(capfd: pytest.CaptureFixture[str]) -> None:
    say = [sys.executable, "-c", "import sys; print('why it failed'); sys.exit(1)"]

    code = steps.run([("first", say), ("second", [sys.executable, "-c", ""])])

    out = capfd.readouterr().out
    assert code == 1
    assert "    why it failed" in out
    assert "second           ok" in out
    assert "Failed: first" in out


def test_a_script_that_is_not_there_is_said_in_a_sentence(capsys: Any) -> None:
    assert steps.main(["script", "tools/nothing.py"]) == 1
    assert capsys.readouterr().err == "tools/nothing.py is not part of this version of Catalyse.\n"


def test_a_browser_that_only_pretends_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, code in (("chromium", 1), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    monkeypatch.delenv("CHROMIUM", raising=False)
    chromium.find.cache_clear()

    found = chromium.find()

    chromium.find.cache_clear()
    assert found == str(tmp_path / "google-chrome")
