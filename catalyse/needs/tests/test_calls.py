"""Needs that an application to a call for projects says: several in a minute, the call named once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalyse.kernel import clock
from catalyse.kernel.access import policy_of
from catalyse.kernel.life import Refused
from catalyse.needs import queries, services
from catalyse.needs.models import Heard, Need
from catalyse.needs.tests.factories import DAY, Territory, member, need, user_of

pytestmark = pytest.mark.django_db
CALL = "Contrat de ville 2008"


@pytest.fixture
def here() -> Territory:
    return Territory("Sources")


@pytest.fixture
def officer(here):
    return member(here.authority, "authority_officer")


@pytest.fixture
def screen(client: Client, officer, monkeypatch) -> Client:
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    client.force_login(user_of(officer), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def form(association, words, **values):
    return {"organisation": association.pk, "words": words, "urgency": 2, "heard": "call", "call": CALL,
            "heard_on": "2008-03-11", **values}  # fmt: skip


def kept() -> list[Need]:
    return list(Need.objects.system("a test").order_by("pk"))


def test_two_needs_of_one_application_name_the_call_once(screen, here):
    oxy = here.association()

    answer = screen.post(reverse("needs:note"), form(oxy, "Une salle", again="1"))
    page = screen.get(answer.url).content.decode()

    assert f'value="{CALL}"' in page
    assert f'<option value="{oxy.pk}" selected>' in page
    assert '<option value="call" selected>' in page
    assert "Une salle" in page
    assert ">Une salle</textarea>" not in page
    screen.post(answer.url, form(oxy, "Un camion"))
    assert [(one.words, one.organisation, one.call, one.shared) for one in kept()] == [
        ("Une salle", oxy, CALL, True), ("Un camion", oxy, CALL, True),
    ]  # fmt: skip


def test_the_call_is_on_the_page_in_the_list_and_in_the_file(screen, here):
    named = need(here.association(), here.authority, "Une salle", heard=Heard.CALL, call=CALL)
    need(here.association(), here.authority, "Un camion", heard=Heard.CALL, call="Politique de la ville 2007")

    assert CALL in screen.get(named.get_absolute_url()).content.decode()
    for asked in ({"call": CALL}, {"q": "contrat 2008"}):
        page = screen.get(reverse("needs:list"), asked).content.decode()
        assert "Une salle" in page
        assert "Un camion" not in page
    file = b"".join(screen.get(reverse("needs:export", args=["csv"]), {"call": CALL, "col": ["words", "call"]}))
    assert CALL in file.decode("utf-8-sig")
    assert "Politique de la ville" not in file.decode("utf-8-sig")


@pytest.mark.parametrize("call", ["", "   ", "x" * 121])
def test_a_call_without_a_name_is_asked_for_it_and_the_words_stay(screen, here, call):
    answer = screen.post(reverse("needs:note"), form(here.association(), "Gardez-moi ces mots", call=call))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Gardez-moi ces mots" in page
    assert 'id="id_call_error"' in page
    assert kept() == []


def test_elsewhere_no_call_is_kept(screen, here):
    screen.post(reverse("needs:note"), form(here.association(), "Une salle", heard="visit"))

    assert [(one.heard, one.call) for one in kept()] == [("visit", "")]


def test_a_need_heard_elsewhere_after_all_loses_its_call_and_the_other_way_round(screen, here):
    row = need(here.association(), here.authority, "Une salle", heard=Heard.CALL, call=CALL)
    door = reverse("needs:reword", args=[row.pk])
    assert f'value="{CALL}"' in screen.get(door).content.decode()

    screen.post(door, {"words": "Une salle", "urgency": 2, "heard": "visit", "call": CALL, "version": row.version})
    assert [(one.heard, one.call) for one in kept()] == [("visit", "")]

    screen.post(door, {"words": "Une salle", "urgency": 2, "heard": "call", "call": f" {CALL}  ", "version": 2})
    assert [(one.heard, one.call) for one in kept()] == [("call", CALL)]


def test_the_service_and_the_database_hold_it_too(here):
    with pytest.raises(Refused) as refusal:
        need(here.association(), here.authority, heard=Heard.CALL)
    assert refusal.value.field == "call"

    row = need(here.association(), here.authority, heard=Heard.VISIT, call=CALL)
    assert row.call == ""
    with pytest.raises(IntegrityError, match="need_of_a_call_heard_in_it"), transaction.atomic():
        Need.objects.system("a test").filter(pk=row.pk).update(call=CALL)


def test_the_calls_of_others_are_told_to_nobody(here, officer):
    need(here.association(), here.authority, heard=Heard.CALL, call=CALL)
    far = Territory("Loin")
    need(far.association(), far.authority, heard=Heard.CALL, call="Appel d’ailleurs")

    assert queries.calls_named(officer) == [CALL]


@pytest.mark.parametrize("number", ["0", "99999999", "x", "٣", "9" * 30])
def test_another_need_after_one_that_is_not_there_is_a_first_one(screen, number):
    assert screen.get(reverse("needs:note"), {"suite": number}).status_code == 200


def test_another_need_after_one_of_elsewhere_tells_nothing_of_it(screen):
    far = Territory("Loin")
    hidden = need(far.association(), far.authority, "kx7words", heard=Heard.CALL, call="kx7call")

    page = screen.get(reverse("needs:note"), {"suite": hidden.pk}).content.decode()

    assert "kx7" not in page


def test_whoever_reads_the_words_reads_the_call(here):
    row = need(here.association(), here.authority, heard=Heard.CALL, call=CALL)

    assert "call" in policy_of(Need).readable(member(row.organisation, "association_lead"), row)
    assert services.named_call(Heard.CALL, " a\n b ") == "a b"
