"""What people really send: too long, empty, pasted, from another script, twice, too late, or by a machine.

One table of doors through which a need and an appointment come in, one table of entries: the answer is clear, what was
typed is in the page again or is kept, nothing is there twice.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from catalyse.dropins import services as dropins
from catalyse.dropins.models import Booking, Opening
from catalyse.dropins.tests.factories import DAY, HOUSE, NEXT, Territory, booked, member, opening, user_of
from catalyse.kernel import clock
from catalyse.kernel.models import Event, Letter
from catalyse.needs.models import Chase, Need
from catalyse.needs.services import links
from catalyse.needs.tests.factories import need

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LONG = 50_000
ENTRIES = {
    "empty": "",
    "blank": " \t\n ",
    "unseen": "\x00",
    "long": "à" * LONG,
    "emoji": "Une salle 🏠👩🏽‍🦽",
    "right to left": "قاعة لاجتماعاتنا \u202eabc",
    "NUL": "Une\x00 salle",
    "table": "Nom\tPrix\r\nSalle\t120\r\nCamion\t80",
    "markup": "<script>alert(1)</script> {{ 7 }}",
}


class House:
    """A territory with an officer at a screen, and visitors without an account."""

    def __init__(self) -> None:
        self.here = Territory("Sources")
        self.association = self.here.association("Le Verger")
        self.desk: Opening = opening(self.here)
        self.officer, self.visitor = Client(), Client()
        self.officer.force_login(user_of(member(self.here.dla, "dla_officer")), backend=BACKEND)
        self.link, token = links.give_link(organisation=self.association, team=self.here.dla, by=HOUSE, today=DAY)
        self.say = reverse("needs:say", args=[token])
        self.walk = dropins.walk_in(opening=self.desk, on=DAY, name="Quelqu’un", by=HOUSE, today=DAY)
        self.heard = need(self.association, self.here.dla)


@pytest.fixture
def home(monkeypatch) -> House:
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    return House()


@dataclass(frozen=True)
class Door:
    """A form by which something comes in: its address, what is answered when all is well, what it makes."""

    url: Callable[[House], str]
    makes: type[models.Model]
    answers: dict[str, Any]
    texts: tuple[str, ...] = ()
    by_officer: bool = True
    named: Callable[[House], dict[str, Any]] = field(default=lambda _home: {})
    changes: tuple[str, ...] = ()  # a door that changes a record instead of making one: its columns

    def sent(self, home: House, **values: Any) -> HttpResponse:
        browser = home.officer if self.by_officer else home.visitor
        return browser.post(self.url(home), {**self.answers, **self.named(home), **values})  # type: ignore[return-value]

    def rows(self) -> list[Any]:
        return list(self.makes._base_manager.order_by("pk"))


DOORS = {
    "a need noted by an officer": Door(
        lambda home: reverse("needs:note"), Need,
        {"words": "Une salle", "urgency": 2, "heard": "call", "call": "Contrat de ville 2008", "heard_on": "2008-03-11",
         "note": "Rappeler"},
        ("words", "note", "call"), named=lambda home: {"organisation": home.association.pk},
    ),
    "a need said by a personal link": Door(
        lambda home: home.say, Need, {"words": "Une salle", "urgency": 2}, ("words", "commune"), by_officer=False
    ),
    "an appointment": Door(
        lambda home: reverse("dropins:book", args=[home.desk.pk, "2008-03-18-0900"]), Booking,
        {"name": "Présidence", "structure": "Le Verger", "words": "Une salle", "email": "bureau@verger.test",
         "phone": "02 33 00 00 00"},
        ("name", "structure", "words", "email", "phone"), by_officer=False,
    ),
    "somebody who comes by": Door(
        lambda home: reverse("dropins:walk_in", args=[home.desk.pk, DAY.isoformat()]), Booking, {"name": "Quelqu’un"},
        ("name",),
    ),
    "the notes of a session": Door(
        lambda home: reverse("dropins:booking", args=[home.walk.pk]), Booking,
        {"name": "Quelqu’un", "structure": "Le Verger", "words": "Une salle", "note": "Rappeler"},
        ("name", "structure", "words", "note"), named=lambda home: {"version": home.walk.version},
        changes=("name", "structure", "words", "note"),
    ),
    "a call that is noted": Door(
        lambda home: reverse("needs:chase", args=[home.heard.pk, "called"]), Chase, {"seen": "0", "days": "7"},
    ),
}  # fmt: skip
WRITTEN = [(name, text, entry) for name, door in DOORS.items() for text in door.texts for entry in ENTRIES]


def plain(text: str) -> str:
    """A text without what no reader sees: the kind of its blanks, its ends of lines, the signs that a line drops."""
    return " ".join(text.replace("\x00", "").replace("\u202e", "").split())


@pytest.mark.parametrize(("name", "text", "entry"), WRITTEN)
def test_what_is_written_is_kept_or_said_to_be_wrong_and_never_lost(home, name, text, entry):
    door, before = DOORS[name], DOORS[name].rows()
    typed = ENTRIES[entry]

    answer = door.sent(home, **{text: typed})

    after = door.rows()
    if answer.status_code == 302:
        assert len(after) - len(before) == (0 if door.changes else 1)
        found = getattr(after[-1], text)
        assert plain(str(found or "")) == plain(typed)
        return
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [(one.pk, one.version) for one in after] == [(one.pk, one.version) for one in before]
    assert f'id="id_{text}_error"' in page or 'id="walk-in_error"' in page
    assert plain(typed) in plain(html.unescape(page))
    for other in door.texts:
        if other != text:
            assert door.answers.get(other, "") in html.unescape(page)


@pytest.mark.parametrize("entry", ["emoji", "right to left", "table", "markup", "NUL"])
@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if "words" in door.texts])
def test_ones_own_words_are_kept_whatever_their_script(home, name, entry):
    assert DOORS[name].sent(home, words=ENTRIES[entry]).status_code == 302


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("wait", [{}, {"once": ""}], ids=["with its number", "without"])
def test_sent_twice_it_is_there_once(home, name, wait):
    door, before = DOORS[name], len(DOORS[name].rows())
    number = {"once": "number", "sending": "one", **wait}

    first, second = door.sent(home, **number), door.sent(home, **number)

    assert first.status_code == 302
    assert second.status_code in (302, 409, 422)
    assert len(door.rows()) - before == (0 if door.changes else 1) + (name in ONLY_BY_NUMBER and "once" in wait)


ONLY_BY_NUMBER = ("somebody who comes by",)  # two people without a name are two people


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_machine_that_opens_the_address_changes_nothing(home, name, method):
    door = DOORS[name]
    before = everything()

    for browser in (home.officer, home.visitor):
        assert getattr(browser, method)(door.url(home)).status_code < 500

    assert everything() == before


def test_a_machine_that_opens_every_link_of_a_letter_changes_nothing(home):
    _booking, token = booked(home.desk)
    doors = ("mine", "move", "cancel", "calendar")
    addresses = [home.say, *(reverse(f"dropins:{door}", args=[token]) for door in doors)]
    before = everything()

    answers = {address: [home.visitor.get(address).status_code, home.visitor.head(address).status_code]
               for address in addresses}  # fmt: skip

    assert answers.pop(reverse("dropins:cancel", args=[token])) == [405, 405]
    assert all(codes == [200, 200] for codes in answers.values())
    assert everything() == before


def everything() -> list[Any]:
    """What there is, and what was told or written about it."""
    kinds = (Need, Booking, Chase, Event, Letter)
    return [list(kind._base_manager.order_by("pk").values()) for kind in kinds]


@pytest.mark.parametrize("day", ["1900-01-01", "2100-01-01", "31/02/2008", "demain"])
def test_a_day_that_cannot_be_is_said_beside_it(home, day):
    door, before = DOORS["a need noted by an officer"], len(DOORS["a need noted by an officer"].rows())

    answer = door.sent(home, heard_on=day)

    page = answer.content.decode()
    assert (answer.status_code, len(door.rows())) == (422, before)
    assert 'id="id_heard_on_error"' in page
    assert day in page
    assert "Une salle" in page


@pytest.mark.parametrize("day", ["1900-01-01", "2100-01-01", "demain"])
@pytest.mark.parametrize("door", ["day", "walk_in"])
def test_a_day_of_no_session_has_no_desk(home, day, door):
    before = everything()
    address = reverse(f"dropins:{door}", args=[home.desk.pk, day])

    answer = home.officer.get(address) if door == "day" else home.officer.post(address, {"name": "x"}, follow=True)

    assert answer.status_code in (200, 404)
    assert everything() == before


@pytest.mark.parametrize("slot", ["1900-01-01-0900", "2100-01-01-0900", "2008-03-11-0900"])
def test_an_hour_long_gone_or_far_ahead_offers_another_and_keeps_the_words(home, slot):
    door = DOORS["an appointment"]

    answer = home.visitor.post(reverse("dropins:book", args=[home.desk.pk, slot]), door.answers)

    assert answer.status_code == 422
    assert all(text in html.unescape(answer.content.decode()) for text in door.answers.values())


@pytest.mark.parametrize("commune", ["Xyzzy-les-Bains", "0", "-1", "99999", "<b>"])
def test_a_commune_that_does_not_exist_is_said_and_stays_in_the_page(home, commune):
    door, before = DOORS["a need said by a personal link"], everything()

    answer = door.sent(home, commune=commune)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_commune_error"' in page
    assert f'value="{html.escape(commune)}"' in page
    assert everything()[0] == before[0]


def test_a_link_that_has_ended_says_so_and_takes_nothing(home):
    links.end_link(link=home.link, by=HOUSE, today=DAY)
    door, before = DOORS["a need said by a personal link"], everything()

    assert home.visitor.get(home.say).status_code == 410
    assert door.sent(home).status_code == 410
    assert everything() == before


def test_a_link_of_an_appointment_that_is_over_leads_to_a_new_one(home, monkeypatch):
    booking, token = booked(home.desk)
    monkeypatch.setattr(clock, "demo_day", lambda: date(2008, 3, 19))
    before = everything()

    page = home.visitor.get(reverse("dropins:mine", args=[token])).content.decode()
    moved = home.visitor.post(reverse("dropins:move", args=[token]), {"slot": "2008-03-25-0900"})

    assert home.desk.get_absolute_url() not in page
    assert reverse("dropins:days", args=[home.desk.pk, home.desk.slug]) in page
    assert moved.status_code == 422
    assert everything() == before
    assert (booking.on, Booking._base_manager.get(pk=booking.pk).on) == (NEXT, NEXT)


@pytest.mark.parametrize("values", [{"seen": "x"}, {"seen": "٣"}, {"seen": "9" * 40}, {"days": "x"}, {"days": "0"}])
def test_a_call_with_an_odd_number_is_not_noted_and_one_is_told_why(home, values):
    door = DOORS["a call that is noted"]

    answer = door.sent(home, **values)

    assert answer.status_code == 302
    assert door.rows() == []
    assert 'role="status"' in home.officer.get(answer["Location"]).content.decode()
