"""What recurs: a seventh voice joins, both partners read it, an officer splits, merges, refuses, takes up, accepts."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from catalyse.kernel import clock
from catalyse.needs import services as needs
from catalyse.needs.models import Need
from catalyse.support.models import Proposal, Support
from catalyse.support.tests import heard
from catalyse.support.tests.factories import DAY, HOUSE, Territory, member, need, user_of
from tests.journeys.hands import Person, begins, shut_out, signs_in

LAST = "Le public ne vient plus à notre fête, faute de savoir qu’elle a lieu."
WHY = "Le réseau en propose déjà un cet hiver."
TITLE = "Se faire entendre ensemble"


@pytest.fixture
def here(empty_house, monkeypatch):
    """A territory where six associations say the same thing, three of them to the DLA alone."""
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    territory = Territory("Sources")
    type(territory.commune).objects.filter(pk=territory.commune.pk).update(
        latitude=Decimal("48.75"), longitude=Decimal("-0.57")
    )
    heard.said(territory, 3)
    heard.said(territory, 3, shared=False, first=3)
    return territory


@pytest.fixture
def people(here, empty_house, browser):
    """An officer of the DLA at a desk, one of the authority on a telephone."""
    found = []
    for actor, width in ((heard.officer(here), 1440), (heard.partner(here), 360)):
        person = Person(browser, empty_house, width)
        signs_in(person, user_of(actor).email)
        found.append(person)
    yield found
    for person in found:
        assert person.faults == []
        person.leaves()


def fits(person: Person) -> None:
    assert person.width_fits
    assert shut_out(person) == []


def test_seven_say_the_same_and_a_person_decides(here, people):
    officer, partner = people
    heard.look(here)
    own = need(here.association("Radio"), here.dla, LAST, shared=True, heard_on=DAY)
    heard.look(here)

    officer.opens("/aujourdhui/")
    officer.reads("Sept associations disent la même chose")
    officer.clicks("Voir s’il faut un accompagnement collectif")
    officer.reads(LAST, "arrivé ensuite", *(one.words for one in Need.objects.system("a test").exclude(pk=own.pk)))
    fits(officer)
    _the_partner_reads(partner, own)
    _split_and_merged(officer)
    _refused_and_taken_up(officer)

    officer.writes({"Comment s’appelle l’accompagnement": " "})
    officer.clicks("Ouvrir un accompagnement collectif")
    officer.reads("Donnez un nom à l’accompagnement", LAST)
    officer.writes({"Comment s’appelle l’accompagnement": TITLE})
    officer.clicks("Ouvrir un accompagnement collectif")
    officer.at(TITLE)
    support = Support.objects.system("a test").get()
    assert support.needs.system("a test").count() == 7
    officer.opens("/aujourdhui/")
    assert officer.page.get_by_text(re.compile("disent la même chose")).count() == 0


def _the_partner_reads(partner: Person, own: Need) -> None:
    """What is shared, in its words; of the rest only how many; and nothing at once when it is no longer shared."""
    partner.clicks("Besoins", "Ce qui revient", begins("Communication"))
    partner.reads(LAST, "trois autres associations disent la même chose")
    fits(partner)
    needs.share_need(need=own, shared=False, by=HOUSE, today=DAY)
    partner.page.reload()
    partner.reads("quatre autres associations")
    assert partner.page.get_by_text(LAST).count() == 0
    needs.share_need(need=own, shared=True, by=HOUSE, today=DAY)


def _split_and_merged(officer: Person) -> None:
    officer.clicks("Autres actions", "Séparer en deux…")
    boxes = officer.page.get_by_role("group", name=begins("Lesquels vont à part")).get_by_role("checkbox")
    boxes.first.check()
    officer.clicks("En faire deux propositions")
    officer.reads("Chaque part doit compter")
    for rank in range(3):
        boxes.nth(rank).check()
    officer.clicks("En faire deux propositions")
    officer.reads("Deux propositions, maintenant.")
    officer.clicks(begins("Communication"))
    officer.clicks("Autres actions", "Réunir avec une autre…")
    officer.page.get_by_role("radio").first.check()
    officer.clicks("Réunir")
    officer.reads("Une seule proposition, maintenant.", LAST)


def _refused_and_taken_up(officer: Person) -> None:
    officer.clicks("Autres actions", "Ne pas donner suite…", "Ne pas donner suite")
    officer.reads("Écrivez pourquoi")
    officer.writes({"Pourquoi": WHY})
    officer.clicks("Ne pas donner suite")
    officer.reads("Mise de côté", WHY)
    heard_again = Proposal.objects.system("a test").filter(state="open")
    assert not heard_again.exists()
    officer.clicks("Autres actions", "Reprendre")
    officer.reads("Reprise")


def test_two_voices_are_the_same_as_none(empty_house, browser, monkeypatch):
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    territory = Territory("Sources")
    person = Person(browser, empty_house, 360)
    signs_in(person, user_of(member(territory.authority, "authority_officer")).email)
    person.clicks("Besoins", "Ce qui revient")
    before = person.page.locator("main").inner_html()
    heard.said(territory, 2)
    heard.look(territory, DAY + timedelta(days=1))

    person.page.reload()

    assert person.page.locator("main").inner_html() == before
    person.reads("Rien ne revient pour l’instant")
    person.leaves()
