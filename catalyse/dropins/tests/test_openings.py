"""An opening: its days, what closes them, who is told, what is put aside."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalyse.dropins import queries, services
from catalyse.dropins.models import Booking, ChangedDay, Opening
from catalyse.dropins.tests.factories import (
    AFTER,
    DAY,
    HALF_PAST,
    HOUSE,
    NEXT,
    NINE,
    Territory,
    booked,
    letters,
    member,
    opening,
)  # fmt: skip
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden, may
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.places.models import SchoolZone

pytestmark = pytest.mark.django_db
FORTH = DAY + timedelta(days=60)


@pytest.fixture
def flers() -> Territory:
    return Territory("Bocage")


@pytest.fixture
def desk(flers: Territory) -> Opening:
    return opening(flers)


def closed(row: Opening, first: date = DAY, last: date = FORTH) -> dict[date, str]:
    return {day.on: day.closed for day in queries.days_of(row, first, last) if day.closed}


def fresh(row: Booking) -> Booking:
    return Booking.objects.system("a test").get(pk=row.pk)


def test_public_holidays_are_off_and_named(flers):
    desk = opening(flers, first_on=date(2008, 1, 3))  # Thursdays: 1 May, then 8 May; Ascension fell on 1 May too

    assert list(closed(desk)) == [date(2008, 5, 1), date(2008, 5, 8)]


def test_school_holidays_of_the_zone_are_off_unless_one_receives_then_too(flers):
    SchoolZone.objects.create(department=flers.commune.department, letter="A", since=date(1990, 1, 1))
    desk, always = opening(flers), opening(flers, in_school_holidays=True, place="Mairie")

    assert closed(desk)[date(2008, 4, 15)]
    assert date(2008, 3, 18) not in closed(desk)
    assert closed(always) == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": time(8)}, "ends"), ({"minutes": 240}, "minutes"), ({"until": date(2007, 1, 1)}, "until"),
        ({"breaks": [time(11), time(10)]}, "break_from"), ({"breaks": [NINE, time(12)]}, "minutes"),
    ],
)  # fmt: skip
def test_an_opening_in_which_nobody_could_come_is_refused(flers, wrong, field):
    with pytest.raises(Refused) as refusal:
        opening(flers, **wrong)

    assert refusal.value.field == field


def test_the_database_refuses_it_too(desk):
    with pytest.raises(IntegrityError, match="opening_ends_after_it_begins"), transaction.atomic():
        Opening.objects.system("a test").filter(pk=desk.pk).update(ends=time(8))


@pytest.mark.parametrize("team", ["dla", "authority"])
def test_both_teams_hold_it_and_the_neighbours_do_not(flers, desk, team):
    own = {"dla": "dla_officer", "authority": "authority_officer"}[team]
    officer, neighbour = member(getattr(flers, team), own), member(getattr(Territory("Vallee"), team), own)

    assert may(officer, "change", desk)
    assert not may(neighbour, "change", desk)
    assert [one.opening for one in queries.coming_days(officer, DAY, DAY)] == [desk]
    assert queries.coming_days(neighbour, DAY, FORTH) == []


def test_nobody_opens_a_desk_of_another_team(flers):
    with pytest.raises(Forbidden):
        opening(flers, by=member(Territory("Vallee").dla, "dla_officer"))

    assert Opening.objects.system("a test").count() == 0


def test_a_closed_day_tells_those_who_had_booked_why_and_offers_others(flers, desk):
    booking, _token = booked(desk)
    officer = member(flers.authority, "authority_officer")

    services.change_day(opening=desk, on=NEXT, reason="Le bâtiment est fermé", by=officer, today=DAY)

    last = letters(booking)[-1]
    assert fresh(booking).state == "cancelled"
    assert "Le bâtiment est fermé" in last.text
    assert "/rendez-vous/" in last.text
    assert closed(desk) == {NEXT: "Le bâtiment est fermé"}
    assert queries.free_days(desk, DAY)[0].date == AFTER


def test_a_moved_day_keeps_the_hours_and_tells_the_new_date(desk):
    booking, _token = booked(desk, starts=HALF_PAST)
    wednesday = NEXT + timedelta(days=1)

    services.change_day(opening=desk, on=NEXT, moved_to=wednesday, reason="La salle est prise", by=HOUSE, today=DAY)

    assert (fresh(booking).on, fresh(booking).starts, fresh(booking).state) == (wednesday, HALF_PAST, "booked")
    assert "La salle est prise" in letters(booking)[-1].text
    first = queries.free_days(desk, DAY)[0]
    assert (first.date, len(first.slots)) == (wednesday, 5)


@pytest.mark.parametrize(
    ("on", "moved_to"),
    [(DAY - timedelta(days=7), None), (NEXT + timedelta(days=1), None), (NEXT, AFTER), (NEXT, DAY), (NEXT, NEXT)],
)
def test_a_day_that_cannot_be_changed_so_is_refused(desk, on, moved_to):
    with pytest.raises(Refused):
        services.change_day(opening=desk, on=on, moved_to=moved_to, reason="Fermé", by=HOUSE, today=DAY)

    assert ChangedDay.objects.system("a test").count() == 0


def test_a_day_closed_while_nobody_had_booked_is_taken_back_from_the_journal(flers, desk):
    officer = member(flers.dla, "dla_officer")
    services.change_day(opening=desk, on=NEXT, reason="Réunion", by=officer, today=DAY)

    journal.take_back(event=Event.objects.get(name="opening.day_closed"), by=officer, day=DAY)

    assert closed(desk) == {}
    services.change_day(opening=desk, on=NEXT, reason="Réunion", by=officer, today=DAY)
    assert closed(desk) == {NEXT: "Réunion"}


def test_a_moved_day_that_people_were_told_of_stays(desk):
    booked(desk)
    changed = services.change_day(
        opening=desk, on=NEXT, moved_to=NEXT + timedelta(days=1), reason="Travaux", by=HOUSE, today=DAY
    )

    with pytest.raises(Refused):
        services.reopen_day(changed=changed, by=HOUSE, today=DAY)


def test_put_aside_nobody_books_any_more_and_it_comes_back(flers, desk):
    officer = member(flers.dla, "dla_officer")
    services.archive_opening(opening=desk, by=officer, today=DAY)

    assert desk not in Opening.objects.visible_to(member(flers.association(), "association_lead"))
    with pytest.raises(Refused):
        booked(desk)
    journal.take_back(event=Event.objects.get(name="opening.archived"), by=officer, day=DAY)
    booked(desk)


def test_it_is_not_put_aside_over_the_heads_of_those_who_booked(desk):
    booked(desk)

    with pytest.raises(Refused):
        services.archive_opening(opening=desk, by=HOUSE, today=DAY)


def changed(row: Opening, **values) -> Opening:
    """The opening changed in these columns."""
    names = ("place", "address", "commune", "rhythm", "first_on", "until", "starts", "ends", "minutes", "breaks",
             "in_school_holidays")  # fmt: skip
    kept = {name: getattr(row, name) for name in names}
    return services.change_opening(opening=row, expected=row.version, by=HOUSE, today=DAY, **{**kept, **values})


def test_another_place_is_told_and_other_hours_keep_what_was_promised(desk):
    booking, _token = booked(desk, starts=time(11, 30))

    row = changed(desk, ends=time(11), place="Mairie")

    assert (fresh(booking).starts, fresh(booking).state) == (time(11, 30), "booked")
    assert "Mairie" in letters(booking)[-1].text
    assert max(slot.starts for slot in queries.free_days(row, DAY)[0].slots) == time(10, 30)


def test_a_session_that_was_moved_is_closed_or_moved_on_as_any_other(desk):
    wednesday, thursday = NEXT + timedelta(days=1), NEXT + timedelta(days=2)
    services.change_day(opening=desk, on=NEXT, moved_to=wednesday, reason="Travaux", by=HOUSE, today=DAY)
    booking, _token = booked(desk, wednesday)

    services.change_day(opening=desk, on=wednesday, moved_to=thursday, reason="Encore", by=HOUSE, today=DAY)

    assert (queries.times_on(desk, wednesday), fresh(booking).on) == ([], thursday)
    services.change_day(opening=desk, on=thursday, reason="Plus du tout", by=HOUSE, today=DAY)
    assert queries.times_on(desk, thursday) == []
    assert fresh(booking).state == "cancelled"
    assert queries.free_days(desk, DAY)[0].date == AFTER


def test_nobody_is_moved_to_a_day_that_is_closed_itself(desk):
    services.change_day(opening=desk, on=AFTER, reason="Fermé", by=HOUSE, today=DAY)

    with pytest.raises(Refused) as refusal:
        services.change_day(opening=desk, on=NEXT, moved_to=AFTER, reason="Travaux", by=HOUSE, today=DAY)

    assert refusal.value.field == "moved_to"


@pytest.mark.parametrize("far", [date(9999, 12, 31), date(2100, 1, 5), DAY + timedelta(days=367)])
def test_no_day_is_moved_further_than_a_year(desk, far):
    with pytest.raises(Refused):
        services.change_day(opening=desk, on=NEXT, moved_to=far, reason="Travaux", by=HOUSE, today=DAY)


@pytest.mark.parametrize("wrong", [{"first_on": date(1, 1, 1)}, {"first_on": date(9999, 12, 30)}, {"until": date.max}])
def test_a_year_in_which_nobody_plans_is_a_slip(flers, wrong):
    with pytest.raises(Refused) as refusal:
        opening(flers, **wrong)

    assert refusal.value.field in wrong


def test_nobody_is_left_expected_on_a_day_that_is_no_longer_held(desk, flers):
    booking, _token = booked(desk)
    SchoolZone.objects.create(department=flers.commune.department, letter="A", since=date(1990, 1, 1))

    for other in ({"first_on": date(2008, 1, 9)}, {"rhythm": "monthly"}, {"until": DAY}):
        with pytest.raises(Refused, match="18") as refusal:
            changed(desk, **other)
        assert refusal.value.field in other
    row = changed(desk, ends=time(11))

    officer = member(flers.dla, "dla_officer")
    assert [(one.on, one.booked) for one in queries.coming_days(officer, NEXT, NEXT)] == [(NEXT, 1)]
    services.change_day(opening=row, on=NEXT, reason="Le jour change", by=HOUSE, today=DAY)
    assert changed(row, first_on=date(2008, 1, 9)).first_on == date(2008, 1, 9)
    assert fresh(booking).state == "cancelled"
