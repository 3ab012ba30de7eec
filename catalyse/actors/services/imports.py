"""A partner's spreadsheet brought in, its columns told, its lines decided, imported, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalyse.actors.models import Import, ImportDecision, ImportLine, ImportState, Organisation, Verdict
from catalyse.engines.sheets import Unreadable, plain, read
from catalyse.engines.sheets_columns import FIELDS, Table, best_of, tell
from catalyse.kernel import jobs
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.tables.jobs import JobState

COMPARE, WRITE, UNDO = "actors.import.compare", "actors.import.write", "actors.import.undo"
WORK = {ImportState.COMPARING: COMPARE, ImportState.WRITING: WRITE, ImportState.UNDOING: UNDO}
WAITING = "waiting"  # why a line that was not compared yet is what it is
FIRST_LINES = 5
LEFT_AFTER = timedelta(days=1)  # a file whose columns nobody told
RULES = {  # rule -> the verdict that it is about, and what is decided
    "same_link": (Verdict.SAME, ImportDecision.LINK),
    "new_create": (Verdict.NEW, ImportDecision.CREATE),
    "new_skip": (Verdict.NEW, ImportDecision.SKIP),
    "perhaps_link": (Verdict.PERHAPS, ImportDecision.LINK),
    "perhaps_create": (Verdict.PERHAPS, ImportDecision.CREATE),
    "perhaps_skip": (Verdict.PERHAPS, ImportDecision.SKIP),
}
SAYS: Mapping[str, Any] = {
    "empty": gettext_lazy("There is nothing in this file: choose the one that holds the list."),
    "too_big": gettext_lazy("This file is over %(mib)s MiB: keep the columns that are needed, or cut it in two."),
    "old_or_locked": gettext_lazy(
        "This file is of an older program, or has a password: open it, save it as .xlsx or .csv without a password,"
        " and send that one."
    ),
    "pdf": gettext_lazy("This is a PDF: ask for the spreadsheet that it was made from (.xlsx, .ods or .csv)."),
    "web_page": gettext_lazy("This is a web page under another name: open it in a spreadsheet and save it as .xlsx."),
    "not_a_sheet": gettext_lazy("This is not a spreadsheet: send an .xlsx, .ods or .csv file."),
    "broken": gettext_lazy(
        "This file was cut short or damaged on its way: save it once more from the spreadsheet, and send it again."
    ),
    "swollen": gettext_lazy(
        "This file becomes far too large when it is opened: copy the cells of the list into a new spreadsheet."
    ),
    "too_many_rows": gettext_lazy("This list has more than %(limit)s lines: cut it in several files."),
    "too_much_text": gettext_lazy("There is too much text in this file: keep the columns that are needed."),
}


@transaction.atomic
def bring(*, name: str, data: bytes, by: Actor, now: datetime) -> Import:
    """The spreadsheet, read and kept until its columns are told; files that others left so are forgotten."""
    require(by, "add", Organisation)
    old = Import.objects.system("files that nobody went on with").filter(state=ImportState.COLUMNS)
    old.filter(made_at__lt=now - LEFT_AFTER).delete()
    tables = _tables(data)
    return Import.objects.create(
        user_id=by.user_id or 0,
        file=plain(name)[-200:] or "?",
        content=data,
        tables=[
            {
                "name": table.sheet.name,
                "labels": list(table.labels),
                "guessed": dict(table.guessed),
                "first": [
                    [row.number, [*row.cells, *[""] * (len(table.labels) - len(row.cells))]]
                    for row in table.rows[:FIRST_LINES]
                ],
                "count": len(table.rows),
            }
            for table in tables
        ],
    )


def _tables(data: bytes) -> list[Table]:
    try:
        tables = [table for table in best_of(read(data)) if table.rows]
    except Unreadable as fault:
        told = {"mib": fault.told.get("limit", 0) // 2**20, **fault.told}
        raise Refused(SAYS[fault.reason] % told, "file") from fault
    if not tables:
        raise Refused(_("There is one line only in this file: it has a header and no list under it."), "file")
    return tables


@transaction.atomic
def tell_columns(*, row: Import, sheet: int, columns: Mapping[str, int], by: Actor, today: date) -> Import:
    """The lines with the chosen columns, and nothing else, kept; the file is forgotten; comparing begins."""
    row = _held(row, by, ImportState.COLUMNS)
    tables = _tables(bytes(row.content or b""))
    if not 0 <= sheet < len(tables):
        raise Refused(_("Choose one of the sheets of the file."), "sheet")
    table = tables[sheet]
    columns = {name: place for name, place in columns.items() if name in FIELDS and 0 <= place < len(table.labels)}
    if "name" not in columns and not {"rna", "siret"} & set(columns):
        raise Refused(_("Say which column holds the name of the association."), "name")
    told = [(line.number, tell(line, columns)) for line in table.rows]
    lines = [
        ImportLine(whole=row, number=number, said=dict(one.values), left_out=[list(x) for x in one.left_out])
        for number, one in told
        if one.values.get("name") or {"rna", "siret", "old_rna"} & set(one.values)
    ]
    if not lines:
        raise Refused(_("No line has anything in these columns: choose others."), "name")
    for line in lines:
        line.verdict, line.why = Verdict.PERHAPS, WAITING
    ImportLine.objects.bulk_create(lines, batch_size=1000)
    row.columns = {name: table.labels[place][:100] for name, place in columns.items()}
    row.content, row.tables, row.state = None, [], ImportState.COMPARING
    row.job = jobs.start(COMPARE, title=row.file, by=by, pk=row.pk, today=today.isoformat())
    row.save()
    return row


@transaction.atomic
def decide(*, row: Import, decisions: Mapping[int, str], by: Actor) -> None:
    """What was decided of some lines: number of the line -> create, skip, or link:N with the number of the choice."""
    row = _held(row, by, ImportState.READY)
    lines = {line.pk: line for line in _lines(row).filter(pk__in=decisions)}
    for pk, said in decisions.items():
        if pk not in lines:
            continue
        line, (decision, _colon, chosen) = lines[pk], said.partition(":")
        fits = _is_choice(line, chosen) if decision == "link" else decision in ImportDecision.values and not chosen
        if not fits:
            raise Refused(_("Choose one of the answers for each line."))
        now = (decision, int(chosen or 0))
        line.by_hand = line.by_hand or (line.decision, line.chosen) != now
        line.decision, line.chosen = now
    _lines(row).bulk_update(lines.values(), ["decision", "chosen", "by_hand"], batch_size=500)


def _is_choice(line: ImportLine, chosen: str) -> bool:
    return chosen.isascii() and chosen.isdigit() and len(chosen) < 4 and int(chosen) < len(line.choices)


@transaction.atomic
def decide_by_rule(*, row: Import, rule: str, by: Actor) -> int:
    """The same for every line of a verdict that nobody has decided otherwise; returns how many."""
    row = _held(row, by, ImportState.READY)
    if rule not in RULES:
        raise Refused(_("Choose one of the rules."))
    verdict, decision = RULES[rule]
    return _lines(row).filter(verdict=verdict, by_hand=False).update(decision=decision, chosen=0)


@transaction.atomic
def start_import(*, row: Import, by: Actor, today: date) -> Import:
    """The decided lines go into the directory, in one piece of long work; only the first who asks starts it."""
    row = _held(row, by, ImportState.READY)
    if not _lines(row).filter(decision__in=(ImportDecision.LINK, ImportDecision.CREATE)).exists():
        raise Refused(_("Nothing is decided yet: say at least of one line what it is."))
    row.state = ImportState.WRITING
    row.job = jobs.start(WRITE, title=row.file, by=by, pk=row.pk, today=today.isoformat())
    row.save(update_fields=["state", "job"])
    return row


@transaction.atomic
def go_on(*, row: Import, by: Actor, today: date) -> Import:
    """The work that a fault stopped begins again where it was."""
    row = _held(row, by, *WORK)
    if row.job is not None and row.job.state in (JobState.QUEUED, JobState.RUNNING):
        raise Refused(_("The work goes on: there is nothing to start."))
    row.job = jobs.start(WORK[ImportState(row.state)], title=row.file, by=by, pk=row.pk, today=today.isoformat())
    row.save(update_fields=["job"])
    return row


@transaction.atomic
def give_up(*, row: Import, by: Actor) -> None:
    """The spreadsheet forgotten, before anything of it was imported."""
    row = _held(row, by, ImportState.COLUMNS, ImportState.READY, ImportState.COMPARING)
    if row.job is not None and row.state == ImportState.COMPARING:
        jobs.ask_to_stop(row=row.job)
    row.delete()


def _held(row: Import, by: Actor, *states: str) -> Import:
    """The row, locked: two who press at once do it one after the other, and the second finds it done."""
    held = Import.objects.system("a service changes it").select_for_update(of=("self",)).get(pk=row.pk)
    require(by, "edit", held)
    if held.state not in states:
        raise Refused(_("This was done already: look at where it stands now."))
    return held


def _lines(row: Import) -> Any:
    return ImportLine.objects.system("lines of a spreadsheet that the actor holds").filter(whole=row)


def undecided(row: Import) -> int:
    """How many lines nobody has decided. Costs 1 query."""
    return int(_lines(row).filter(decision="").count())
