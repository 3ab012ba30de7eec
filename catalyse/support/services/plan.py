"""The path of a support: opinions of the committee, actions of the plan, its agreement, what became of it later."""

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
from catalyse.kernel.parts import Parts
from catalyse.kernel.records import change
from catalyse.needs.models import Heard, Need
from catalyse.needs.services import note_need
from catalyse.support.models import FollowUp, Opinion, PlanAction, Support
from catalyse.support.models.plan import MONTHS, Progress, View
from catalyse.support.services.supports import locked

OPINION_FORM, ACTION_FORM, FOLLOW_UP_FORM = "support.opinion", "support.action", "support.follow_up"
OPINIONS = Parts(Opinion, "opinion", "move", lambda row: {"view": str(row)}, whole="support")
ACTIONS = Parts(PlanAction, "plan_action", "move", lambda row: {"title": row.title}, whole="support")
FOLLOW_UPS = Parts(FollowUp, "follow_up", "move", lambda row: {"months": row.months}, whole="support")


@transaction.atomic
def note_opinion(
    *,
    support: Support,
    met_on: date,
    view: str,
    by: Actor,
    today: date,
    words: str = "",
    present: str = "",
    aside: str = "",
    illustrative: Sequence[str] = (),
) -> Opinion:
    """What the committee said at a meeting; it advises, and moves nothing by itself."""
    support = locked(support)
    require(by, "move", support)
    if met_on > today:
        raise Refused(_("An opinion is noted once the committee has met: check the day."), "met_on")
    if view != View.FAVOURABLE and not words.strip():
        raise Refused(_("Write what was said: the association will want to know why."), "words")
    if support.opinions.system("one a meeting").filter(met_on=met_on, archived_at=None).exists():
        raise Refused(_("The opinion of that day is there already: put it aside first if it is wrong."), "met_on")
    row = Opinion.objects.create(
        support=support, met_on=met_on, view=view, words=words.strip(), present=present.strip(), aside=aside.strip(),
        illustrative=list(illustrative),
    )  # fmt: skip
    drafts.discard(by, OPINION_FORM, support)
    journal.record(
        "opinion.noted", on=row, also=[support], by=by, day=today, view=row.get_view_display(),
        undo=("opinion.archive", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def add_action(
    *,
    support: Support,
    way: str,
    title: str,
    by: Actor,
    today: date,
    who: str = "",
    due_on: date | None = None,
    need: Need | None = None,
    illustrative: Sequence[str] = (),
) -> PlanAction:
    """One more action in the plan."""
    support = locked(support)
    require(by, "move", support)
    row = PlanAction.objects.create(
        support=support, way=way, title=title.strip(), who=who.strip(), due_on=due_on, need=need,
        illustrative=list(illustrative),
    )  # fmt: skip
    drafts.discard(by, ACTION_FORM, support)
    journal.record(
        "plan_action.added", on=row, also=[support], by=by, day=today, title=row.title,
        undo=("plan_action.archive", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def change_action(*, action: PlanAction, expected: int, by: Actor, today: date, **values: Any) -> PlanAction:
    """The same action, told otherwise."""
    row = ACTIONS.locked(action)
    require(by, "edit", row)
    changes = change(row, expected=expected, **values)
    drafts.discard(by, ACTION_FORM, row)
    if changes:
        journal.record(
            "plan_action.changed", on=row, also=[row.support], by=by, day=today, changes=changes, title=row.title
        )
    return row


@transaction.atomic
def tell_action(*, action: PlanAction, progress: str, by: Actor, today: date, outcome: str = "") -> PlanAction:
    """Where an action stands, said by a partner, or by the association for what it does itself."""
    row = ACTIONS.locked(action)
    require(by, "tell", row)
    if progress not in Progress.values:
        raise Refused(_("Choose where the action stands."), "progress")
    if progress == Progress.DROPPED and not outcome.strip():
        raise Refused(_("Write why it is given up: those who come after will want to know."), "outcome")
    before = {"progress": row.progress, "outcome": row.outcome}
    changes = change(row, progress=progress, outcome=outcome.strip() or row.outcome)
    if changes:
        journal.record(
            "plan_action.told", on=row, also=[row.support], by=by, day=today, changes=changes, title=row.title,
            state=row.get_progress_display(), undo=("plan_action.tell", {"pk": row.pk, **before}),
        )  # fmt: skip
    return row


@journal.undoes("plan_action.tell")
@transaction.atomic
def _undo_tell(*, pk: int, progress: str, outcome: str, by: Actor, day: date) -> None:
    row = ACTIONS.locked(PlanAction.objects.visible_to(by).get(pk=pk))
    require(by, "tell", row)
    changes = change(row, progress=progress, outcome=outcome)
    journal.record("plan_action.tell_undone", on=row, also=[row.support], by=by, day=day, changes=changes)


@transaction.atomic
def agree_plan(*, support: Support, on: date, by: Actor, today: date) -> Support:
    """The plan agreed with the association on a day: it can still be added to, and its follow-ups have their dates."""
    support = locked(support)
    require(by, "move", support)
    actions = support.plan_actions.system("a guard counts").filter(archived_at=None)
    if not actions.exclude(progress=Progress.DROPPED).exists():
        raise Refused(_("Write at least one action first: a plan says what is to be done."), "on")
    if not support.opened_on <= on <= today:
        raise Refused(_("A plan is agreed between the opening of the support and today: check the day."), "on")
    before = {"plan_agreed_on": support.plan_agreed_on}
    changes = change(support, plan_agreed_on=on)
    if changes:
        journal.record(
            "support.plan_agreed", on=support, by=by, day=today, changes=changes, title=support.title,
            undo=("support.plan_agree", {"pk": support.pk, **before}),
        )  # fmt: skip
    return support


@journal.undoes("support.plan_agree")
@transaction.atomic
def _undo_agree(*, pk: int, plan_agreed_on: str | None, by: Actor, day: date) -> None:
    support = locked(Support.objects.visible_to(by).get(pk=pk))
    require(by, "move", support)
    was = date.fromisoformat(plan_agreed_on) if plan_agreed_on else None
    changes = change(support, plan_agreed_on=was)
    journal.record("support.plan_agree_undone", on=support, by=by, day=day, changes=changes, title=support.title)


@transaction.atomic
def note_follow_up(
    *,
    support: Support,
    months: int,
    on: date,
    use: str,
    words: str,
    by: Actor,
    today: date,
    wanted: str = "",
    illustrative: Sequence[str] = (),
) -> FollowUp:
    """What became of a support 6, 12 or 18 months after its plan was agreed: once for each."""
    support = locked(support)
    require(by, "move", support)
    if support.plan_agreed_on is None:
        raise Refused(_("Say first on which day the plan was agreed: the follow-ups are counted from there."))
    if months not in MONTHS:
        raise Refused(_("A follow-up is made after 6, 12 or 18 months."), "months")
    if not support.plan_agreed_on <= on <= today:
        raise Refused(_("A follow-up is noted once it is made, after the plan was agreed: check the day."), "on")
    if support.follow_ups.system("one a date").filter(months=months, archived_at=None).exists():
        raise Refused(_("This follow-up is noted already."), "months")
    row = FollowUp.objects.create(
        support=support, months=months, on=on, use=use, words=words.strip(), wanted=wanted.strip(),
        illustrative=list(illustrative),
    )  # fmt: skip
    drafts.discard(by, FOLLOW_UP_FORM, support)
    journal.record(
        "follow_up.noted", on=row, also=[support], by=by, day=today, months=months, title=support.title,
        undo=("follow_up.archive", {"pk": row.pk}),
    )  # fmt: skip
    return row


@transaction.atomic
def need_of_follow_up(*, follow_up: FollowUp, heard_by: Organisation, by: Actor, today: date) -> Need:
    """A need of the association, in the words of what it wants now; made twice, it is the same one."""
    row = FOLLOW_UPS.locked(follow_up)
    require(by, "move", row.support)
    became = Need.objects.system("the need that it became").current().filter(pk=row.need_id or 0).first()
    if became:
        return became
    if not row.wanted:
        raise Refused(_("Nothing was noted of what it wants now: a need begins with words."), "wanted")
    if row.support.is_collective:
        raise Refused(_("Several associations take part: note the need of each by itself."))
    own = row.support.beneficiaries.system("whose need it is").select_related("association")
    need = note_need(
        organisation=own.get().association, words=row.wanted, heard=Heard.INTERVIEW, heard_on=row.on,
        heard_by=heard_by, by=by, today=today, illustrative=row.illustrative,
    )  # fmt: skip
    changes = change(row, need_id=need.pk)
    journal.record(
        "follow_up.became_need", on=row, also=[row.support], by=by, day=today, changes=changes, months=row.months
    )
    return need


def archive_opinion(*, opinion: Opinion, by: Actor, today: date) -> Opinion:
    """An opinion put aside; it can be brought back."""
    return OPINIONS.archive(opinion, by=by, today=today)


def archive_action(*, action: PlanAction, by: Actor, today: date) -> PlanAction:
    """An action taken out of the plan; it can be brought back."""
    return ACTIONS.archive(action, by=by, today=today)


def archive_follow_up(*, follow_up: FollowUp, by: Actor, today: date) -> FollowUp:
    """A follow-up put aside; it can be brought back."""
    return FOLLOW_UPS.archive(follow_up, by=by, today=today)
