"""A validated diagnosis is never changed: a new version takes up its text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from catalyse.diagnosis.models import Diagnosis, Priority, Section
from catalyse.diagnosis.questions import TEXTS
from catalyse.diagnosis.services.writing import ONE_IS_OPEN, locked
from catalyse.diagnosis.states import DIAGNOSIS
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import archive, restore

Row = TypeVar("Row", Section, Priority)
SECTION_COLUMNS = (*TEXTS, "topic", "answers", "illustrative")
NEED_COLUMNS = ("need_id", "title", "importance", "urgency", "capacity", "placed", "reason", "illustrative")


@transaction.atomic
def reopen(*, diagnosis: Diagnosis, by: Actor, today: date) -> Diagnosis:
    """A new version with the text of the validated one, by the same authors; the validated one stays as it was."""
    old = locked(diagnosis)
    require(by, "reopen", old)
    if Diagnosis.objects.system("whether one is open").filter(association=old.association_id).open().exists():
        raise Refused(ONE_IS_OPEN)
    DIAGNOSIS.move(old, "supersede")
    new = Diagnosis.objects.create(
        association_id=old.association_id, dla_id=old.dla_id, authority_id=old.authority_id, previous=old,
        number=old.number + 1, started_on=today, summary=old.summary, illustrative=old.illustrative,
    )  # fmt: skip
    sections = Section.objects.system("its text is taken up").filter(diagnosis=old)
    Section.objects.bulk_create(_taken_up(section, new, SECTION_COLUMNS) for section in sections)
    needs = Priority.objects.system("its needs are taken up").filter(diagnosis=old, archived_at=None)
    Priority.objects.bulk_create(_taken_up(need, new, NEED_COLUMNS) for need in needs)
    journal.record("diagnosis.reopened", on=new, also=[old], by=by, day=today, number=new.number)
    return new


def _taken_up(row: Row, diagnosis: Diagnosis, columns: Iterable[str]) -> Row:
    return type(row)(diagnosis=diagnosis, **{name: getattr(row, name) for name in columns})


@transaction.atomic
def archive_diagnosis(*, diagnosis: Diagnosis, by: Actor, today: date) -> Diagnosis:
    """A diagnosis begun by mistake put aside; it can be taken back for thirty days."""
    diagnosis = locked(diagnosis)
    require(by, "archive", diagnosis)
    changes = archive(diagnosis, by=by, at=timezone.now())
    journal.record(
        "diagnosis.archived", on=diagnosis, by=by, day=today, changes=changes,
        undo=("diagnosis.restore", {"pk": diagnosis.pk}),
    )  # fmt: skip
    return diagnosis


@transaction.atomic
def restore_diagnosis(*, diagnosis: Diagnosis, by: Actor, today: date) -> Diagnosis:
    """The diagnosis back where it was, unless another one was begun meanwhile."""
    diagnosis = locked(diagnosis)
    require(by, "archive", diagnosis)
    others = Diagnosis.objects.system("whether one is open").filter(association=diagnosis.association_id)
    if others.open().exclude(pk=diagnosis.pk).exists():
        raise Refused(ONE_IS_OPEN)
    changes = restore(diagnosis)
    journal.record("diagnosis.restored", on=diagnosis, by=by, day=today, changes=changes)
    return diagnosis


@journal.undoes("diagnosis.archive")
def _undo_start(*, pk: int, by: Actor, day: date) -> None:
    archive_diagnosis(diagnosis=Diagnosis.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("diagnosis.restore")
def _undo_archive(*, pk: int, by: Actor, day: date) -> None:
    restore_diagnosis(diagnosis=Diagnosis.objects.visible_to(by).get(pk=pk), by=by, today=day)
