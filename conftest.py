"""What every test of the house gets without asking: its own database, no network, a French browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.test import TransactionTestCase
from django.utils import translation

from tests import network
from tests.database import private_database, restore
from tools import chromium

hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

network.forbid()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a page is a browser test: ``-m 'not browser'`` leaves it out."""
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def in_french() -> None:
    """Each test begins in the house's first language: a request leaves its own behind in the process."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A migrated database of this process's own, in a tenth of a second once its template is there."""
    TransactionTestCase._fixture_teardown = lambda self: restore()  # type: ignore[method-assign]
    with django_db_blocker.unblock(), private_database():
        yield


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """A browser test speaks to the served house: ``page.goto("/")``."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, kept from calling home."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HELP, pytrace=False)
    return browser_type_launch_args | {"executable_path": path, "args": chromium.ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A French visitor in Paris."""
    return browser_context_args | {"locale": "fr-FR", "timezone_id": "Europe/Paris"}
