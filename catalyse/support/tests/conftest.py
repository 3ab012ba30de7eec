"""The invented territory, and a browser without script that becomes somebody."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from catalyse.kernel.access import Actor
from catalyse.places.models import Commune
from catalyse.support.tests.factories import Territory, user_of


@pytest.fixture
def bocage(db) -> Territory:
    return Territory("Bocage")


@pytest.fixture
def placed(bocage: Territory) -> Territory:
    Commune.objects.filter(pk=bocage.commune.pk).update(latitude=Decimal("48.75"), longitude=Decimal("-0.57"))
    bocage.commune.refresh_from_db()
    return bocage


@pytest.fixture
def as_person(client: Client):
    """A client signed in as that actor."""

    def become(actor: Actor) -> Client:
        client.force_login(user_of(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return become
