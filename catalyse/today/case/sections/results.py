"""What the actors say afterwards, the sums of the source, and the case study."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalyse.results import services
from catalyse.today.case import format as fmt
from catalyse.today.case.world import World

Path = tuple[Any, ...]
KNOWN_AFTERWARDS = {"plans", "actions", "liens-avant", "liens-apres"}


def plan(world: World) -> None:
    """Plans the deeds of this section."""
    for name, row in world.case.supports.items():
        path: Path = ("supports", name)
        for rank, evaluation in enumerate(row.evaluations):
            where = (*path, "evaluations", rank)
            world.on(evaluation.on, where, lambda day, n=name, e=evaluation: _evaluate(world, n, e, day))
        for rank, statement in enumerate(row.statements):
            where = (*path, "statements", rank)
            world.on(statement.on, where, lambda day, n=name, s=statement: _statement(world, n, s, day))
        if row.evaluated_on:
            world.on(
                row.evaluated_on,
                (*path, "evaluated_on"),
                lambda day, n=name: services.finish_evaluation(
                    support=world.get("supports", n), by=world.by, today=day
                ),
            )
        if row.case_study:
            _plan_case_study(world, name, row.case_study, (*path, "case_study"))
    _plan_totals(world)


def _evaluate(world: World, name: str, row: fmt.Evaluation, day: date) -> None:
    evaluation = services.ask_evaluation(
        support=world.get("supports", name),
        organisation=world.organisation(row.organisation),
        side=row.side,
        by=world.by,
        today=day,
    )
    items = {**dict.fromkeys(row.words), **row.ratings}
    services.answer_evaluation(
        evaluation=evaluation,
        ratings={key: (score, row.words.get(key, "")) for key, score in items.items()},
        function=row.function,
        diagnosis=row.diagnosis,
        individual=row.individual,
        collective=row.collective,
        overall=row.overall,
        answered_on=row.on,
        on_behalf=True,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )


def _statement(world: World, name: str, row: fmt.Statement, day: date) -> None:
    services.add_statement(
        support=world.get("supports", name),
        text=row.text,
        about=row.about,
        function=row.function,
        organisation=world.organisation(row.organisation),
        permission=row.permission,
        said_on=row.on,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )


def _plan_case_study(world: World, name: str, row: fmt.CaseStudy, path: Path) -> None:
    world.on(row.composed_on, path, lambda day: _compose(world, name, row, day))
    if row.approved_on:
        world.on(row.approved_on, (*path, "approved_on"), lambda day: _approve(world, name, day))
    if row.published_on:
        world.on(
            row.published_on,
            (*path, "published_on"),
            lambda day: services.publish_case_study(case_study=_fresh(world, name), by=world.by, today=day),
        )


def _fresh(world: World, name: str) -> Any:
    study = world.get("case_studies", name)
    study.refresh_from_db()
    return study


def _compose(world: World, name: str, row: fmt.CaseStudy, day: date) -> None:
    study = services.compose_case_study(
        support=world.get("supports", name),
        title=row.title,
        lead=row.lead,
        eyebrow=row.eyebrow,
        keywords=row.keywords,
        by=world.by,
        today=day,
    )
    world.keep("case_studies", name, study)
    blocks = {block.kind: block for block in study.blocks.system("a case file writes").all()}
    for text in row.blocks:
        organisation = world.organisation(text.organisation)
        if text.kind in blocks:
            block = blocks[text.kind]
            services.edit_block(
                block=block,
                expected=block.version,
                heading=text.heading,
                text=text.text,
                organisation=organisation,
                by=world.by,
                today=day,
            )
        else:
            services.add_block(
                case_study=study,
                kind=text.kind,
                heading=text.heading,
                text=text.text,
                organisation=organisation,
                by=world.by,
                today=day,
            )


def _approve(world: World, name: str, day: date) -> None:
    for approval in services.ask_approvals(case_study=_fresh(world, name), by=world.by, today=day):
        services.decide_approval(approval=approval, approved=True, by=world.by, today=day)


def _plan_totals(world: World) -> None:
    if not world.case.totals:
        return
    last = max([p.ended_on for p in world.case.past_supports] + [s.opened_on for s in world.case.supports.values()])
    joined = [r.on for s in world.case.supports.values() if s.invitation for r in s.invitation.replies]
    for rank, total in enumerate(world.case.totals):
        told = world.case.supports[total.support].case_study if total.support in world.case.supports else None
        late = [told.composed_on] if told and total.figure in KNOWN_AFTERWARDS else []
        world.on(max([last, *joined, *late]), ("totals", rank), lambda day, t=total: _total(world, t, day))


def _total(world: World, row: fmt.Total, day: date) -> None:
    services.declare_total(
        support=world.get("supports", row.support),
        figure=row.figure,
        value=row.value,
        source=row.source,
        by=world.by,
        today=day,
    )
