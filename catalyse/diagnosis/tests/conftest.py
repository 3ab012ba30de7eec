"""What the tests of diagnoses share."""

import pytest
from django.test import Client

from catalyse.diagnosis.tests.factories import Territory, user_of
from catalyse.kernel.access import Actor


@pytest.fixture
def flers() -> Territory:
    return Territory("Bocage")


@pytest.fixture
def client_of(client: Client):
    def become(actor: Actor) -> Client:
        client.force_login(user_of(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return become
