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


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Every commune, for the tests of one file: cases name theirs. Nothing of it stays for other files."""
    with django_db_blocker.unblock(), transaction.atomic():
        if not Commune.objects.exists():
            loading.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def flers(country: None, django_db_blocker: Any) -> Iterator[None]:
    """The founding case, whole; each test's changes are undone, and at the end all of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_case(ROOT / "cases" / "flers.yaml")
        yield
        transaction.set_rollback(True)
