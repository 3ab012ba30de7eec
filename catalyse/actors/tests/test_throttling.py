"""How often one may try, counted for all processes together."""

import pytest
from django.urls import reverse

from catalyse.actors import throttling
from catalyse.actors.tests.signing import CODE, LOGIN, PASSWORD, signed_in
from catalyse.kernel.models import Letter


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
