"""Sessions and meetings as dates: a week, a list, who is expected and who was there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from catalyse.actors.models import Organisation
from catalyse.actors.models.organisations import OrganisationQuerySet
from catalyse.kernel.access import Actor
from catalyse.support.models import Attendance, Beneficiary, InformationMeeting, Kind, Session
from catalyse.support.states import STOPPED, SessionState

EXPECTED = "whoever sees a session knows who is expected there"


@dataclass(frozen=True)
class DayOfWeek:
    """One day of a week with its sessions."""

    on: date
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class AttendanceLine:
    """One association expected at a session, and what was noted about it."""

    association: Organisation
    present: bool | None
    people: int | None
    function: str


def week_of(sessions: Sequence[Session], monday: date) -> list[DayOfWeek]:
    """Monday to Friday with their sessions, and the weekend when something happens then. Costs no query."""
    days = [monday + timedelta(days=n) for n in range(7)]
    rows = [DayOfWeek(day, tuple(one for one in sessions if covers(one, day))) for day in days]
    return [row for n, row in enumerate(rows) if n < 5 or row.sessions]


def covers(session: Session, day: date) -> bool:
    """Whether the session takes place on that day: two half-days make one. Costs no query."""
    last = session.on + timedelta(days=(session.half_days + 1) // 2 - 1)
    return session.on <= day <= last and session.state != SessionState.CANCELLED


def expected_at(actor: Actor, session: Session) -> OrganisationQuerySet:
    """The associations expected at a session: its own, or the group as it is on that day. Costs 1 query when read."""
    rows = Organisation.objects.system(EXPECTED)
    if session.kind == Kind.INDIVIDUAL:
        return rows.filter(pk__in=[session.association_id])
    group = Beneficiary.objects.visible_to(actor).filter(support=session.support_id)
    return rows.filter(pk__in=group.exclude(left_on__lt=session.on).values("association")).order_by("name", "pk")


def attendance_of(actor: Actor, session: Session) -> list[AttendanceLine]:
    """Who was expected at a session and what was noted, of what the actor may read. Costs 2 queries."""
    noted = {row.association_id: row for row in Attendance.objects.visible_to(actor).filter(session=session)}
    lines = []
    for association in expected_at(actor, session):
        row = noted.get(association.pk)
        lines.append(
            AttendanceLine(
                association=association,
                present=row.present if row else None,
                people=row.people if row else None,
                function=row.function if row else "",
            )
        )
    return lines


def concerned_names(actor: Actor, session: Session) -> list[str]:
    """Whom a change of the session is told to, by name. Costs 1 query."""
    owners = [session.support.dla_owner, session.support.authority_owner]
    return [str(one) for one in (*expected_at(actor, session), *owners) if one]


def to_note(actor: Actor, today: date) -> Any:
    """Sessions of today and before whose attendance waits to be noted, oldest first. Costs 1 query when read."""
    rows = Session.objects.visible_to(actor).filter(state=SessionState.PLANNED, on__lte=today, archived_at=None)
    return (
        rows.exclude(support__state__in=STOPPED).select_related("support", "association", "step").order_by("on", "pk")
    )


def between(actor: Actor, first: date, last: date) -> Any:
    """The actor's sessions from a day to a day, cancelled ones too. Costs 1 query when read."""
    rows = Session.objects.visible_to(actor).filter(on__gte=first, on__lte=last, archived_at=None)
    rows = rows.filter(support__archived_at=None).exclude(support__state__in=STOPPED)
    return rows.select_related("support", "association", "step").order_by("on", "starts", "pk")


def meetings_between(actor: Actor, first: date, last: date) -> Any:
    """The information meetings that the actor knows, from a day to a day. Costs 1 query when read."""
    rows = InformationMeeting.objects.visible_to(actor).filter(on__gte=first, on__lte=last, archived_at=None)
    return rows.filter(support__archived_at=None).select_related("support").order_by("on", "starts", "pk")


def dates_of(actor: Actor, today: date, associations: Iterable[int]) -> tuple[list[Any], list[Any]]:
    """What concerns an association: dates to come, then those past with its own attendance. Costs 3 queries."""
    far = timedelta(days=730)
    coming = [*between(actor, today, today + far), *meetings_between(actor, today, today + far)]
    coming.sort(key=lambda one: (one.on, str(one.starts or "")))
    past = list(between(actor, today - far, today - timedelta(days=1)).order_by("-on", "-pk")[:40])
    own = Attendance.objects.visible_to(actor).filter(session__in=past, association__in=list(associations))
    noted = {row.session_id: row.present for row in own}
    for one in past:
        one.own_presence = noted.get(one.pk)
    return coming, past
