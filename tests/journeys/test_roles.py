"""One short journey for each role, in the founding case, on the day after a session; then without scripts or mouse."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from catalyse.actors.models import Organisation, User
from catalyse.actors.sessions import actor_of
from tests import records
from tests.journeys.conftest import flers_on
from tests.journeys.hands import Person, begins, keys, shut_out, signs_in

LOADED, TODAY = date(2008, 3, 11), date(2008, 3, 12)
SUPPORT = "Communication des associations du contrat urbain"
AT = "@flers.example"


@pytest.fixture
def house(flers_database, django_db_blocker, site):
    """The founding case in the middle of its sessions."""
    with flers_on(flers_database, django_db_blocker, LOADED, TODAY):
        yield site


@pytest.fixture
def somebody(browser, house):
    """Opens a browser for somebody of the case, signed in by a code."""
    people = []

    def signed_in(name, width=1440, **options):
        person = Person(browser, house, width, **options)
        people.append(person)
        signs_in(person, name + AT)
        return person

    yield signed_in
    for person in people:
        assert person.faults == []
        person.leaves()


def test_a_dla_officer_goes_from_what_is_due_to_done(somebody):
    officer = somebody("chargee-de-mission")
    officer.at("vous attend")
    due = officer.page.get_by_role("link", name=begins("Noter les présences :"))
    before = due.count()

    due.first.click()
    forms = officer.page.get_by_role("form")
    expect(forms).to_have_count(9)
    forms.first.get_by_role("button", name="Présente").click()
    forms.first.get_by_role("button", name="Présente", pressed=True).wait_for()
    officer.clicks("La séance a eu lieu", "Aujourd’hui")

    officer.at("vous attend")
    expect(due).to_have_count(before - 1)


def test_an_authority_officer_reads_needs_and_what_the_authority_pays(somebody):
    officer = somebody("direction-modus")

    officer.clicks("Besoins")
    officer.reads("à trois rues d’ici")
    officer.clicks("Accompagnements", begins(SUPPORT))
    officer.tab("Convention")

    officer.reads("6 750,00 €", "13 500,01 €")


def test_an_elected_person_reads_and_finds_nothing_to_press(somebody):
    elected = somebody("elue")

    elected.clicks("Accompagnements", begins(SUPPORT))
    elected.reads("Quatorze invitées, neuf engagées")
    assert elected.page.locator("main").get_by_role("button", name=re.compile("Modifier|Noter|Envoyer")).count() == 0
    assert elected.page.locator("main").get_by_role("link", name=re.compile("^(Modifier|Noter)")).count() == 0
    elected.clicks("Bilan")

    elected.reads("accompagnements", "527")


def test_the_lead_of_an_association_writes_a_part_of_the_plan_on_a_telephone(somebody):
    lead = somebody("presidence-oxy", 360)

    lead.clicks(begins("Continuer :"))
    lead.at("Par où passe votre message")
    assert lead.width_fits
    lead.picks("Par quoi", "affiche")
    lead.writes({"Quoi au juste": "Les affiches du programme"})
    lead.clicks("Garder cette partie")

    lead.at("Notre plan de communication")
    lead.reads("Quatre parties faites sur sept")
    assert lead.width_fits


def test_a_consultant_goes_from_the_mission_to_who_came(somebody):
    consultant = somebody("consultante")

    consultant.clicks("Missions", begins(SUPPORT))
    consultant.reads("6 sur 14 jours")
    consultant.clicks("Noter les présences")
    consultant.page.get_by_role("form").first.get_by_role("button", name="Absente").click()
    consultant.page.get_by_role("form").first.get_by_role("button", name="Absente", pressed=True).wait_for()
    consultant.clicks("La séance a eu lieu")

    consultant.reads("a eu lieu", "absente")


def test_the_committee_reads_the_support_and_no_personal_data(somebody):
    member = somebody("comite")

    member.clicks("Accompagnements", begins(SUPPORT))
    member.reads("Quatorze invitées, neuf engagées")
    shown = member.page.locator("main").inner_text()

    assert "@" not in shown
    assert "6 750" not in shown
    assert "Vous attend" not in shown


def test_an_observer_reads_figures_and_nothing_else(somebody):
    observer = somebody("observatrice")

    observer.reads("14", "527")
    assert "@" not in observer.page.locator("main").inner_text()
    menu = observer.page.get_by_role("navigation", name="Menu principal").first.get_by_role("link", include_hidden=True)

    assert {one.strip() for one in menu.all_text_contents()} == {"Bilan", "Expériences"}


def test_an_administrator_sees_whether_the_house_is_in_order(somebody):
    admin = somebody("administration")
    admin.at("Tout est en ordre")

    admin.clicks("Comptes")
    admin.reads(f"elue{AT}")
    admin.clicks("Courrier")

    admin.reads(f"administration{AT}")


def test_a_need_is_noted_without_scripts(somebody):
    officer = somebody("responsable-dla", java_script_enabled=False)

    officer.clicks("Besoins", "Noter un besoin")
    officer.picks("Quelle association", "Oxy")
    officer.writes({"De quoi a-t-elle besoin": "Un local où recevoir, le soir."})
    officer.clicks("Noter ce besoin")

    officer.reads("Un local où recevoir, le soir.")


def test_a_part_of_the_plan_is_written_without_scripts(somebody):
    lead = somebody("direction-regie", 360, java_script_enabled=False)

    lead.clicks("Mon plan")
    start = lead.door("Commencer")
    if start.count():
        lead.clicks("Commencer")
    lead.clicks("Notre plan de communication") if lead.page.url.endswith("/objectifs/") else None
    lead.clicks("Ce que vous voulez obtenir")
    lead.page.get_by_label(begins("Ce que vous voulez obtenir")).last.fill("Dire ce que nous faisons")
    lead.page.get_by_label(begins("À quel signe")).last.fill("On nous appelle.")
    lead.clicks("Garder cette partie")

    lead.at("Notre plan de communication")
    lead.clicks("Ce que vous voulez obtenir")
    assert "Dire ce que nous faisons" in [box.input_value() for box in lead.page.get_by_role("textbox").all()]


def test_who_came_is_noted_without_scripts(somebody):
    consultant = somebody("consultante", java_script_enabled=False)

    consultant.clicks("Missions", begins(SUPPORT), "Noter les présences")
    consultant.page.get_by_role("form").first.get_by_role("button", name="Présente").click()
    first = consultant.page.get_by_role("form").first.get_by_role("button", name="Présente", pressed=True)
    expect(first).to_be_visible()
    consultant.clicks("La séance a eu lieu")

    consultant.reads("a eu lieu")


def test_a_need_is_noted_by_the_keyboard_alone(somebody):
    officer = somebody("responsable-dla")
    page = officer.page

    keys(officer, page.locator("main").get_by_role("link", name="Noter un besoin"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/besoins/nouveau/")
    keys(officer, page.get_by_label(begins("Quelle association")))
    page.keyboard.type("Oxy")
    keys(officer, page.get_by_label(begins("De quoi a-t-elle besoin")))
    page.keyboard.type("Des voisins qui poussent la porte.")
    keys(officer, page.get_by_role("button", name="Noter ce besoin"))
    page.keyboard.press("Enter")

    officer.reads("Besoin noté", "Des voisins qui poussent la porte.")


OFFICER = (
    "/aujourdhui/",
    "/associations/",
    "/associations/?vue=cartes",
    "/besoins/",
    "/besoins/tableau/",
    "/besoins/nouveau/",
    "/accompagnements/",
    "/accompagnements/ouvrir/",
    "/consultants/",
    "/en-commun/",
    "/en-commun/reseau/",
    "/bilan/",
    "/agenda/",
    "/recherche/?q=oxy",
    "/glossaire/",
    "/aide/",
    "/compte/",
    "/composants/",
)
TABS = (
    "",
    "associations/",
    "seances/",
    "consultant/",
    "convention/",
    "documents/",
    "reseau/",
    "evaluation/",
    "journal/",
)
OWN = ("/aujourdhui/", "/mon-plan/", "/mon-plan/canaux/", "/mes-dates/", "/mon-association/")
PUBLIC = ("/", "/compte/login/", "/experiences/", "/pres-de-chez-vous/", "/le-partenariat/", "/mentions/accessibilite/")


def faults_of(person: Person, addresses) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        person.opens(address)
        if faults := shut_out(person):
            found[address] = faults
    return found


def test_no_page_shuts_anybody_out_light_or_dark(somebody, browser, house):
    officer = somebody("chargee-de-mission")
    officer.clicks("Accompagnements", begins(SUPPORT))
    support = officer.page.url.removeprefix(house)
    found = faults_of(officer, [*OFFICER, *(support + tab for tab in TABS)])
    found |= faults_of(somebody("presidence-oxy", 360), OWN)
    found |= faults_of(somebody("administration"), ["/reglages/", "/reglages/comptes/"])
    visitor = Person(browser, house)
    found |= faults_of(visitor, PUBLIC)
    visitor.leaves()

    assert found == {}


def test_no_page_of_what_no_case_tells_shuts_anybody_out(somebody):
    officer = somebody("chargee-de-mission")
    by = actor_of(User.objects.get(email=f"chargee-de-mission{AT}"), TODAY)
    more = records.pages_of(Organisation.objects.system("a story").get(name="Oxy Jeunes"), by, TODAY)

    assert faults_of(officer, more) == {}
