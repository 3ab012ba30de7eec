"""A partner's spreadsheet: told, compared, decided, imported once, taken back."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
from catalyse.actors.services import imports_undo, imports_write, register_index
from catalyse.actors.tests import factories
from catalyse.actors.tests.factories import TODAY
from catalyse.actors.tests.spreadsheets import HEAD, NOW, SIRET, all_of_them, decided, imported, line, lines, told
from catalyse.kernel import jobs
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Job
from tests.sheets import text, workbook


def test_lines_are_classed_and_each_proposal_is_the_careful_one(here, officer):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001")
    row = told(officer, [
        line("Comite fetes Bellou", rna="W611000001"),
        line("Cté des fêtes de Bellou"),
        line("Orchestre de chambre", here.commune.name),
    ])  # fmt: skip
    first, second, third = lines(row)
    assert (first.verdict, first.decision, first.choices[0]["key"]) == (Verdict.SAME, "link", known.pk)
    assert (second.verdict, second.decision) == (Verdict.PERHAPS, "")
    assert (third.verdict, third.decision) == (Verdict.NEW, "create")
    assert ["rna", "equal", "W611000001", "W611000001"] in first.choices[0]["evidence"]


def test_nothing_is_written_before_import_and_only_chosen_columns_are_kept(here, officer):
    before = all_of_them().count()
    row = told(officer, [line("Orchestre de chambre", here.commune.name, phone="06 12 34 56 78")])
    assert all_of_them().count() == before
    assert row.content is None
    assert row.tables == []
    assert "06" not in str([one.said for one in lines(row)])


def test_blanks_are_filled_and_nothing_is_overwritten(here, officer):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001", founded_year=1990)
    row = imported(told(officer, [line("Fêtes de Bellou", rna="W611000001", siret=SIRET, year=1991)]), officer)
    known.refresh_from_db()
    (only,) = lines(row)
    assert (known.name, known.siret, known.siren, known.founded_year) == (
        "Comité des fêtes de Bellou", SIRET, SIRET[:9], 1990)  # fmt: skip
    assert only.fate == Fate.FILLED
    assert ["founded_year", "1990", "1991"] in only.differs
    assert ["name", "Comité des fêtes de Bellou", "Fêtes de Bellou"] in only.differs


def test_the_same_list_twice_creates_nothing_new(here, officer):
    rows = [
        line("Orchestre de chambre", here.commune.name, rna="W611000009"),
        line("Vélo pour tous", here.commune.name),
        line("Vélo pour tous", here.commune.name, site="velo.example"),
        line("Théâtre du Bocage", ""),
    ]
    first = imported(told(officer, rows), officer)
    assert [one.fate for one in lines(first)] == ["created", "created", "filled", "created"]
    count = all_of_them().count()
    again = told(officer, rows)
    services.decide_by_rule(row=again, rule="perhaps_link", by=officer)
    again = imported(again, officer)
    assert all_of_them().count() == count
    assert {one.fate for one in lines(again)} == {Fate.LINKED}


def test_a_line_that_repeats_another_of_the_list_is_the_same_one(here, officer):
    row = told(officer, [line("Vélo pour tous", here.commune.name), line("VELO POUR TOUS", here.commune.name.upper())])
    first, second = lines(row)
    assert (second.verdict, second.choices[0]["kind"], second.choices[0]["key"]) == ("same", "line", first.number)
    row = imported(row, officer)
    assert len({one.organisation_id for one in lines(row)}) == 1


def test_what_another_line_of_the_list_is_is_proposed_to_the_line_that_says_the_same(here, officer):
    known = here.association("Orchestre de Flers", short_name="OCF", rna="W611000009")
    row = told(officer, [
        line("Les Archets réunis", here.commune.name, site="archets.example"),
        line("Les Archets réunis", here.commune.name, acronym="OCF", rna="W611000009", site="archets.example"),
    ])  # fmt: skip
    first, second = lines(row)
    assert (second.verdict, second.choices[0]["key"]) == ("same", known.pk)
    assert (first.verdict, first.decision) == ("perhaps", "")
    assert (first.choices[0]["key"], first.choices[0]["name"]) == (known.pk, "Orchestre de Flers")


def test_a_line_that_may_be_known_is_shown_the_line_of_the_list_that_it_repeats(here, officer):
    here.association("Vélo pour tous")
    rows = [line("Vélo loisir pour tous", here.commune.name, site="velo.example")]
    row = told(officer, [*rows, *rows])
    first, second = lines(row)
    assert [one["kind"] for one in first.choices] == ["organisation"]
    assert second.verdict == "perhaps"
    assert ("line", first.number) in [(one["kind"], one["key"]) for one in second.choices]


def test_a_commune_of_elsewhere_is_refused_with_its_reason_and_the_others_go_in(here, elsewhere, officer):
    row = told(officer, [line("D'ailleurs", elsewhere.commune.name), line("D'ici", here.commune.name)])
    away, at_home = lines(imported(row, officer))
    assert (away.fate, at_home.fate) == (Fate.REFUSED, Fate.CREATED)
    assert away.reason


def test_a_number_of_another_territory_is_refused_without_its_name(here, elsewhere, officer):
    elsewhere.association("Secret", rna="W611000077")
    (only,) = lines(imported(told(officer, [line("Quelconque", here.commune.name, rna="W611000077")]), officer))
    assert only.fate == Fate.REFUSED
    assert "Secret" not in only.reason


def test_pressed_twice_it_imports_once(here, officer):
    row = told(officer, [line("Orchestre", here.commune.name)])
    services.start_import(row=row, by=officer, today=TODAY)
    with pytest.raises(Refused):
        services.start_import(row=row, by=officer, today=TODAY)
    jobs.run_waiting()
    assert all_of_them().filter(name="Orchestre").count() == 1


def test_killed_between_two_batches_it_goes_on_where_it_was(here, officer, monkeypatch):
    names = ["Orchestre", "Vélo", "Jardin", "Théâtre", "Couture", "Échecs", "Radio"]
    row = told(officer, [line(name, here.commune.name) for name in names])
    monkeypatch.setattr(imports_write, "BATCH", 2)
    services.start_import(row=row, by=officer, today=TODAY)
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


def test_who_may_not_add_may_not_bring_and_another_does_not_decide(here, officer):
    elected = factories.acting("authority_elected", here.authority)
    with pytest.raises(Forbidden):
        services.bring(name="x.csv", data=text([HEAD, line("x")]), by=elected, now=NOW)
    row = told(officer, [line("Orchestre", here.commune.name)])
    other = factories.acting("dla_officer", here.dla)
    assert not Import.objects.visible_to(other).filter(pk=row.pk).exists()
    with pytest.raises(Forbidden):
        services.start_import(row=row, by=other, today=TODAY)


def test_a_file_that_cannot_be_read_is_told_how_to_put_right(officer):
    with pytest.raises(Refused, match="PDF"):
        services.bring(name="x.pdf", data=b"%PDF-1.4", by=officer, now=NOW)
    row = services.bring(name="x.xlsx", data=workbook([["A", "B"], [1, 2]]), by=officer, now=NOW)
    with pytest.raises(Refused, match="colonne"):
        services.tell_columns(row=row, sheet=0, columns={"website": 0}, by=officer, today=TODAY)


def test_files_that_nobody_went_on_with_are_forgotten(officer):
    row = services.bring(name="x.csv", data=text([HEAD, line("x")]), by=officer, now=NOW)
    services.bring(name="y.csv", data=text([HEAD, line("y")]), by=officer, now=row.made_at + timedelta(days=2))
    assert not Import.objects.system("a test").filter(pk=row.pk).exists()


def test_one_merged_while_a_list_waits_is_completed_in_the_record_that_stayed(here, officer):
    gone = here.association("Fêtes de Bellou", rna="W611000001")
    kept = here.association("Comité des fêtes de Bellou")
    row = told(officer, [line("Fêtes de Bellou", rna="W611000001", year=1991)])
    manager = factories.acting("dla_manager", here.dla)
    services.merge_organisations(
        kept=kept, gone=gone, take=["rna"], expected=(kept.version, gone.version), by=manager, today=TODAY
    )
    (only,) = lines(imported(row, officer))
    kept.refresh_from_db()
    assert only.organisation_id == kept.pk
    assert kept.founded_year == 1991


def test_an_archived_one_comes_back_only_by_who_may_archive(here, officer):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001")
    services.archive_organisation(organisation=known, by=officer, today=TODAY)
    town = factories.acting("authority_officer", here.authority)

    (only,) = lines(imported(told(town, [line("Comité des fêtes de Bellou", rna="W611000001")]), town))

    known.refresh_from_db()
    assert (only.fate, known.archived_at is None) == (Fate.REFUSED, False)


def test_a_rule_changes_nothing_that_a_person_decided(here, officer):
    here.association("Comité des fêtes de Bellou", rna="W611000001")
    row = told(officer, [line("Cté des fêtes de Bellou"), line("Comité des fetes Belou")])
    first, second = lines(row)
    assert {first.verdict, second.verdict} == {Verdict.PERHAPS}
    services.decide(row=row, decisions={first.pk: "skip"}, by=officer)

    assert services.decide_by_rule(row=row, rule="perhaps_create", by=officer) == 1
    assert services.decide_by_rule(row=row, rule="perhaps_link", by=officer) == 1

    assert [one.decision for one in lines(row)] == ["skip", "link"]
    for said in ("skip:abc", "skip:99999", "link:²", "link:99999", "other"):
        with pytest.raises(Refused):
            services.decide(row=row, decisions={first.pk: said}, by=officer)


def test_a_register_that_contradicts_itself_does_not_stop_an_import(here, officer):
    entry = RegisterEntry.objects.create(
        number="W611000077", title="ORCHESTRE DE CHAMBRE", state="active", siren="732829320", siret="00000001800010",
        website="orchestre.test/" + "a" * 180, edition=RegisterEdition.objects.create(), insee=here.commune.insee,
        search_key="orchestre de chambre",
    )  # fmt: skip
    register_index.build()
    row = told(officer, [line("Orchestre de chambre", here.commune.name, rna=entry.number)])
    (only,) = lines(row)
    services.decide(row=row, decisions={only.pk: "link:0"}, by=officer)

    (only,) = lines(imported(row, officer))

    assert (only.organisation.rna, only.organisation.siren) == (entry.number, "732829320")
    assert (only.organisation.siret, only.organisation.website) == ("", "")


def test_a_long_batch_asks_the_database_no_more_than_a_short_one(here, officer):
    asked = []
    for count in (2, 40):
        row = services.start_import(row=decided(here, officer, count), by=officer, today=TODAY)
        with CaptureQueriesContext(connection) as told_of:
            jobs.run_waiting()
        asked.append(len(told_of))
        assert Event.objects.about(row).filter(name="organisation.imported").count() == count
        assert Event.objects.about(row).filter(name="organisation.completed").count() == count
    assert asked[0] == asked[1] < 50


def test_memory_holds_one_batch_whatever_the_length_of_the_list(here, officer, monkeypatch):
    monkeypatch.setattr(imports_write, "BATCH", 8)
    monkeypatch.setattr(imports_undo, "BATCH", 8)
    row = decided(here, officer, 32)
    services.start_import(row=row, by=officer, today=TODAY)
    with alive_at_each(monkeypatch, imports_write.Batch, "run") as alive:
        jobs.run_waiting()
    row.refresh_from_db()
    assert row.state == ImportState.DONE
    assert len(alive) == 8
    assert max(alive[2:]) <= alive[1] + 8
    services.undo_import(row=row, by=officer, now=row.done_at, today=TODAY)
    with alive_at_each(monkeypatch, imports_undo, "_batch") as alive:
        jobs.run_waiting()
    assert len(alive) == 8
    assert max(alive[2:]) <= alive[1] + 8


@contextmanager
def alive_at_each(monkeypatch, where, name):
    """How many records are in memory each time that the function is called."""
    found, work = [], getattr(where, name)

    def counted(*given):
        gc.collect()
        found.append(sum(isinstance(one, (ImportLine, Organisation, Event)) for one in gc.get_objects()))
        work(*given)

    with monkeypatch.context() as patch:
        patch.setattr(where, name, counted)
        yield found
