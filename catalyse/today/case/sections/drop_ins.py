"""The drop-in sessions of a case, and those who came."""

from __future__ import annotations

from datetime import date, timedelta

from catalyse.dropins import services
from catalyse.dropins.models import Booking
from catalyse.dropins.policies import at_the_door
from catalyse.kernel.access import NOBODY
from catalyse.places.queries import the_commune
from catalyse.today.case import format as fmt
from catalyse.today.case.parts import Appointment
from catalyse.today.case.world import World

NEXT_DAY = timedelta(days=1)  # who came is told once the session is over


def plan(world: World) -> None:
    """Plans the deeds of this section."""
    for rank, row in enumerate(world.case.drop_ins):
        path, key = ("drop_ins", rank), str(rank)
        world.on(row.opened_on, path, lambda day, k=key, r=row: _open(world, k, r, day))
        for place, one in enumerate(row.appointments):
            where = (*path, "appointments", place)
            world.on(one.booked_on, where, lambda day, k=key, p=place, o=one: _book(world, k, p, o, day))
            if one.starts and one.came is not None:
                after, came = one.on + NEXT_DAY, (*where, "came")
                world.on(after, came, lambda day, k=key, p=place, o=one: _mark(world, k, p, o, day))


def _open(world: World, key: str, row: fmt.Opening, day: date) -> None:
    made = services.open_sessions(
        dla=world.organisation(row.dla), host=world.organisation(row.host), place=row.place,
        commune=the_commune(row.commune), rhythm=row.rhythm, first_on=row.first_on, until=row.until,
        starts=row.starts, ends=row.ends, minutes=row.minutes, breaks=row.breaks,
        in_school_holidays=row.in_school_holidays, illustrative=row.illustrative, by=world.by, today=day,
    )  # fmt: skip
    world.keep("drop_ins", key, made)


def _book(world: World, key: str, place: int, one: Appointment, day: date) -> None:
    opening, marks = world.get("drop_ins", key), tuple(one.illustrative)
    if one.starts is None:
        made = services.walk_in(
            opening=opening, on=one.on, name=one.name, words=one.words, illustrative=marks, by=world.by, today=day
        )
    else:
        name = str(world.organisation(one.association)) if one.association else ""
        made, _token = services.book(
            opening=opening, on=one.on, starts=one.starts, name=one.name, structure=name, words=one.words,
            phone=f"02 33 00 00 {place:02d}", illustrative=marks, by=at_the_door(NOBODY, opening), today=day,
        )  # fmt: skip
    if one.association:
        _tie(world, made, one, day)
    world.keep("appointments", f"{key}-{place}", made)


def _tie(world: World, made: Booking, one: Appointment, day: date) -> None:
    services.link_booking(booking=made, organisation=world.organisation(one.association), by=world.by, today=day)


def _mark(world: World, key: str, place: int, one: Appointment, day: date) -> None:
    made = world.get("appointments", f"{key}-{place}")
    services.mark_booking(booking=made, verb="come" if one.came else "miss", by=world.by, today=day)
