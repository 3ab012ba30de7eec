"""Where the house keeps its data: a PostgreSQL named by ``DATABASE_URL``, else the embedded one.

The rest of the house knows these names only, so that the embedded server can be swapped.
Nothing is started by an import: commands start the server, settings only say where it is.
"""

from catalyse.kernel.database.address import PLANNING, AddressError, database_settings
from catalyse.kernel.database.cluster import Cluster, DatabaseUnavailable, clone_root, current
from catalyse.kernel.database.server import Server

__all__ = [
    "PLANNING",
    "AddressError",
    "Cluster",
    "DatabaseUnavailable",
    "Server",
    "clone_root",
    "current",
    "database_settings",
    "ensure_running",
    "in_use",
    "is_external",
    "is_running",
    "reset",
    "stop",
]


def is_external() -> bool:
    """Whether ``DATABASE_URL`` names a server that is not ours to start or stop."""
    import os

    return bool(os.environ.get("DATABASE_URL"))


def ensure_running() -> None:
    """A server that answers, and in it the database: started when it is ours and not up yet."""
    if not is_external():
        Server(current()).start()


def is_running() -> bool:
    """Whether the embedded server answers (an external one is not asked)."""
    return Server(current()).answers()


def in_use() -> bool:
    """Whether anybody is connected to the embedded server."""
    return Server(current()).connections() > 0


def stop() -> bool:
    """Stop the embedded server; True when it was running. An external one is left alone."""
    return False if is_external() else Server(current()).stop()


def reset() -> None:
    """Stop the embedded server and remove its data, wherever this clone put them."""
    if not is_external():
        Server(current()).remove()
