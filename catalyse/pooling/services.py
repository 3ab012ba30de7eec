"""Joint actions and ties: proposed by one, agreed by each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import archive, change, restore
from catalyse.pooling.models import ActionPartner, Answer, JointAction, Level, Moment, Tie, TieRound
from catalyse.pooling.states import ACTION
from catalyse.support.models import Beneficiary, Support

ACTION_FORM = "pooling.action"


def ties_form(source: Organisation) -> str:
    """The name of the draft: an officer may be half-way through the answers of two associations."""
    return f"pooling.ties.{source.pk}"


def _locked(action: JointAction) -> JointAction:
    return JointAction.objects.system("a service changes it").select_for_update(of=("self",)).get(pk=action.pk)


def _in_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise Refused(_("The last day comes after the first one: check the dates."), "ends_on")


def _name(action: JointAction, partners: Iterable[Organisation]) -> list[Organisation]:
    """Names those who are not named yet; returns them."""
    rows = ActionPartner.objects.system("who is named already")
    known = set(rows.filter(action=action).values_list("organisation_id", flat=True))
    new = [one for one in dict.fromkeys(partners) if one.pk not in known]
    rows.bulk_create([ActionPartner(action=action, organisation=one) for one in new])
    return new


@transaction.atomic
def propose_action(
    *,
    title: str,
    lead: Organisation,
    by: Actor,
    today: date,
    support: Support | None = None,
    what: str = "",
    partners: Iterable[Organisation] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    period: str = "",
    place: str = "",
    public: bool = False,
    planned: Decimal | None = None,
    illustrative: Sequence[str] = (),
) -> JointAction:
    """A joint action proposed by its lead; each other association named takes part when it says yes."""
    require(by, "propose", JointAction)
    own = by.organisations(*ASSOCIATION)
    if own and lead.pk not in own:
        raise Forbidden(_("You propose in the name of your own association."))
    _in_order(starts_on, ends_on)
    action = JointAction.objects.create(
        title=title.strip(), lead=lead, support=support, what=what.strip(), starts_on=starts_on, ends_on=ends_on,
        period=period.strip(), place=place.strip(), public=public, planned=planned, illustrative=list(illustrative),
    )  # fmt: skip
    ActionPartner.objects.create(action=action, organisation=lead, answer=Answer.YES, answered_on=today)
    _name(action, partners)
    drafts.discard(by, ACTION_FORM)
    journal.record(
        "joint_action.proposed", on=action, also=[lead, *([support] if support else [])], by=by, day=today,
        title=action.title, undo=("joint_action.archive", {"pk": action.pk}),
    )  # fmt: skip
    return action


@transaction.atomic
def invite_partners(
    *, action: JointAction, partners: Iterable[Organisation], by: Actor, today: date
) -> list[Organisation]:
    """More associations named for an action; each takes part when it says yes. Those named already stay as they are."""
    action = _locked(action)
    require(by, "edit", action)
    new = _name(action, partners)
    if new:
        journal.record(
            "joint_action.invited", on=action, also=new, by=by, day=today, names=", ".join(str(one) for one in new)
        )
    return new


@transaction.atomic
def answer_action(
    *, action: JointAction, organisation: Organisation, joins: bool, by: Actor, today: date
) -> ActionPartner:
    """Whether an association takes part, said by itself (or noted by an officer who asked it)."""
    rows = ActionPartner.objects.system("a service changes it").select_for_update(of=("self",))
    partner = rows.select_related("action").get(action=action, organisation=organisation)
    require(by, "answer", partner)
    partner.answer, partner.answered_on = Answer.YES if joins else Answer.NO, today
    partner.save(update_fields=["answer", "answered_on"])
    journal.record(
        "joint_action.joined" if joins else "joint_action.refused", on=action, also=[organisation], by=by, day=today,
        association=str(organisation),
    )  # fmt: skip
    return partner


@transaction.atomic
def edit_action(*, action: JointAction, expected: int, by: Actor, today: date, **values: Any) -> JointAction:
    """The action with other dates, words or costs."""
    action = _locked(action)
    require(by, "edit", action)
    _in_order(values.get("starts_on", action.starts_on), values.get("ends_on", action.ends_on))
    changes = change(action, expected=expected, **values)
    drafts.discard(by, ACTION_FORM, action)
    journal.record("joint_action.edited", on=action, by=by, day=today, changes=changes)
    return action


@transaction.atomic
def move_action(
    *, action: JointAction, verb: str, by: Actor, today: date, produced: str = "", reason: str = ""
) -> JointAction:
    """The action further along its life: agreed, under way, done, given up, taken up again."""
    action = _locked(action)
    require(by, "move", action)
    if verb == "drop" and not reason.strip():
        raise Refused(_("Write why it is given up: it helps the next ones."), "reason")
    before = {"state": action.state, "end_reason": action.end_reason, "produced": action.produced}
    more = {"produced": produced.strip()} if produced.strip() else {}
    changes = ACTION.move(action, verb, end_reason=reason.strip(), **more)
    journal.record(
        f"joint_action.{verb}", on=action, also=[action.lead], by=by, day=today, changes=changes,
        undo=("joint_action.state", {"pk": action.pk, **before}),
    )  # fmt: skip
    return action


@journal.undoes("joint_action.state")
@transaction.atomic
def _undo_move(*, pk: int, state: str, end_reason: str, produced: str, by: Actor, day: date) -> None:
    action = _locked(JointAction.objects.visible_to(by).get(pk=pk))
    require(by, "move", action)
    changes = change(action, state=state, end_reason=end_reason, produced=produced)
    journal.record("joint_action.move_undone", on=action, by=by, day=day, changes=changes)


@transaction.atomic
def archive_action(*, action: JointAction, by: Actor, today: date) -> JointAction:
    """The action put aside, restorable."""
    action = _locked(action)
    require(by, "archive", action)
    changes = archive(action, by=by, at=timezone.now())
    journal.record(
        "joint_action.archived", on=action, by=by, day=today, changes=changes,
        undo=("joint_action.restore", {"pk": action.pk}),
    )  # fmt: skip
    return action


@journal.undoes("joint_action.archive")
def _undo_proposal(*, pk: int, by: Actor, day: date) -> None:
    archive_action(action=JointAction.objects.visible_to(by).get(pk=pk), by=by, today=day)


@transaction.atomic
def restore_action(*, action: JointAction, by: Actor, today: date) -> JointAction:
    """The action back in the lists."""
    action = _locked(action)
    require(by, "archive", action)
    journal.record("joint_action.restored", on=action, by=by, day=today, changes=restore(action))
    return action


@journal.undoes("joint_action.restore")
def _undo_archive(*, pk: int, by: Actor, day: date) -> None:
    restore_action(action=JointAction.objects.visible_to(by).get(pk=pk), by=by, today=day)


@transaction.atomic
def open_round(
    *,
    support: Support,
    moment: str,
    by: Actor,
    today: date,
    asked_on: date | None = None,
    illustrative: Sequence[str] = (),
) -> TieRound:
    """The question about ties, open to every association of the support; asked twice it is the same one."""
    row = TieRound(support=support, moment=Moment(moment), asked_on=asked_on or today, illustrative=list(illustrative))
    require(by, "ask", row)
    Support.objects.system("one question a moment").select_for_update(of=("self",)).get(pk=support.pk)
    found = TieRound.objects.system("a service opens it").filter(support=support, moment=moment).first()
    if found:
        return found
    row.save()
    journal.record("ties.asked", on=row, also=[support], by=by, day=today, moment=str(Moment(moment).label))
    return row


@transaction.atomic
def answer_ties(
    *, round: TieRound, source: Organisation, levels: Mapping[Organisation, str], by: Actor, today: date
) -> int:
    """What one association says of its tie with each other one; answering again replaces. Returns how many."""
    if source.pk not in by.organisations(*ASSOCIATION):
        require(by, "note", round)
    members = Beneficiary.objects.system("who may be named").filter(support=round.support)
    known = set(members.values_list("association_id", flat=True))
    if source.pk not in known or not {o.pk for o in levels} <= known - {source.pk}:
        raise Refused(_("Ties are between associations of the same support."))
    Tie.objects.system("an association answers again").bulk_create(
        [Tie(round=round, source=source, target=target, level=Level(level)) for target, level in levels.items()],
        update_conflicts=True,
        unique_fields=["round", "source", "target"],
        update_fields=["level"],
    )
    drafts.discard(by, ties_form(source), round)
    journal.record("ties.answered", on=round, by=by, day=today, association=str(source))
    return len(levels)
