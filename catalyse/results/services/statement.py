"""Words that were said, and the permission to repeat them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, archive, change
from catalyse.results.models import Evaluation, Permission, Statement
from catalyse.results.policies import by_link
from catalyse.support.models import Support
from catalyse.support.policies import PARTNERS_ONLY, leads

STATEMENT_FORM = "results.statement"


def _locked(statement: Statement) -> Statement:
    rows = Statement.objects.system("a service changes it").select_related("support", "organisation")
    return rows.select_for_update(of=("self",)).get(pk=statement.pk)


def _may_add(by: Actor, support: Support, evaluation: Evaluation | None) -> bool:
    if by.house or leads(by, support):
        return True
    if evaluation is None or evaluation.support_id != support.pk:
        return False
    return by_link(by, evaluation) or evaluation.organisation_id in by.organisations()


@transaction.atomic
def add_statement(
    *,
    support: Support,
    text: str,
    about: str,
    function: str,
    by: Actor,
    today: date,
    organisation: Organisation | None = None,
    speaker: str = "",
    permission: str | None = None,
    said_on: date | None = None,
    evaluation: Evaluation | None = None,
    illustrative: Sequence[str] = (),
) -> Statement:
    """Somebody's words kept. Without a permission its structure is still to be asked, and nothing is quoted."""
    if not _may_add(by, support, evaluation):
        raise Forbidden(PARTNERS_ONLY)
    if not text.strip():
        raise Refused(_("Write what was said."), "text")
    if said_on and said_on > today:
        raise Refused(_("Words are written down on the day they were said or later."), "said_on")
    _named(permission, speaker)
    row = Statement.objects.create(
        support=support,
        evaluation=evaluation,
        organisation=organisation,
        about=about,
        text=text.strip(),
        speaker=speaker.strip(),
        function=function.strip(),
        said_on=said_on,
        permission=permission or Permission.NONE,
        permitted_on=today if permission is not None else None,
        illustrative=list(illustrative),
    )
    drafts.discard(by, STATEMENT_FORM, support)
    journal.record(
        "statement.added", on=row, also=[support], by=by, day=today, permission=permission or "",
        undo=("statement.archive", {"pk": row.pk}) if by.user_id else None,
    )  # fmt: skip
    return row


def _named(permission: str | None, speaker: str) -> None:
    if permission == Permission.NAME and not speaker.strip():
        raise Refused(_("Write the name, or choose to be quoted by the function."), "speaker")


@transaction.atomic
def permit_statement(
    *, statement: Statement, permission: str, by: Actor, today: date, speaker: str | None = None
) -> Statement:
    """How far these words may be repeated, as their speaker decides; it counts from the next page on."""
    row = _locked(statement)
    require(by, "permit", row)
    if permission not in Permission.values:
        raise Refused(_("Choose one of the four answers."), "permission")
    name = row.speaker if speaker is None else speaker.strip()
    _named(permission, name)
    before = {"permission": row.permission, "permitted_on": row.permitted_on, "withdrawn_on": row.withdrawn_on}
    changes = change(row, permission=permission, permitted_on=today, withdrawn_on=None, speaker=name)
    journal.record(
        "statement.permitted", on=row, also=[row.support], by=by, day=today, changes=_without_name(changes),
        undo=("statement.state", {"pk": row.pk, **before}) if by.user_id else None,
    )  # fmt: skip
    return row


def _without_name(changes: Changes) -> Changes:
    """The journal tells the permission, never the name of a person."""
    changes.before.pop("speaker", None)
    changes.after.pop("speaker", None)
    return changes


@transaction.atomic
def withdraw_statement(*, statement: Statement, by: Actor, today: date) -> Statement:
    """The words are no longer quoted anywhere: public page and document leave them out at the next request."""
    row = _locked(statement)
    require(by, "permit", row)
    before = {"permission": row.permission, "permitted_on": row.permitted_on, "withdrawn_on": None}
    changes = change(row, withdrawn_on=today, permission=Permission.NONE)
    journal.record(
        "statement.withdrawn", on=row, also=[row.support], by=by, day=today, changes=changes,
        undo=("statement.state", {"pk": row.pk, **before}) if by.user_id else None,
    )  # fmt: skip
    return row


@journal.undoes("statement.archive")
@transaction.atomic
def _undo_add(*, pk: int, by: Actor, day: date) -> None:
    row = _locked(Statement.objects.visible_to(by).get(pk=pk))
    require(by, "edit", row)
    changes = archive(row, by=by, at=timezone.now())
    journal.record("statement.archived", on=row, also=[row.support], by=by, day=day, changes=changes)


@journal.undoes("statement.state")
@transaction.atomic
def _undo_permission(
    *, pk: int, permission: str, permitted_on: str | None, withdrawn_on: str | None, by: Actor, day: date
) -> None:
    row = _locked(Statement.objects.visible_to(by).get(pk=pk))
    require(by, "permit", row)
    given = date.fromisoformat(permitted_on) if permitted_on else None
    taken = date.fromisoformat(withdrawn_on) if withdrawn_on else None
    changes = change(row, permission=permission, permitted_on=given, withdrawn_on=taken)
    journal.record("statement.permission_undone", on=row, also=[row.support], by=by, day=day, changes=changes)
