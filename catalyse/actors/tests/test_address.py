"""Changing one's own address: proven by a code there, told to the former one, and nothing says who has an account."""

import re
import time

import pytest
from django.test import Client
from django.urls import reverse

from catalyse.actors import services
from catalyse.actors.models import User
from catalyse.actors.services.address import Asked
from catalyse.actors.sessions import actor_of
from catalyse.actors.tests.factories import TODAY, person
from catalyse.actors.tests.signing import CODE, CONFIRM, LOGIN, PASSWORD, code_in, signed_in
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Letter

ASK, PROVE = reverse("actors:change_address"), reverse("actors:prove_address")
NEW = "nouvelle@example.org"


@pytest.fixture
def home(client, lead):
    client.post(LOGIN, {"login": lead.email, "password": PASSWORD})
    return client


def test_an_address_is_changed_by_the_code_sent_to_the_new_one_and_the_former_is_told(home, lead):
    elsewhere = Client()
    elsewhere.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")

    home.post(ASK, {"email": NEW.upper()})
    code = code_in(Letter.objects.get(address=NEW))
    answer = home.post(PROVE, {"code": f" {code[:4]} {code[4:]} "}, follow=True)

    after = User.objects.get(pk=lead.pk)
    assert (after.email, answer.status_code) == (NEW, 200)
    assert [(e.email, e.verified, e.primary) for e in after.emailaddress_set.all()] == [(NEW, True, True)]
    told = Letter.objects.get(address=lead.email)
    assert "autre adresse" in told.subject
    assert NEW not in told.text
    noted = Event.objects.get(name="account.address_changed")
    assert (noted.actor_id, noted.before, noted.after) == (lead.pk, {}, {})
    assert signed_in(home)
    assert elsewhere.get("/compte/").status_code == 302


def test_the_new_address_signs_in_and_the_former_does_not(home, lead):
    home.post(ASK, {"email": NEW})
    home.post(PROVE, {"code": code_in(Letter.objects.get(address=NEW))})
    Letter.objects.all().delete()
    browser = Client()

    browser.post(CODE, {"email": lead.email})
    browser.post(reverse("account_logout"))
    browser.post(CODE, {"email": NEW})
    browser.post(CONFIRM, {"code": code_in(Letter.objects.get(address=NEW))})

    assert not re.search(r"\b\d{8}\b", Letter.objects.get(address=lead.email).text)
    assert signed_in(browser)


def test_an_address_that_has_an_account_gets_the_same_pages_and_no_code(home, here):
    taken = person("dla_officer", here.dla)
    pages = []

    for email in (taken.email, "libre@example.org"):
        answer = home.post(ASK, {"email": email}, follow=True)
        wrong = home.post(PROVE, {"code": "1"})
        for page in (answer, wrong):
            text = page.content.decode().replace(email, "ADDRESS")
            pages.append((page.status_code, re.sub(r'((middlewaretoken|once)" value=|nonce=)"[^"]*"', "", text)))

    assert pages[:2] == pages[2:]
    assert not re.search(r"\b\d{8}\b", Letter.objects.get(address=taken.email).text)


def test_an_address_taken_in_the_meantime_refuses_as_a_wrong_code_does(home, lead, here):
    home.post(ASK, {"email": NEW})
    code = code_in(Letter.objects.get(address=NEW))
    User.objects.create_user(NEW)

    answer = home.post(PROVE, {"code": code})

    assert answer.status_code == 422
    assert "Ce code ne convient pas" in answer.content.decode()
    assert User.objects.get(pk=lead.pk).email == lead.email


def test_the_fifth_wrong_code_ends_it(home, lead):
    home.post(ASK, {"email": NEW})
    code = code_in(Letter.objects.get(address=NEW))
    wrong = f"{(int(code) + 1) % 10**8:08}"

    for _try in range(5):
        assert home.post(PROVE, {"code": wrong}).status_code == 422

    assert home.post(PROVE, {"code": code}).status_code == 422
    assert User.objects.get(pk=lead.pk).email == lead.email


def test_a_code_serves_its_account_its_address_and_its_quarter_of_an_hour(lead, here):
    by = actor_of(lead, TODAY)
    asked = services.ask_for_address(user=lead, email=NEW, by=by)
    code = code_in(Letter.objects.get(address=NEW))
    worn: list[Asked] = [{**asked, "email": "autre@example.org"}, {**asked, "until": time.time() - 1}]

    for one in worn:
        with pytest.raises(Refused):
            services.change_address(user=lead, asked=one, code=code, by=by, today=TODAY)
    with pytest.raises(Forbidden):
        services.change_address(
            user=lead, asked=asked, code=code, by=actor_of(person("dla_officer", here.dla), TODAY), today=TODAY
        )
    with pytest.raises(Refused):
        services.ask_for_address(user=lead, email=lead.email.upper(), by=by)

    assert services.change_address(user=lead, asked=asked, code=code, by=by, today=TODAY).email == NEW


def test_asking_is_counted(home):
    codes = [home.post(ASK, {"email": f"n{n}@example.org"}).status_code for n in range(11)]

    assert codes == [302] * 10 + [429]


@pytest.mark.parametrize("door", [ASK, PROVE])
def test_it_asks_once_more_who_it_is(home, lead, strong, door):
    session = home.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 16 * 60}]
    session["new_address"] = {"email": NEW, "print": "x", "until": time.time() + 60, "tries": 0}
    session.save()

    answer = home.post(door, {"email": NEW, "code": "1"})

    assert answer.url.startswith("/compte/reauthenticate/")
    assert not Letter.objects.filter(address=NEW).exists()


def test_who_signs_in_by_a_code_alone_proves_the_former_address_again(client, lead, strong):
    lead.set_unusable_password()
    lead.save()
    client.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.post(ASK, {"email": NEW})

    assert answer.url == f"{LOGIN}?next={ASK}"
    assert not signed_in(client)
