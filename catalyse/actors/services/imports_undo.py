"""A whole import taken back: what it created is archived, what it filled is blank again, unless somebody changed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from catalyse.actors.models import Fate, Import, ImportLine, ImportState, Organisation
from catalyse.actors.services.imports import _held
from catalyse.actors.services.organisations import search_key_of
from catalyse.kernel import journal
from catalyse.kernel.access import Actor
from catalyse.kernel.journal import UNDO_DAYS
from catalyse.kernel.life import Refused
from catalyse.kernel.tables.jobs import JobState

PIECE = 500
WHY = "an import is taken back"


@transaction.atomic
def undo_import(*, row: Import, by: Actor, now: datetime, today: date) -> Import:
    """The import undone in one transaction. Costs about 40 queries for 500 lines, and 1 for each organisation."""
    row = _held(row, by, ImportState.DONE, ImportState.WRITING)
    if row.job is not None and row.job.state in (JobState.QUEUED, JobState.RUNNING):
        raise Refused(_("The work goes on: wait until it has ended."))
    # one that a fault stopped was begun when its lines were decided: it is taken back as it stands
    if row.state == ImportState.DONE and (row.done_at is None or row.done_at < now - timedelta(days=UNDO_DAYS)):
        raise Refused(
            _("An import is taken back within 30 days: this one is older. Archive by hand what is not right.")
        )
    lines = list(ImportLine.objects.system(WHY).filter(whole=row, fate__in=(Fate.CREATED, Fate.FILLED)))
    born = {line.organisation_id for line in lines if line.fate == Fate.CREATED}
    for begin in range(0, len(lines), PIECE):
        _piece(row, lines[begin : begin + PIECE], born, by, now, today)
    row.state, row.undone_at = ImportState.UNDONE, now
    row.save(update_fields=["state", "undone_at"])
    kept = sum(line.fate == Fate.KEPT for line in lines)
    journal.record("import.undone", on=row, by=by, day=today, file=row.file, kept=kept)
    return row


def _piece(
    row: Import, lines: Sequence[ImportLine], born: set[int | None], by: Actor, now: datetime, today: date
) -> None:
    rows = Organisation.objects.system(WHY).select_for_update(of=("self",)).order_by("pk")
    there = {one.pk: one for one in rows.filter(pk__in=[line.organisation_id for line in lines])}
    held = attached(there)
    changed: dict[int, Organisation] = {}
    for line in lines:
        one = there.get(line.organisation_id or 0)
        if one is None:
            line.fate, line.reason = Fate.KEPT, _("It is not there any more.")
        elif line.fate == Fate.CREATED:
            _archive(line, one, held, by, now, changed)
        elif one.pk not in born:  # what the same list completed afterwards goes with it
            _blank(line, one, now, by, changed)
        else:
            line.fate = Fate.TAKEN_BACK
    for one in changed.values():
        one.version += 1
        one.search_key = search_key_of(one)
        journal.record("organisation.import_undone", on=one, also=[row], by=by, day=today, name=one.name, file=row.file)
    names = {name for line in lines for name in line.filled} - {"archived_at"}
    columns = sorted(name.removesuffix("_id") for name in names)
    Organisation.objects.system(WHY).bulk_update(
        changed.values(), [*columns, "archived_at", "archived_by", "version", "search_key"], batch_size=100
    )
    ImportLine.objects.system(WHY).bulk_update(lines, ["fate", "reason"], batch_size=PIECE)


def _archive(
    line: ImportLine, one: Organisation, held: set[int], by: Actor, now: datetime, changed: dict[int, Organisation]
) -> None:
    if one.version != line.version or one.pk in held:
        line.fate, line.reason = Fate.KEPT, _("Somebody has changed it, or works with it, since.")
        return
    line.fate = Fate.TAKEN_BACK
    if one.archived_at is None:
        one.archived_at, one.archived_by_id = now, by.user_id
        changed[one.pk] = one


def _blank(line: ImportLine, one: Organisation, now: datetime, by: Actor, changed: dict[int, Organisation]) -> None:
    """Blanks what was filled and still is as it was filled."""
    kept = []
    for column, value in line.filled.items():
        if column == "archived_at":
            if one.version == line.version:
                one.archived_at, one.archived_by_id = parse_datetime(value), by.user_id
                changed[one.pk] = one
            else:
                kept.append(column)
        elif getattr(one, column) == value:
            setattr(one, column, None if column in ("commune_id", "founded_year") else "")
            changed[one.pk] = one
        else:
            kept.append(column)
    line.fate = Fate.KEPT if kept else Fate.TAKEN_BACK
    line.reason = _("Somebody has changed it, or works with it, since.") if kept else ""


def attached(pks: Iterable[int]) -> set[int]:
    """Which of these organisations something else of the house stands on. Costs 1 query a kind of thing."""
    wanted, found = list(pks), set()
    for field in _pointing():
        rows = field.model._base_manager.filter(**{f"{field.name}__in": wanted})
        found |= set(rows.values_list(field.attname, flat=True))
    return found


def _pointing() -> list[Any]:
    """The columns of the house that name an organisation, but for an import's own; its sectors are somebody's work."""
    fields = Organisation._meta.get_fields(include_hidden=True)
    back = [one.field for one in fields if one.auto_created and not one.concrete and hasattr(one, "field")]
    return [one for one in back if isinstance(one, ForeignKey) and one.model is not ImportLine]
