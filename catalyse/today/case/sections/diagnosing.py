"""The shared diagnoses of a case, who may read them, and the projects that associations reviewed."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalyse.diagnosis import services
from catalyse.diagnosis.models import Diagnosis
from catalyse.today.case import diagnosing as told
from catalyse.today.case import format as fmt
from catalyse.today.case.world import World, lines

Path = tuple[Any, ...]


def plan(world: World) -> None:
    """Plans the deeds of this section."""
    for rank, row in enumerate(world.case.diagnoses):
        for number, version in enumerate(row.versions):
            path = ("diagnoses", rank, "versions", number)
            key = f"{row.association}:{number}"
            world.on(version.started_on, path, lambda day, r=row, n=number, k=key: _begin(world, r, n, k, day))
            _plan_version(world, version, key, path)
    for rank, consent in enumerate(world.case.consents):
        world.on(consent.on, ("consents", rank), lambda day, c=consent: _consent(world, c, day))
        if consent.withdrawn_on:
            where = ("consents", rank, "withdrawn_on")
            world.on(consent.withdrawn_on, where, lambda day, c=consent: _withdraw(world, c, day))
    for rank, project in enumerate(world.case.projects):
        for number, review in enumerate(project.versions):
            _plan_review(world, project.association, review, ("projects", rank, "versions", number))


def _begin(world: World, row: fmt.Diagnosis, number: int, key: str, day: date) -> None:
    if number:
        old = _fresh(world, f"{row.association}:{number - 1}")
        made = services.reopen(diagnosis=old, by=world.by, today=day)
    else:
        made = services.start_diagnosis(
            association=world.organisation(row.association),
            dla=world.organisation(row.dla),
            authority=world.organisation(row.authority),
            illustrative=row.illustrative,
            by=world.by,
            today=day,
        )
    world.keep("diagnoses", key, made)


def _fresh(world: World, key: str) -> Diagnosis:
    diagnosis: Diagnosis = world.get("diagnoses", key)
    diagnosis.refresh_from_db()
    return diagnosis


def _plan_version(world: World, row: told.Version, key: str, path: Path) -> None:
    for rank, section in enumerate(row.sections):
        world.on(section.on, (*path, "sections", rank), lambda day, s=section: _section(world, key, s, day))
    for rank, need in enumerate(row.needs):
        world.on(need.on, (*path, "needs", rank), lambda day, n=need: _need(world, key, n, day))
    if row.shared_on:
        world.on(row.shared_on, (*path, "shared_on"), lambda day: _share(world, key, row, day))
    for rank, comment in enumerate(row.comments):
        world.on(comment.on, (*path, "comments", rank), lambda day, c=comment: _comment(world, key, c, day))
    for side, agreed in row.agreed.items():
        where = (*path, "agreed", side)
        world.on(agreed.on, where, lambda day, s=side, a=agreed: _agree(world, key, s, a, day))


def _section(world: World, key: str, row: told.Section, day: date) -> None:
    services.write_section(
        diagnosis=_fresh(world, key),
        topic=row.topic,
        answers=row.answers,
        findings=row.findings,
        strengths=lines(row.strengths),
        weaknesses=lines(row.weaknesses),
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )


def _need(world: World, key: str, row: told.RankedNeed, day: date) -> None:
    marks = {"importance": row.importance, "urgency": row.urgency, "capacity": row.capacity}
    made = services.add_priority(
        diagnosis=_fresh(world, key),
        title=row.title,
        need=world.get("needs", row.need),
        illustrative=row.illustrative,
        by=world.by,
        today=day,
        **marks,
    )
    if row.placed:
        services.change_priority(
            priority=made, title=row.title, placed=row.placed, reason=row.reason, by=world.by, today=day, **marks
        )


def _share(world: World, key: str, row: told.Version, day: date) -> None:
    diagnosis = _fresh(world, key)
    if row.summary:
        diagnosis = services.write_summary(
            diagnosis=diagnosis, summary=row.summary, expected=diagnosis.version, by=world.by, today=day, example=True
        )
    services.share_diagnosis(diagnosis=diagnosis, answer_by=row.answer_by, by=world.by, today=day)


def _comment(world: World, key: str, row: told.Comment, day: date) -> None:
    services.comment_on(
        diagnosis=_fresh(world, key),
        topic=row.topic,
        text=row.text,
        side=row.side,
        organisation=world.organisation(row.organisation),
        author=row.author,
        illustrative=tuple(row.illustrative),
        by=world.by,
        today=day,
    )


def _agree(world: World, key: str, side: str, row: told.Agreed, day: date) -> None:
    diagnosis = _fresh(world, key)
    services.validate(
        diagnosis=diagnosis, person=row.person, read=diagnosis.writings, side=side, by=world.by, today=day
    )


def _consent(world: World, row: fmt.Consent, day: date) -> None:
    made = services.give_consent(
        association=world.organisation(row.association),
        to=world.organisation(row.to),
        audience=row.audience,
        scope=row.scope,
        person=row.person,
        illustrative=row.illustrative,
        by=world.by,
        today=day,
    )
    world.keep("consents", _name(row), made)


def _withdraw(world: World, row: fmt.Consent, day: date) -> None:
    consent = world.get("consents", _name(row))
    services.withdraw_consent(consent=consent, person=row.person, by=world.by, today=day)


def _plan_review(world: World, association: str, row: told.ProjectVersion, path: Path) -> None:
    world.on(row.started_on, path, lambda day: _review(world, association, row, day))
    world.on(row.written_on, (*path, "written_on"), lambda day: _answer(world, association, row, day))
    if row.adopted_on:
        world.on(row.adopted_on, (*path, "adopted_on"), lambda day: _adopt(world, association, row, day))


def _review(world: World, association: str, row: told.ProjectVersion, day: date) -> None:
    made = services.start_project(
        association=world.organisation(association), illustrative=row.illustrative, by=world.by, today=day
    )
    world.keep("projects", association, made)


def _answer(world: World, association: str, row: told.ProjectVersion, day: date) -> None:
    services.write_project(
        project=world.get("projects", association),
        illustrative=row.illustrative,
        by=world.by,
        today=day,
        **{name: getattr(row, name) for name in services.ANSWERS},
    )


def _adopt(world: World, association: str, row: told.ProjectVersion, day: date) -> None:
    services.adopt_project(
        project=world.get("projects", association), adopted_by=row.adopted_by, on=day, by=world.by, today=day
    )


def _name(row: fmt.Consent) -> str:
    return f"{row.association}:{row.to}:{row.audience}:{row.scope}"
