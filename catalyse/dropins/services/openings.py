"""An opening, and the days of it that change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models.accounts import new_token
from catalyse.actors.services.invitations import fingerprint
from catalyse.dropins import letters
from catalyse.dropins.models import Booking, ChangedDay, Opening
from catalyse.dropins.queries import days_of, times_on
from catalyse.dropins.states import BOOKING, BookingState
from catalyse.engines import openings
from catalyse.engines.dates import PLANNED_IN
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, archive, change, restore
from catalyse.ui import formats

OPENING_FORM = "dropins.opening"
MOST_LINKS = 8
WHICH_DAYS = ("until", "rhythm", "first_on", "in_school_holidays", "commune")  # what says on which days one receives
FARTHEST = timedelta(days=366)  # that a day is moved
NO_TIME = _("Not even one appointment fits between these hours: shorten it, or open longer.")


def number(day: date) -> str:
    """A day as the journal tells it, in every language."""
    return f"{day:%d/%m/%Y}"


def hold(opening: Opening) -> Opening:
    """The opening, locked: what is decided about its times is decided one after the other. Costs 1 query."""
    rows = Opening.objects.system("a service changes it").select_for_update(of=("self",), no_key=True)
    return rows.select_related("commune__department", "dla", "host").get(pk=opening.pk)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values of an opening in which somebody can be received."""
    starts, ends, breaks = values["starts"], values["ends"], values["breaks"]
    if ends <= starts:
        raise Refused(_("The session ends after it begins: check the two hours."), "ends")
    for begins, stops in zip(breaks[::2], breaks[1::2], strict=True):
        if stops <= begins:
            raise Refused(_("A break ends after it begins: check its two hours."), "break_from")
    for name in ("first_on", "until"):
        if values[name] and values[name].year not in PLANNED_IN:
            raise Refused(_("Check the year of this day."), name)
    if values["until"] and values["until"] < values["first_on"]:
        raise Refused(_("The last day comes after the first one."), "until")
    if not openings.slots(starts, ends, values["minutes"], zip(breaks[::2], breaks[1::2], strict=True)):
        raise Refused(NO_TIME, "minutes")
    return values


@transaction.atomic
def open_sessions(*, by: Actor, today: date, illustrative: Sequence[str] = (), **values: Any) -> Opening:
    """Drop-in sessions that anybody can book from now on."""
    require(by, "open", Opening)
    row = Opening.objects.create(illustrative=list(illustrative), **_checked({"until": None, "breaks": [], **values}))
    require(by, "change", row)
    drafts.discard(by, OPENING_FORM)
    journal.record(
        "opening.opened", on=row, also=[row.dla, row.host], by=by, day=today, place=str(row),
        undo=("opening.archive", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def change_opening(*, opening: Opening, expected: int, by: Actor, today: date, **values: Any) -> Opening:
    """The opening with other hours or another place; who has booked keeps the time that was promised.

    Days on which people are expected are closed first: a day that is no longer held would be in nobody's list.
    """
    row = hold(opening)
    require(by, "change", row)
    changes = change(row, expected=expected, **_checked(values))
    drafts.discard(by, OPENING_FORM, row)
    row = hold(row)
    expected_ones = _future(row, today)
    _still_held(row, {booking.on for booking in expected_ones if booking.starts}, changes)
    if {"place", "address", "commune"} & set(changes.after):
        for booking in expected_ones:
            change(booking, sequence=booking.sequence + 1)
            letters.tell_moved(booking, row, with_link(booking))
    journal.record("opening.changed", on=row, by=by, day=today, changes=changes, place=str(row))
    return row


def _still_held(opening: Opening, days: set[date], changes: Changes) -> None:
    """Refuses other days than those on which people were promised to be received. Costs 2 queries, or 3."""
    held = {day.on for day in days_of(opening, min(days), max(days)) if not day.closed} if days else set()
    if lost := sorted(days - held):
        told = ", ".join(formats.day(day) for day in lost[:3])
        words = _("People have booked on %(days)s: close that day first, so that they are told why.")
        raise Refused(words % {"days": told}, next((name for name in WHICH_DAYS if name in changes.after), None))


def with_link(booking: Booking) -> str:
    """The secret of one more personal link, for who has an address: the ones before go on. Costs 1 query."""
    if not booking.email:
        return ""
    token = new_token()
    change(booking, tokens=[*booking.tokens, fingerprint(token)][-MOST_LINKS:])
    return token


def _future(opening: Opening, today: date) -> list[Booking]:
    rows = Booking.objects.system("those who will come").select_for_update(of=("self",))
    return list(rows.filter(opening=opening, on__gte=today, state=BookingState.BOOKED, archived_at=None))


@transaction.atomic
def archive_opening(*, opening: Opening, by: Actor, today: date) -> Opening:
    """The opening put aside: nobody can book any more. Those who had are received, or told one by one before."""
    row = hold(opening)
    require(by, "archive", row)
    waiting = sum(1 for booking in _future(row, today) if booking.starts)
    if waiting:
        raise Refused(_("People have booked: close their days first, so that they are told why."))
    changes = archive(row, by=by, at=timezone.now())
    journal.record(
        "opening.archived", on=row, also=[row.dla, row.host], by=by, day=today, changes=changes, place=str(row),
        undo=("opening.restore", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def restore_opening(*, opening: Opening, by: Actor, today: date) -> Opening:
    """The opening back: it can be booked again."""
    row = hold(opening)
    require(by, "archive", row)
    changes = restore(row)
    journal.record(
        "opening.restored", on=row, also=[row.dla, row.host], by=by, day=today, changes=changes, place=str(row)
    )
    return row


@transaction.atomic
def change_day(
    *, opening: Opening, on: date, reason: str, by: Actor, today: date, moved_to: date | None = None
) -> ChangedDay:
    """A day closed, or held on another one instead; those who had booked are told at once, with the reason.

    Closed, their appointments are cancelled and they are led to the next free times; moved, they keep their hour.
    """
    row = hold(opening)
    require(by, "change", row)
    _can_change(row, on, today, moved_to)
    if not reason.strip():
        raise Refused(_("Write why: those who have booked read it."), "reason")
    changed = ChangedDay.objects.create(opening=row, on=on, moved_to=moved_to, reason=reason.strip())
    told = 0
    for booking in _of_day(row, on):
        told += 1
        if moved_to:
            change(booking, on=moved_to, sequence=booking.sequence + 1, reminded_on=None)
            letters.tell_moved(booking, row, with_link(booking), reason=changed.reason)
        else:
            BOOKING.move(booking, "cancel", outcome=changed.reason, sequence=booking.sequence + 1)
            letters.tell_cancelled(booking, row)
    facts: dict[str, Any] = {
        "date": number(on),
        "to": number(moved_to) if moved_to else "",
        "told": told,
        "place": str(row),
    }
    journal.record(
        "opening.day_moved" if moved_to else "opening.day_closed", on=row, also=[changed], by=by, day=today, **facts,
        undo=None if told else ("opening.day_back", {"pk": changed.pk}),
    )  # fmt: skip
    return changed


def _can_change(opening: Opening, on: date, today: date, moved_to: date | None) -> None:
    if on < today or not any(day.on == on and not day.closed for day in days_of(opening, on, on)):
        raise Refused(_("No session is held on that day: choose one of the coming days."), "on")
    if moved_to is None:
        return
    if not today < moved_to <= today + FARTHEST:
        raise Refused(_("Choose a day to come, within a year."), "moved_to")
    itself = ChangedDay.objects.system("where a day goes").filter(opening=opening, on=moved_to, archived_at=None)
    if itself.exists():
        words = _("That day is closed or moved itself: hold it after all first, or choose another day.")
        raise Refused(words, "moved_to")
    if times_on(opening, moved_to):
        raise Refused(_("A session is held on that day already: close this one, or choose another day."), "moved_to")


def _of_day(opening: Opening, on: date) -> list[Booking]:
    rows = Booking.objects.system("those who are told").select_for_update(of=("self",))
    return list(rows.filter(opening=opening, on=on, state=BookingState.BOOKED, archived_at=None).order_by("starts"))


@transaction.atomic
def reopen_day(*, changed: ChangedDay, by: Actor, today: date) -> Opening:
    """The day held as the rule says after all; those who were told that it is closed are not called back."""
    row = hold(changed.opening)
    rows = ChangedDay.objects.system("a service changes it").select_for_update(of=("self",))
    changed = rows.select_related("opening").get(pk=changed.pk)
    require(by, "change", changed)
    if changed.moved_to and _of_day(row, changed.moved_to):
        raise Refused(_("People have been told of the other day: it stays."))
    changes = archive(changed, by=by, at=timezone.now())
    journal.record(
        "opening.day_reopened", on=row, also=[changed], by=by, day=today, changes=changes, date=number(changed.on),
        place=str(row),
    )  # fmt: skip
    return row


@journal.undoes("opening.archive")
def _undo_open(*, pk: int, by: Actor, day: date) -> None:
    archive_opening(opening=Opening.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("opening.restore")
def _undo_archive(*, pk: int, by: Actor, day: date) -> None:
    restore_opening(opening=Opening.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("opening.day_back")
def _undo_day(*, pk: int, by: Actor, day: date) -> None:
    reopen_day(changed=ChangedDay.objects.visible_to(by).select_related("opening").get(pk=pk), by=by, today=day)
