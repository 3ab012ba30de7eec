"""A session or a meeting as an entry of a calendar: the same name for ever, a number that grows at each change."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from catalyse.kernel.feeds import Entry, attachment
from catalyse.support.models import InformationMeeting, Session
from catalyse.support.states import SessionState

__all__ = ["attachment", "meeting_entry", "session_entry", "session_title", "session_uid"]
PARIS = ZoneInfo("Europe/Paris")
HALF_DAY = timedelta(hours=3, minutes=30)
MEETING = timedelta(hours=2)


def session_entry(session: Session, *, url: str = "") -> Entry:
    """The session in a calendar: from its hour for its half-days, or its whole days when no hour is known."""
    days = (session.half_days + 1) // 2
    starts = datetime.combine(session.on, session.starts, PARIS) if session.starts else session.on
    ends = starts + HALF_DAY * session.half_days if session.half_days <= 2 else None
    if not session.starts:
        ends = session.on + timedelta(days=days - 1)
    return Entry(
        uid=session_uid(session), title=session_title(session), starts=starts, ends=ends,
        place=session.place, detail=str(session.support), url=url or settings.BASE_URL + session.get_absolute_url(),
        sequence=session.sequence, cancelled=session.state == SessionState.CANCELLED, changed_at=timezone.now(),
    )  # fmt: skip


def session_uid(session: Session) -> str:
    """The name by which every calendar knows this session."""
    return f"session-{session.pk}"


def session_title(session: Session) -> str:
    """What the session is called in a calendar."""
    topic = session.topic or (session.step.title if session.step_id and session.step else "")
    with_whom = str(session.association) if session.association_id else _("together")
    return f"{topic} ({with_whom})" if topic else _("Session: %(whom)s") % {"whom": with_whom}


def meeting_entry(meeting: InformationMeeting, *, url: str = "") -> Entry:
    """The information meeting in a calendar."""
    starts = datetime.combine(meeting.on, meeting.starts, PARIS) if meeting.starts else meeting.on
    return Entry(
        uid=f"meeting-{meeting.pk}", title=_("Information meeting: %(title)s") % {"title": meeting.support.title},
        starts=starts, ends=starts + MEETING if meeting.starts else None, place=meeting.place,
        detail=meeting.agenda, url=url, sequence=meeting.sequence, cancelled=bool(meeting.archived_at),
        changed_at=timezone.now(),
    )  # fmt: skip
