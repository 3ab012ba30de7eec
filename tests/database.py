"""A test database per process, copied from a template that is made once for each set of migrations.

The template's name holds a hash of every migration, so an edited one is never missed. A copy bears
the process's number (and ``CATALYSE_TEST_DB_SUFFIX``): any number of runs go on at the same time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from catalyse.kernel.database import ensure_running
from catalyse.kernel.processes import alive

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

TEMPLATE = "catalyse_template_"
COPY = "catalyse_test_"
KEPT_TEMPLATES = 3
LOCK = 20070911


@contextmanager
def private_database() -> Iterator[str]:
    """The name of a migrated database that this process alone uses, dropped at the end."""
    from django.db import connection, connections

    ensure_running()
    name = own_name()
    template = f"{TEMPLATE}{migrations_hash()}"
    with _server(connection) as run:
        run(f"select pg_advisory_lock({LOCK})")
        existing = {row[0] for row in run("select datname from pg_database")}
        if template not in existing:
            _make_template(connection, run, template)
        _sweep(run, existing, template)
        _copy(run, template, name)
    _point(connection, name)
    yield name
    connections.close_all()
    with _server(connection) as run:
        run(f'drop database if exists "{name}" with (force)')


def own_name() -> str:
    """The name of this process's database."""
    return f"{COPY}{os.environ.get('CATALYSE_TEST_DB_SUFFIX', '')}_{os.getpid()}"


def restore() -> None:
    """Make the database new again after a test that committed, with all that migrations put there.

    Django would empty every table instead, the lists that migrations filled included.
    """
    from django.db import connection, connections

    connections.close_all()
    with _server(connection) as run:
        _copy(run, f"{TEMPLATE}{migrations_hash()}", own_name())


def _copy(run: _Run, template: str, name: str) -> None:
    run(f'drop database if exists "{name}" with (force)')
    run(f'create database "{name}" template "{template}"')


@contextmanager
def another_database(label: str, template: str = "") -> Iterator[str]:
    """The name of one more copy, on which everything works while this lasts; it is dropped at the end."""
    with kept_database(label, template) as name, working_on(name):
        yield name


@contextmanager
def kept_database(label: str, template: str = "") -> Iterator[str]:
    """The name of one more copy, on which nobody works yet; it is dropped at the end.

    `template` names a database of this process to copy instead of the migrated one; nobody may be using it.
    """
    from django.db import connection

    connection.close()  # it may be what is copied
    name = f"{COPY}{os.environ.get('CATALYSE_TEST_DB_SUFFIX', '')}_{label}_{os.getpid()}"
    with _server(connection) as run:
        run(f'drop database if exists "{name}" with (force)')
        run(f'create database "{name}" template "{template or f"{TEMPLATE}{migrations_hash()}"}"')
    yield name
    with _server(connection) as run:
        run(f'drop database if exists "{name}" with (force)')


@contextmanager
def working_on(name: str) -> Iterator[None]:
    """Everything works on that database while this lasts, then again on the one before."""
    from django.db import connection

    before = str(connection.settings_dict["NAME"])
    _point(connection, name)
    try:
        yield
    finally:
        _point(connection, before)


@cache
def migrations_hash() -> str:
    """Twelve letters that change when any migration of any installed application does."""
    from django.apps import apps

    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        for path in sorted(Path(config.path).glob("migrations/**/*")):
            if path.suffix in {".py", ".sql"}:
                digest.update(f"{config.name}/{path.name}".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _make_template(connection: BaseDatabaseWrapper, run: _Run, template: str) -> None:
    """Migrate under a draft name, so that a run killed half-way leaves no half template."""
    from django.core.management import call_command

    draft = f"{template}_draft"
    run(f'drop database if exists "{draft}" with (force)')
    run(f'create database "{draft}" template template0')
    _point(connection, draft)
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    connection.close()
    run(f'alter database "{draft}" rename to "{template}"')


def _sweep(run: _Run, existing: set[str], template: str) -> None:
    """Drop copies whose process is gone and templates of long ago."""
    for name in existing:
        pid = name.rpartition("_")[2]
        if name.startswith(COPY) and pid.isdigit() and not alive(int(pid)):
            run(f'drop database if exists "{name}" with (force)')
    rows = run(f"select datname from pg_database where datname like '{TEMPLATE}%' order by oid desc")
    old = [row[0] for row in rows if row[0] != template]
    for name in old[KEPT_TEMPLATES:]:
        run(f'drop database if exists "{name}" with (force)')


def _point(connection: BaseDatabaseWrapper, name: str) -> None:
    from django.conf import settings

    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@contextmanager
def _server(connection: BaseDatabaseWrapper) -> Iterator[_Run]:
    """Statements outside any database of ours; closing the session frees the advisory lock."""
    import psycopg

    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    for ours in ("cursor_factory", "context", "server_side_binding", "isolation_level", "assume_role", "pool"):
        parameters.pop(ours, None)
    with psycopg.connect(**parameters, autocommit=True) as session:
        yield lambda statement: _rows(session.execute(statement))


def _rows(cursor: psycopg.Cursor[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return cursor.fetchall() if cursor.description else []


if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    _Run = Callable[[str], list[tuple[str, ...]]]
