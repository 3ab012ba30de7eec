"""A key (passkey), in a real browser with a key of its own, under the content policy of the house."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from catalyse.actors.tests import factories


@pytest.fixture
def officer(transactional_db):
    return factories.person("dla_officer", factories.territory().dla)


@pytest.fixture
def faults(page):
    """What the console of the browser complained of."""
    told = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda fault: told.append(str(fault)))
    return told


@pytest.fixture
def key(page, context):
    """A key in the browser, that its owner touches whenever it asks."""
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_officer_adds_a_key_and_signs_in_with_it_alone(page, context, live_server, officer, key, faults):
    browser = Client()
    browser.force_login(officer)
    context.add_cookies([{"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": live_server.url}])

    page.goto(f"{live_server.url}{reverse('mfa_add_webauthn')}")
    page.get_by_label("Se connecter avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.wait_for_url("**/compte/2fa/recovery-codes/**")
    context.clear_cookies()
    page.goto(f"{live_server.url}{reverse('account_login')}")
    page.get_by_text("Avec une clé d’accès").click()
    page.get_by_role("button", name="Se connecter avec une clé").click()
    page.wait_for_url("**/aujourdhui/")

    assert page.get_by_role("button", name="Se connecter").count() == 0
    assert faults == []


def test_a_key_that_does_not_answer_is_told_in_words(page, live_server, transactional_db):
    page.goto(f"{live_server.url}{reverse('account_login')}")
    page.get_by_text("Avec une clé d’accès").click()
    page.route("**/compte/2fa/webauthn/login/", lambda route: route.abort())

    page.get_by_role("button", name="Se connecter avec une clé").click()

    expect(page.get_by_text("La clé n’a pas répondu")).to_be_visible()
