"""The life of an appointment at a drop-in session: booked, then kept or not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.life import Life, Refused, move


class BookingState(models.TextChoices):
    BOOKED = "booked", _("booked")
    PRESENT = "present", _("here")
    ABSENT = "absent", _("not here")
    EXCUSED = "excused", _("let us know")
    CANCELLED = "cancelled", _("cancelled")


class Taken(Refused):
    """Somebody else has the time that was asked for; others are offered."""


KEPT = (BookingState.BOOKED, BookingState.PRESENT, BookingState.ABSENT, BookingState.EXCUSED)

BOOKING = Life(
    move("come", KEPT, BookingState.PRESENT),
    move("miss", KEPT, BookingState.ABSENT),
    move("excuse", KEPT, BookingState.EXCUSED),
    move("unmark", KEPT, BookingState.BOOKED),
    move("cancel", BookingState.BOOKED, BookingState.CANCELLED),
    states=BookingState,
    start=BookingState.BOOKED,
)
