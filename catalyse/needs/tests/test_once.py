"""The form of a need, sent twice, notes one need; written anew, it notes another."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from catalyse.kernel.access import Actor
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Once
from catalyse.kernel.once import counts_once, forget
from catalyse.needs.models import Need
from catalyse.needs.tests import factories

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def sent(client: Client) -> Any:
    """Sends the form as an officer; returns where it led to."""
    here = factories.Territory("Vallée")
    client.force_login(factories.user_of(factories.member(here.dla, "dla_officer")), backend=BACKEND)
    form = {"organisation": here.association().pk, "words": "Un toit", "urgency": 2, "heard": "visit",
            "heard_on": "2008-03-11", "once": "a-token"}  # fmt: skip

    return lambda **other: client.post(reverse("needs:note"), {**form, **other})


def test_the_same_form_sent_twice_leads_to_the_same_need(sent):
    first, second = sent(), sent()

    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert (Need.objects.system("test").count(), Event.objects.filter(name="need.noted").count()) == (1, 1)


def test_the_second_time_says_that_it_was_received_not_that_it_was_done(sent, client):
    """The first may have been refused by the page that it led to: nothing is claimed of it."""
    sent()

    page = client.get(sent().url).content.decode()

    assert "Déjà reçu\xa0: rien n’a été fait deux fois." in page


def test_other_words_on_the_same_page_are_another_need(sent):
    first, second = sent(), sent(words="Un camion")

    assert first.url != second.url
    assert set(Need.objects.system("test").values_list("words", flat=True)) == {"Un toit", "Un camion"}


def test_what_was_refused_may_be_sent_again(sent):
    refused = sent(heard_on="2999-01-01")

    assert refused.status_code == 422
    assert not Once.objects.exists()
    assert sent().status_code == 302


def test_each_opening_of_the_form_has_its_own_token(sent, client):
    pages = [client.get(reverse("needs:note")).content.decode() for _opening in range(2)]
    tokens = {re.search(r'name="once" value="([^"]{12})"', page)[1] for page in pages}

    assert len(tokens) == 2


def test_what_stopped_half_way_may_be_sent_again(rf):
    request = rf.post("/", {"once": "a-token"})
    request.actor = Actor(user_id=7)

    def stops():
        raise Refused("Too late.")

    with pytest.raises(Refused):
        counts_once(request, stops)
    assert not Once.objects.exists()


def test_a_page_that_leads_nowhere_leaves_no_trace(rf):
    request = rf.post("/", {"once": "a-token"})
    request.actor = Actor(user_id=7)

    assert counts_once(request, lambda: HttpResponse("see what is wrong", status=422)).status_code == 422
    assert not Once.objects.exists()


def test_yesterday_s_sendings_are_forgotten(sent):
    sent()
    Once.objects.update(at="2020-01-01T00:00Z")

    forget()

    assert not Once.objects.exists()
