"""Two officers call from the same list at the same time: nobody is called twice, and one of them leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect

from catalyse.kernel import clock
from catalyse.needs.models import Chase, Need
from catalyse.needs.tests.factories import DAY, Territory, member, need, user_of
from tests.journeys.hands import Person, begins, signs_in

NEEDS = ("Un toit pour nos réunions", "Un camion pour le marché")


class Today:
    """The day on which everybody is."""

    day: date = DAY


@pytest.fixture
def today(monkeypatch):
    found = Today()
    monkeypatch.setattr(clock, "demo_day", lambda: found.day)
    return found


@pytest.fixture
def team(empty_house, today, browser):
    """Two officers of one DLA, each at a screen of their own, with two needs in front of them."""
    here = Territory("Sources")
    for words in NEEDS:
        need(here.association("Le Verger"), here.dla, words)
    people = []
    for width in (1440, 360):
        person = Person(browser, empty_house, width)
        signs_in(person, user_of(member(here.dla, "dla_officer")).email)
        people.append(person)
    yield people
    for person in people:
        assert person.faults == []
        person.leaves()


def line(person: Person, words: str) -> Locator:
    return person.page.get_by_role("listitem").filter(has_text=words).first


def test_two_officers_chase_the_same_list_and_nobody_is_called_twice(team, today):
    first, second = team
    for one in team:
        one.clicks("Besoins", "Qui appeler")
        one.reads(*NEEDS)
        assert one.width_fits

    first.clicks("Appelée", within=line(first, NEEDS[0]))
    first.reads("Noté. Il revient dans 7 jours.")
    expect(first.page.get_by_role("link", name=NEEDS[0])).to_have_count(0)

    second.clicks("Appelée", within=line(second, NEEDS[0]))
    second.reads("l’a déjà fait le", "Rien n’a été noté deux fois.")
    assert second.width_fits
    assert Chase.objects.system("a test").count() == 1

    second.clicks(begins("prendre"), within=line(second, NEEDS[1]))
    second.clicks("Confier ce besoin")
    first.clicks("Par personne qui suit")
    first.reads(NEEDS[1])

    today.day += timedelta(days=7)
    first.clicks("Par besoin")
    first.reads(*NEEDS)
    line(first, NEEDS[0]).get_by_text("Ce qui a été fait").click()
    first.reads("appel,", "relancée une fois")

    leaver = Need.objects.system("a test").exclude(officer=None).get().officer
    assert leaver is not None
    first.opens("/equipe/dossiers/")
    first.clicks("Transmettre")
    first.clicks("Tout transmettre")
    first.reads("1 dossier est maintenant suivi par")
    assert Need.objects.system("a test").exclude(officer=None).get().officer_id != leaver.pk
    first.clicks("Annuler")
    assert Need.objects.system("a test").exclude(officer=None).get().officer_id == leaver.pk
