"""The project of an association reviewed by its people, and adopted by its board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION
from catalyse.diagnosis.models import Project
from catalyse.diagnosis.services.writing import MOST, refuse_unless_named
from catalyse.diagnosis.states import PROJECT, ProjectState
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change

PROJECT_FORM = "diagnosis.project"
ANSWERS = ("identity", "purpose", "scope", "means", "limits")
OWN_ONLY = _("Only the association writes its project.")


@transaction.atomic
def start_project(*, association: Organisation, by: Actor, today: date, illustrative: Sequence[str] = ()) -> Project:
    """A version under review, with the answers of the adopted one; the one that is open when there is one."""
    require(by, "start", Project)
    if not by.house and association.pk not in by.organisations(*ASSOCIATION):
        raise Forbidden(OWN_ONLY)
    if not association.is_association:
        raise Refused(_("Only an association has such a project."))
    Organisation.objects.system("two begin at once").select_for_update(of=("self",)).get(pk=association.pk)
    rows = Project.objects.system("whether one is open").filter(association=association)
    if found := rows.open().first():
        return found
    last = rows.filter(archived_at=None, following=None).order_by("-number", "-pk").first()
    kept = {name: getattr(last, name) for name in ANSWERS} if last else {}
    marks = [name for name in last.illustrative if name in (*ANSWERS, "*")] if last else []
    project = Project.objects.create(
        association=association, number=last.number + 1 if last else 1, previous=last, started_on=today,
        illustrative=list(illustrative) or marks, **kept,
    )  # fmt: skip
    journal.record("project.started", on=project, by=by, day=today, number=project.number)
    return project


def _held(project: Project) -> Project:
    rows = Project.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.select_related("association").get(pk=project.pk)


@transaction.atomic
def write_project(
    *,
    project: Project,
    by: Actor,
    today: date,
    expected: int | None = None,
    illustrative: Sequence[str] | None = None,
    **answers: str,
) -> Project:
    """The version under review with these answers; the draft is gone. What is written anew is no longer an example."""
    project = _held(project)
    require(by, "write", project)
    said = {name: answers[name].replace("\x00", "").strip() for name in ANSWERS if name in answers}
    for name, text in said.items():
        if len(text) > MOST:
            raise Refused(_("This text is longer than 20,000 characters: shorten it, the rest is kept."), name)
    changed = {name for name, text in said.items() if text != getattr(project, name)}
    if illustrative is None:
        illustrative = [name for name in project.illustrative if name not in changed and not (name == "*" and changed)]
    changes = change(project, expected=expected, **said, illustrative=list(illustrative))
    drafts.discard(by, PROJECT_FORM, project)
    if changes:
        journal.record("project.written", on=project, by=by, day=today, changes=changes)
    return project


@transaction.atomic
def adopt_project(*, project: Project, adopted_by: str, on: date, by: Actor, today: date) -> Project:
    """The version that the board adopted on a day; the one before it stays readable."""
    project = _held(project)
    require(by, "adopt", project)
    said = refuse_unless_named(adopted_by, "adopted_by")
    if on > today:
        raise Refused(_("Write the day on which it was adopted: today or before."), "on")
    if on < project.started_on and not by.house:
        raise Refused(_("It was adopted after the review had begun: check the day."), "on")
    PROJECT.check(project, "adopt")
    rows = Project.objects.system("the one before steps back").filter(association=project.association_id)
    for old in rows.filter(state=ProjectState.ADOPTED, archived_at=None).select_for_update():
        PROJECT.move(old, "supersede")
    changes = PROJECT.move(project, "adopt", adopted_on=on, adopted_by=said)
    journal.record("project.adopted", on=project, by=by, day=today, changes=changes, number=project.number)
    return project
