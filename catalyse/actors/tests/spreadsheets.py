"""Partners' spreadsheets on their way into the directory, for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from catalyse.actors import services
from catalyse.actors.models import Import, ImportLine, ImportState, Organisation
from catalyse.actors.tests.factories import TODAY
from catalyse.kernel import jobs
from catalyse.kernel.models import Job
from tests.sheets import text

HEAD = ["Nom de l'association", "Sigle", "RNA", "SIRET", "Ville", "Année de création", "Site", "Téléphone du président"]
NOW = datetime(2024, 3, 11, 9, tzinfo=UTC)
SIRET = "73282932000074"


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


def taken_back(row: Import, by, now=NOW) -> Import:
    row = services.undo_import(row=row, by=by, now=now, today=TODAY)
    jobs.run_waiting()
    row.refresh_from_db()
    assert row.state == ImportState.UNDONE, Job.objects.get(pk=row.job_id).report
    return row


def lines(row: Import) -> list[ImportLine]:
    return list(ImportLine.objects.system("a test").filter(whole=row))


def all_of_them():
    return Organisation.objects.system("a test").associations()


def line(name, commune="", **more):
    return [name, more.get("acronym", ""), more.get("rna", ""), more.get("siret", ""), commune, more.get("year", ""),
            more.get("site", ""), more.get("phone", "")]  # fmt: skip


def decided(here, by, count) -> Import:
    """A list that somebody has decided on: it completes so many known associations, then creates as many new ones."""
    row = Import.objects.create(user_id=by.user_id, file="liste.csv", state=ImportState.READY)
    known = [here.association(f"Connue {row.pk} {n}") for n in range(count)]
    told = [
        *({"said": {"name": one.name, "year": 1990}, "decision": "link", "verdict": "same",
           "choices": [{"kind": "organisation", "key": one.pk}]} for one in known),
        *({"said": {"name": f"Nouvelle {row.pk} {n}", "insee": here.commune.insee}, "decision": "create",
           "verdict": "new"} for n in range(count)),
    ]  # fmt: skip
    ImportLine.objects.bulk_create(ImportLine(whole=row, number=n, **one) for n, one in enumerate(told, 2))
    return row
