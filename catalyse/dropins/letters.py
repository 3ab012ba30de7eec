"""What is written to whoever booked: confirmed, moved, cancelled, tomorrow; each with its date as a calendar file."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalyse.dropins.models import Booking, Opening
from catalyse.dropins.states import BookingState
from catalyse.kernel import mail
from catalyse.kernel.feeds import Entry, attachment

PARIS = ZoneInfo("Europe/Paris")
KEY = "dropin-"


def link(token: str, language: str = "fr") -> str:
    """The address of the personal page, in the language of whoever booked."""
    english = "/en" if language == "en" else ""
    return settings.BASE_URL + english + reverse("dropins:mine", args=[token])


def booking_entry(booking: Booking, opening: Opening, *, url: str = "") -> Entry:
    """The appointment in a calendar."""
    return Entry(
        uid=f"dropin-{booking.pk}", title=_("Drop-in session: %(dla)s") % {"dla": opening.dla},
        starts=datetime.combine(booking.on, booking.starts or time(), PARIS),
        ends=datetime.combine(booking.on, booking.ends or time(23, 59), PARIS),
        place=opening.where, url=url, sequence=booking.sequence,
        cancelled=booking.state == BookingState.CANCELLED, changed_at=timezone.now(),
    )  # fmt: skip


def confirm(booking: Booking, opening: Opening, token: str) -> None:
    """The appointment is booked."""
    _post(booking, opening, "booked", token)


def tell_moved(booking: Booking, opening: Opening, token: str, *, reason: str = "") -> None:
    """The appointment is at another time, or at another place."""
    _post(booking, opening, "moved", token, reason=reason)


def tell_cancelled(booking: Booking, opening: Opening) -> None:
    """The appointment is cancelled, by whoever booked it or because the day is closed."""
    _post(booking, opening, "cancelled", "", reason=booking.outcome)


def remind(booking: Booking, opening: Opening, token: str) -> None:
    """The appointment is tomorrow."""
    _post(booking, opening, "tomorrow", token)


def _post(booking: Booking, opening: Opening, template: str, token: str, **more: Any) -> None:
    if not booking.email:
        return
    url = link(token, booking.language) if token else ""
    anew = settings.BASE_URL + reverse("dropins:places")
    with translation.override(booking.language):
        joined = [] if template == "tomorrow" else [attachment(booking_entry(booking, opening, url=url))]
    mail.post(
        key=f"{KEY}{booking.pk}-{template}-{booking.version}",
        to=booking.email,
        template=f"dropins/mail/{template}",
        context={"booking": booking, "opening": opening, "url": url, "anew": anew, **more},
        batch=mail.LINK,
        language=booking.language,
        attachments=joined,
    )
