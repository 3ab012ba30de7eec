#!/usr/bin/env python3
"""Make the environment of this clone, then run a command of the house in it.

    python3 bootstrap.py [--dev | --bench] [-m MODULE | COMMAND] [ARGUMENTS]

Standard library only, and only syntax that an old Python reads too: whoever comes with one gets a
sentence, not a traceback. Everything installed comes from a lock file, checked by its hashes.
"""

from __future__ import print_function

import hashlib
import json
import os
import signal
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "catalyse-installed.json")
UNFINISHED = os.path.join(VENV, "catalyse-unfinished")
LOG = os.path.join(VENV, "catalyse-install.log")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock", "bench": "requirements-bench.lock"}
HOLDS = {"run": ["run"], "dev": ["run", "dev"], "bench": ["run", "dev", "bench"]}
NEWEST_FIRST = ["python3.14", "python3.13", "python3.12", "python3.11"]
NEEDED = (3, 11)
ROOM_NEEDED = {"run": 500, "dev": 1200, "bench": 1800}  # MB, downloads included


class Refused(Exception):
    """The environment cannot be made; the message is one sentence that says how to put it right."""


def main(arguments):
    need = "run"
    if arguments[:1] in (["--dev"], ["--bench"]):
        need, arguments = arguments[0][2:], arguments[1:]
    try:
        use_a_recent_python()
        make_environment(need)
    except KeyboardInterrupt:
        return 130
    except Refused as reason:
        print(reason, file=sys.stderr)
        return 1
    except EnvironmentError as error:
        print(sentence_of(error), file=sys.stderr)
        return 1
    if arguments:
        module = arguments[1:] if arguments[0] == "-m" else ["catalyse.cli"] + arguments
        os.environ["PYTHONUNBUFFERED"] = "1"
        os.execv(python(), [python(), "-m"] + module)
    return 0


def use_a_recent_python():
    """Go on under a newer Python of this machine when this one is too old."""
    if sys.version_info >= NEEDED:
        return
    for name in NEWEST_FIRST:
        path = find_program(name)
        if path and os.environ.get("CATALYSE_BOOTSTRAP") != path:
            os.environ["CATALYSE_BOOTSTRAP"] = path
            os.execv(path, [path, os.path.join(ROOT, "bootstrap.py")] + sys.argv[1:])
    raise Refused(
        "Catalyse needs Python %d.%d or newer and this is Python %d.%d: install python3.11 (or newer), "
        "or name yours with 'make demo PYTHON=/path/to/python3'." % (NEEDED + tuple(sys.version_info[:2]))
    )


def find_program(name):
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            with open(os.devnull, "w") as nowhere:  # a shim may be there and refuse
                if subprocess.call([path, "-c", ""], stdout=nowhere, stderr=nowhere) == 0:
                    return path
    return None


def make_environment(need):
    """Do nothing when all is as the lock says; else one starter at a time makes it so."""
    if not is_complete(need):
        import fcntl

        signal.signal(signal.SIGTERM, interrupt)
        signal.signal(signal.SIGINT, interrupt)
        with open(os.path.join(ROOT, ".venv.lock"), "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except EnvironmentError:
                say("Another installation of this folder is going on: waiting for it...")
                fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_complete(need):
                install(need, lock.fileno())
    write_entry_points()


def interrupt(number, frame):
    raise KeyboardInterrupt


def is_complete(need):
    try:
        with open(STAMP) as stamp:
            installed = json.load(stamp).get(need) == fingerprint(need)
    except (EnvironmentError, ValueError):
        return False
    return installed and not os.path.exists(UNFINISHED) and works()


def fingerprint(need):
    with open(os.path.join(ROOT, LOCKS[need]), "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def works():
    """Whether the environment's Python starts: it does not when the one it was made from is gone."""
    try:
        return subprocess.call([python(), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]) == 0
    except EnvironmentError:
        return False


def python():
    return os.path.join(VENV, "bin", "python")


def install(need, lock):
    import shutil

    check_modules()
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < ROOM_NEEDED[need]:
        raise Refused(
            "The disk of %s has %d MB left and the installation needs %d: free some room, then start again."
            % (ROOT, free, ROOM_NEEDED[need])
        )
    if os.path.exists(UNFINISHED) or not works():
        shutil.rmtree(VENV, ignore_errors=True)
        say("Making the environment in .venv...")
        run([sys.executable, "-m", "venv", "--clear", VENV], lock, "The environment could not be made")
    say("Installing from %s (the first time takes about a minute)..." % LOCKS[need])
    open(UNFINISHED, "w").close()
    pip = [python(), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--no-input"]
    pip += ["--disable-pip-version-check", "--no-compile", "--only-binary", ":all:", "--root-user-action", "ignore"]
    run(pip + ["-r", os.path.join(ROOT, LOCKS[need])], lock, "The installation did not succeed")
    # What tests need holds all that running needs, what measures need all that tests do: a test keeps it so.
    done = dict((name, fingerprint(name)) for name in HOLDS[need])
    write(STAMP, json.dumps(done))
    os.remove(UNFINISHED)


def check_modules():
    """Some systems ship Python without what makes an environment."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        package = "python%d.%d-venv" % tuple(sys.version_info[:2])
        raise Refused(
            "This Python comes without its 'venv' module: install it (on Debian or Ubuntu: "
            "'apt-get install %s'), then start again." % package
        )


def run(command, lock, fault):
    """Run a step, which holds the lock too: should we be killed, nobody starts before it has ended."""
    environment = dict(os.environ, PYTHONUTF8="1")
    environment.pop("PIP_REQUIRE_VIRTUALENV", None)
    try:
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=[lock]
        )
        said = child.communicate()[0].decode("utf-8", "replace")
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise Refused("Interrupted; the next start goes on from here.")
    if os.path.isdir(VENV):
        write(LOG, said)
    if child.returncode:
        raise Refused("%s: %s" % (fault, why(said)))


def why(said):
    if "No space left on device" in said:
        return "the disk is full; free some room, then start again."
    if "DO NOT MATCH THE HASHES" in said:
        return "a downloaded package is not the one that the lock file names, and nothing was installed; try again."
    signs = ("NewConnectionError", "Max retries exceeded", "ReadTimeout", "NameResolutionError", "ProxyError")
    if any(sign in said for sign in signs):
        return "the package registry cannot be reached; check the network (or PIP_INDEX_URL), then start again."
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines or ["it gave no reason"]
    return "%s (more in %s)" % (errors[-1], LOG)


def write_entry_points():
    """No build backend: a path file lets the environment find the house, a small script names it."""
    library = os.path.join(VENV, "lib")
    for name in os.listdir(library):
        packages = os.path.join(library, name, "site-packages")
        if os.path.isdir(packages):
            write(os.path.join(packages, "catalyse.pth"), ROOT + "\n")
    script = os.path.join(VENV, "bin", "catalyse")
    write(script, '#!/bin/sh\nexec "%s" -m catalyse.cli "$@"\n' % python().replace('"', '\\"'))
    if not os.access(script, os.X_OK):
        os.chmod(script, 0o755)


def write(path, text):
    """Write what is not written yet, whole or not at all."""
    try:
        with open(path, "rb") as there:
            if there.read() == text.encode("utf-8"):
                return
    except EnvironmentError:
        pass
    draft = "%s.%d" % (path, os.getpid())
    with open(draft, "wb") as new:
        new.write(text.encode("utf-8"))
    os.rename(draft, path)


def say(line):
    print(line)
    sys.stdout.flush()


def sentence_of(error):
    place = error.filename or ROOT
    if error.errno == 28:
        return "The disk of %s is full: free some room, then start again." % place
    if error.errno in (1, 13, 30):
        return "%s cannot be written: give yourself the right to write there, then start again." % place
    return "%s: %s." % (place, error.strerror)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
