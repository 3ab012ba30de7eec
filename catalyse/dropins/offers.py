"""What the house may show of drop-in sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors import merging, throttling
from catalyse.actors.roles import ASSOCIATION, OFFICERS
from catalyse.dropins import queries
from catalyse.dropins.queries.bookings import waiting_of
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor
from catalyse.ui import formats

offers.public_menu.add(
    offers.MenuEntry(_("Book an appointment"), "dropins:places", "calendar", (), section="/rendez-vous/"), position=12
)
offers.beside.add(
    ("needs.need", offers.MenuEntry(_("Drop-in sessions"), "dropins:list", "calendar", OFFICERS)), position=20
)
offers.beside.add(
    ("needs.need", offers.MenuEntry(_("Book an appointment"), "dropins:places", "calendar", ASSOCIATION)), position=20
)


def _tab(key: str, label: Any, url: str, position: int) -> None:
    tab = offers.Tab("dropins.opening", key, label, lambda row: reverse(url, args=[row.pk, row.slug]))
    offers.tabs.add(tab, position=position)


_tab("overview", _("Days"), "dropins:opening", 10)
_tab("journal", _("Journal"), "dropins:journal", 90)

for prefix in ("", "en:"):
    throttling.LIMITS |= {
        f"dropins:{prefix}book": (
            throttling.Limit("machine", 60, throttling.HOUR), throttling.Limit("address", 20, throttling.HOUR),
        ),
        f"dropins:{prefix}move": (throttling.Limit("machine", 60, throttling.HOUR),),
        f"dropins:{prefix}cancel": (throttling.Limit("machine", 60, throttling.HOUR),),
    }  # fmt: skip
throttling.LIMITS["dropins:booked"] = (throttling.Limit("machine", 12, throttling.DAY),)
throttling.LIMITS["dropins:unknown_link"] = (throttling.Limit("machine", 60, throttling.HOUR),)


def day_url(one: queries.ComingDay) -> str:
    return reverse("dropins:day", args=[one.opening.pk, one.on.isoformat()])


@offers.due.add
def sessions_of_today(actor: Actor, today: date) -> Iterable[offers.Due]:
    """The session that the actor's team holds today, with how many come; and who is left unmarked."""
    if not actor.holds(*OFFICERS):
        return
    for one in queries.coming_days(actor, today, today):
        words = ngettext("Receive %(n)d person", "Receive %(n)d people", one.booked) % {"n": one.booked}
        yield offers.Due(
            key=f"dropins.{one.opening.pk}.{one.on}",
            title=words if one.booked else _("Hold the drop-in session: nobody has booked yet"),
            context=f"{one.opening.place}, {formats.hour(one.opening.starts)}",
            url=day_url(one),
            action=_("See the list"),
            on=today,
            weight=20,
        )
    yield from _unmarked(actor, today)


def _unmarked(actor: Actor, today: date) -> Iterable[offers.Due]:
    days: dict[tuple[int, date], int] = {}
    for row in waiting_of(actor, today)[:200]:
        days[(row.opening_id, row.on)] = days.get((row.opening_id, row.on), 0) + 1
    for (pk, on), n in sorted(days.items(), key=lambda pair: pair[0][1])[:3]:
        yield offers.Due(
            key=f"dropins.unmarked.{pk}.{on}",
            title=ngettext("Say whether %(n)d person came", "Say whether %(n)d people came", n) % {"n": n},
            context=_("Drop-in session of %(day)s") % {"day": formats.day(on)},
            url=reverse("dropins:day", args=[pk, on.isoformat()]),
            action=_("Say who came"),
            on=on,
            weight=45,
        )


@offers.coming.add
def coming(actor: Actor, first: date, last: date) -> Iterable[offers.Coming]:
    """The drop-in sessions of the actor's teams, in their agenda."""
    if not actor.holds(*OFFICERS) or last - first > timedelta(days=800):
        return
    for one in queries.coming_days(actor, first, last):
        n = one.booked
        yield offers.Coming(
            on=one.on, title=_("Drop-in session"), url=day_url(one), place=one.opening.where,
            detail=(ngettext("%(n)d person has booked", "%(n)d people have booked", n) % {"n": n}) if n else "",
            hour=f"{one.opening.starts:%H:%M}", uid=f"opening-{one.opening.pk}-{one.on}",
        )  # fmt: skip


for name, text in {
    "opening.opened": _("{who} opened drop-in sessions: {place}"),
    "opening.changed": _("{who} changed the drop-in sessions"),
    "opening.archived": _("{who} archived the drop-in sessions: {place}"),
    "opening.restored": _("{who} opened the drop-in sessions again: {place}"),
    "opening.day_closed": _("{who} closed the session of {date}"),
    "opening.day_moved": _("{who} moved the session of {date} to {to}"),
    "opening.day_reopened": _("{who} holds the session of {date} after all"),
    "booking.booked": _("An appointment was booked for {date}"),
    "booking.moved": _("An appointment was moved to {date}"),
    "booking.cancelled": _("The appointment of {date} was cancelled"),
    "booking.walked_in": _("{who} received somebody without an appointment"),
    "booking.come": _("{who} noted: here"),
    "booking.miss": _("{who} noted: not here"),
    "booking.excuse": _("{who} noted: let us know"),
    "booking.unmark": _("{who} took back what was said of this appointment"),
    "booking.noted": _("{who} changed the notes"),
    "booking.linked": _("{who} said for which association it was"),
    "booking.became_need": _("{who} made a need of it"),
    "booking.put_aside": _("{who} took the visit back"),
}.items():
    journal.sentence(name, text)

merging.follows("dropins.Booking.organisation", _("Drop-in sessions"))
merging.follows("dropins.Opening.dla", _("Drop-in sessions"))
merging.follows("dropins.Opening.host", _("Drop-in sessions that it hosts"))
