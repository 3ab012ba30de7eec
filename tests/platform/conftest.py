"""A folder to start servers in, cleared afterwards whatever happened."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalyse.kernel.database import Cluster, Server


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder that every user can enter, as the ``var`` of some clone."""
    folder = Path(tempfile.mkdtemp(prefix="catalyse-try-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "var"
    _clear(folder / "var")
    shutil.rmtree(folder)


@pytest.fixture
def locked_var() -> Iterator[Path]:
    """The same below a folder of mode 0700."""
    folder = Path(tempfile.mkdtemp(prefix="catalyse-try-", dir="/tmp"))
    (folder / "locked").mkdir(mode=0o700)
    yield folder / "locked" / "var"
    _clear(folder / "locked" / "var")
    shutil.rmtree(folder)


def _clear(var: Path) -> None:
    for name in ("test", "main"):
        if var.is_dir():
            Server(Cluster(var, name)).remove()
