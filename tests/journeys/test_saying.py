"""An association says a need on a phone, by a personal link: the network goes, the tab is closed, nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from catalyse.kernel import clock
from catalyse.kernel.models import Draft
from catalyse.needs.models import Need
from catalyse.needs.services import links
from catalyse.needs.tests.factories import DAY, HOUSE, Territory
from tests.journeys.hands import Person, begins, link_of

ADDRESS = "bureau@verger.test"
WORDS = "Nos réunions débordent : il nous faut une salle plus grande."
QUESTION = "Avec vos mots"
SEND = "Envoyer ce besoin"


@pytest.fixture
def letter(empty_house, monkeypatch):
    """The path of the link in the letter that an officer had sent."""
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    here = Territory("Sources")
    links.give_link(organisation=here.association("Le Verger"), team=here.dla, email=ADDRESS, by=HOUSE, today=DAY)
    return link_of(ADDRESS)


def said():
    return list(Need.objects.system("a test").values_list("words", flat=True))


@pytest.fixture
def phone(browser, empty_house):
    someone = Person(browser, empty_house, 360)
    yield someone
    assert someone.faults == []
    someone.leaves()


def test_the_network_goes_in_the_middle_and_nothing_is_lost_nor_sent_twice(phone, letter):
    phone.opens(letter)
    assert phone.width_fits
    phone.writes({QUESTION: "Nos réunions débordent"})
    expect(phone.page.get_by_role("status").filter(has_text="Enregistré à")).to_be_visible()

    phone.context.set_offline(True)
    phone.writes({QUESTION: WORDS})
    phone.ticks("pressant")
    phone.clicks(SEND)
    phone.reads("Pas envoyé", "il n’y a pas de réseau")
    assert said() == []

    phone.page.close()  # the tab is closed; what was typed without network lies on the telephone only
    phone.context.set_offline(False)
    phone.page = phone.context.new_page()
    phone.opens(letter)
    expect(phone.field(QUESTION)).to_have_value(WORDS)
    expect(phone.page.get_by_role("radio", name=begins("pressant"))).to_be_checked()
    phone.clicks(SEND)

    phone.at("Merci, votre besoin est bien arrivé")
    phone.reads("Nos réunions débordent")
    assert phone.width_fits
    assert len(said()) == 1
    assert phone.page.evaluate("localStorage.length") == 0
    assert Draft.objects.count() == 0


def test_an_answer_lost_on_the_way_back_makes_no_second_need(phone, letter):
    """The house received the form; the telephone never heard of it, and the person writes on and sends again."""
    phone.opens(letter)
    phone.writes({QUESTION: WORDS})
    sent = phone.page.evaluate("Object.fromEntries(new FormData(document.querySelector('form[data-draft]')))")
    arrived = phone.context.request.post(
        phone.site + letter, form=sent, max_redirects=0, headers={"Referer": phone.site + letter}
    )
    assert arrived.status == 302
    assert said() == [WORDS.replace(" :", "\u00a0:")]

    phone.writes({QUESTION: f"{WORDS} Pour soixante."})
    phone.clicks(SEND)

    phone.at("Merci, votre besoin est bien arrivé")
    assert len(said()) == 1
    assert said()[0].endswith("Pour soixante.")


def test_the_network_comes_back_while_the_page_is_open(phone, letter):
    phone.opens(letter)
    phone.context.set_offline(True)
    phone.writes({QUESTION: WORDS})
    phone.clicks(SEND)
    phone.reads("Pas envoyé")

    phone.context.set_offline(False)

    phone.reads("Le réseau est revenu", "Il n’est pas encore envoyé")
    phone.clicks(SEND)
    phone.at("Merci, votre besoin est bien arrivé")
    assert len(said()) == 1


def test_a_need_is_said_without_scripts(browser, empty_house, letter):
    someone = Person(browser, empty_house, 360, java_script_enabled=False)
    someone.opens(letter)
    someone.writes({QUESTION: WORDS})
    someone.clicks("Garder et continuer plus tard")
    someone.opens(letter)
    assert someone.field(QUESTION).input_value() == WORDS
    someone.clicks(SEND)
    someone.at("Merci, votre besoin est bien arrivé")
    assert len(said()) == 1
    someone.leaves()
