"""A served house for people in browsers: one server, and a database of its own for each story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from catalyse.kernel import clock
from catalyse.places import loading
from catalyse.today.case import load_case
from tests.database import another_database, kept_database, own_name, working_on
from tests.house.code import ROOT

FLERS = ROOT / "cases" / "flers.yaml"
EMPTY = date.min  # the key of the country alone, before any case


@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[str]:
    """The address of the house; it works on the database of the story that is told."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


class Calendar:
    """The day on which everybody is; turning a page is what the world does by itself."""

    def __init__(self, day: date):
        self.day = day

    def turns(self, days: int = 1) -> None:
        self.day += timedelta(days=days)

    def iso(self, days: int = 0) -> str:
        """A day from today, as a field of a form takes it."""
        return (self.day + timedelta(days=days)).isoformat()


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """Today, and the days that the story lets pass."""
    found = Calendar(timezone.localdate())
    monkeypatch.setattr(clock, "demo_day", lambda: found.day)
    return found


@pytest.fixture
def empty_house(site: str, django_db_blocker: Any) -> Iterator[str]:
    """A house in which nobody has been yet."""
    with django_db_blocker.unblock(), another_database("empty"):
        yield site


@pytest.fixture(scope="session")
def flers_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Says the name of a database that holds the founding case as it was on a day; each is loaded once."""
    with django_db_blocker.unblock(), ExitStack() as kept:
        names: dict[date | None, str] = {}

        def country() -> str:
            name = kept.enter_context(kept_database("country"))
            with working_on(name):
                loading.load()
            return name

        def database(day: date | None) -> str:
            if day not in names:
                place = names.setdefault(EMPTY, "") or country()
                names[EMPTY] = place
                name = kept.enter_context(kept_database(f"flers{len(names)}", place))
                with working_on(name):
                    load_case(FLERS, until=day)
                names[day] = name
            return names[day]

        yield database


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """After a story the process works on its own database again, so that the next test of any file finds it empty."""
    yield
    assert connection.settings_dict["NAME"] == own_name()


@contextmanager
def flers_on(database: Any, blocker: Any, loaded: date | None, today: date) -> Iterator[None]:
    """A copy of the founding case, in which whatever is done is gone at the end; everybody is on that day."""
    with blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "demo_day", lambda: today)
        with another_database("story", database(loaded)):
            yield
