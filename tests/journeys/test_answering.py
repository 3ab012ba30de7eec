"""An association answers its invitation by its personal link: without scripts, and by the keyboard alone."""

from __future__ import annotations

import pytest

from catalyse.kernel import clock
from catalyse.support import services
from catalyse.support.models import Invitation
from catalyse.support.tests.factories import DAY, HOUSE, Territory, a_support
from tests.journeys.hands import Person, begins, keys, link_of

ADDRESS = "bureau@sources.test"


@pytest.fixture
def letter(empty_house, monkeypatch):
    """The path of the link in a letter that has just left."""
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    territory = Territory("Sources")
    support = a_support(territory, opened_on=DAY, reply_by=DAY.replace(month=4))
    services.prepare_invitation(
        support=support, association=territory.association("Le Verger"), email=ADDRESS, by=HOUSE, today=DAY
    )
    services.send_invitations(support=support, by=HOUSE, today=DAY)
    return link_of(ADDRESS)


def answer():
    return Invitation.objects.system("a test").get()


def test_an_invitation_is_answered_by_its_link_without_scripts(browser, empty_house, letter):
    someone = Person(browser, empty_house, 360, java_script_enabled=False)

    someone.opens(letter)
    assert answer().state == "sent"
    someone.ticks("Pas cette fois", "pas maintenant")
    someone.clicks("Envoyer notre réponse")

    someone.reads("Pas cette fois.")
    assert (answer().state, answer().channel) == ("declined", "link")
    someone.leaves()


def test_an_invitation_is_answered_by_the_keyboard_alone(browser, empty_house, letter):
    someone = Person(browser, empty_house)
    page = someone.page

    someone.opens(letter)
    first = page.get_by_role("radio", name=begins("Nous participons"))
    keys(someone, first)
    page.keyboard.press("Space")
    keys(someone, page.get_by_label(begins("Qu’en attendez-vous")))
    page.keyboard.type("Des affiches que l’on remarque.")
    keys(someone, page.get_by_role("checkbox", name=begins("L’association participe")))
    page.keyboard.press("Space")
    keys(someone, page.get_by_label(begins("Nom de la personne")))
    page.keyboard.type("Présidente du Verger")
    keys(someone, page.get_by_role("button", name="Envoyer notre réponse"))
    page.keyboard.press("Enter")

    someone.reads("Votre association participe. Merci.")
    assert answer().state == "committed"
    someone.leaves()
