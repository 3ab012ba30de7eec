"""The invented territory, and a browser without script that becomes somebody."""

from __future__ import annotations

import pytest
from django.test import Client

from catalyse.kernel.access import Actor
from catalyse.support.tests.factories import Territory, user_of


@pytest.fixture
def bocage(db) -> Territory:
    return Territory("Bocage")


@pytest.fixture
def as_person(client: Client):
    """A client signed in as that actor."""

    def become(actor: Actor) -> Client:
        client.force_login(user_of(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return become
