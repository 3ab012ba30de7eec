"""Who comes, and what is due about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from catalyse.actors.services.invitations import fingerprint
from catalyse.dropins.models import Booking, BookingQuerySet, Opening
from catalyse.dropins.policies import held_by
from catalyse.dropins.queries.days import at_hand, days_of
from catalyse.dropins.states import BookingState
from catalyse.engines.dates import months_after
from catalyse.kernel.access import Actor

KEPT_MONTHS = 6


def booking_by_token(token: str) -> Booking | None:
    """The appointment that a personal link stands for. Costs 1 query."""
    rows = Booking.objects.system("a personal link names its row").filter(archived_at=None)
    rows = rows.select_related("opening__commune__department", "opening__dla", "opening__host")
    return rows.filter(tokens__contains=[fingerprint(token)]).first()


def bookings_of_day(actor: Actor, opening: Opening, on: date) -> BookingQuerySet:
    """Who comes on a day, by the hour, as far as the actor may know. Costs 1 query when read."""
    rows = Booking.objects.visible_to(actor).filter(opening=opening, on=on, archived_at=None)
    return rows.select_related("opening", "organisation", "need")


def taken_on(opening: Opening, on: date) -> int:
    """How many appointments a day has. Costs 1 query."""
    rows = Booking.objects.system("how many are told").standing()
    return rows.filter(opening=opening, on=on, starts__isnull=False).count()


@dataclass(frozen=True)
class ComingDay:
    """A day of one of the actor's openings, with how many have booked."""

    opening: Opening
    on: date
    booked: int


def coming_days(actor: Actor, first: date, last: date) -> list[ComingDay]:
    """The sessions that the actor's teams hold between two days. Costs 4 queries."""
    openings = [row for row in held(actor) if row.first_on <= last]
    if not openings:
        return []
    counts = numbers_of(openings, first, last)
    found = [
        ComingDay(opening, day.on, counts[(opening.pk, day.on)])
        for opening in openings
        for day in days_of(opening, first, last)
        if not day.closed
    ]
    return sorted(found, key=lambda one: (one.on, one.opening.starts))


def held(actor: Actor) -> list[Opening]:
    """The openings that go on and that the actor's teams hold, with their days at hand. Costs 3 queries."""
    rows = Opening.objects.visible_to(actor).active().filter(held_by(actor))
    return list(at_hand(rows.select_related("commune__department", "dla", "host")))


def numbers_of(openings: Sequence[Opening], first: date, last: date) -> Counter[tuple[int, date]]:
    """How many come, by opening and day. Costs 1 query."""
    rows = Booking.objects.system("how many are told").standing().filter(archived_at=None)
    rows = rows.filter(opening__in=openings, on__gte=first, on__lte=last).order_by()
    counted = rows.values_list("opening", "on").annotate(n=Count("pk"))
    return Counter({(opening, on): n for opening, on, n in counted})


def to_remind(today: date) -> BookingQuerySet:
    """Those who come tomorrow, left an address and were not reminded. Costs 1 query when read."""
    rows = Booking.objects.system("a reminder is due").filter(state=BookingState.BOOKED, archived_at=None)
    return rows.filter(on=today + timedelta(days=1), reminded_on=None).exclude(email="").order_by("pk")


def to_erase(today: date) -> BookingQuerySet:
    """Those whose day is more than six months ago and who can still be told apart. Costs 1 query when read."""
    rows = Booking.objects.system("nothing personal stays longer").filter(erased_on=None)
    return rows.filter(on__lt=months_after(today, -KEPT_MONTHS)).order_by("pk")


def waiting_of(actor: Actor, today: date) -> BookingQuerySet:
    """Appointments of the last month about whom nobody said whether they came. Costs 1 query when read."""
    rows = Booking.objects.visible_to(actor).filter(state=BookingState.BOOKED, archived_at=None)
    rows = rows.filter(Q(on__lt=today), on__gte=today - timedelta(days=30), erased_on=None)
    return rows.select_related("opening__commune")
