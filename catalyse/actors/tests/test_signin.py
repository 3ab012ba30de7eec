import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.urls import reverse

from catalyse.actors import services, throttling
from catalyse.actors.models import User
from catalyse.actors.tests.factories import HOUSE, TODAY, person
from catalyse.kernel import mail
from catalyse.kernel.models import Event, Letter

PASSWORD = "une phrase facile à retenir"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN, CODE, CONFIRM = (
    reverse(f"account_{n}") for n in ("login", "request_login_code", "confirm_login_code")
)  # fmt: skip


def code_in(letter):
    return re.search(r"\b\d{8}\b", letter.text).group()


def digits(shift=0):
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + shift))


@pytest.fixture
def lead(here):
    user = person("association_lead", here.association())
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def strong(settings):
    settings.STRONG_AUTH = True


@pytest.fixture
def commits_at_once(monkeypatch):
    """What waits for the commit runs at once, as outside of a test, where requests are no transactions."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run, using=None, robust=False: run())


@pytest.fixture
def officer_user(here):
    return person("dla_officer", here.dla)


def signed_in(client):
    return "_auth_user_id" in client.session


# --- by a code ----------------------------------------------------------------------------


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
    from django.test import Client

    client.post(CODE, {"email": lead.email})
    right = code_in(Letter.objects.get(address=lead.email))

    thief = Client()
    thief.post(CONFIRM, {"code": right})

    assert not signed_in(thief)


def test_known_and_unknown_addresses_get_the_same_answer(client, lead):
    from django.test import Client

    pages = []
    for browser, email in ((client, lead.email), (Client(), "nobody@example.org")):
        answer = browser.post(CODE, {"email": email}, follow=True)
        text = answer.content.decode().replace(email, "ADDRESS")
        pages.append((answer.redirect_chain, re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", text)))

    assert pages[0] == pages[1]
    assert {letter.address for letter in Letter.objects.all()} == {lead.email, "nobody@example.org"}
    assert not re.search(r"\b\d{8}\b", Letter.objects.get(address="nobody@example.org").text)


def test_known_and_unknown_addresses_cost_the_same_work(client, lead, django_assert_num_queries):
    from django.db import connection
    from django.test import Client
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


# --- by a password -------------------------------------------------------------------------


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
    from django.test import Client

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


# --- how often -------------------------------------------------------------------------------


def test_the_twenty_first_try_of_a_machine_is_refused_even_with_the_right_password(client, lead):
    codes = [
        client.post(LOGIN, {"login": f"n{n}@example.org", "password": "pas le bon"}).status_code for n in range(20)
    ]

    answer = client.post(LOGIN, {"login": lead.email, "password": PASSWORD})

    assert set(codes) == {200}
    assert (answer.status_code, signed_in(client)) == (429, False)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_forged_forwarding_header_does_not_change_the_machine(rf, settings):
    settings.PROXIES = 0
    forged = rf.post(LOGIN, headers={"x-forwarded-for": "10.9.8.7"})

    assert throttling.machine_of(forged) == "127.0.0.1"


@pytest.mark.parametrize(
    ("chain", "proxies", "machine"),
    [
        ("10.9.8.7, 203.0.113.5", 1, "203.0.113.5"),
        ("10.9.8.7, 203.0.113.5, 192.0.2.1", 2, "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", 1, "2001:db8:1:2::"),
        ("::ffff:203.0.113.5", 1, "203.0.113.5"),
    ],
)
def test_behind_trusted_proxies_the_visitor_is_read_from_the_end(rf, settings, chain, proxies, machine):
    settings.PROXIES = proxies

    assert throttling.machine_of(rf.post(LOGIN, headers={"x-forwarded-for": chain})) == machine


def test_an_address_receives_ten_codes_an_hour_whichever_machine_asks(client, lead, settings):
    settings.PROXIES = 1

    codes = []
    for n in range(11):
        machine = {"x-forwarded-for": f"203.0.113.{n}"}
        codes.append(client.post(CODE, {"email": lead.email}, headers=machine).status_code)
        client.post(reverse("account_logout"))  # "ask for another code"

    assert codes == [302] * 10 + [429]
    assert Letter.objects.filter(address=lead.email).count() == 10


def test_a_burst_of_tries_at_once_never_passes_the_limit(db):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from catalyse.kernel import throttle
    from catalyse.kernel.models import Allowance

    def one(_number):
        return throttle.spend("burst", times=20, per=throttling.HOUR)

    def tidy():
        Allowance.objects.filter(key="burst").delete()
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(one, range(100)))
        list(pool.map(lambda _thread: tidy(), range(64)))

    assert passed == 20


# --- the second factor -----------------------------------------------------------------------


def test_an_officer_without_a_second_factor_is_led_to_add_one(client, officer_user, strong):
    client.force_login(officer_user)

    answers = [client.get(page) for page in ("/associations/", "/besoins/", reverse("actors:mine"))]

    assert {a.url for a in answers} == {reverse("actors:enrol")}
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


def test_a_volunteer_is_never_asked_for_one(client, lead, strong):
    client.force_login(lead)

    assert client.get(reverse("actors:account")).status_code == 200
    assert client.get(reverse("actors:mine")).status_code == 302


def test_an_officer_adds_an_application_and_goes_on(client, officer_user, strong, commits_at_once):
    client.force_login(officer_user)
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]

    client.post(reverse("mfa_activate_totp"), {"code": _shown_by(secret)})

    kept = Authenticator.objects.get(user=officer_user, type="totp")
    assert secret not in str(kept.data)
    assert client.get("/associations/").status_code == 200
    assert Event.objects.filter(name="account.factor_added").exists()
    assert Letter.objects.filter(address=officer_user.email).count() == 1


def _shown_by(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _with_application(user):
    TOTP.activate(user, SECRET)


def test_the_code_by_mail_is_not_enough_for_who_has_a_second_factor(client, officer_user, strong):
    _with_application(officer_user)
    client.post(CODE, {"email": officer_user.email})
    client.post(CONFIRM, {"code": code_in(Letter.objects.get(address=officer_user.email))})
    assert not signed_in(client)

    client.post(reverse("mfa_authenticate"), {"code": digits()})

    assert signed_in(client)
    assert client.get("/associations/").status_code == 200


def test_a_code_of_an_application_serves_once(client, officer_user):
    from django.core.cache import cache
    from django.test import Client

    _with_application(officer_user)
    shown = digits()
    browsers = (client, Client())
    for browser in browsers:
        cache.clear()  # as another process would see it
        browser.post(CODE, {"email": officer_user.email})
        letter = Letter.objects.filter(address=officer_user.email).order_by("-pk").first()
        browser.post(CONFIRM, {"code": code_in(letter)})
        browser.post(reverse("mfa_authenticate"), {"code": shown})

    assert [signed_in(browser) for browser in browsers] == [True, False]


def test_a_changed_second_factor_signs_every_other_device_out(client, officer_user, commits_at_once):
    from django.test import Client

    other = Client()
    client.force_login(officer_user)
    other.force_login(officer_user)
    client.get(reverse("mfa_activate_totp"))

    client.post(reverse("mfa_activate_totp"), {"code": _shown_by(client.session["mfa.totp.secret"])})

    account = reverse("actors:account")
    assert (client.get(account).status_code, other.get(account).status_code) == (200, 302)


def test_an_administrator_helps_whoever_lost_the_second_factor(here, officer_user):
    from catalyse.actors.tests.factories import acting

    _with_application(officer_user)

    services.forget_second_factor(user=officer_user, by=acting("admin", here.dla), today=TODAY)

    assert not Authenticator.objects.filter(user=officer_user).exists()


# --- how long --------------------------------------------------------------------------------


def _aged(client, **hours):
    session = client.session
    for name, ago in hours.items():
        session[name] = time.time() - ago * 3600
    session.save()


@pytest.mark.parametrize(
    ("hours", "stays"),
    [
        ({"seen_at": 1.9}, True),
        ({"seen_at": 2.1}, False),
        ({"began_at": 11.9}, True),
        ({"began_at": 12.1}, False),
    ],
)
def test_an_officer_left_alone_two_hours_or_at_work_twelve_signs_in_again(client, officer_user, hours, stays):
    client.force_login(officer_user)
    _aged(client, **hours)

    answer = client.get("/associations/")

    assert (answer.status_code == 200) is stays
    assert signed_in(client) is stays


@pytest.mark.parametrize(("days", "stays"), [(13.9, True), (14.1, False)])
def test_a_volunteer_stays_for_two_weeks(client, lead, days, stays):
    client.force_login(lead)
    _aged(client, seen_at=days * 24, began_at=days * 48)

    client.get(reverse("actors:account"))

    assert signed_in(client) is stays


def test_signing_out_everywhere_keeps_this_device(client, lead):
    from django.test import Client

    other = Client()
    client.force_login(lead)
    other.force_login(lead)

    client.post(reverse("actors:end_sessions"))

    account = reverse("actors:account")
    assert (client.get(account).status_code, other.get(account).status_code) == (200, 302)


def test_a_role_that_ended_is_gone_at_the_next_request_of_an_open_session(client, here, officer_user):
    from datetime import timedelta

    from catalyse.actors.models import Membership

    client.force_login(officer_user)
    assert client.get("/associations/").status_code == 200
    row = Membership.objects.system("test").get(user=officer_user)

    services.end_membership(membership=row, until=TODAY - timedelta(days=1), by=HOUSE, today=TODAY)

    assert client.get("/associations/").status_code == 404


# --- the doors ---------------------------------------------------------------------------------


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


# --- once more before a grave deed ----------------------------------------------------------


def _declared(step_up):
    from catalyse.kernel.access import Access

    return Access(policy="results.casestudy", step_up=step_up)


@pytest.mark.parametrize(
    ("minutes", "step_up", "asked"), [(1, True, False), (16, True, True), (16, False, False), (None, True, True)]
)
def test_a_grave_deed_asks_for_a_proof_of_the_last_quarter_of_an_hour(
    client, lead, rf, strong, minutes, step_up, asked
):
    from allauth.core.context import request_context
    from django.contrib.messages.storage.fallback import FallbackStorage

    from catalyse.actors import guard

    client.force_login(lead)
    request = rf.post("/x/", headers={"referer": "http://testserver/page/"})
    request.session, request.user = client.session, lead
    request._messages = FallbackStorage(request)
    at = time.time() - (minutes or 0) * 60
    request.session["account_authentication_methods"] = [{"method": "code", "at": at}] if minutes else []

    with request_context(request):
        answer = guard.step_up(request, _declared(step_up))

    assert (answer is not None) is asked
    assert not asked or answer.url.startswith(reverse("account_reauthenticate"))
