"""A mail server in a bad mood costs the letters that it touches, never those behind them."""

from __future__ import annotations

from typing import Any

import pytest

from catalyse.kernel import mail
from catalyse.kernel.models import Letter
from tests.faults.smtp import Recorder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(settings: Any, server: Recorder) -> Any:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    return lambda *names: [
        Letter.objects.create(key=name, address=f"{name}@mood.example", subject="S", text="T") for name in names
    ]


def states() -> dict[str, str]:
    return dict(Letter.objects.values_list("key", "state"))


def test_a_line_that_breaks_makes_one_letter_uncertain_and_the_next_ones_leave(post, server):
    post("first", "drop", "second", "third")

    mail.deliver()

    assert states() == {"first": "accepted", "drop": "uncertain", "second": "accepted", "third": "accepted"}
    assert [to for to in server.taken if to == "drop@mood.example"] == ["drop@mood.example"]


def test_an_address_that_asks_for_patience_is_tried_again_and_one_that_refuses_is_not(post, server):
    later, _refused, _last = post("later", "refused", "last")

    mail.deliver()

    assert states() == {"later": "queued", "refused": "refused", "last": "accepted"}
    later.refresh_from_db()
    assert later.not_before
    assert "450" in later.reason


def test_where_nobody_answers_every_letter_waits_untouched(post, settings, server):
    post("first", "second")
    settings.EMAIL_PORT = 1

    with pytest.raises(OSError, match="refused"):
        mail.deliver()

    assert states() == {"first": "queued", "second": "queued"}
    assert set(Letter.objects.values_list("attempts", flat=True)) == {0}


def test_with_nothing_to_send_no_server_is_troubled(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1

    assert mail.deliver() == 0
