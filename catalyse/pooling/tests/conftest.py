import pytest
from django.test import Client

from catalyse.pooling.tests.factories import Group, user_of


@pytest.fixture
def group(db) -> Group:
    return Group()


@pytest.fixture
def client_of(client: Client):
    def become(actor) -> Client:
        client.force_login(user_of(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return become
