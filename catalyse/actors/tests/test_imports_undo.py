"""A whole import taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalyse.actors import services
from catalyse.actors.models import (
    Fate,
    ImportState,
    Organisation,
    User,
)
from catalyse.actors.services import imports_undo, imports_write
from catalyse.actors.tests import factories
from catalyse.actors.tests.factories import TODAY
from catalyse.actors.tests.spreadsheets import NOW, SIRET, all_of_them, decided, imported, line, lines, taken_back, told
from catalyse.kernel import jobs
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Job

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_taking_back_archives_blanks_and_keeps_what_was_changed_since(here, officer):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001")
    row = told(officer, [
        line("Fêtes", rna="W611000001", siret=SIRET, year=1991),
        line("Orchestre de chambre", here.commune.name),
        line("Vélo pour tous", here.commune.name),
        line("Jardins", here.commune.name),
    ])  # fmt: skip
    row = imported(row, officer)
    _fetes, _orchestra, bikes, gardens = lines(row)
    edited = Organisation.objects.system("a test").get(pk=bikes.organisation_id)
    services.edit_organisation(organisation=edited, expected=edited.version, by=officer, today=TODAY, mission="Rouler")
    garden = Organisation.objects.system("a test").get(pk=gardens.organisation_id)
    factories.person("association_lead", garden)
    row = taken_back(row, officer, row.done_at + timedelta(days=3))
    known.refresh_from_db()
    assert (known.siret, known.siren, known.founded_year) == ("", "", None)
    assert [one.fate for one in lines(row)] == ["taken_back", "taken_back", "kept", "kept"]
    archived = set(all_of_them().exclude(archived_at=None).values_list("name", flat=True))
    assert archived == {"Orchestre de chambre"}
    assert Event.objects.filter(name="import.undone").count() == 1


def test_after_thirty_days_an_import_stays(here, officer):
    row = imported(told(officer, [line("Orchestre", here.commune.name)]), officer)
    with pytest.raises(Refused, match="30"):
        services.undo_import(row=row, by=officer, now=row.done_at + timedelta(days=31), today=TODAY)


def test_after_taking_back_the_same_list_brings_the_archived_ones_back(here, officer):
    rows = [line("Orchestre de chambre", here.commune.name, rna="W611000009")]
    row = imported(told(officer, rows), officer)
    taken_back(row, officer, row.done_at)
    count = all_of_them().count()
    (only,) = lines(imported(told(officer, rows), officer))
    assert all_of_them().count() == count
    assert only.organisation.archived_at is None


def test_an_import_that_a_fault_stopped_is_taken_back_as_it_stands(here, officer, monkeypatch):
    row = told(officer, [line(name, here.commune.name) for name in ("Orchestre", "Vélo", "Jardin")])
    monkeypatch.setattr(imports_write, "BATCH", 2)
    services.start_import(row=row, by=officer, today=TODAY)
    with pytest.raises(Refused):
        services.undo_import(row=row, by=officer, now=NOW, today=TODAY)
    run = imports_write.Batch.run

    def fails(batch):
        if batch._lines[-1].said["name"] == "Jardin":
            raise ValueError("a fault")
        run(batch)

    monkeypatch.setattr(imports_write.Batch, "run", fails)
    jobs.run_waiting()
    assert all_of_them().active().filter(name="Orchestre").exists()

    row.refresh_from_db()
    taken_back(row, officer)

    assert not all_of_them().active().filter(name__in=["Orchestre", "Vélo"]).exists()


def test_what_a_list_completed_of_its_own_goes_or_stays_with_it(here, officer):
    """Each batch is taken back by itself: the lines that completed know those that created, gone before."""
    row = imported(told(officer, [
        line("Vélo pour tous", here.commune.name),
        line("Jardins", here.commune.name),
        line("Vélo pour tous", here.commune.name, site="velo.example"),
        line("Jardins", here.commune.name, site="jardins.example"),
    ]), officer)  # fmt: skip
    bikes = Organisation.objects.system("a test").get(name="Vélo pour tous")
    services.edit_organisation(organisation=bikes, expected=bikes.version, by=officer, today=TODAY, mission="Rouler")

    taken_back(row, officer, row.done_at)

    bikes.refresh_from_db()
    assert [one.fate for one in lines(row)] == ["kept", "taken_back", "kept", "taken_back"]
    assert (bikes.archived_at, bikes.website) == (None, "https://velo.example")


class Killed:
    """A piece of work whose worker dies in its third batch, before that is committed."""

    def __init__(self, work):
        self._work, self._count = work, 0

    def __call__(self, *given):
        self._count += 1
        self._work(*given)
        if self._count == 3:
            raise SystemExit


def known_and_new(here, name):
    """A list that completes three known associations and creates four, one of which it repeats."""
    for number in range(3):
        here.association(f"{name} connue {number}", rna=f"W61200000{number}")
    return [
        *(line(f"{name} connue {number}", rna=f"W61200000{number}", year=1990 + number) for number in range(3)),
        *(line(f"{name} {word}", here.commune.name) for word in ("Orchestre", "Vélo", "Jardin", "Théâtre")),
        line(f"{name} Vélo", here.commune.name, site="velo.example"),
    ]


def as_it_ended(row):
    """What taking back leaves behind, but for numbers and moments."""
    columns = ("name", "siret", "website", "founded_year", "version", "search_key")
    return (
        [(*(getattr(one.organisation, c) for c in columns), bool(one.organisation.archived_at), one.fate, one.reason)
         for one in lines(row)],
        sorted(Event.objects.filter(name__contains="undone").values_list("name", "facts__name", "facts__kept")),
    )  # fmt: skip


@pytest.mark.parametrize("killed", [False, True])
def test_killed_while_it_is_taken_back_it_ends_as_undisturbed(here, officer, monkeypatch, killed):
    row = imported(told(officer, known_and_new(here, "Maison")), officer)
    monkeypatch.setattr(imports_undo, "BATCH", 2)
    if killed:
        monkeypatch.setattr(imports_undo, "_batch", Killed(imports_undo._batch))
    row = services.undo_import(row=row, by=officer, now=row.done_at, today=TODAY)
    if killed:
        with pytest.raises(SystemExit):
            jobs.run_waiting()
        assert [one.fate for one in lines(row)].count(Fate.TAKEN_BACK) == 4
        assert Job.objects.get(pk=row.job_id).done == 4
        Job.objects.update(beat_at=NOW)
    jobs.run_waiting()

    row.refresh_from_db()
    assert (row.state, row.undone_at is None) == (ImportState.UNDONE, False)
    told_of, events = as_it_ended(row)
    assert [(one[0].removeprefix("Maison "), *one[3:5], *one[-3:]) for one in told_of] == [
        ("connue 0", None, 3, False, "taken_back", ""),
        ("connue 1", None, 3, False, "taken_back", ""),
        ("connue 2", None, 3, False, "taken_back", ""),
        ("Orchestre", None, 2, True, "taken_back", ""),
        ("Vélo", None, 3, True, "taken_back", ""),
        ("Jardin", None, 2, True, "taken_back", ""),
        ("Théâtre", None, 2, True, "taken_back", ""),
        ("Vélo", None, 3, True, "taken_back", ""),
    ]
    assert len(events) == 8


def test_a_fault_while_it_is_taken_back_is_told_and_gone_on_with(here, officer, client, monkeypatch):
    row = imported(told(officer, [line(name, here.commune.name) for name in ("Orchestre", "Vélo", "Jardin")]), officer)
    monkeypatch.setattr(imports_undo, "BATCH", 2)
    batch, spoilt = imports_undo._batch, [ValueError("a fault")]

    def fails(row, lines, by, day):
        if len(lines) == 1 and spoilt:
            raise spoilt.pop()
        batch(row, lines, by, day)

    monkeypatch.setattr(imports_undo, "_batch", fails)
    services.undo_import(row=row, by=officer, now=row.done_at, today=TODAY)
    row.refresh_from_db()
    assert row.at_work
    with pytest.raises(Refused):
        services.go_on(row=row, by=officer, today=TODAY)
    jobs.run_waiting()
    row.refresh_from_db()
    assert (row.state, all_of_them().active().filter(name="Jardin").count()) == (ImportState.UNDOING, 1)
    client.force_login(User.objects.get(pk=officer.user_id), backend=BACKEND)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Reprendre là où" in page
    assert reverse("actors:import_undo", args=[row.pk]) not in page

    client.post(reverse("actors:import_start", args=[row.pk]))
    jobs.run_waiting()

    row.refresh_from_db()
    assert (row.state, row.job.total) == (ImportState.UNDONE, 1)
    assert not all_of_them().active().filter(name__in=["Orchestre", "Vélo", "Jardin"]).exists()


def test_a_long_batch_taken_back_asks_the_database_no_more_than_a_short_one(here, officer):
    asked = []
    for count in (2, 40):
        row = imported(decided(here, officer, count), officer)
        services.undo_import(row=row, by=officer, now=row.done_at, today=TODAY)
        with CaptureQueriesContext(connection) as told_of:
            jobs.run_waiting()
        asked.append(len(told_of))
        assert Event.objects.about(row).filter(name="organisation.import_undone").count() == 2 * count
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_back_at_once_do_it_once(here, officer):
    row = imported(told(officer, [line("Orchestre", here.commune.name)]), officer)

    def press(_number):
        try:
            services.undo_import(row=row, by=officer, now=NOW, today=TODAY)
            return "begun"
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == ["begun", "refused"]
    assert Job.objects.filter(kind="actors.import.undo").count() == 1
    jobs.run_waiting()
    assert Event.objects.filter(name="import.undone").count() == 1
