"""A partner's spreadsheet: told, compared, decided, imported once, taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalyse.actors import services
from catalyse.actors.models import (
    Fate,
    Import,
    ImportLine,
    ImportState,
    Organisation,
    RegisterEdition,
    RegisterEntry,
    Verdict,
)
from catalyse.actors.services import imports_write, register_index
from catalyse.actors.tests import factories
from catalyse.actors.tests.factories import TODAY
from catalyse.kernel import jobs
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Job
from tests.sheets import text, workbook

HEAD = ["Nom de l'association", "Sigle", "RNA", "SIRET", "Ville", "Année de création", "Site", "Téléphone du président"]
NOW = datetime(2024, 3, 11, 9, tzinfo=UTC)
SIRET = "73282932000074"


@pytest.fixture
def bringer(here):
    return factories.acting("dla_officer", here.dla)


def told(by, rows, head=None, **columns) -> Import:
    """The lines of a list, compared."""
    row = services.bring(name="liste.csv", data=text([head or HEAD, *rows]), by=by, now=NOW)
    columns = columns or row.tables[0]["guessed"]
    row = services.tell_columns(row=row, sheet=0, columns=columns, by=by, today=TODAY)
    jobs.run_waiting()
    row.refresh_from_db()
    assert row.state == ImportState.READY
    return row


def imported(row: Import, by) -> Import:
    row = services.start_import(row=row, by=by, today=TODAY)
    jobs.run_waiting()
    row.refresh_from_db()
    assert row.state == ImportState.DONE, Job.objects.get(pk=row.job_id).report
    return row


def lines(row: Import) -> list[ImportLine]:
    return list(ImportLine.objects.system("a test").filter(whole=row))


def all_of_them():
    return Organisation.objects.system("a test").associations()


def line(name, commune="", **more):
    return [name, more.get("acronym", ""), more.get("rna", ""), more.get("siret", ""), commune, more.get("year", ""),
            more.get("site", ""), more.get("phone", "")]  # fmt: skip


def test_lines_are_classed_and_each_proposal_is_the_careful_one(here, bringer):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001")
    row = told(bringer, [
        line("Comite fetes Bellou", rna="W611000001"),
        line("Cté des fêtes de Bellou"),
        line("Orchestre de chambre", here.commune.name),
    ])  # fmt: skip
    first, second, third = lines(row)
    assert (first.verdict, first.decision, first.choices[0]["key"]) == (Verdict.SAME, "link", known.pk)
    assert (second.verdict, second.decision) == (Verdict.PERHAPS, "")
    assert (third.verdict, third.decision) == (Verdict.NEW, "create")
    assert ["rna", "equal", "W611000001", "W611000001"] in first.choices[0]["evidence"]


def test_nothing_is_written_before_import_and_only_chosen_columns_are_kept(here, bringer):
    before = all_of_them().count()
    row = told(bringer, [line("Orchestre de chambre", here.commune.name, phone="06 12 34 56 78")])
    assert all_of_them().count() == before
    assert row.content is None
    assert row.tables == []
    assert "06" not in str([one.said for one in lines(row)])


def test_blanks_are_filled_and_nothing_is_overwritten(here, bringer):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001", founded_year=1990)
    row = imported(told(bringer, [line("Fêtes de Bellou", rna="W611000001", siret=SIRET, year=1991)]), bringer)
    known.refresh_from_db()
    (only,) = lines(row)
    assert (known.name, known.siret, known.siren, known.founded_year) == (
        "Comité des fêtes de Bellou", SIRET, SIRET[:9], 1990)  # fmt: skip
    assert only.fate == Fate.FILLED
    assert ["founded_year", "1990", "1991"] in only.differs
    assert ["name", "Comité des fêtes de Bellou", "Fêtes de Bellou"] in only.differs


def test_the_same_list_twice_creates_nothing_new(here, bringer):
    rows = [
        line("Orchestre de chambre", here.commune.name, rna="W611000009"),
        line("Vélo pour tous", here.commune.name),
        line("Vélo pour tous", here.commune.name, site="velo.example"),
        line("Théâtre du Bocage", ""),
    ]
    first = imported(told(bringer, rows), bringer)
    assert [one.fate for one in lines(first)] == ["created", "created", "filled", "created"]
    count = all_of_them().count()
    again = told(bringer, rows)
    services.decide_by_rule(row=again, rule="perhaps_link", by=bringer)
    again = imported(again, bringer)
    assert all_of_them().count() == count
    assert {one.fate for one in lines(again)} == {Fate.LINKED}


def test_a_line_that_repeats_another_of_the_list_is_the_same_one(here, bringer):
    row = told(bringer, [line("Vélo pour tous", here.commune.name), line("VELO POUR TOUS", here.commune.name.upper())])
    first, second = lines(row)
    assert (second.verdict, second.choices[0]["kind"], second.choices[0]["key"]) == ("same", "line", first.number)
    row = imported(row, bringer)
    assert len({one.organisation_id for one in lines(row)}) == 1


def test_what_another_line_of_the_list_is_is_proposed_to_the_line_that_says_the_same(here, bringer):
    known = here.association("Orchestre de Flers", short_name="OCF", rna="W611000009")
    row = told(bringer, [
        line("Les Archets réunis", here.commune.name, site="archets.example"),
        line("Les Archets réunis", here.commune.name, acronym="OCF", rna="W611000009", site="archets.example"),
    ])  # fmt: skip
    first, second = lines(row)
    assert (second.verdict, second.choices[0]["key"]) == ("same", known.pk)
    assert (first.verdict, first.decision) == ("perhaps", "")
    assert (first.choices[0]["key"], first.choices[0]["name"]) == (known.pk, "Orchestre de Flers")


def test_a_line_that_may_be_known_is_shown_the_line_of_the_list_that_it_repeats(here, bringer):
    here.association("Vélo pour tous")
    rows = [line("Vélo loisir pour tous", here.commune.name, site="velo.example")]
    row = told(bringer, [*rows, *rows])
    first, second = lines(row)
    assert [one["kind"] for one in first.choices] == ["organisation"]
    assert second.verdict == "perhaps"
    assert ("line", first.number) in [(one["kind"], one["key"]) for one in second.choices]


def test_a_commune_of_elsewhere_is_refused_with_its_reason_and_the_others_go_in(here, elsewhere, bringer):
    row = told(bringer, [line("D'ailleurs", elsewhere.commune.name), line("D'ici", here.commune.name)])
    away, at_home = lines(imported(row, bringer))
    assert (away.fate, at_home.fate) == (Fate.REFUSED, Fate.CREATED)
    assert away.reason


def test_a_number_of_another_territory_is_refused_without_its_name(here, elsewhere, bringer):
    elsewhere.association("Secret", rna="W611000077")
    (only,) = lines(imported(told(bringer, [line("Quelconque", here.commune.name, rna="W611000077")]), bringer))
    assert only.fate == Fate.REFUSED
    assert "Secret" not in only.reason


def test_taking_back_archives_blanks_and_keeps_what_was_changed_since(here, bringer):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001")
    row = told(bringer, [
        line("Fêtes", rna="W611000001", siret=SIRET, year=1991),
        line("Orchestre de chambre", here.commune.name),
        line("Vélo pour tous", here.commune.name),
        line("Jardins", here.commune.name),
    ])  # fmt: skip
    row = imported(row, bringer)
    _fetes, _orchestra, bikes, gardens = lines(row)
    edited = Organisation.objects.system("a test").get(pk=bikes.organisation_id)
    services.edit_organisation(organisation=edited, expected=edited.version, by=bringer, today=TODAY, mission="Rouler")
    garden = Organisation.objects.system("a test").get(pk=gardens.organisation_id)
    factories.person("association_lead", garden)
    row = services.undo_import(row=row, by=bringer, now=row.done_at + timedelta(days=3), today=TODAY)
    known.refresh_from_db()
    assert (known.siret, known.siren, known.founded_year) == ("", "", None)
    assert [one.fate for one in lines(row)] == ["taken_back", "taken_back", "kept", "kept"]
    archived = set(all_of_them().exclude(archived_at=None).values_list("name", flat=True))
    assert archived == {"Orchestre de chambre"}
    assert Event.objects.filter(name="import.undone").count() == 1


def test_after_thirty_days_an_import_stays(here, bringer):
    row = imported(told(bringer, [line("Orchestre", here.commune.name)]), bringer)
    with pytest.raises(Refused, match="30"):
        services.undo_import(row=row, by=bringer, now=row.done_at + timedelta(days=31), today=TODAY)


def test_after_taking_back_the_same_list_brings_the_archived_ones_back(here, bringer):
    rows = [line("Orchestre de chambre", here.commune.name, rna="W611000009")]
    row = imported(told(bringer, rows), bringer)
    services.undo_import(row=row, by=bringer, now=row.done_at, today=TODAY)
    count = all_of_them().count()
    (only,) = lines(imported(told(bringer, rows), bringer))
    assert all_of_them().count() == count
    assert only.organisation.archived_at is None


def test_pressed_twice_it_imports_once(here, bringer):
    row = told(bringer, [line("Orchestre", here.commune.name)])
    services.start_import(row=row, by=bringer, today=TODAY)
    with pytest.raises(Refused):
        services.start_import(row=row, by=bringer, today=TODAY)
    jobs.run_waiting()
    assert all_of_them().filter(name="Orchestre").count() == 1


def test_killed_between_two_batches_it_goes_on_where_it_was(here, bringer, monkeypatch):
    names = ["Orchestre", "Vélo", "Jardin", "Théâtre", "Couture", "Échecs", "Radio"]
    row = told(bringer, [line(name, here.commune.name) for name in names])
    monkeypatch.setattr(imports_write, "BATCH", 2)
    services.start_import(row=row, by=bringer, today=TODAY)
    run, count = imports_write.Batch.run, []

    def dies(batch):
        count.append(1)
        if len(count) == 3:
            run(batch)
            raise SystemExit
        run(batch)

    monkeypatch.setattr(imports_write.Batch, "run", dies)
    with pytest.raises(SystemExit):
        jobs.run_waiting()
    assert all_of_them().filter(name__in=names).count() == 4
    Job.objects.update(beat_at=NOW)
    jobs.run_waiting()
    assert sorted(all_of_them().filter(name__in=names).values_list("name", flat=True)) == sorted(names)
    row.refresh_from_db()
    assert row.state == ImportState.DONE


def test_who_may_not_add_may_not_bring_and_another_does_not_decide(here, bringer):
    elected = factories.acting("authority_elected", here.authority)
    with pytest.raises(Forbidden):
        services.bring(name="x.csv", data=text([HEAD, line("x")]), by=elected, now=NOW)
    row = told(bringer, [line("Orchestre", here.commune.name)])
    other = factories.acting("dla_officer", here.dla)
    assert not Import.objects.visible_to(other).filter(pk=row.pk).exists()
    with pytest.raises(Forbidden):
        services.start_import(row=row, by=other, today=TODAY)


def test_a_file_that_cannot_be_read_is_told_how_to_put_right(bringer):
    with pytest.raises(Refused, match="PDF"):
        services.bring(name="x.pdf", data=b"%PDF-1.4", by=bringer, now=NOW)
    row = services.bring(name="x.xlsx", data=workbook([["A", "B"], [1, 2]]), by=bringer, now=NOW)
    with pytest.raises(Refused, match="colonne"):
        services.tell_columns(row=row, sheet=0, columns={"website": 0}, by=bringer, today=TODAY)


def test_files_that_nobody_went_on_with_are_forgotten(bringer):
    row = services.bring(name="x.csv", data=text([HEAD, line("x")]), by=bringer, now=NOW)
    services.bring(name="y.csv", data=text([HEAD, line("y")]), by=bringer, now=row.made_at + timedelta(days=2))
    assert not Import.objects.system("a test").filter(pk=row.pk).exists()


def test_one_merged_while_a_list_waits_is_completed_in_the_record_that_stayed(here, bringer):
    gone = here.association("Fêtes de Bellou", rna="W611000001")
    kept = here.association("Comité des fêtes de Bellou")
    row = told(bringer, [line("Fêtes de Bellou", rna="W611000001", year=1991)])
    manager = factories.acting("dla_manager", here.dla)
    services.merge_organisations(
        kept=kept, gone=gone, take=["rna"], expected=(kept.version, gone.version), by=manager, today=TODAY
    )
    (only,) = lines(imported(row, bringer))
    kept.refresh_from_db()
    assert only.organisation_id == kept.pk
    assert kept.founded_year == 1991


def test_an_archived_one_comes_back_only_by_who_may_archive(here, bringer):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001")
    services.archive_organisation(organisation=known, by=bringer, today=TODAY)
    town = factories.acting("authority_officer", here.authority)

    (only,) = lines(imported(told(town, [line("Comité des fêtes de Bellou", rna="W611000001")]), town))

    known.refresh_from_db()
    assert (only.fate, known.archived_at is None) == (Fate.REFUSED, False)


def test_a_rule_changes_nothing_that_a_person_decided(here, bringer):
    here.association("Comité des fêtes de Bellou", rna="W611000001")
    row = told(bringer, [line("Cté des fêtes de Bellou"), line("Comité des fetes Belou")])
    first, second = lines(row)
    assert {first.verdict, second.verdict} == {Verdict.PERHAPS}
    services.decide(row=row, decisions={first.pk: "skip"}, by=bringer)

    assert services.decide_by_rule(row=row, rule="perhaps_create", by=bringer) == 1
    assert services.decide_by_rule(row=row, rule="perhaps_link", by=bringer) == 1

    assert [one.decision for one in lines(row)] == ["skip", "link"]
    for said in ("skip:abc", "skip:99999", "link:²", "link:99999", "other"):
        with pytest.raises(Refused):
            services.decide(row=row, decisions={first.pk: said}, by=bringer)


def test_a_register_that_contradicts_itself_does_not_stop_an_import(here, bringer):
    entry = RegisterEntry.objects.create(
        number="W611000077", title="ORCHESTRE DE CHAMBRE", state="active", siren="732829320", siret="00000001800010",
        website="orchestre.test/" + "a" * 180, edition=RegisterEdition.objects.create(), insee=here.commune.insee,
        search_key="orchestre de chambre",
    )  # fmt: skip
    register_index.build()
    row = told(bringer, [line("Orchestre de chambre", here.commune.name, rna=entry.number)])
    (only,) = lines(row)
    services.decide(row=row, decisions={only.pk: "link:0"}, by=bringer)

    (only,) = lines(imported(row, bringer))

    assert (only.organisation.rna, only.organisation.siren) == (entry.number, "732829320")
    assert (only.organisation.siret, only.organisation.website) == ("", "")


def test_an_import_that_a_fault_stopped_is_taken_back_as_it_stands(here, bringer, monkeypatch):
    row = told(bringer, [line(name, here.commune.name) for name in ("Orchestre", "Vélo", "Jardin")])
    monkeypatch.setattr(imports_write, "BATCH", 2)
    services.start_import(row=row, by=bringer, today=TODAY)
    with pytest.raises(Refused):
        services.undo_import(row=row, by=bringer, now=NOW, today=TODAY)
    run = imports_write.Batch.run

    def fails(batch):
        if batch._lines[-1].said["name"] == "Jardin":
            raise ValueError("a fault")
        run(batch)

    monkeypatch.setattr(imports_write.Batch, "run", fails)
    jobs.run_waiting()
    assert all_of_them().active().filter(name="Orchestre").exists()

    row.refresh_from_db()
    row = services.undo_import(row=row, by=bringer, now=NOW, today=TODAY)

    assert row.state == ImportState.UNDONE
    assert not all_of_them().active().filter(name__in=["Orchestre", "Vélo"]).exists()
