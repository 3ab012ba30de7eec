"""A partner's spreadsheet goes in, from the list of associations to the report, and out again."""

from __future__ import annotations

from datetime import date

import pytest

from catalyse.kernel import jobs
from tests.journeys.conftest import flers_on
from tests.journeys.hands import Person, shut_out, signs_in
from tests.sheets import workbook

LOADED, TODAY = date(2008, 3, 11), date(2008, 3, 12)
LIST = [
    ["Subventions 2008", "", ""],
    [],
    ["Association", "Commune", "Téléphone du président"],
    ["OXY-JEUNES", "FLERS CEDEX", "06 00 00 00 00"],
    ["Orchestre de chambre du Bocage", "Flers", ""],
    ["Orchestre de chambre Bocage", "Flers", ""],
]


@pytest.fixture
def house(flers_database, django_db_blocker, site):
    """The founding case in the middle of its sessions."""
    with flers_on(flers_database, django_db_blocker, LOADED, TODAY):
        yield site


@pytest.mark.parametrize("width", [1440, 360])
def test_an_officer_imports_a_list_reads_its_report_and_takes_it_back(browser, house, tmp_path, width):
    file = tmp_path / "subventions.xlsx"
    file.write_bytes(workbook(LIST))
    officer = Person(browser, house, width)
    signs_in(officer, "chargee-de-mission@flers.example")
    officer.opens("/associations/")
    officer.clicks("Importer un tableau")
    officer.clicks("Lire ce fichier")
    officer.reads("Choisissez le fichier qui contient la liste.")
    officer.page.set_input_files("input[type=file]", file)
    officer.clicks("Lire ce fichier")
    assert officer.field("Nom de l’association").input_value() == "0"
    officer.clicks("Comparer avec ce qui est connu")
    jobs.run_waiting()
    officer.page.reload()
    officer.reads("C’est Oxy Jeunes, dans l’annuaire", "Elle répète la ligne 5", "1 association créée")
    assert officer.width_fits
    assert shut_out(officer) == []
    officer.clicks("Importer")
    jobs.run_waiting()
    officer.page.reload()
    officer.at("Ce que chaque ligne est devenue")
    officer.reads("déjà complète", "créée")
    assert officer.width_fits
    officer.clicks("Annuler l’importation")
    officer.at("L’importation est en cours d’annulation")
    assert officer.width_fits
    jobs.run_waiting()  # the page sees by itself that the work has ended
    officer.page.get_by_role("heading", name="Ce que chaque ligne est devenue").wait_for(timeout=60_000)
    officer.reads("l’importation a été annulée.")
    officer.opens("/associations/?q=orchestre")
    officer.reads("Rien ne correspond")
    assert officer.faults == []
    officer.leaves()
