"""The needs of a diagnosis: added, marked, placed by hand with a reason, taken out, kept among the needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.diagnosis.models import HIGHEST, LOWEST, Diagnosis, Priority
from catalyse.diagnosis.policies import side_written
from catalyse.diagnosis.services.writing import MOST, locked, written
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.records import archive, change, restore
from catalyse.needs import services as needs
from catalyse.needs.models import Heard, Need

NEED_FORM = "diagnosis.need"
SUMMARY_FORM = "diagnosis.summary"
MOST_NEEDS = 30


def _open(diagnosis: Diagnosis, by: Actor) -> Diagnosis:
    diagnosis = locked(diagnosis)
    require(by, "write", diagnosis)
    return diagnosis


def _held(priority: Priority, by: Actor) -> Priority:
    """The need of a diagnosis as it is now, with its diagnosis held; one that was taken out meanwhile is refused."""
    diagnosis = _open(priority.diagnosis, by)
    row = Priority.objects.system("a service changes it").get(pk=priority.pk)
    row.diagnosis = diagnosis
    if row.archived_at:
        raise Refused(_("Somebody has taken this need out meanwhile: bring it back first."))
    return row


def _checked(title: str, marks: Iterable[int]) -> str:
    said = " ".join(title.replace("\x00", "").split())
    if not said:
        raise Refused(_("Say the need in a few words."), "title")
    if len(said) > 200:
        raise Refused(_("200 characters at most: the details stand in the sections."), "title")
    if any(not LOWEST <= mark <= HIGHEST for mark in marks):
        raise Refused(_("Each mark goes from 1 to 5."), "importance")
    return said


@transaction.atomic
def add_priority(
    *,
    diagnosis: Diagnosis,
    title: str,
    importance: int,
    urgency: int,
    capacity: int,
    by: Actor,
    today: date,
    need: Need | None = None,
    illustrative: Iterable[str] = (),
) -> Priority:
    """A need among those of the diagnosis, with its three marks; it may come from the list of needs."""
    diagnosis = _open(diagnosis, by)
    said = _checked(title, (importance, urgency, capacity))
    rows = Priority.objects.system("how many there are").filter(diagnosis=diagnosis, archived_at=None)
    if rows.count() >= MOST_NEEDS:
        raise Refused(_("Thirty needs are enough for one diagnosis: take one out, or join two of them."), "title")
    if need is not None and need.organisation_id != diagnosis.association_id:
        raise Refused(_("This need is of another association."), "need")
    if need is not None and rows.filter(need=need).exists():
        raise Refused(_("This need stands in the diagnosis already."), "need")
    priority = Priority.objects.create(
        diagnosis=diagnosis, need=need, title=said, importance=importance, urgency=urgency, capacity=capacity,
        illustrative=list(illustrative),
    )  # fmt: skip
    written(diagnosis)
    drafts.discard(by, NEED_FORM, diagnosis)
    journal.record(
        "diagnosis.need_added", on=diagnosis, also=[priority], by=by, day=today, title=said,
        undo=("diagnosis.need_out", {"pk": priority.pk}),
    )  # fmt: skip
    return priority


@transaction.atomic
def change_priority(
    *,
    priority: Priority,
    title: str,
    importance: int,
    urgency: int,
    capacity: int,
    by: Actor,
    today: date,
    placed: int | None = None,
    reason: str = "",
    expected: int | None = None,
) -> Priority:
    """The need with other words or marks, or at a place given by hand with the reason that all read.

    Without a place its marks count again.
    """
    priority = _held(priority, by)
    diagnosis = priority.diagnosis
    said = _checked(title, (importance, urgency, capacity))
    why = _placed(placed, reason)
    marks = {"importance": importance, "urgency": urgency, "capacity": capacity}
    before = {name: getattr(priority, name) for name in ("title", *marks, "placed", "reason")}
    still = [] if said != priority.title else priority.illustrative
    changes = change(priority, expected=expected, title=said, **marks, placed=placed, reason=why, illustrative=still)
    drafts.discard(by, NEED_FORM, priority)
    if changes:
        written(diagnosis)
        journal.record(
            "diagnosis.need_placed" if "placed" in changes.after and placed else "diagnosis.need_changed",
            on=diagnosis, also=[priority], by=by, day=today, changes=changes, title=said, place=placed,
            undo=("diagnosis.need_change", {"pk": priority.pk, **before}),
        )  # fmt: skip
    return priority


def _placed(placed: int | None, reason: str) -> str:
    """The reason of a place given by hand, empty when none is given."""
    why = reason.replace("\x00", "").strip()
    if placed is None:
        return ""
    if not 1 <= placed <= MOST_NEEDS:
        raise Refused(_("Write a place from 1 to %(most)s.") % {"most": MOST_NEEDS}, "placed")
    if not why:
        raise Refused(_("Write why it stands at this place: all who read the diagnosis read it."), "reason")
    if len(why) > 300:
        raise Refused(_("300 characters at most."), "reason")
    return why


@transaction.atomic
def take_out_priority(*, priority: Priority, by: Actor, today: date) -> Priority:
    """The need out of the diagnosis; it comes back within thirty days, with its marks."""
    priority = _held(priority, by)
    diagnosis = priority.diagnosis
    changes = archive(priority, by=by, at=timezone.now())
    written(diagnosis)
    journal.record(
        "diagnosis.need_out", on=diagnosis, also=[priority], by=by, day=today, changes=changes, title=priority.title,
        undo=("diagnosis.need_back", {"pk": priority.pk}),
    )  # fmt: skip
    return priority


@transaction.atomic
def keep_as_need(*, priority: Priority, themes: Iterable[Code], by: Actor, today: date) -> Need:
    """The need written in the diagnosis kept in the list of needs too, where the association and the DLA read it."""
    priority = _held(priority, by)
    diagnosis = priority.diagnosis
    if priority.need_id is not None:
        raise Refused(_("It stands among the needs already."))
    listener = diagnosis.authors[side_written(by, diagnosis) or next(iter(diagnosis.authors))]
    need = needs.note_need(
        organisation=diagnosis.association,
        words=priority.title,
        heard=Heard.INTERVIEW,
        heard_on=today,
        heard_by=Organisation.objects.system("who heard it").get(pk=listener),
        urgency=1 + (priority.urgency - 1) // 2,
        themes=themes,
        illustrative=["*"] if priority.illustrative else [],
        by=by,
        today=today,
    )
    change(priority, need=need)
    journal.record("diagnosis.need_kept", on=diagnosis, also=[priority], by=by, day=today, title=priority.title)
    return need


@transaction.atomic
def write_summary(
    *, diagnosis: Diagnosis, summary: str, expected: int, by: Actor, today: date, example: bool = False
) -> Diagnosis:
    """The few lines of the summary sheet; `example` when the source does not give them."""
    diagnosis = _open(diagnosis, by)
    text = summary.replace("\x00", "").strip()
    if len(text) > MOST:
        raise Refused(_("This text is longer than 20,000 characters: shorten it, the rest is kept."), "summary")
    marked = example or text == diagnosis.summary  # what somebody wrote anew is no longer an example
    still = [name for name in diagnosis.illustrative if name != "summary" or marked]
    changes = change(diagnosis, expected=expected, summary=text, illustrative=still)
    drafts.discard(by, SUMMARY_FORM, diagnosis)
    if changes:
        written(diagnosis)
        journal.record("diagnosis.summarised", on=diagnosis, by=by, day=today, changes=changes)
    return diagnosis


def _found(pk: int, by: Actor) -> Priority:
    return Priority.objects.visible_to(by).select_related("diagnosis").get(pk=pk)


@journal.undoes("diagnosis.need_out")
def _undo_add(*, pk: int, by: Actor, day: date) -> None:
    take_out_priority(priority=_found(pk, by), by=by, today=day)


@journal.undoes("diagnosis.need_change")
def _undo_change(*, pk: int, by: Actor, day: date, **before: Any) -> None:
    change_priority(priority=_found(pk, by), by=by, today=day, **before)


@journal.undoes("diagnosis.need_back")
@transaction.atomic
def _undo_out(*, pk: int, by: Actor, day: date) -> None:
    priority = _found(pk, by)
    diagnosis = _open(priority.diagnosis, by)
    changes = restore(priority)
    written(diagnosis)
    journal.record("diagnosis.need_back", on=diagnosis, by=by, day=day, changes=changes, title=priority.title)
