"""Signing in by a code or a password: the same answer for all, and nothing kept in clear."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from catalyse.actors.models import User
from catalyse.actors.tests.signing import CODE, CONFIRM, LOGIN, PASSWORD, code_in, signed_in
from catalyse.kernel import mail
from catalyse.kernel.models import Event, Letter


def test_a_volunteer_signs_in_with_a_code_and_no_password(client, lead):
    client.post(CODE, {"email": lead.email.upper()})
    letter = Letter.objects.get(address=lead.email)

    answer = client.post(CONFIRM, {"code": code_in(letter)})

    assert answer.url == "/aujourdhui/"
    assert signed_in(client)


def test_a_wrong_code_signs_nobody_in_and_the_fifth_ends_it(client, lead):
    client.post(CODE, {"email": lead.email})
    right = code_in(Letter.objects.get(address=lead.email))
    wrong = f"{(int(right) + 1) % 10**8:08}"

    for _try in range(5):
        client.post(CONFIRM, {"code": wrong})
    client.post(CONFIRM, {"code": right})

    assert not signed_in(client)


def test_a_code_belongs_to_the_browser_that_asked_for_it(client, lead, django_user_model):
    client.post(CODE, {"email": lead.email})
    right = code_in(Letter.objects.get(address=lead.email))

    thief = Client()
    thief.post(CONFIRM, {"code": right})

    assert not signed_in(thief)


def test_a_code_serves_once_even_in_the_browser_that_asked_for_it(client, lead):
    client.post(CODE, {"email": lead.email})
    code = code_in(Letter.objects.get(address=lead.email))
    client.post(CONFIRM, {"code": code})
    assert signed_in(client)

    client.post(reverse("account_logout"))
    client.post(CONFIRM, {"code": code})

    assert not signed_in(client)


def test_the_code_of_one_browser_is_of_no_use_to_another_that_asked_too(client, lead):
    codes, browsers = [], (client, Client())
    for browser in browsers:
        browser.post(CODE, {"email": lead.email})
        codes.append(code_in(Letter.objects.filter(address=lead.email).latest("pk")))

    for browser, code in zip(browsers, reversed(codes), strict=True):
        browser.post(CONFIRM, {"code": code})

    assert codes[0] != codes[1]
    assert [signed_in(browser) for browser in browsers] == [False, False]


def test_a_cookie_kept_from_before_the_way_in_or_the_way_out_opens_nothing(client, lead):
    client.post(CODE, {"email": lead.email})
    before = client.cookies["sessionid"].value
    client.post(CONFIRM, {"code": code_in(Letter.objects.get(address=lead.email))})
    during = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))

    thieves = [Client(), Client()]
    for thief, kept in zip(thieves, (before, during), strict=True):
        thief.cookies["sessionid"] = kept

    assert before != during
    assert [signed_in(thief) for thief in thieves] == [False, False]


def test_known_and_unknown_addresses_get_the_same_answer(client, lead):
    pages = []
    for browser, email in ((client, lead.email), (Client(), "nobody@example.org")):
        answer = browser.post(CODE, {"email": email}, follow=True)
        text = answer.content.decode().replace(email, "ADDRESS")
        pages.append((answer.redirect_chain, re.sub(r'((middlewaretoken|once)" value=|nonce=)"[^"]*"', "", text)))

    assert pages[0] == pages[1]
    assert {letter.address for letter in Letter.objects.all()} == {lead.email, "nobody@example.org"}
    assert not re.search(r"\b\d{8}\b", Letter.objects.get(address="nobody@example.org").text)


def test_known_and_unknown_addresses_cost_the_same_work(client, lead, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    writes = []
    for browser, email in ((client, lead.email), (Client(), "nobody@example.org")):
        with CaptureQueriesContext(
            connection,
        ) as done:
            browser.post(CODE, {"email": email})
        writes.append(sum(q["sql"].startswith(("INSERT", "UPDATE")) for q in done))

    assert writes[0] == writes[1]


def test_the_text_of_a_code_is_gone_once_it_has_left(client, lead, mailoutbox):
    client.post(CODE, {"email": lead.email})

    mail.deliver()

    letter = Letter.objects.get(address=lead.email)
    assert re.search(r"\b\d{8}\b", mailoutbox[0].body)
    assert (letter.state, letter.text) == ("accepted", "")


def test_a_code_that_could_not_leave_in_time_never_leaves(client, lead, mailoutbox):
    from datetime import timedelta

    from django.utils import timezone

    client.post(CODE, {"email": lead.email})
    Letter.objects.update(changed_at=timezone.now() - timedelta(minutes=16))

    mail.forget_codes()
    mail.deliver()

    assert mailoutbox == []
    assert Letter.objects.values_list("state", "text").get() == ("cancelled", "")


def test_a_password_signs_in_and_the_session_is_a_new_one(client, lead):
    client.post(reverse("set_language"), {"language": "en"})
    session = client.session
    session["kept"] = True
    session.save()
    before = session.session_key

    client.post(LOGIN, {"login": lead.email, "password": PASSWORD})

    assert signed_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("email", ["known", "nobody@example.org"])
def test_a_wrong_password_is_answered_alike(client, lead, email):
    client.cookies["language"] = "en"

    answer = client.post(LOGIN, {"login": lead.email if email == "known" else email, "password": "pas le bon mot"})

    assert "This address and this password do not go together." in answer.content.decode()
    assert not signed_in(client)


def test_the_language_of_the_account_follows_at_sign_in(client, lead):
    User.objects.filter(pk=lead.pk).update(language="en")

    client.post(LOGIN, {"login": lead.email, "password": PASSWORD})

    assert client.cookies["language"].value == "en"


def test_a_closed_account_does_not_sign_in(client, lead):
    User.objects.filter(pk=lead.pk).update(is_active=False)

    client.post(LOGIN, {"login": lead.email, "password": PASSWORD})
    client.post(CODE, {"email": lead.email})

    assert not signed_in(client)
    assert not re.search(r"\b\d{8}\b", Letter.objects.get().text)


def test_a_changed_password_signs_every_other_device_out(client, lead):
    other = Client()
    for browser in (client, other):
        browser.post(LOGIN, {"login": lead.email, "password": PASSWORD})
    new = "une autre phrase à retenir"

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    account = reverse("actors:account")
    assert (client.get(account).status_code, other.get(account).status_code) == (200, 302)
    assert Event.objects.filter(name="account.password_changed").exists()


def test_a_link_to_a_new_password_names_the_house_and_serves_once(client, lead):
    client.post(reverse("account_reset_password"), {"email": lead.email}, headers={"host": "localhost"})
    url = re.search(r"http\S+", Letter.objects.get(address=lead.email).text).group()
    new = "une autre phrase à retenir"
    assert url.startswith("http://127.0.0.1:8000/compte/")

    form = client.get(url.removeprefix("http://127.0.0.1:8000"), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    lead.refresh_from_db()
    assert lead.check_password(new)
    again = client.get(url.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert "password1" not in again.content.decode()


@pytest.mark.parametrize("weak", ["court", "motdepasse123456"[:11], "password1234", "personne"])
def test_a_weak_password_is_refused_in_our_words(client, lead, weak):
    client.force_login(lead)

    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )

    lead.refresh_from_db()
    assert lead.check_password(PASSWORD)
    assert "12" in answer.content.decode() or "ouze" in answer.content.decode()


@pytest.mark.parametrize(
    "door", ["account_signup", "account_email", "socialaccount_signup", "socialaccount_connections"]
)
def test_doors_that_the_house_does_not_have_are_missing_pages(client, lead, door):
    assert client.get(reverse(door)).status_code == 404
    client.force_login(lead)
    assert client.post(reverse(door)).status_code == 404


BANNED = r"\b(veuillez|merci de|erreurs?|invalides?|saisi\w*|renseign(?!é)\w*|valid(?:er|ez)|soumet\w*|utilisateur)\b"


@pytest.mark.parametrize(
    "door",
    ["account_login", "account_request_login_code", "account_reset_password", "account_reset_password_done",
     "account_inactive", "account_reset_password_from_key_done", "socialaccount_login_cancelled",
     "socialaccount_login_error"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_open_door_speaks_our_words(client, db, door, language):
    client.cookies["language"] = language

    page = client.get(reverse(door)).content.decode()

    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert not re.search(BANNED, words, re.IGNORECASE)
    assert f'lang="{language}"' in page


@pytest.mark.parametrize(
    "door",
    ["account_logout", "account_set_password", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
     "mfa_list_webauthn", "actors:enrol", "actors:account"],
)  # fmt: skip
def test_every_inner_door_speaks_our_words(client, officer_user, door):
    client.force_login(officer_user)

    answer = client.get(reverse(door))

    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    assert answer.status_code == 200
    assert not re.search(BANNED, words, re.IGNORECASE)


def test_signing_out_happens_by_the_button_only(client, lead):
    client.force_login(lead)
    client.get(reverse("account_logout"))
    assert signed_in(client)

    client.post(reverse("account_logout"))

    assert not signed_in(client)
