"""Sessions: planned in half-days, moved, cancelled, held; who was there and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change
from catalyse.support.models import Attendance, Beneficiary, Kind, Session, Support, SupportStep
from catalyse.support.services import mails
from catalyse.support.services.supports import locked
from catalyse.support.states import SESSION, SessionState
from catalyse.ui import formats

TOLD = {"on", "starts", "place", "half_days", "association"}


def held_session(session: Session) -> Session:
    """The session, held for the writer, with what it belongs to. Costs 1 query."""
    rows = Session.objects.system("a service changes it").select_related("support", "association", "step")
    return rows.select_for_update(of=("self",)).get(pk=session.pk)


def when(session: Session) -> str:
    """The day, hour and place of a session in one line, as letters and the journal say it."""
    parts = [formats.day(session.on, "full"), formats.hour(session.starts) if session.starts else "", session.place]
    return ", ".join(part for part in parts if part)


def _of_the_support(support: Support, kind: str, association: Organisation | None) -> None:
    if kind == Kind.COLLECTIVE:
        if association is not None:
            raise Refused(_("A session together is for the whole group: leave the association out."), "association")
        return
    rows = Beneficiary.objects.system("it is for those who joined").filter(support=support, left_on=None)
    if association is None or not rows.filter(association=association).exists():
        raise Refused(_("Choose one of those that joined: nothing starts before a yes."), field="association")


@transaction.atomic
def plan_session(
    *,
    support: Support,
    kind: str,
    on: date,
    half_days: int,
    by: Actor,
    today: date,
    association: Organisation | None = None,
    step: SupportStep | None = None,
    mail: bool = True,
    illustrative: Sequence[str] = (),
    **where: Any,
) -> Session:
    """A session with its day and half-days; those whom it concerns are told, with an entry for their calendar."""
    support = locked(support)
    require(by, "plan", support)
    _of_the_support(support, kind, association)
    if on < support.opened_on:
        raise Refused(_("The session cannot come before the day that the support was opened."), field="on")
    session = Session.objects.create(
        support=support, kind=kind, on=on, half_days=half_days, association=association, step=step,
        illustrative=list(illustrative), **where,
    )  # fmt: skip
    drafts.discard(by, "support.session", support)
    if mail and on >= today:
        mails.session_told(session, "session_planned", by, today)
    journal.record(
        "session.planned", on=session, also=[support, *([association] if association else [])], by=by, day=today,
        when=when(session), undo=("session.cancel", {"pk": session.pk}),
    )  # fmt: skip
    return session


@transaction.atomic
def edit_session(
    *, session: Session, expected: int, by: Actor, today: date, mail: bool = True, **values: Any
) -> Session:
    """The session at another day, hour, place or length; those whom it concerns are told what changes for them."""
    session = held_session(session)
    require(by, "plan", session)
    association = values.get("association", session.association)
    _of_the_support(session.support, values.get("kind", session.kind), association)
    told = TOLD & {name for name, value in values.items() if getattr(session, name) != value}
    before, old = when(session), {name: getattr(session, name) for name in ("on", "starts", "place")}
    changes = change(session, expected=expected, sequence=session.sequence + bool(told), **values)
    drafts.discard(by, "support.session.edit", session)
    if told and mail and session.state == SessionState.PLANNED and max(session.on, old["on"]) >= today:
        mails.session_told(session, "session_moved", by, today, before=before)
    journal.record(
        "session.moved" if told else "session.edited", on=session, also=[session.support], by=by, day=today,
        changes=changes, before=before, when=when(session), undo=("session.move", {"pk": session.pk, **old}),
    )  # fmt: skip
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: Actor, today: date, reason: str = "", mail: bool = True) -> Session:
    """The session cancelled; those whom it concerns are told, their calendar forgets it."""
    session = held_session(session)
    require(by, "plan", session)
    changes = SESSION.move(session, "cancel", sequence=session.sequence + 1)
    if mail and session.on >= today:
        mails.session_told(session, "session_cancelled", by, today, reason=reason.strip())
    journal.record(
        "session.cancelled", on=session, also=[session.support], by=by, day=today, changes=changes, when=when(session),
        reason=reason.strip(), undo=("session.plan_again", {"pk": session.pk}),
    )  # fmt: skip
    return session


@transaction.atomic
def plan_session_again(*, session: Session, by: Actor, today: date, mail: bool = True) -> Session:
    """A cancelled session back on its day, or one that was noted as held by mistake."""
    session = held_session(session)
    require(by, "plan", session)
    changes = SESSION.move(session, "plan_again", sequence=session.sequence + 1)
    if mail and session.on >= today:
        mails.session_told(session, "session_planned", by, today)
    journal.record(
        "session.planned_again", on=session, also=[session.support], by=by, day=today, changes=changes,
        when=when(session),
    )  # fmt: skip
    return session


@transaction.atomic
def hold_session(
    *, session: Session, by: Actor, today: date, minutes: str | None = None, illustrative: Sequence[str] = ()
) -> Session:
    """The session took place: its half-days count as used."""
    session = held_session(session)
    require(by, "note_attendance", session)
    if session.on > today:
        raise Refused(_("This session has not taken place yet."))
    values: dict[str, Any] = {} if minutes is None else {"minutes": minutes.strip()}
    if illustrative:
        values["illustrative"] = sorted({*session.illustrative, *illustrative})
    changes = SESSION.move(session, "hold", **values)
    journal.record(
        "session.held", on=session, also=[session.support], by=by, day=today, changes=changes, when=when(session),
        undo=("session.plan_again", {"pk": session.pk}),
    )  # fmt: skip
    return session


@transaction.atomic
def note_attendance(
    *,
    session: Session,
    association: Organisation,
    present: bool | None,
    by: Actor,
    today: date,
    people: int | None = None,
    function: str = "",
) -> Attendance:
    """One association noted as present, absent, or not yet known; the last note counts."""
    session = held_session(session)
    require(by, "note_attendance", session)
    if session.on > today:
        raise Refused(_("This session has not taken place yet."))
    _expected_there(session, association)
    found, _made = Attendance.objects.system("a service notes it").update_or_create(
        session=session, association=association,
        defaults={"present": present, "people": people if present else None, "function": function.strip()},
    )  # fmt: skip
    journal.record(
        "session.attendance", on=session, also=[session.support], by=by, day=today, association=str(association),
        present=present, people=people,
    )  # fmt: skip
    return found


def _expected_there(session: Session, association: Organisation) -> None:
    if session.association_id:
        expected = session.association_id == association.pk
    else:
        rows = Beneficiary.objects.system("who is expected").filter(support=session.support, association=association)
        expected = rows.exists()
    if not expected:
        raise Refused(_("This association is not expected at this session."))


@transaction.atomic
def write_minutes(*, session: Session, minutes: str, expected: int, by: Actor, today: date) -> Session:
    """What was said and decided at the session."""
    session = held_session(session)
    require(by, "note_attendance", session)
    changes = change(session, expected=expected, minutes=minutes.strip())
    drafts.discard(by, "support.minutes", session)
    journal.record("session.minutes", on=session, also=[session.support], by=by, day=today, changes=changes,
                   when=when(session))  # fmt: skip
    return session


@journal.undoes("session.cancel")
def _undo_plan(*, pk: int, by: Actor, day: date) -> None:
    cancel_session(session=Session.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("session.plan_again")
def _undo_cancel(*, pk: int, by: Actor, day: date) -> None:
    plan_session_again(session=Session.objects.visible_to(by).get(pk=pk), by=by, today=day)


@journal.undoes("session.move")
def _undo_move(*, pk: int, on: str, starts: str | None, place: str, by: Actor, day: date) -> None:
    from datetime import time

    session = Session.objects.visible_to(by).get(pk=pk)
    hour = time.fromisoformat(starts) if starts else None
    edit_session(session=session, expected=session.version, by=by, today=day, on=date.fromisoformat(on), starts=hour,
                 place=place)  # fmt: skip
