"""What those who receive note of an appointment: who came, what was said, for which association, as which need."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.dropins.models import Booking
from catalyse.dropins.services.bookings import locked
from catalyse.dropins.states import BOOKING
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import archive, change
from catalyse.needs.models import Heard, Need
from catalyse.needs.services import note_need

NOTES_FORM = "dropins.notes"
MARKS = ("come", "miss", "excuse", "unmark")


@transaction.atomic
def mark_booking(*, booking: Booking, verb: str, by: Actor, today: date) -> Booking:
    """Whether somebody came: present, absent, excused, or not yet known again."""
    row = locked(booking)
    require(by, "receive", row)
    if verb not in MARKS:
        raise Refused(_("Choose here, not here, or let us know."))
    if verb in ("come", "miss") and row.on > today:
        raise Refused(_("The session has not been held yet: this is said on the day."))
    if row.is_walk_in and verb != "come":
        raise Refused(_("Who came without an appointment was there."))
    before = row.state
    changes = BOOKING.move(row, verb)
    journal.record(
        f"booking.{verb}", on=row, also=[row.opening], by=by, day=today, changes=changes,
        undo=("booking.state", {"pk": row.pk, "state": before, "now": row.state}),
    )  # fmt: skip
    return row


@transaction.atomic
def note_booking(
    *, booking: Booking, note: str, name: str, structure: str, words: str, expected: int, by: Actor, today: date
) -> Booking:
    """The notes of the session, and who it was; of a text that somebody wrote meanwhile nothing is lost."""
    row = locked(booking)
    require(by, "receive", row)
    if row.erased_on:
        raise Refused(_("What was noted here is erased: six months have passed."))
    if not row.is_walk_in and not name.strip():
        raise Refused(_("Write who it is."), "name")
    said = {"words": words.strip()} if row.is_walk_in else {}
    changes = change(row, expected=expected, note=note.strip(), name=name.strip(), structure=structure.strip(), **said)
    drafts.discard(by, NOTES_FORM, row)
    journal.record("booking.noted", on=row, by=by, day=today, columns=sorted(changes.after))
    return row


@transaction.atomic
def link_booking(*, booking: Booking, organisation: Organisation | None, by: Actor, today: date) -> Booking:
    """For which association somebody came; with none, the tie is undone."""
    row = locked(booking)
    require(by, "receive", row)
    if row.need_id:
        raise Refused(_("A need was made of this already: it belongs to its association."))
    changes = change(row, organisation_id=organisation.pk if organisation else None)
    journal.record("booking.linked", on=row, by=by, day=today, changes=changes)
    return row


@transaction.atomic
def make_need(*, booking: Booking, heard_by: Organisation, by: Actor, today: date) -> Need:
    """A need, in the words that were said at the session; made twice, it is the same one."""
    row = locked(booking)
    require(by, "receive", row)
    if row.need_id:
        return Need.objects.system("the need that it became").get(pk=row.need_id)
    if not row.organisation_id:
        raise Refused(_("Say first for which association this is."), "organisation")
    if not row.said:
        raise Refused(_("Write first what was said: a need begins with words."), "words")
    if row.on > today:
        raise Refused(_("The session has not been held yet: this is said on the day."))
    need = note_need(
        organisation=Organisation.objects.system("whose need it is").get(pk=row.organisation_id),
        words=row.said, heard=Heard.DROP_IN, heard_on=row.on, heard_by=heard_by, by=by, today=today,
        note=row.note if row.words else "", illustrative=row.illustrative,
    )  # fmt: skip
    changes = change(row, need_id=need.pk)
    journal.record("booking.became_need", on=row, by=by, day=today, changes=changes)
    return need


@journal.undoes("booking.state")
@transaction.atomic
def _undo_mark(*, pk: int, state: str, by: Actor, day: date, now: str = "") -> None:
    row = locked(Booking.objects.visible_to(by).select_related("opening").get(pk=pk))
    require(by, "receive", row)
    if row.state != (now or row.state):
        raise Refused(_("Something else was noted of this appointment since: look at it again."))
    changes = change(row, state=state)
    journal.record("booking.unmark", on=row, by=by, day=day, changes=changes)


@journal.undoes("booking.archive")
@transaction.atomic
def _undo_walk_in(*, pk: int, by: Actor, day: date) -> None:
    row = locked(Booking.objects.visible_to(by).select_related("opening").get(pk=pk))
    require(by, "receive", row)
    changes = archive(row, by=by, at=timezone.now())
    journal.record("booking.put_aside", on=row, also=[row.opening], by=by, day=day, changes=changes)
