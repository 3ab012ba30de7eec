"""A whole import taken back: what it created is archived, what it filled is blank again, unless somebody changed it.

Each batch is one transaction, as when it was written: killed in between, it goes on there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from catalyse.actors.models import Fate, Import, ImportLine, ImportState, Organisation, User
from catalyse.actors.services.imports import UNDO, _held
from catalyse.actors.services.organisations import search_key_of
from catalyse.actors.sessions import actor_of
from catalyse.kernel import jobs, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.journal import UNDO_DAYS
from catalyse.kernel.life import Refused
from catalyse.kernel.tables.jobs import JobState

BATCH = 100
WHY = "an import is taken back"


@transaction.atomic
def undo_import(*, row: Import, by: Actor, now: datetime, today: date) -> Import:
    """Taking the import back begins, as one piece of long work; only the first who asks starts it."""
    row = _held(row, by, ImportState.DONE, ImportState.WRITING)
    if row.job is not None and row.job.state in (JobState.QUEUED, JobState.RUNNING):
        raise Refused(_("The work goes on: wait until it has ended."))
    # one that a fault stopped was begun when its lines were decided: it is taken back as it stands
    if row.state == ImportState.DONE and (row.done_at is None or row.done_at < now - timedelta(days=UNDO_DAYS)):
        raise Refused(
            _("An import is taken back within 30 days: this one is older. Archive by hand what is not right.")
        )
    row.state = ImportState.UNDOING
    row.job = jobs.start(UNDO, title=row.file, by=by, pk=row.pk, today=today.isoformat())
    row.save(update_fields=["state", "job"])
    return row


@jobs.job(UNDO)
def undo(handle: jobs.Handle) -> None:
    """Every line that did something taken back, batch by batch: what was created first, then what was completed."""
    row = Import.objects.system(WHY).get(pk=handle.params["pk"])
    day = date.fromisoformat(handle.params["today"])
    by = actor_of(User.objects.get(pk=row.user_id), day)
    require(by, "edit", row)
    lines = ImportLine.objects.system(WHY).filter(whole=row)
    waiting = lines.filter(fate__in=(Fate.CREATED, Fate.FILLED)).order_by("fate", "number")
    if handle.row.total is None:
        handle.begin(waiting.count())
    while batch := list(waiting[:BATCH]):
        with transaction.atomic():
            _batch(row, batch, by, day)
            handle.step(done=len(batch), cursor={"after": batch[-1].number})
    with transaction.atomic():
        held = Import.objects.system(WHY).filter(pk=row.pk, state=ImportState.UNDOING)
        if held.update(state=ImportState.UNDONE, undone_at=timezone.now()):
            kept = lines.filter(fate=Fate.KEPT).count()
            journal.record("import.undone", on=row, by=by, day=day, file=row.file, kept=kept)


def _batch(row: Import, lines: Sequence[ImportLine], by: Actor, day: date) -> None:
    """Some lines, taken back. Costs 5 queries, and 1 for each kind of thing that may stand on an organisation."""
    rows = Organisation.objects.system(WHY).select_for_update(of=("self",)).order_by("pk")
    there = {one.pk: one for one in rows.filter(pk__in=[line.organisation_id for line in lines])}
    held = attached(there)
    born = _born(row, there, lines)
    now = timezone.now()
    changed: dict[int, Organisation] = {}
    for line in lines:
        one = there.get(line.organisation_id or 0)
        if one is None:
            line.fate, line.reason = Fate.KEPT, _("It is not there any more.")
        elif line.fate == Fate.CREATED:
            _archive(line, one, held, by, now, changed)
        elif one.pk in born:  # what the same list completed afterwards goes, or stays, with it
            line.fate, line.reason = born[one.pk].fate, born[one.pk].reason
        else:
            _blank(line, one, now, by, changed)
    for one in changed.values():
        one.version += 1
        one.search_key = search_key_of(one)
    told = [(one, {"name": one.name, "file": row.file}) for one in changed.values()]
    journal.record_many("organisation.import_undone", told, also=[row], by=by, day=day)
    names = {name for line in lines for name in line.filled} - {"archived_at"}
    columns = sorted(name.removesuffix("_id") for name in names)
    Organisation.objects.system(WHY).bulk_update(
        changed.values(), [*columns, "archived_at", "archived_by", "version", "search_key"], batch_size=BATCH
    )
    ImportLine.objects.system(WHY).bulk_update(lines, ["fate", "reason"], batch_size=BATCH)


def _born(row: Import, there: Iterable[int], lines: Sequence[ImportLine]) -> dict[int | None, ImportLine]:
    """Of these organisations, those that the import created: the line that did. It filled nothing."""
    fates = (Fate.CREATED, Fate.TAKEN_BACK, Fate.KEPT)
    created = ImportLine.objects.system(WHY).filter(whole=row, filled={}, fate__in=fates, organisation__in=there)
    found = {line.organisation_id: line for line in created}
    return found | {line.organisation_id: line for line in lines if line.fate == Fate.CREATED}


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
