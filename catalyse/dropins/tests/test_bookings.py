"""An appointment: booked, raced for, moved, cancelled, reminded of, erased."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction

from catalyse.dropins import queries, services
from catalyse.dropins.models import ONE_A_TIME, Booking, Opening
from catalyse.dropins.policies import at_the_door
from catalyse.dropins.states import BookingState, Taken
from catalyse.dropins.tests.factories import (
    AFTER,
    DAY,
    HALF_PAST,
    HOUSE,
    NEXT,
    NINE,
    Territory,
    booked,
    by_link,
    letters,
    member,
    opening,
    token_in,
)  # fmt: skip
from catalyse.kernel import drafts, mail
from catalyse.kernel.access import NOBODY, Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Draft, Event, Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def flers() -> Territory:
    return Territory("Bocage")


@pytest.fixture
def desk(flers: Territory) -> Opening:
    return opening(flers)


def fresh(row: Booking) -> Booking:
    return Booking.objects.system("a test").get(pk=row.pk)


def rows() -> int:
    return Booking.objects.system("a test").count()


def test_anybody_books_and_receives_the_link_that_the_house_does_not_keep(desk):
    booking, token = booked(desk)

    (letter,) = letters(booking)
    assert (booking.state, booking.ends) == ("booked", time(9, 30))
    assert token_in(letter) == token
    assert token not in str(Booking.objects.system("a test").values().get())
    assert queries.booking_by_token(token) == booking
    assert "BEGIN:VCALENDAR" in letter.attachments[0]["text"]


def test_a_booked_time_is_no_longer_offered_and_a_touching_one_is(desk):
    booked(desk)

    day = queries.free_days(desk, DAY)[0]

    assert day.date == NEXT
    assert [slot.starts for slot in day.slots][:2] == [HALF_PAST, time(10)]


def test_the_second_one_is_told_and_offered_the_next_free_times(desk):
    booked(desk)

    with pytest.raises(Taken):
        booked(desk, email="autre@bocage.test")

    assert rows() == 1
    assert [(one.on, one.starts) for one in queries.free_times(desk, DAY, NEXT)][:1] == [(NEXT, HALF_PAST)]


def test_the_database_lets_nobody_into_a_time_that_touches_another(desk):
    booking, _token = booked(desk)
    same = {"opening": desk, "on": NEXT, "name": "x", "phone": "02", "starts": time(9, 15), "ends": time(9, 45)}

    with pytest.raises(IntegrityError, match=ONE_A_TIME), transaction.atomic():
        Booking.objects.create(**same)

    Booking.objects.system("a test").filter(pk=booking.pk).update(state="cancelled")
    Booking.objects.create(**same)
    assert rows() == 2


@pytest.mark.parametrize(
    ("on", "starts"),
    [(DAY, NINE), (DAY - timedelta(days=7), NINE), (NEXT, time(9, 10)), (NEXT, time(12)), (date(2008, 3, 19), NINE),
     (date(2008, 12, 2), NINE), (date(1900, 1, 2), NINE), (date(2100, 1, 5), NINE)],
)  # fmt: skip
def test_a_time_that_is_not_offered_is_refused(desk, on, starts):
    with pytest.raises(Taken):
        booked(desk, on, starts)

    assert rows() == 0


@pytest.mark.parametrize("phone", [" ", "non", "02", "٠٢٣٣"])
def test_who_leaves_no_way_to_be_reached_is_asked_for_one(desk, phone):
    with pytest.raises(Refused) as refusal:
        booked(desk, email="", phone=phone)

    assert refusal.value.field == "email"


def test_nobody_keeps_every_time_for_themselves(desk):
    booked(desk)
    booked(desk, starts=HALF_PAST, words="Et pour la salle ?")

    with pytest.raises(Refused, match=r"deux|two"):
        booked(desk, starts=time(10), email="Bureau@bocage.test", words="Et pour le journal ?")


@pytest.mark.parametrize("starts", [NINE, HALF_PAST])
@pytest.mark.parametrize("way", [{}, {"email": "", "phone": "02 33 00 00 00"}])
def test_the_same_words_sent_again_after_a_lost_answer_book_nothing_twice(desk, starts, way):
    booked(desk, **way)

    with pytest.raises(Refused, match=r"déjà réservé.*mardi 18\s+mars à 9\s+h") as refusal:
        booked(desk, starts=starts, **way)

    assert not isinstance(refusal.value, Taken)
    assert rows() == 1


def test_whoever_cancelled_may_book_again_with_the_same_words(desk):
    booking, _token = booked(desk)
    services.cancel_booking(booking=booking, by=by_link(booking), today=DAY)

    booked(desk)

    assert rows() == 2


def test_one_telephone_is_one_however_it_is_written(desk):
    booked(desk, email="", phone="02 33 00 00 01")
    booked(desk, email="", phone="+33233000001", starts=HALF_PAST)

    with pytest.raises(Refused) as refusal:
        booked(desk, email="", phone="02.33.00.00.01", starts=time(10))

    assert refusal.value.field == "phone"
    booked(desk, email="", phone="02.33.00.00.02", starts=time(10))


def test_a_link_moves_an_appointment_so_often_and_no_more(desk):
    booking, _token = booked(desk)
    for turn in range(10):
        on = AFTER if turn % 2 == 0 else NEXT
        services.move_booking(booking=booking, on=on, starts=NINE, by=by_link(booking), today=DAY)

    with pytest.raises(Refused):
        services.move_booking(booking=booking, on=AFTER, starts=NINE, by=by_link(booking), today=DAY)

    services.move_booking(booking=booking, on=AFTER, starts=NINE, by=member(desk.dla, "dla_officer"), today=DAY)


def test_once_the_letter_has_left_the_house_no_longer_knows_the_link(desk):
    booking, token = booked(desk)
    assert token in str(Letter.objects.values())

    mail.deliver()

    assert letters(booking)[0].state == "accepted"
    assert token not in str(Letter.objects.values())


def test_moved_the_old_time_is_free_and_the_old_link_still_opens(desk):
    booking, token = booked(desk)

    services.move_booking(booking=booking, on=AFTER, starts=time(10), by=by_link(booking), today=DAY)

    assert (fresh(booking).on, fresh(booking).starts, fresh(booking).sequence) == (AFTER, time(10), 1)
    assert queries.free_days(desk, DAY)[0].slots[0].starts == NINE
    assert queries.booking_by_token(token) == queries.booking_by_token(token_in(letters(booking)[1])) == booking
    assert "SEQUENCE:1" in letters(booking)[1].attachments[0]["text"]


def test_nobody_moves_into_a_time_that_is_taken(desk):
    booking, _token = booked(desk)
    booked(desk, starts=HALF_PAST, email="autre@bocage.test")

    with pytest.raises(Taken):
        services.move_booking(booking=booking, on=NEXT, starts=HALF_PAST, by=by_link(booking), today=DAY)

    assert fresh(booking).starts == NINE


def test_cancelled_once_or_twice_it_is_told_once_and_its_time_is_free(desk):
    booking, _token = booked(desk)

    for _again in range(2):
        services.cancel_booking(booking=booking, by=by_link(booking), today=DAY)

    assert fresh(booking).state == BookingState.CANCELLED
    assert [letter.key.split("-")[2] for letter in letters(booking)] == ["booked", "cancelled"]
    assert "STATUS:CANCELLED" in letters(booking)[1].attachments[0]["text"]
    booked(desk, email="autre@bocage.test")


def test_a_cancelled_or_past_appointment_is_not_moved(desk):
    booking, _token = booked(desk)

    with pytest.raises(Refused):
        services.move_booking(
            booking=booking, on=AFTER, starts=NINE, by=by_link(booking), today=NEXT + timedelta(days=1)
        )
    services.cancel_booking(booking=booking, by=by_link(booking), today=DAY)
    with pytest.raises(Refused):
        services.move_booking(booking=booking, on=AFTER, starts=NINE, by=by_link(booking), today=DAY)


@pytest.mark.parametrize("who", ["nobody", "another link", "neighbour", "association"])
def test_only_whoever_booked_and_the_teams_change_it(desk, flers, who):
    booking, _token = booked(desk)
    other, _token = booked(desk, starts=HALF_PAST, email="autre@bocage.test")
    actors = {
        "nobody": lambda: NOBODY,
        "another link": lambda: by_link(other),
        "neighbour": lambda: member(Territory("Vallee").dla, "dla_officer"),
        "association": lambda: member(flers.association(), "association_lead"),
    }
    by = actors[who]()

    with pytest.raises(Forbidden):
        services.cancel_booking(booking=booking, by=by, today=DAY)

    assert booking not in Booking.objects.visible_to(by)


def test_reminded_the_day_before_once_and_again_when_moved(desk):
    booking, _token = booked(desk)
    eve = NEXT - timedelta(days=1)

    assert [services.remind(today=day) for day in (DAY, eve, eve, NEXT)] == [0, 1, 0, 0]
    services.move_booking(booking=booking, on=AFTER, starts=NINE, by=by_link(booking), today=eve)
    assert services.remind(today=AFTER - timedelta(days=1)) == 1

    reminders = [letter for letter in letters(booking) if "-tomorrow-" in letter.key]
    assert len(reminders) == 2
    assert queries.booking_by_token(token_in(reminders[0])) == booking


def test_who_cancelled_or_left_no_address_is_not_reminded(desk):
    gone, _token = booked(desk)
    services.cancel_booking(booking=gone, by=by_link(gone), today=DAY)
    booked(desk, starts=HALF_PAST, email="", phone="02 33 00 00 00")

    assert services.remind(today=NEXT - timedelta(days=1)) == 0


def test_six_months_after_nothing_personal_is_left(desk):
    booking, token = booked(desk, phone="02 33 00 00 00", name="kx7name", words="kx7words", email="kx7@bocage.test")
    services.note_booking(
        booking=booking, note="kx7note", name="kx7name", structure="kx7structure", words="", expected=booking.version,
        by=HOUSE, today=NEXT,
    )  # fmt: skip
    Letter.objects.update(state="accepted")
    drafts.keep(Actor(user_id=member(desk.dla, "dla_officer").user_id), "dropins.notes", {"note": "kx7draft"}, booking)

    assert [services.erase_old(today=day) for day in (date(2008, 9, 18), date(2008, 9, 19), date(2008, 9, 19))] == [
        0, 1, 0,
    ]  # fmt: skip

    kept = [
        *Booking.objects.system("a test").values(),
        *Letter.objects.values(),
        *Event.objects.values(),
        *Draft.objects.values(),
    ]
    assert "kx7" not in str(kept)
    assert "02 33" not in str(kept)
    assert fresh(booking).state == "booked"
    assert queries.booking_by_token(token) is None


def test_the_journal_tells_of_each_deed_and_names_nobody(desk):
    booking, _token = booked(desk, name="kx7name")
    services.move_booking(booking=booking, on=AFTER, starts=NINE, by=by_link(booking), today=DAY)
    services.cancel_booking(booking=booking, by=by_link(booking), today=DAY)

    events = Event.objects.about(booking)
    assert [event.name for event in events] == ["booking.cancelled", "booking.moved", "booking.booked"]
    assert "kx7" not in str(list(Event.objects.values()))


people = count(1)


def race(desk: Opening, clients: int) -> list[str]:
    """So many people want the same time at the same moment: what each of them is told."""
    told: list[str] = []
    gate = threading.Barrier(clients)

    def client() -> None:
        gate.wait()
        try:
            booked(desk, email=f"client{next(people)}@bocage.test")
            told.append("booked")
        except Taken:
            told.append("taken")
        except Exception as fault:
            told.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_want_the_last_time_one_gets_it_and_each_is_told():
    desk = opening(Territory("Course"), ends=HALF_PAST)

    told = [word for _batch in range(5) for word in race(desk, 10)]

    assert sorted(told) == ["booked", *["taken"] * 49]
    assert rows() == 1
    assert Letter.objects.filter(key__startswith="dropin-").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_still_decides(monkeypatch):
    desk = opening(Territory("Course"), ends=HALF_PAST)
    monkeypatch.setattr("catalyse.dropins.services.bookings.hold", lambda row: row)
    monkeypatch.setattr("catalyse.dropins.services.bookings._free", lambda *rest, **more: None)

    told = race(desk, 4)

    assert (told.count("booked"), rows()) == (1, 1)


def test_one_books_on_the_page_of_the_session_only(desk, flers):
    other = opening(flers, place="Mairie")

    for by in (NOBODY, at_the_door(NOBODY, other), member(flers.dla, "dla_officer")):
        with pytest.raises(Forbidden):
            booked(desk, by=by)

    assert rows() == 0


def test_an_actor_of_another_record_is_not_whoever_booked(desk):
    booking, _token = booked(desk)

    with pytest.raises(Forbidden):
        services.cancel_booking(booking=booking, by=Actor(link=("actors.yearask", booking.pk)), today=DAY)
