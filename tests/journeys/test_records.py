"""An officer finds an association with a mistake on a telephone, and makes one of two records of the same one."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from catalyse.actors import services
from catalyse.actors.models import Organisation
from catalyse.kernel.access import house as as_house
from catalyse.needs.models import Need
from tests.journeys.conftest import flers_on
from tests.journeys.hands import Person, shut_out, signs_in

DAY = date(2008, 3, 12)
OFFICER = "chargee-de-mission@flers.example"
RECORD = re.compile(r"/associations/\d+-")


@pytest.fixture
def house(flers_database, django_db_blocker, site):
    """The founding case in the middle of its sessions."""
    with flers_on(flers_database, django_db_blocker, date(2008, 3, 11), DAY):
        yield site


def test_found_with_a_mistake_on_a_telephone(browser, house):
    officer = Person(browser, house, 360, has_touch=True)
    signs_in(officer, OFFICER)

    officer.clicks("Chercher")
    officer.page.get_by_role("searchbox").press_sequentially("regei quart", delay=20)
    found = officer.page.get_by_role("link", name=re.compile("Arc-en-Ciel")).first
    expect(found).to_be_visible()
    expect(officer.page.locator("#search-count")).to_have_text(re.compile(r"\d+ réponses?"))
    assert officer.width_fits
    assert shut_out(officer) == []
    found.click()
    officer.page.wait_for_url(RECORD)
    officer.at("Arc-en-Ciel")
    assert not officer.faults
    officer.leaves()


def test_the_box_is_reached_by_a_key_and_answers_without_script(browser, house):
    officer = Person(browser, house)
    signs_in(officer, OFFICER)
    officer.page.keyboard.press("/")
    officer.page.wait_for_url(re.compile("/recherche/"))
    expect(officer.page.get_by_role("searchbox")).to_be_focused()
    state = officer.context.storage_state()
    officer.leaves()

    plain = Person(browser, house, java_script_enabled=False, storage_state=state)
    plain.opens("/recherche/")
    plain.page.get_by_role("searchbox").fill("oxy jeunse")
    plain.page.get_by_role("searchbox").press("Enter")
    plain.reads("Oxy Jeunes")
    plain.leaves()


@pytest.mark.parametrize("width", [1440, 360])
def test_two_records_become_one_and_two_again(browser, house, width):
    kept = Organisation.objects.system("a story").get(name="Oxy Jeunes")
    twin = services.create_organisation(
        kind="association", name="Oxi Jeunes", commune=kept.commune, public_phone="02 33 00 00 09",
        by=as_house("a story"), today=DAY,
    )  # fmt: skip
    need = Need.objects.system("a story").filter(organisation=kept).first()
    Need.objects.system("a story").filter(pk=need.pk).update(organisation=twin)
    officer = Person(browser, house, width)
    signs_in(officer, OFFICER)

    officer.opens("/associations/")
    officer.clicks("Chercher les doublons")
    officer.reads("noms proches")
    officer.clicks(re.compile("^Comparer et fusionner.*Oxy Jeunes.*Oxi Jeunes"))
    officer.reads("Ce que dit chacune", "Besoins")
    assert officer.width_fits
    assert shut_out(officer) == []
    officer.clicks("Fusionner les deux fiches")
    officer.page.wait_for_url(RECORD)
    officer.at("Oxy Jeunes")
    officer.reads("02 33 00 00 09")
    assert Need.objects.system("a story").get(pk=need.pk).organisation == kept
    officer.opens(twin.get_absolute_url())
    officer.at("Oxy Jeunes")

    officer.tab("Journal")
    officer.clicks(re.compile("Oxi Jeunes.*a été fusionnée ici"))
    officer.clicks("Annuler la fusion")
    officer.reads("Elle a été annulée")
    assert Need.objects.system("a story").get(pk=need.pk).organisation_id == twin.pk
    officer.opens(twin.get_absolute_url())
    officer.at("Oxi Jeunes")
    assert not officer.faults
    officer.leaves()
