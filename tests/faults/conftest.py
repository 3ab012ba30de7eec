"""One house for all fault tests of a process, and a mail server that records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.house import House
from tests.faults.smtp import Recorder


@pytest.fixture(scope="session")
def server() -> Iterator[Recorder]:
    with Recorder(pause=0.04) as recorder:
        yield recorder


@pytest.fixture(scope="session")
def harmed(server: Recorder) -> Iterator[House]:
    """A house that is really open: supervisor, web, worker, PostgreSQL that writes through to the disk."""
    house = House(server.port)
    try:
        yield house.open()
    finally:
        house.close()
