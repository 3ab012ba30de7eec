"""What Django needs to reach the database."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from catalyse.kernel.database.cluster import DATABASE, ROLE, current


class AddressError(RuntimeError):
    """``DATABASE_URL`` cannot be read; the message says what to write."""


# A record is read with the names that its head shows: ten joins on primary keys, whose best order is the one written.
# Looking for a better one takes PostgreSQL longer than the query itself (measured on a support: 11 ms, 5 ms so).
PLANNING = "-c join_collapse_limit=4"


def database_settings() -> dict[str, Any]:
    """Django's ``DATABASES["default"]``: from ``DATABASE_URL``, else the embedded server's socket."""
    url = os.environ.get("DATABASE_URL")
    settings = _from_url(url) if url else _embedded()
    settings |= {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    settings["OPTIONS"].setdefault("options", PLANNING)
    return settings


def _embedded() -> dict[str, Any]:
    return {"NAME": DATABASE, "USER": ROLE, "HOST": str(current().sockets), "PORT": "", "OPTIONS": {}}


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise AddressError("DATABASE_URL must read postgresql://user:password@host:5432/name.")
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", None) or parts.port or ""),
        "OPTIONS": options,
    }
