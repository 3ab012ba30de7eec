"""Plans of communication, joint actions and ties of each support."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from catalyse.communication import services as communication
from catalyse.pooling import services as pooling
from catalyse.today.case import format as fmt
from catalyse.today.case.world import World

Path = tuple[Any, ...]


def plan(world: World) -> None:
    """Plans the deeds of this section."""
    for name, row in world.case.supports.items():
        path: Path = ("supports", name)
        for rank, written in enumerate(row.plans):
            _plan_plan(world, name, written, (*path, "plans", rank))
        for rank, action in enumerate(row.actions):
            _plan_action(world, name, action, (*path, "actions", rank))
        for rank, asked in enumerate(row.ties):
            where = (*path, "ties", rank)
            world.on(asked.on, where, lambda day, n=name, r=asked: _ties(world, n, r, day))


def _plan_plan(world: World, name: str, row: fmt.Plan, path: Path) -> None:
    key = f"{name}:{row.association}"

    def begin(day: date) -> None:
        made = communication.start_plan(
            association=world.organisation(row.association),
            support=world.get("supports", name),
            title=row.title,
            illustrative=row.illustrative,
            by=world.by,
            today=day,
        )
        world.keep("plans", key, made)

    world.on(row.started_on, path, begin)
    for rank, part in enumerate(row.parts):
        world.on(part.on, (*path, "parts", rank), lambda day, p=part: _part(world, key, p, day))
    if row.shared_on:
        world.on(
            row.shared_on,
            (*path, "shared_on"),
            lambda day: communication.share_plan(plan=_fresh(world, key), by=world.by, today=day),
        )
    if row.adopted_on:
        world.on(
            row.adopted_on,
            (*path, "adopted_on"),
            lambda day: communication.adopt_plan(
                plan=_fresh(world, key), adopted_by=row.adopted_by, on=day, by=world.by, today=day
            ),
        )


def _fresh(world: World, key: str) -> Any:
    plan = world.get("plans", key)
    plan.refresh_from_db()
    return plan


def _part(world: World, key: str, row: fmt.PlanPart, day: date) -> None:
    communication.write_part(
        plan=_fresh(world, key),
        part=row.part,
        rows=row.rows,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )


def _plan_action(world: World, name: str, row: fmt.Action, path: Path) -> None:
    made: dict[str, Any] = {}

    def propose(day: date) -> None:
        made["it"] = pooling.propose_action(
            title=row.title,
            what=row.what,
            lead=world.organisation(row.lead),
            partners=world.organisations(row.partners),
            support=world.get("supports", name),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            period=row.period,
            place=row.place,
            public=row.public,
            planned=row.planned,
            illustrative=row.illustrative,
            by=world.by,
            today=day,
        )

    def agree(day: date) -> None:
        for partner in row.partners:
            pooling.answer_action(
                action=made["it"], organisation=world.organisation(partner), joins=True, by=world.by, today=day
            )
        pooling.move_action(action=made["it"], verb="agree", by=world.by, today=day)

    world.on(row.on, path, propose)
    world.on(row.on + timedelta(days=7), path, agree)
    if row.done_on:
        world.on(
            row.done_on,
            (*path, "done_on"),
            lambda day: pooling.move_action(
                action=made["it"], verb="finish", produced=row.produced, by=world.by, today=day
            ),
        )


def _ties(world: World, name: str, row: fmt.TieRound, day: date) -> None:
    support = world.get("supports", name)
    asked = pooling.open_round(
        support=support, moment=row.moment, asked_on=row.on, illustrative=row.illustrative, by=world.by, today=day
    )
    members = [r.association for r in _joined(world, name)]
    said: dict[str, dict[str, str]] = {member: {} for member in members}
    for tie in row.ties:
        one, other = tie.between
        said[one][other] = said[other][one] = tie.level
    for member, levels in said.items():
        everyone = {other: levels.get(other, "unknown") for other in members if other != member}
        pooling.answer_ties(
            round=asked,
            source=world.organisation(member),
            levels={world.organisation(other): level for other, level in everyone.items()},
            by=world.by,
            today=day,
        )


def _joined(world: World, name: str) -> list[fmt.Reply]:
    invitation = world.case.supports[name].invitation
    return [reply for reply in invitation.replies if reply.verb == "join"] if invitation else []
