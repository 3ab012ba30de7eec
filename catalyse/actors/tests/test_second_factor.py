"""The second factor, how long a session lasts, and a proof before a grave deed."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from catalyse.actors import services
from catalyse.actors.tests.factories import HOUSE, TODAY
from catalyse.actors.tests.signing import CODE, CONFIRM, SECRET, code_in, shown_by, signed_in
from catalyse.kernel.models import Event, Letter


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

    client.post(reverse("mfa_activate_totp"), {"code": shown_by(secret)})

    kept = Authenticator.objects.get(user=officer_user, type="totp")
    assert secret not in str(kept.data)
    assert client.get("/associations/").status_code == 200
    assert Event.objects.filter(name="account.factor_added").exists()
    assert Letter.objects.filter(address=officer_user.email).count() == 1
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


def _with_application(user):
    TOTP.activate(user, SECRET)


def test_the_code_by_mail_is_not_enough_for_who_has_a_second_factor(client, officer_user, strong):
    _with_application(officer_user)
    client.post(CODE, {"email": officer_user.email})
    client.post(CONFIRM, {"code": code_in(Letter.objects.get(address=officer_user.email))})
    assert not signed_in(client)

    client.post(reverse("mfa_authenticate"), {"code": shown_by()})

    assert signed_in(client)
    assert client.get("/associations/").status_code == 200


def test_a_code_of_an_application_serves_once(client, officer_user):
    from django.core.cache import cache

    _with_application(officer_user)
    shown = shown_by()
    browsers = (client, Client())
    for browser in browsers:
        cache.clear()  # as another process would see it
        browser.post(CODE, {"email": officer_user.email})
        letter = Letter.objects.filter(address=officer_user.email).order_by("-pk").first()
        browser.post(CONFIRM, {"code": code_in(letter)})
        browser.post(reverse("mfa_authenticate"), {"code": shown})

    assert [signed_in(browser) for browser in browsers] == [True, False]


def test_a_changed_second_factor_signs_every_other_device_out(client, officer_user, commits_at_once):
    other = Client()
    client.force_login(officer_user)
    other.force_login(officer_user)
    client.get(reverse("mfa_activate_totp"))

    client.post(reverse("mfa_activate_totp"), {"code": shown_by(client.session["mfa.totp.secret"])})

    account = reverse("actors:account")
    assert (client.get(account).status_code, other.get(account).status_code) == (200, 302)


def test_an_administrator_helps_whoever_lost_the_second_factor(here, officer_user):
    from catalyse.actors.tests.factories import acting

    _with_application(officer_user)

    services.forget_second_factor(user=officer_user, by=acting("admin", here.dla), today=TODAY)

    assert not Authenticator.objects.filter(user=officer_user).exists()


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
