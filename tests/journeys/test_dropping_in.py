"""Somebody books an appointment on a telephone, moves it, cancels it: with scripts and without, and by the keyboard."""

from __future__ import annotations

import pytest

from catalyse.dropins.models import Booking
from catalyse.dropins.tests.factories import DAY, Territory, booked, opening
from catalyse.kernel import clock
from catalyse.kernel.models import Draft
from tests.journeys.hands import Person, begins, keys, link_of, shut_out

ADDRESS = "bureau@verger.test"
TYPED = {
    "Votre nom": "Présidence du Verger",
    "Votre association": "Le Verger",
    "De quoi voulez-vous parler": "Nous cherchons une salle, et par où commencer.",
    "Adresse électronique": ADDRESS,
}


@pytest.fixture
def desk(empty_house, monkeypatch):
    """Sessions every Tuesday; it is Tuesday 11 March 2008."""
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    return opening(Territory("Sources"))


def appointment():
    return Booking.objects.system("a test").get(email=ADDRESS)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_booked_moved_and_cancelled_on_a_telephone(browser, empty_house, desk, scripts):
    someone = Person(browser, empty_house, 360, java_script_enabled=scripts)

    someone.opens("/")
    someone.opens("/rendez-vous/")
    _fits(someone, scripts)
    someone.clicks(begins("9 h 30, mardi 18 mars"))
    _fits(someone, scripts)
    someone.writes(TYPED)
    someone.clicks("Réserver à 9 h 30")
    someone.at("On vous attend mardi 18 mars à 9 h 30")
    _fits(someone, scripts)
    someone.reads("Nous cherchons une salle")

    someone.opens(link_of(ADDRESS, "Votre rendez-vous"))
    assert appointment().state == "booked"
    someone.clicks("Choisir un autre horaire")
    _fits(someone, scripts)
    day = someone.page.get_by_role("group", name=begins("mardi 25 mars"))
    someone.clicks("10 h", within=day)
    someone.at("On vous attend mardi 25 mars à 10 h")

    someone.clicks("Annuler ce rendez-vous")
    someone.at("Ce rendez-vous est annulé")
    assert appointment().state == "cancelled"
    assert someone.faults == []
    someone.leaves()


def test_the_second_one_is_told_at_once_and_keeps_what_they_typed(browser, empty_house, desk):
    someone = Person(browser, empty_house, 360)
    someone.opens("/rendez-vous/")
    someone.clicks(begins("9 h, mardi 18 mars"))
    someone.writes(TYPED)
    booked(desk, email="premier@verger.test")

    someone.clicks("Réserver à 9 h")

    someone.at("Cet horaire n’est plus libre")
    assert someone.field("De quoi voulez-vous parler").input_value() == TYPED["De quoi voulez-vous parler"]
    assert shut_out(someone) == []
    someone.ticks("mardi 18 mars, 10 h")
    someone.clicks("Réserver l’horaire choisi")
    someone.at("On vous attend mardi 18 mars à 10 h")
    someone.leaves()


def test_what_was_typed_outlives_the_network_the_tab_and_the_time(browser, empty_house, desk):
    someone = Person(browser, empty_house, 360)
    someone.opens("/rendez-vous/")
    someone.clicks(begins("9 h, mardi 18 mars"))
    someone.context.set_offline(True)
    someone.writes(TYPED)
    someone.clicks("Réserver à 9 h")
    someone.reads("Pas envoyé", "il n’y a pas de réseau")

    someone.page.close()  # the tab is closed, and somebody else books that time
    booked(desk, email="premier@verger.test")
    someone.context.set_offline(False)
    someone.page = someone.context.new_page()
    someone.opens("/rendez-vous/")
    someone.clicks(begins("11 h, mardi 18 mars"))
    someone.reads("Ce que vous aviez écrit sur cet appareil est revenu")
    for label, text in TYPED.items():
        assert someone.field(label).input_value() == text
    assert Draft.objects.count() == 0
    someone.clicks("Réserver à 11 h")

    someone.at("On vous attend mardi 18 mars à 11 h")
    assert someone.page.evaluate("localStorage.length") == 0
    someone.leaves()


def test_what_was_typed_is_erased_by_a_press_and_by_the_day_after(browser, empty_house, desk):
    someone = Person(browser, empty_house, 360)
    someone.opens("/rendez-vous/")
    someone.clicks(begins("9 h, mardi 18 mars"))
    someone.writes(TYPED)
    someone.reads("Gardé sur cet appareil")

    someone.clicks(begins("L’effacer"))
    assert someone.field("Votre nom").input_value() == ""
    assert someone.page.evaluate("localStorage.length") == 0

    someone.writes(TYPED)
    someone.page.evaluate("""Object.entries(localStorage).forEach(([key, kept]) => localStorage.setItem(key,
        JSON.stringify({...JSON.parse(kept), at: Date.now() - 90000000})))""")
    someone.page.evaluate("document.querySelector('form[data-draft]').keeper.left = true")
    someone.page.reload()
    assert someone.field("Votre nom").input_value() == ""
    assert someone.page.evaluate("localStorage.length") == 0
    someone.leaves()


def test_booked_by_the_keyboard_alone(browser, empty_house, desk):
    someone = Person(browser, empty_house)
    page = someone.page
    someone.opens("/rendez-vous/")
    assert shut_out(someone) == []

    keys(someone, page.get_by_role("link", name=begins("11 h, mardi 18 mars")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/2008-03-18-1100/")
    for label, text in TYPED.items():
        keys(someone, page.get_by_label(begins(label)))
        page.keyboard.type(text)
    keys(someone, page.get_by_role("button", name="Réserver à 11 h"))
    page.keyboard.press("Enter")

    someone.at("On vous attend mardi 18 mars à 11 h")
    assert shut_out(someone) == []
    someone.leaves()


def _fits(someone: Person, scripts: bool) -> None:
    """Nothing is moved sideways (asked by a script of ours, so only where scripts run)."""
    if scripts:
        assert someone.width_fits
