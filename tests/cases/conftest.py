"""The founding case, loaded once for the tests that read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from catalyse.places import loading
from catalyse.places.models import Commune
from catalyse.today.case import load_case
from tests.house.code import ROOT


@pytest.fixture(scope="session")
def country(django_db_setup: None, django_db_blocker: Any) -> None:
    """Every commune, committed: cases name theirs."""
    with django_db_blocker.unblock():
        if not Commune.objects.exists():
            loading.load()


@pytest.fixture(scope="module")
def flers(country: None, django_db_blocker: Any) -> Iterator[None]:
    """The founding case, whole; each test's changes are undone, and at the end all of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_case(ROOT / "cases" / "flers.yaml")
        yield
        transaction.set_rollback(True)
