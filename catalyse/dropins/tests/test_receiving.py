"""Those who receive: the list of the day, who came, notes, the need that grows from them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalyse.dropins import queries, services
from catalyse.dropins.models import Booking
from catalyse.dropins.offers import coming, sessions_of_today
from catalyse.dropins.tests.factories import (
    DAY,
    HALF_PAST,
    NEXT,
    Territory,
    booked,
    by_link,
    member,
    opening,
)  # fmt: skip
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden, policy_of
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Stale
from catalyse.needs.models import Need

pytestmark = pytest.mark.django_db


@pytest.fixture
def flers() -> Territory:
    return Territory("Bocage")


@pytest.fixture
def desk(flers):
    return opening(flers)


@pytest.fixture
def officer(flers):
    return member(flers.dla, "dla_officer")


def fresh(row):
    return Booking.objects.system("a test").select_related("opening").get(pk=row.pk)


@pytest.mark.parametrize(("verb", "state"), [("come", "present"), ("miss", "absent"), ("excuse", "excused")])
def test_marked_on_the_day_and_taken_back(desk, officer, verb, state):
    booking, _token = booked(desk)

    services.mark_booking(booking=booking, verb=verb, by=officer, today=NEXT)
    assert fresh(booking).state == state
    journal.take_back(event=Event.objects.get(name=f"booking.{verb}"), by=officer, day=NEXT)

    assert fresh(booking).state == "booked"


def test_nobody_is_present_before_the_day(desk, officer):
    booking, _token = booked(desk)

    with pytest.raises(Refused):
        services.mark_booking(booking=booking, verb="come", by=officer, today=DAY)


def test_a_visit_is_noted_in_one_gesture_beside_a_full_day(flers, officer):
    desk = opening(flers, ends=HALF_PAST)
    booked(desk)

    for _one in range(2):
        services.walk_in(opening=desk, on=NEXT, by=officer, today=NEXT)

    day = list(queries.bookings_of_day(officer, desk, NEXT))
    assert [(one.starts is None, one.state) for one in day] == [(False, "booked"), (True, "present"), (True, "present")]
    with pytest.raises(Refused):
        services.walk_in(opening=desk, on=NEXT, by=officer, today=DAY)


def test_the_words_become_a_need_once_told_heard_at_a_drop_in(flers, desk, officer):
    booking, _token = booked(desk)
    association = flers.association()
    with pytest.raises(Refused) as refusal:
        services.make_need(booking=booking, heard_by=flers.dla, by=officer, today=NEXT)
    assert refusal.value.field == "organisation"
    services.link_booking(booking=booking, organisation=association, by=officer, today=NEXT)
    services.note_booking(
        booking=booking, note="À revoir en mai", name=booking.name, structure="", words="",
        expected=fresh(booking).version, by=officer, today=NEXT,
    )  # fmt: skip

    made = [services.make_need(booking=booking, heard_by=flers.dla, by=officer, today=NEXT) for _twice in range(2)]

    need = Need.objects.system("a test").get()
    assert made == [need, need]
    assert (need.organisation, need.words, need.note) == (association, booking.words, "À revoir en mai")
    assert (need.heard, need.heard_on, need.shared) == ("drop_in", NEXT, False)
    with pytest.raises(Refused):
        services.link_booking(booking=booking, organisation=None, by=officer, today=NEXT)


def test_of_a_visit_the_notes_are_the_words(flers, desk, officer):
    row = services.walk_in(opening=desk, on=NEXT, by=officer, today=NEXT)
    services.link_booking(booking=row, organisation=flers.association(), by=officer, today=NEXT)
    with pytest.raises(Refused):
        services.make_need(booking=row, heard_by=flers.dla, by=officer, today=NEXT)
    services.note_booking(
        booking=row, note="Cherche une salle", name="", structure="", words="", expected=fresh(row).version,
        by=officer, today=NEXT,
    )  # fmt: skip

    need = services.make_need(booking=row, heard_by=flers.dla, by=officer, today=NEXT)

    assert (need.words, need.note) == ("Cherche une salle", "")


def test_two_who_write_notes_lose_nothing(desk, officer):
    booking, _token = booked(desk)
    values = {"name": "x", "structure": "", "words": "", "expected": booking.version, "by": officer, "today": NEXT}
    services.note_booking(booking=booking, note="la première", **values)

    with pytest.raises(Stale):
        services.note_booking(booking=booking, note="la seconde", **values)


def test_whoever_booked_does_not_read_the_notes(desk):
    booking, _token = booked(desk)

    assert "note" not in policy_of(Booking).readable(by_link(booking), booking)
    with pytest.raises(Forbidden):
        services.mark_booking(booking=booking, verb="come", by=by_link(booking), today=NEXT)


def test_today_and_the_agenda_tell_the_session_and_who_is_left_unmarked(flers, desk, officer):
    booked(desk)
    booked(desk, starts=HALF_PAST, email="autre@bocage.test")

    (due,) = sessions_of_today(officer, NEXT)
    assert "2" in str(due.title)
    assert due.url == f"/permanences/{desk.pk}/2008-03-18/"
    (_today, unmarked) = sessions_of_today(officer, NEXT + timedelta(days=7))
    assert "2" in str(unmarked.title)
    assert [one.on for one in coming(officer, DAY, NEXT)] == [DAY, NEXT]
    for other in (member(flers.authority, "authority_elected"), member(Territory("Vallee").dla, "dla_officer")):
        assert list(sessions_of_today(other, NEXT)) == list(coming(other, DAY, NEXT)) == []


def test_a_visit_noted_by_mistake_is_taken_back(desk, officer):
    services.walk_in(opening=desk, on=NEXT, by=officer, today=NEXT)

    journal.take_back(event=Event.objects.get(name="booking.walked_in"), by=officer, day=NEXT)

    assert list(queries.bookings_of_day(officer, desk, NEXT)) == []


def test_an_old_mark_is_not_taken_back_over_what_was_done_since(desk, officer):
    booking, _token = booked(desk)
    services.mark_booking(booking=booking, verb="excuse", by=officer, today=DAY)
    services.mark_booking(booking=fresh(booking), verb="unmark", by=officer, today=DAY)
    services.cancel_booking(booking=fresh(booking), by=officer, today=DAY)

    with pytest.raises(Refused):
        journal.take_back(event=Event.objects.get(name="booking.excuse"), by=officer, day=DAY)

    assert fresh(booking).state == "cancelled"
