"""A calendar that other programs subscribe to, or a date joined to a letter (iCalendar, RFC 5545). No clock here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.text import slugify
from icalendar import Calendar, Event, Timezone

Text = str | Promise
PARIS = ZoneInfo("Europe/Paris")
REFRESH = "PT6H"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. `uid` never changes; `sequence` grows with each change of time or place.

    `starts` and `ends` are both days (the last one included) or both moments. `changed_at` is when it was last
    written: subscribers compare it.
    """

    uid: str
    title: Text
    starts: date | datetime
    changed_at: datetime
    ends: date | datetime | None = None
    place: Text = ""
    detail: Text = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar_feed(name: Text, entries: Iterable[Entry], *, host: str = "catalyse") -> bytes:
    """The entries as an iCalendar file, by time; the same entries give the same bytes. Times are those of Paris.

    `host` completes the uids, so that two houses never share one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Catalyse//Agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    called = " ".join(_plain(name).split())
    calendar.add("name", called)
    calendar.add("x-wr-calname", called)
    calendar.add("x-wr-timezone", "Europe/Paris")
    calendar["refresh-interval;value=duration"] = calendar["x-published-ttl"] = REFRESH
    calendar.add_component(Timezone.from_ical(TIMEZONE))
    for entry in sorted(entries, key=lambda entry: (_moment(entry.starts), entry.uid)):
        calendar.add_component(_event(entry, host))
    return bytes(calendar.to_ical())


def calendar_response(name: str, entries: Iterable[Entry], *, host: str) -> HttpResponse:
    """The calendar as a file that a program fetches again and again."""
    response = HttpResponse(calendar_feed(name, entries, host=host), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{slugify(name) or "agenda"}.ics"'
    return response


def attachment(entry: Entry) -> dict[str, str]:
    """The entry as a file joined to a letter."""
    text = calendar_feed(entry.title, [entry], host=own_host()).decode()
    return {"name": f"{entry.uid}.ics", "type": "text/calendar", "text": text}


def own_host() -> str:
    """The name of this house in uids: the same in its letters and its files."""
    return settings.BASE_URL.partition("//")[2].partition("/")[0].partition(":")[0] or "catalyse"


def _event(entry: Entry, host: str) -> Event:
    whole_days = not isinstance(entry.starts, datetime)
    last = entry.ends or entry.starts
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", _in_paris(entry.starts))
    if whole_days or entry.ends:
        event.add("dtend", last + timedelta(days=1) if whole_days else _in_paris(last))
    event.add("summary", _plain(entry.title))
    for key, value in (("location", entry.place), ("description", entry.detail)):
        if value:
            event.add(key, _plain(value))
    if entry.url:
        event.add("url", entry.url)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if whole_days:
        event.add("transp", "TRANSPARENT")
    return event


def _in_paris(when: date | datetime) -> date | datetime:
    return when.astimezone(PARIS) if isinstance(when, datetime) else when


def _moment(when: date | datetime) -> datetime:
    return when if isinstance(when, datetime) else datetime(when.year, when.month, when.day, tzinfo=PARIS)


def _plain(text: Text) -> str:
    return CONTROL.sub("", re.sub(r"\r\n?", "\n", str(text)))
