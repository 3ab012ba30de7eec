"""A diagnosis from its first line to both validations; its consent taken back while the authority has it open."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from catalyse.actors import services
from catalyse.actors.models import Organisation
from catalyse.diagnosis.models import Diagnosis
from catalyse.kernel.access import house as as_house
from tests.journeys.conftest import flers_on
from tests.journeys.hands import Person, shut_out, signs_in

DAY = date(2008, 3, 12)
OFFICER = "chargee-de-mission@flers.example"
MODUS = "direction-modus@flers.example"
LEAD = "bureau-aduq@flers.example"


@pytest.fixture
def house(flers_database, django_db_blocker, site):
    """The founding case in the middle of its sessions; the board of ADUQ has an account too."""
    with flers_on(flers_database, django_db_blocker, date(2008, 3, 11), DAY):
        aduq = Organisation.objects.system("a story").get(name="ADUQ")
        given = {"by": as_house("a story"), "today": DAY}
        user = services.open_account(email=LEAD, name="Bureau d’ADUQ", **given)
        services.add_member(user=user, organisation=aduq, role="association_lead", since=DAY, **given)
        yield site


def test_from_the_first_line_to_both_validations_and_a_consent_taken_back(browser, house):
    officer, lead, modus = (Person(browser, house, width) for width in (1440, 360, 1440))
    for person, address in ((officer, OFFICER), (lead, LEAD), (modus, MODUS)):
        signs_in(person, address)

    officer.opens("/diagnostics/")
    officer.clicks("Commencer un diagnostic partagé")
    officer.picks("Avec quelle association", "ADUQ")
    officer.clicks("Commencer")
    officer.at("Le projet")
    officer.writes({"À quoi sert l’association": "Faire vivre le quartier avec ses familles"})
    expect(officer.page.get_by_text(re.compile("Enregistré à")).first).to_be_visible()
    officer.page.reload()
    expect(officer.field("À quoi sert l’association")).to_have_value("Faire vivre le quartier avec ses familles")
    officer.writes(
        {"Ce que nous comprenons": "Un projet que tout le monde sait redire", "Points forts": "Des familles fidèles"}
    )
    officer.clicks("Garder cette partie")
    officer.clicks(re.compile("^Diagnostic partagé|^Les dix parties"))
    row = Diagnosis.objects.system("a story").open().get(association__name="ADUQ")
    officer.opens(row.get_absolute_url())
    officer.clicks("Le donner à lire à l’association")
    officer.writes({"Pour quel jour espérez-vous une réponse": "2008-03-25"})
    officer.clicks("Donner à lire")

    _the_association_reads(lead, row)
    _a_consent_comes_and_goes(lead, modus, row, feed=True)  # an answer is still hoped for, on a day of the agenda
    _the_association_agrees(lead, row)
    officer.opens(row.get_absolute_url())
    officer.clicks("Donner son accord", "Oui, nous sommes d’accord")
    officer.reads("Tout le monde est d’accord")

    _a_consent_comes_and_goes(lead, modus, row, feed=False)
    for person in (officer, lead, modus):
        assert not person.faults
        person.leaves()


def _the_association_reads(lead: Person, row: Diagnosis) -> None:
    lead.opens("/aujourdhui/")
    lead.clicks(re.compile("Lire votre diagnostic"))
    lead.at("Diagnostic partagé")
    assert lead.width_fits
    assert shut_out(lead) == []
    lead.clicks("Le projet")
    lead.writes({"Qu’en pensez-vous": "Oui, et nous sommes aussi un lieu de rencontre."})
    lead.clicks("Donner cet avis")
    lead.reads("un lieu de rencontre")
    assert lead.width_fits
    assert shut_out(lead) == []


def _the_association_agrees(lead: Person, row: Diagnosis) -> None:
    lead.opens(row.get_absolute_url())
    lead.clicks("Donner son accord")
    assert lead.width_fits
    lead.clicks("Oui, nous sommes d’accord")
    lead.reads("Votre accord est noté")


def _own_feed(person: Person) -> str:
    """The secret address of somebody's agenda, made the first time."""
    person.opens("/agenda/")
    if person.door("Faire mon adresse").count():
        person.clicks("Faire mon adresse")
    return person.field("Votre adresse").input_value()


def _a_consent_comes_and_goes(lead: Person, modus: Person, row: Diagnosis, *, feed: bool) -> None:
    """The authority reads it by every door, then by none; `feed` says whether its agenda has a line of it."""
    agenda = _own_feed(modus)
    papers = [row.get_absolute_url(), f"{row.get_absolute_url()}diagnostic.pdf"]

    def modus_gets() -> list[int | bool]:
        told = f"diagnosis.answer.{row.pk}" in modus.page.request.get(agenda).text()
        return [*(modus.page.request.get(modus.site + url).status for url in papers), told]

    assert modus_gets() == [404, 404, False]
    lead.opens(f"/associations/{row.association_id}-aduq/diagnostic/")
    lead.clicks("Dire qui peut le lire")
    assert lead.width_fits
    assert shut_out(lead) == []
    lead.ticks("Communauté d’agglomération du Pays de Flers", "tout le diagnostic")
    lead.clicks("Les laisser lire")
    lead.reads("peut lire")

    modus.opens(row.get_absolute_url())
    modus.at("Diagnostic partagé")
    assert modus_gets() == [200, 200, feed]

    lead.clicks("Retirer")
    lead.reads("ne lit plus")

    modus.page.reload()
    modus.at("Cette page n’est pas ici")
    assert modus_gets() == [404, 404, False]
    modus.opens("/recherche/?q=familles+fid%C3%A8les")
    modus.at("Chercher")
    expect(modus.page.get_by_role("link", name=re.compile("Diagnostic partagé"))).to_have_count(0)
