"""The project's own command line: ``.venv/bin/catalyse COMMAND``.

The house's own verbs are below; every other one is a Django command of some room.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable

from catalyse.kernel import database
from catalyse.kernel.database.__main__ import main as database_command

THREADS = "4"
WITHOUT_DATABASE = {"help", "version", "check", "makemessages", "compilemessages", "collectstatic", "diffsettings"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    verb, *rest = (sys.argv[1:] if arguments is None else arguments) or ["help"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "catalyse.settings")
    own = OWN.get(verb)
    if own and not (verb == "demo" and rest[:1] == ["load"]):
        return own(rest)
    try:
        return _django(verb, rest)
    except (database.DatabaseUnavailable, database.AddressError) as error:
        print(error, file=sys.stderr)
        return 1


def demo(rest: list[str]) -> int:
    """``demo [PORT]``: open the demo (PORT and RESET=1 may come from the environment)."""
    from catalyse.kernel.supervisor import House, open_house

    wished = (rest or [os.environ.get("PORT") or "8000"])[0]
    if not wished.isdigit() or not 0 < int(wished) < 65536:
        print(f"'{wished}' is not a port: give a number such as PORT=8123.", file=sys.stderr)
        return 1
    reset = os.environ.get("RESET", "") not in {"", "0"}
    command = [sys.executable, "-m", "catalyse.cli"]
    return open_house(House(database.current().var, int(wished), command, reset))


def prepare(rest: list[str]) -> int:
    """``prepare``: migrate, load the demo where it is wanted, gather the static files where they changed."""
    import django

    _assume_the_demo()
    database.ensure_running()
    django.setup()
    from catalyse.kernel.preparation import gather_static, migrate

    migrate()
    if os.environ.get("CATALYSE_DEMO") == "1":
        load_demo()
    gather_static()
    return 0


def load_demo() -> None:
    """Hand over to the room that knows the demo; it returns at once when the demo is there already."""
    if importlib.util.find_spec("catalyse.today.demo"):
        load = getattr(importlib.import_module("catalyse.today.demo"), "load", None)
        if load is not None:
            load()


def web(rest: list[str]) -> int:
    """``web``: serve the house with granian (HOST, PORT, CATALYSE_WEB_WORKERS)."""
    workers = os.environ.get("CATALYSE_WEB_WORKERS", "2")
    address = ["--host", os.environ.get("HOST", "127.0.0.1"), "--port", os.environ.get("PORT", "8000")]
    limits = ["--workers", workers, "--blocking-threads", THREADS, "--workers-kill-timeout", "3"]
    care = ["--respawn-failed-workers", "--no-ws", "--interface", "wsgi"]
    return _become("granian", *care, *address, *limits, *rest, "catalyse.wsgi:application")


def worker(rest: list[str]) -> int:
    """``worker``: do the long work, two jobs at a time."""
    return _django("procrastinate", ["worker", "--concurrency", "2", *rest])


def engine(rest: list[str]) -> int:
    """``engine NAME < in.json > out.json``: ask an engine; ``engine NAME schema`` prints what it takes."""
    import json

    from catalyse.engines.commands import ENGINES, run

    if not rest:
        print("\n".join(f"{one.name:12} {one.says}" for one in ENGINES.values()))
        return 0
    try:
        asked = rest[0] in ENGINES and rest[1:] == ["schema"]
        answer = ENGINES[rest[0]].schema if asked else run(rest[0], json.load(sys.stdin))
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    except ValueError as fault:  # of the document, or of a sign in it that no text holds
        print(fault, file=sys.stderr)
        return 1
    return 0


def _become(module: str, *arguments: str) -> int:
    """Replace this process by a module: one process fewer between a signal and who must hear it."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])


def _django(verb: str, rest: list[str]) -> int:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    _assume_the_demo()
    if verb not in WITHOUT_DATABASE:
        database.ensure_running()
    if [verb, *rest[:1]] == ["demo", "load"]:
        import django

        django.setup()
        load_demo()
        return 0
    try:
        execute_from_command_line(["catalyse", verb, *rest])
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _assume_the_demo() -> None:
    """By hand, in a clone with its embedded server and no secret, a command means the demo's data."""
    modes = ("CATALYSE_SECRET_KEY", "CATALYSE_DEMO", "CATALYSE_DEBUG", "CATALYSE_TESTING", "DATABASE_URL")
    if not any(os.environ.get(name) for name in modes):
        os.environ["CATALYSE_DEMO"] = "1"


OWN: dict[str, Callable[[list[str]], int]] = {
    "db": database_command,
    "demo": demo,
    "engine": engine,
    "prepare": prepare,
    "web": web,
    "worker": worker,
}


if __name__ == "__main__":
    sys.exit(main())
