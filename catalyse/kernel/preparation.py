"""What must be done before the house opens: migrations under a lock, static files gathered."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

LOCK = 20080311


def migrate() -> None:
    """Bring the tables up to date; two machines that start at once do it one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])


def migrate_if_new() -> None:
    """Make the tables of a database that has none: whoever begins by reading the registers has not opened the house."""
    if not connection.introspection.table_names():
        migrate()


def gather_static() -> bool:
    """Gather and compress the static files when one of them changed; True when that was so."""
    stamp = Path(settings.STATIC_ROOT) / ".gathered"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=Path(settings.STATIC_ROOT).exists())
    stamp.write_text(wanted)
    return True


def _fingerprint() -> str:
    """Changes when a static file comes, goes or is written."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
