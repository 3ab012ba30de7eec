"""Supports: opened, invited to, held session after session; and past files that only figures know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from catalyse.actors import services as actors
from catalyse.support import services
from catalyse.today.case import format as fmt
from catalyse.today.case.sections.path import plan_path
from catalyse.today.case.world import World, lines

Path = tuple[Any, ...]


def plan(world: World) -> None:
    """Plans the deeds of this section."""
    for rank, day in enumerate(world.case.recurring_on):
        world.on(day, ("recurring_on", rank), lambda day: _look(world, day))
    for rank, past in enumerate(world.case.past_supports):
        world.on(past.ended_on, ("past_supports", rank), lambda day, p=past, r=rank: _past(world, p, r, day))
        if past.path:
            key = ("past_supports", rank)
            plan_path(world, past.path, (*key, "path"), partial(_known, world, str(rank)), past.ended_on)
    for name, row in world.case.supports.items():
        path: Path = ("supports", name)
        world.on(row.opened_on, path, lambda day, n=name, r=row: _open(world, n, r, day))
        if row.path:
            plan_path(world, row.path, (*path, "path"), partial(_fresh, world, name), row.opened_on)
        if row.scoped_on:
            _move(world, name, "scope", row.scoped_on, (*path, "scoped_on"))
        if row.invitation:
            _plan_invitation(world, name, row.invitation, (*path, "invitation"))
        elif row.scoped_on and row.kind == "individual":
            _move(world, name, "enrol_one", row.scoped_on, (*path, "scoped_on"))
        if row.started_on:
            _move(world, name, "start", row.started_on, (*path, "started_on"), only_if_not="running")
        _plan_sessions(world, name, row, path)
        if row.debriefed_on:
            _move(world, name, "debrief", row.debriefed_on, (*path, "debriefed_on"))
        if row.lessons:
            world.on(
                row.lessons_on or row.debriefed_on or row.opened_on,
                (*path, "lessons"),
                lambda day, n=name, r=row: services.write_lessons(
                    support=_fresh(world, n),
                    lessons=r.lessons,
                    expected=_fresh(world, n).version,
                    by=world.by,
                    today=day,
                ),
            )
        if row.ended_on:
            _move(world, name, "close", row.ended_on, (*path, "ended_on"), why=row.end_reason)


def _look(world: World, day: date) -> None:
    services.find_recurring(partnership=world.get("partnership", "it"), by=world.by, today=day)


def _fresh(world: World, name: str) -> Any:
    support = world.get("supports", name)
    support.refresh_from_db()
    return support


def _known(world: World, key: str) -> Any:
    support = world.get("past_supports", key)
    support.refresh_from_db()
    return support


def _move(world: World, name: str, verb: str, on: date, path: Path, only_if_not: str = "", why: str = "") -> None:
    def deed(day: date) -> None:
        support = _fresh(world, name)
        if support.state != only_if_not:
            services.advance(support=support, verb=verb, by=world.by, today=day, reason=why)

    world.on(on, path, deed)


def _open(world: World, name: str, row: fmt.Support, day: date) -> None:
    partnership = world.get("partnership", "it")
    made = services.open_support(
        kind=row.kind,
        title=row.title,
        dla=partnership.dla,
        partnership=partnership,
        requester=world.organisation(row.requester),
        association=world.organisation(row.association),
        dla_owner=world.get("people", row.dla_owner),
        authority_owner=world.get("people", row.authority_owner),
        themes=world.codes("theme", row.themes),
        sectors=world.codes("sector", row.sectors),
        needs=[world.get("needs", n) for n in row.needs],
        region=world.get("places", "region"),
        context=row.context,
        objectives=lines(row.objectives),
        purposes=lines(row.purposes),
        public=row.public,
        form=row.form,
        individual_half_days=int(row.individual_days * 2),
        collective_half_days=int(row.collective_days * 2),
        least=row.least,
        most=row.most,
        staff=row.staff,
        steps=[services.StepLine(s.title, s.together, s.one_by_one) for s in row.steps] or None,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )
    world.keep("supports", name, made)
    if made.is_collective:
        services.answer_proposals(support=made, by=world.by, today=day)


def _past(world: World, row: fmt.PastSupports, place: int, day: date) -> None:
    partnership = world.get("partnership", "it")
    for rank in range(row.count):
        structures = row.structures or [fmt.PastStructure()]
        made = services.record_past_support(
            kind=row.kind,
            title=f"{row.title} {rank + 1}" if row.count > 1 else row.title,
            dla=partnership.dla,
            partnership=partnership if row.here else None,
            associations=[(_structure(world, s, row, rank, day), s.staff) for s in structures],
            sectors=world.codes("sector", row.sectors),
            themes=world.codes("theme", row.themes),
            region=world.get("places", "region"),
            body=world.get("places", "body") if row.here else None,
            opened_on=row.opened_on,
            ended_on=row.ended_on,
            illustrative=row.illustrative or ["*"],
            by=world.by,
            today=day,
        )
        world.keep("past_supports", str(place), made)


def _structure(world: World, row: fmt.PastStructure, past: fmt.PastSupports, rank: int, day: date) -> Any:
    if row.organisation:
        return world.organisation(row.organisation)
    number = world.keep("count", "past", world.made.get(("count", "past"), 0) + 1)
    return actors.create_organisation(
        kind="association",
        name=f"Structure accompagnée {number}",
        unnamed=True,
        illustrative=["*"],
        by=world.by,
        today=day,
    )


def _plan_invitation(world: World, name: str, row: fmt.Invitation, path: Path) -> None:
    meeting = row.meeting
    if meeting:
        world.on(meeting.planned_on, (*path, "meeting"), lambda day: _meeting(world, name, meeting, day))
    world.on(row.sent_on, (*path, "targets"), lambda day: _invite(world, name, row, day))
    for rank, reply in enumerate(row.replies):
        world.on(reply.on, (*path, "replies", rank), lambda day, r=reply: _reply(world, name, r, day))
    if meeting and meeting.present:
        world.on(meeting.on, (*path, "meeting", "present"), lambda day: _met(world, name, meeting, day))
    if row.closed_on:
        world.on(
            row.closed_on,
            (*path, "closed_on"),
            lambda day: services.enrol(support=_fresh(world, name), by=world.by, today=day),
        )


def _invite(world: World, name: str, row: fmt.Invitation, day: date) -> None:
    support = _fresh(world, name)
    services.write_letter(
        support=support,
        expected=support.version,
        letter=row.letter,
        asked=row.expected,
        reply_by=row.reply_by,
        by=world.by,
        today=day,
    )
    services.choose_targets(
        support=_fresh(world, name), associations=world.organisations(row.targets), by=world.by, today=day
    )
    services.send_invitations(support=_fresh(world, name), mail=False, by=world.by, today=day)


def _meeting(world: World, name: str, row: fmt.Meeting, day: date) -> None:
    made = services.plan_meeting(
        support=_fresh(world, name),
        on=row.on,
        starts=row.starts,
        place=row.place,
        agenda=lines(row.agenda),
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )
    world.keep("meetings", name, made)


def _met(world: World, name: str, row: fmt.Meeting, day: date) -> None:
    services.note_meeting(
        meeting=world.get("meetings", name),
        present=world.organisations(row.present),
        minutes=row.minutes,
        illustrative=["met_on"] if "present" in row.illustrative else [],
        by=world.by,
        today=day,
    )


def _reply(world: World, name: str, row: fmt.Reply, day: date) -> None:
    support = world.get("supports", name)
    association = world.organisation(row.association)
    invitation = support.invitations.system("a case file answers").get(association=association)
    if row.verb == "silence":
        services.note_silence(invitation=invitation, by=world.by, today=day)
        return
    services.answer(
        invitation=invitation,
        verb=row.verb,
        channel="paper",
        expectations=row.expectations,
        signed_by=row.signed_function,
        signed_function=row.signed_function,
        hindrance=row.hindrance,
        reason=row.reason,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )


def _plan_sessions(world: World, name: str, row: fmt.Support, path: Path) -> None:
    for rank, session in enumerate(row.sessions):
        key, where = f"{name}:{rank}", (*path, "sessions", rank)
        planned = session.planned_on or session.on - timedelta(days=30)
        planned = max(planned, row.started_on) if row.started_on else planned
        world.on(planned, where, lambda day, k=key, s=session: _session(world, name, k, s, day))
        if session.held:
            world.on(session.on + timedelta(days=1), where, lambda day, k=key, s=session: _hold(world, name, k, s, day))
    for rank, due in enumerate(row.deliverables):
        _plan_deliverable(world, name, due, row.started_on or row.opened_on, (*path, "deliverables", rank))


def _session(world: World, name: str, key: str, row: fmt.Session, day: date) -> None:
    support = _fresh(world, name)
    step = support.steps.get(position=row.step) if row.step else None
    made = services.plan_session(
        support=support,
        kind=row.kind,
        on=row.on,
        half_days=row.half_days,
        association=world.organisation(row.association),
        step=step,
        starts=row.starts,
        place=row.place,
        topic=row.topic,
        illustrative=row.illustrative,
        mail=False,
        by=world.by,
        today=day,
    )
    world.keep("sessions", key, made)


def _hold(world: World, name: str, key: str, row: fmt.Session, day: date) -> None:
    session = world.get("sessions", key)
    for association in _expected(world, name, row):
        services.note_attendance(
            session=session,
            association=world.organisation(association),
            present=association not in row.absent,
            by=world.by,
            today=day,
        )
    services.hold_session(session=session, minutes=row.minutes, illustrative=row.illustrative, by=world.by, today=day)


def _expected(world: World, name: str, row: fmt.Session) -> list[str]:
    if row.association:
        return [row.association]
    invitation = world.case.supports[name].invitation
    return [r.association for r in invitation.replies if r.verb == "join"] if invitation else []


def _plan_deliverable(world: World, name: str, row: fmt.Deliverable, first: date, path: Path) -> None:
    made: dict[str, Any] = {}

    def add(day: date) -> None:
        made["it"] = services.add_deliverable(
            support=_fresh(world, name),
            title=row.title,
            association=world.organisation(row.association),
            due_on=row.due_on,
            illustrative=row.illustrative,
            by=world.by,
            today=day,
        )

    world.on(first, path, add)
    steps: list[tuple[date | None, Callable[..., Any]]] = [
        (row.received_on, services.receive_deliverable),
        (row.accepted_on, services.accept_deliverable),
    ]
    for on, service in steps:
        if on:
            world.on(on, path, lambda day, s=service: s(deliverable=made["it"], by=world.by, today=day))
