"""The path of a support: opinions of the committee, actions and agreement of the plan, follow-ups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from catalyse.support import services
from catalyse.today.case import format as fmt
from catalyse.today.case.world import World, lines


def plan_path(
    world: World, row: fmt.SupportPath, path: tuple[Any, ...], support: Callable[[], Any], opened_on: date
) -> None:
    """Plans the deeds of a path; `opened_on` is the first day on which the support is there to be told of."""
    for rank, opinion in enumerate(row.opinions):
        on = max(opinion.on, opened_on)
        world.on(on, (*path, "opinions", rank), lambda day, o=opinion: _opinion(world, support(), o, day))
    agreed = max(row.agreed_on, opened_on)
    for rank, action in enumerate(row.actions):
        world.on(agreed, (*path, "actions", rank), lambda day, a=action: _action(world, support(), a, day))
    world.on(
        agreed,
        (*path, "agreed_on"),
        lambda day: services.agree_plan(support=support(), on=row.agreed_on, by=world.by, today=day),
    )
    for rank, later in enumerate(row.follow_ups):
        world.on(later.on, (*path, "follow_ups", rank), lambda day, f=later: _follow_up(world, support(), f, day))


def _opinion(world: World, support: Any, row: fmt.Opinion, day: date) -> None:
    services.note_opinion(
        support=support, met_on=row.on, view=row.view, words=row.words, present=lines(row.present),
        illustrative=row.illustrative, by=world.by, today=day,
    )  # fmt: skip


def _action(world: World, support: Any, row: fmt.PathAction, day: date) -> None:
    made = services.add_action(
        support=support, way=row.way, title=row.title, who=row.who, due_on=row.due_on,
        illustrative=row.illustrative, by=world.by, today=day,
    )  # fmt: skip
    if row.progress != "todo":
        services.tell_action(action=made, progress=row.progress, outcome=row.outcome, by=world.by, today=day)


def _follow_up(world: World, support: Any, row: fmt.FollowUp, day: date) -> None:
    services.note_follow_up(
        support=support, months=row.months, on=row.on, use=row.use, words=row.words, wanted=row.wanted,
        illustrative=row.illustrative, by=world.by, today=day,
    )  # fmt: skip
