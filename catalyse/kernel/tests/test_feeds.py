"""A calendar feed is read by programs that nobody here has written: it keeps to the standard."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from catalyse.kernel.feeds import Entry, calendar_feed, calendar_response

PARIS = ZoneInfo("Europe/Paris")
WRITTEN = datetime(2007, 9, 1, 8, tzinfo=UTC)
SESSION = Entry(
    uid="session-12",
    title="Séance collective, étape 3",
    starts=datetime(2008, 3, 11, 9, tzinfo=PARIS),
    ends=datetime(2008, 3, 11, 12, 30, tzinfo=PARIS),
    place="Salle du Lavoir, Flers",
    detail="Apporter le plan\net la fiche",
    url="https://exemple.fr/accompagnements/3/",
    changed_at=WRITTEN,
)
DUE = Entry(uid="due-4", title="Réponses attendues", starts=date(2007, 10, 5), changed_at=WRITTEN)


def events(*entries):
    return Calendar.from_ical(calendar_feed("Agenda", entries, host="exemple.fr")).walk("VEVENT")


def test_an_entry_is_read_back_as_it_was():
    [event] = events(SESSION)

    assert event["uid"] == "session-12@exemple.fr"
    assert (event.start, event.end) == (SESSION.starts, SESSION.ends)
    assert (event["summary"], event["location"]) == (SESSION.title, SESSION.place)
    assert event["description"] == "Apporter le plan\net la fiche"
    assert (event["sequence"], event["status"], event["url"]) == (0, "CONFIRMED", SESSION.url)


@pytest.mark.parametrize(("day", "offset"), [(date(2008, 3, 11), 1), (date(2008, 7, 1), 2), (date(2008, 10, 26), 1)])
def test_an_hour_is_the_hour_on_the_wall_in_paris_all_year(day, offset):
    body = calendar_feed(
        "Agenda", [replace(SESSION, starts=datetime(day.year, day.month, day.day, 8, tzinfo=UTC), ends=None)]
    )

    assert f"DTSTART;TZID=Europe/Paris:{day:%Y%m%d}T{8 + offset:02}0000" in body.decode()
    assert body.count(b"BEGIN:VTIMEZONE") == 1


def test_a_day_lasts_until_the_next_and_leaves_the_person_free():
    [event] = events(replace(DUE, ends=date(2007, 10, 6)))

    assert (event.start, event.end) == (date(2007, 10, 5), date(2007, 10, 7))
    assert event["transp"] == "TRANSPARENT"
    [event] = events(DUE)
    assert event.end == date(2007, 10, 6)


def test_what_is_cancelled_stays_and_says_so():
    [event] = events(replace(SESSION, cancelled=True, sequence=2))

    assert (event["status"], event["sequence"]) == ("CANCELLED", 2)


def test_entries_come_by_time_and_the_same_ones_give_the_same_bytes():
    assert [event["uid"] for event in events(SESSION, DUE)] == ["due-4@exemple.fr", "session-12@exemple.fr"]
    assert calendar_feed("Agenda", [SESSION, DUE]) == calendar_feed("Agenda", [DUE, SESSION])


def test_the_calendar_keeps_to_the_standard():
    body = calendar_feed("Agenda de l’association", [replace(SESSION, title="é" * 300)])

    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in body.replace(b"\r\n", b"")
    for needed in (b"VERSION:2.0", b"METHOD:PUBLISH", b"REFRESH-INTERVAL;VALUE=DURATION:PT6H", b"X-PUBLISHED-TTL:PT6H"):
        assert needed in lines
    assert Calendar.from_ical(body)["x-wr-calname"] == "Agenda de l’association"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=80))
def test_no_text_adds_a_line_of_its_own(text):
    body = calendar_feed(text, [replace(SESSION, title=text, place=text, detail=text)])

    [event] = Calendar.from_ical(body).walk("VEVENT")
    assert event["summary"] == text
    assert body.count(b"BEGIN:VEVENT") == body.count(b"END:VEVENT") == 1


def test_an_empty_calendar_is_one_and_is_sent_as_one():
    response = calendar_response("Mon agenda", [], host="exemple.fr")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="mon-agenda.ics"'
    assert not Calendar.from_ical(response.content).walk("VEVENT")
