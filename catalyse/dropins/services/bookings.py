"""An appointment: booked, moved, cancelled by whoever comes, or by those who receive."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField, F, Func, Value
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models.accounts import new_token
from catalyse.actors.services.invitations import fingerprint
from catalyse.dropins import letters
from catalyse.dropins.models import ONE_A_TIME, Booking, Channel, Opening
from catalyse.dropins.queries import AHEAD, days_of, times_on, to_erase, to_remind
from catalyse.dropins.services.openings import hold, number, with_link
from catalyse.dropins.states import BOOKING, BookingState, Taken
from catalyse.kernel import drafts, journal, mail
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change
from catalyse.ui import formats

MOST_AHEAD = 2  # appointments to come of one address: nobody keeps every time for themselves
MOST_MOVES = 10  # of one appointment, by its link: each is a letter to an address that nobody has proved
LEAST_DIGITS, TELLING_DIGITS = 6, 9  # of a telephone number; the last nine are the same with 0 and with +33
DIGITS = Func(
    F("phone"), Value("[^0-9]"), Value(""), Value("g"), function="regexp_replace", output_field=CharField()
)  # fmt: skip
TAKEN = _("Somebody has just booked this time. Choose another one: what you wrote is kept.")
OVER = _("This appointment is over, or was cancelled: book another one.")


def locked(booking: Booking) -> Booking:
    """The appointment, locked after its opening: always in that order. Costs 2 queries."""
    opening = hold(booking.opening)
    row = Booking.objects.system("a service changes it").select_for_update(of=("self",)).get(pk=booking.pk)
    row.opening = opening
    return row


def _time_of(opening: Opening, on: date, starts: time, today: date) -> tuple[time, time]:
    """The time that begins then, if it is one that can be booked from outside."""
    gone = _("This time is no longer offered. Choose another one: what you wrote is kept.")
    if opening.archived_at or not today < on <= today + AHEAD:
        raise Taken(gone, "slot")
    found = next((one for one in times_on(opening, on) if one[0] == starts), None)
    if found is None:
        raise Taken(gone, "slot")
    return found


def _free(opening: Opening, on: date, times: tuple[time, time], but: int = 0) -> None:
    rows = Booking.objects.system("whether the time is taken").standing().exclude(pk=but)
    if rows.filter(opening=opening, on=on, starts__lt=times[1], ends__gt=times[0]).exists():
        raise Taken(TAKEN, "slot")


def _decided(fault: IntegrityError) -> None:
    """Says what the database decided between two who want the same time; any other fault stays one."""
    name = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", "")
    if name == ONE_A_TIME:
        raise Taken(TAKEN, "slot") from None
    raise fault


@transaction.atomic
def book(
    *,
    opening: Opening,
    on: date,
    starts: time,
    name: str,
    words: str,
    by: Actor,
    today: date,
    structure: str = "",
    email: str = "",
    phone: str = "",
    language: str = "fr",
    illustrative: tuple[str, ...] = (),
) -> tuple[Booking, str]:
    """An appointment, and the secret of its personal link. Of two who want the same time, the database lets one in."""
    row = hold(opening)
    require(by, "book", row)
    address = email.strip().lower()
    if not address and len(_digits(phone)) < LEAST_DIGITS:
        raise Refused(_("Leave an e-mail address or a telephone number, in case the day has to change."), "email")
    _not_again(row, today, name=name.strip(), words=words.strip(), email=address, phone=phone.strip())
    times = _time_of(row, on, starts, today)
    _not_too_many(address, phone, today)
    _free(row, on, times)
    token = new_token()
    try:
        with transaction.atomic():
            booking = Booking.objects.create(
                opening=row, on=on, starts=times[0], ends=times[1], name=name.strip(), words=words.strip(),
                structure=structure.strip(), email=address, phone=phone.strip(), language=language[:2],
                tokens=[fingerprint(token)], illustrative=list(illustrative),
            )  # fmt: skip
    except IntegrityError as fault:
        _decided(fault)
        raise
    letters.confirm(booking, row, token)
    journal.record("booking.booked", on=booking, also=[row], by=by, day=today, date=number(on), hour=times[0])
    return booking, token


def _not_again(opening: Opening, today: date, **given: str) -> None:
    """Whoever sends the same words again, because the answer never reached them, is told which time they have."""
    rows = Booking.objects.system("whether they have a time").filter(state=BookingState.BOOKED, on__gt=today)
    if found := rows.filter(opening=opening, **given).first():
        words = _("You have booked already: you are expected on %(day)s at %(hour)s. Nothing was booked twice. "
                  "To move or cancel, use the link of the confirmation; without an e-mail address, call.")  # fmt: skip
        raise Refused(words % {"day": formats.day(found.on, "spoken"), "hour": formats.hour(found.starts)})


def _digits(phone: str) -> str:
    """What tells one number from another, however it is written: 02 33, 02.33 or +33 2 33."""
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())[-TELLING_DIGITS:]


def _not_too_many(email: str, phone: str, today: date) -> None:
    rows = Booking.objects.system("how many one address has").filter(state=BookingState.BOOKED, on__gt=today)
    rows = rows.annotate(digits=DIGITS)
    for field, named, value in (("email", "email", email), ("phone", "digits__endswith", _digits(phone))):
        if value and rows.filter(**{named: value}).count() >= MOST_AHEAD:
            words = _("You have two appointments already. Move or cancel one by the link that you were sent.")
            raise Refused(words, field)


def _standing(booking: Booking, today: date) -> None:
    if booking.state != BookingState.BOOKED or booking.archived_at or booking.on < today or not booking.starts:
        raise Refused(OVER)


@transaction.atomic
def move_booking(*, booking: Booking, on: date, starts: time, by: Actor, today: date) -> Booking:
    """The appointment at another time; the one that it had is free again."""
    row = locked(booking)
    require(by, "move", row)
    _standing(row, today)
    if by.link and row.sequence >= MOST_MOVES:
        raise Refused(_("This appointment has been moved many times already: keep it, or cancel it."))
    times = _time_of(row.opening, on, starts, today)
    _free(row.opening, on, times, but=row.pk)
    try:
        with transaction.atomic():
            changes = change(row, on=on, starts=times[0], ends=times[1], sequence=row.sequence + 1, reminded_on=None)
    except IntegrityError as fault:
        _decided(fault)
        raise
    letters.tell_moved(row, row.opening, with_link(row))
    journal.record("booking.moved", on=row, also=[row.opening], by=by, day=today, changes=changes, date=number(on))
    return row


@transaction.atomic
def cancel_booking(*, booking: Booking, by: Actor, today: date) -> Booking:
    """The appointment cancelled; its time is free again at once. Cancelled twice, it is cancelled."""
    row = locked(booking)
    require(by, "cancel", row)
    if row.state == BookingState.CANCELLED:
        return row
    _standing(row, today)
    changes = BOOKING.move(row, "cancel", sequence=row.sequence + 1)
    letters.tell_cancelled(row, row.opening)
    facts: dict[str, Any] = {"date": number(row.on)}
    journal.record("booking.cancelled", on=row, also=[row.opening], by=by, day=today, changes=changes, **facts)
    return row


def remind(*, today: date) -> int:
    """Reminds those who come tomorrow, each once; returns how many. Safe to call again at any moment."""
    done = 0
    for booking in list(to_remind(today).select_related("opening")[:500]):
        with transaction.atomic():
            row = locked(booking)
            if row.reminded_on or row.state != BookingState.BOOKED or row.on != today + timedelta(days=1):
                continue
            change(row, reminded_on=today)
            letters.remind(row, row.opening, with_link(row))
            done += 1
    return done


ERASED: dict[str, Any] = {"name": "", "structure": "", "email": "", "phone": "", "words": "", "note": "", "tokens": []}


def erase_old(*, today: date) -> int:
    """Takes out, six months after the day, who came and what they said; returns of how many. The count stays.

    A need that grew from it belongs to its association, and stays with it.
    """
    done = 0
    for booking in list(to_erase(today).select_related("opening")[:500]):
        with transaction.atomic():
            row = locked(booking)
            change(row, **ERASED, erased_on=today)
            mail.forget_letters(f"{letters.KEY}{row.pk}-")
            drafts.forget_about(row)
            done += 1
    return done


@transaction.atomic
def walk_in(
    *, opening: Opening, on: date, by: Actor, today: date, name: str = "", words: str = "",
    illustrative: tuple[str, ...] = (),
) -> Booking:  # fmt: skip
    """Somebody who came without an appointment, noted as present; who it is may be added later."""
    row = hold(opening)
    require(by, "receive", row)
    if on > today:
        raise Refused(_("Who comes without an appointment is noted on the day itself."))
    if not days_of(row, on, on):
        raise Refused(_("No session was held on that day: check the date."))
    booking = Booking.objects.create(
        opening=row, on=on, channel=Channel.WALK_IN, state=BookingState.PRESENT, name=name.strip(),
        words=words.strip(), illustrative=list(illustrative),
    )  # fmt: skip
    journal.record(
        "booking.walked_in", on=booking, also=[row], by=by, day=today, date=number(on),
        undo=("booking.archive", {"pk": booking.pk}),
    )  # fmt: skip
    return booking
