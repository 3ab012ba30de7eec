"""The house's own identity provider, against a local stand-in that answers as OpenID Connect says."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from requests.adapters import BaseAdapter

from catalyse.actors import signin
from catalyse.actors.adapters import ProviderAdapter
from catalyse.actors.tests.factories import person

ORIGIN = "https://id.example.org"
LOGIN = "/compte/oidc/agglo/login/"
CALLBACK = "/compte/oidc/agglo/login/callback/"


class StandIn(BaseAdapter):
    """A provider in memory: what it says of whoever comes is set by the test."""

    def __init__(self):
        super().__init__()
        self.claims = {"sub": "42"}
        self.proof = {}
        self.nonce = None

    def send(self, request, **options):
        answers = {
            "/.well-known/openid-configuration": {
                "issuer": ORIGIN,
                "authorization_endpoint": f"{ORIGIN}/authorize",
                "token_endpoint": f"{ORIGIN}/token",
                "userinfo_endpoint": f"{ORIGIN}/userinfo",
                "jwks_uri": f"{ORIGIN}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/token": {"access_token": "a", "token_type": "Bearer", "id_token": self._token()},
            "/userinfo": self.claims,
        }
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, request.url
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(answers[urlsplit(request.url).path]).encode()
        return response

    def _token(self):
        now = int(time.time())
        said = {"iss": ORIGIN, "aud": "catalyse", "iat": now, "exp": now + 60, **self.claims, **self.proof}
        return jwt.encode(said, "x" * 32, algorithm="HS256")

    def close(self):
        """Nothing is open."""


@pytest.fixture
def provider(settings, monkeypatch):
    told = {
        "provider_id": "agglo",
        "name": "L’agglomération",
        "client_id": "catalyse",
        "secret": "s",
        "server_url": ORIGIN,
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [signin._provider(told)], "OAUTH_PKCE_ENABLED": True}
    }
    stand_in = StandIn()

    def session(self):
        made = requests.Session()
        made.mount(ORIGIN, stand_in)
        return made

    monkeypatch.setattr(ProviderAdapter, "get_requests_session", session)
    return stand_in


def come_back(client, provider):
    """Leaves for the provider and comes back with its answer."""
    leaving = client.post(LOGIN)
    asked = parse_qs(urlsplit(leaving.url).query)
    assert leaving.url.startswith(f"{ORIGIN}/authorize?")
    return client.get(CALLBACK, {"code": "c", "state": asked["state"][0]}, follow=True)


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def officer(here):
    return person("authority_officer", here.authority)


def test_the_page_of_sign_in_names_the_provider(client, provider, db):
    assert LOGIN in client.get(reverse("account_login")).content.decode()


def test_opening_the_link_goes_nowhere_before_the_button(client, provider, db):
    answer = client.get(LOGIN)

    assert answer.status_code == 200
    assert "L’agglomération" in answer.content.decode()


def test_a_proven_address_that_has_an_account_signs_in(client, provider, officer):
    provider.claims |= {"email": officer.email, "email_verified": True}

    come_back(client, provider)

    assert client.session["_auth_user_id"] == str(officer.pk)
    assert SocialAccount.objects.get().user == officer


def test_an_address_that_is_not_proven_takes_nobody_over(client, provider, officer):
    provider.claims |= {"email": officer.email, "email_verified": False}

    answer = come_back(client, provider)

    assert not signed_in(client)
    assert not SocialAccount.objects.exists()
    assert answer.status_code == 200


def test_an_address_without_an_account_opens_none(client, provider, officer, django_user_model):
    provider.claims |= {"email": "stranger@example.org", "email_verified": True}
    before = django_user_model.objects.count()

    come_back(client, provider)

    assert not signed_in(client)
    assert django_user_model.objects.count() == before


def test_a_forged_state_signs_nobody_in(client, provider, officer):
    provider.claims |= {"email": officer.email, "email_verified": True}
    client.post(LOGIN)

    answer = client.get(CALLBACK, {"code": "c", "state": "forged"}, follow=True)

    assert not signed_in(client)
    assert answer.status_code in (200, 401)


def test_who_turned_back_is_told_so_in_our_words(client, provider, db):
    state = parse_qs(urlsplit(client.post(LOGIN).url).query)["state"][0]
    client.cookies["language"] = "en"

    answer = client.get(CALLBACK, {"error": "access_denied", "state": state}, follow=True)

    assert "You turned back" in answer.content.decode()


@pytest.mark.parametrize(
    ("proof", "strong"),
    [({"amr": ["pwd", "mfa"]}, True), ({"acr": "urn:example:mfa"}, True), ({"amr": ["pwd"]}, False), ({}, False)],
)
def test_a_provider_counts_as_a_second_factor_only_when_it_says_so(client, provider, officer, settings, proof, strong):
    settings.STRONG_AUTH = True
    provider.claims |= {"email": officer.email, "email_verified": True}
    provider.proof = proof

    come_back(client, provider)

    answer = client.get("/associations/")
    assert (answer.status_code == 200) is strong
    assert strong or answer.url == reverse("actors:enrol")
