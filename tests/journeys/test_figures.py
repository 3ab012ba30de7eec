"""The figures of an association: read on its page as the source gives them, asked once a year, given on a phone."""

from __future__ import annotations

from datetime import date

import pytest

from catalyse.actors.models import AssociationYear
from tests.journeys.conftest import flers_on
from tests.journeys.hands import Person, begins, link_of, shut_out, signs_in

DAY = date(2009, 3, 3)
REGIE = "Régie des quartiers Arc-en-Ciel"
OFFICE = "bureau@arc-en-ciel.test"


@pytest.fixture
def house(flers_database, django_db_blocker, site):
    """The founding case when everything is done."""
    with flers_on(flers_database, django_db_blocker, None, DAY):
        yield site


def opens_the_regie(officer: Person) -> None:
    officer.opens("/associations/")
    officer.clicks(REGIE)
    officer.at(REGIE)


@pytest.mark.parametrize("width", [1440, 360])
def test_the_regie_is_read_as_the_source_tells_it(browser, house, width):
    officer = Person(browser, house, width)
    signs_in(officer, "chargee-de-mission@flers.example")

    opens_the_regie(officer)
    facts = officer.page.locator("dl.facts").first.inner_text().replace("\xa0", " ").replace("\n", " ")
    for words in ("Bénévoles 15", "dont actifs 5", "Personnes salariées 24", "Équivalents temps plein 19", "CDI 12",
                  "Postes d’insertion 12", "Part de l’activité propre 50 %", "Part des subventions 50 %",
                  "Autofinancement visé 70 %"):  # fmt: skip
        assert words in " ".join(facts.split())
    assert shut_out(officer) == []

    officer.clicks("Tous les chiffres")
    officer.reads("24 personnes salariées en 2007", "50 % d’autofinancement en 2007, 70 % visés")
    officer.reads("vérifiez qu’aucun n’est les deux à la fois")
    officer.page.locator(".chart-table > summary").first.click()
    assert officer.page.locator(".chart-table").first.get_by_role("cell").all_inner_texts() == ["24", "19"]
    assert officer.width_fits
    assert shut_out(officer) == []
    officer.leaves()


def test_an_association_gives_its_figures_on_a_phone_and_the_officer_sees_what_changed(browser, house):
    officer = Person(browser, house)
    signs_in(officer, "chargee-de-mission@flers.example")
    opens_the_regie(officer)
    officer.clicks("Autres actions", "Lui demander ses chiffres de l’année")
    officer.writes({"Où envoyer le lien": OFFICE})
    assert shut_out(officer) == []
    officer.clicks("Demander à ceux qui sont cochés")
    officer.reads("sans réponse depuis")

    phone = Person(browser, house, 360)
    phone.opens(link_of(OFFICE))
    assert phone.field("Personnes salariées").input_value() == "24"
    assert phone.width_fits
    assert shut_out(phone) == []
    phone.writes({"Personnes salariées": "26", "Équivalents temps plein": "beaucoup"})
    phone.clicks("Envoyer nos chiffres")
    phone.at("vos chiffres de 2008")
    assert phone.field("Personnes salariées").input_value() == "26"
    phone.writes({"Équivalents temps plein": "30"})
    phone.clicks("Envoyer nos chiffres")
    phone.reads("Plus d’équivalents temps plein que de personnes")
    phone.writes({"Équivalents temps plein": "20,5"})
    phone.clicks("Envoyer tel quel")
    phone.at("Merci, vos chiffres sont envoyés")
    phone.opens(link_of(OFFICE))
    phone.at("Vos chiffres sont arrivés")
    phone.leaves()

    officer.tab("Chiffres")
    officer.reads("Ce qui a changé en 2008", "Donnés par l’association le", "20,5")
    given = AssociationYear.objects.system("a test").get(organisation__name=REGIE, year=2008)
    assert (given.staff, str(given.fte), given.given_on) == (26, "20.50", DAY)
    officer.leaves()


def test_figures_are_given_without_scripts(browser, house):
    officer = Person(browser, house)
    signs_in(officer, "chargee-de-mission@flers.example")
    opens_the_regie(officer)
    officer.clicks("Autres actions", "Lui demander ses chiffres de l’année")
    officer.writes({"Où envoyer le lien": OFFICE})
    officer.clicks("Demander à ceux qui sont cochés")
    officer.leaves()
    phone = Person(browser, house, 360, java_script_enabled=False)

    phone.opens(link_of(OFFICE))
    phone.writes({"Bénévoles": "17"})
    phone.clicks("Garder et continuer plus tard")
    phone.opens(link_of(OFFICE))
    assert phone.field("Bénévoles").input_value() == "17"
    phone.clicks(begins("Envoyer"))
    if phone.page.get_by_role("button", name=begins("Envoyer tel quel")).count():
        phone.clicks("Envoyer tel quel")

    phone.at("Merci, vos chiffres sont envoyés")
    phone.leaves()
