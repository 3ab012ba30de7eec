"""``python -m catalyse.kernel.database start|stop|status|reset``: the embedded server by hand."""

from __future__ import annotations

import sys

from catalyse.kernel import database


def main(arguments: list[str]) -> int:
    """Do what the one argument says; the exit code of ``status`` tells whether the server answers."""
    verb = arguments[0] if len(arguments) == 1 else ""
    if verb not in {"start", "stop", "status", "reset"}:
        print("Say one of: start, stop, status, reset.", file=sys.stderr)
        return 2
    if database.is_external():
        print("DATABASE_URL names a server of yours: start and stop it by its own means.")
        return 0
    cluster = database.current()
    try:
        if verb == "start":
            database.ensure_running()
        elif verb == "stop":
            database.stop()
        elif verb == "reset":
            database.reset()
        running = database.is_running()
    except database.DatabaseUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{'running' if running else 'stopped'}: data in {cluster.data}, sockets in {cluster.sockets}")
    return 1 if verb == "status" and not running else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
