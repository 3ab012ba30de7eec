"""A plan begun, shared, decided, carried out, looked back upon: one verb, one transaction, one event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION
from catalyse.communication.models import Plan
from catalyse.communication.policies import WRITERS
from catalyse.communication.states import PLAN, PlanState
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import archive, change, restore
from catalyse.support.models import Support


def locked(plan: Plan) -> Plan:
    """The plan as it is now, held until the transaction ends."""
    rows = Plan.objects.system("a service changes it").select_related("association", "support")
    return rows.select_for_update(of=("self",)).get(pk=plan.pk)


@transaction.atomic
def start_plan(
    *,
    association: Organisation,
    by: Actor,
    today: date,
    support: Support | None = None,
    title: str = "",
    illustrative: Sequence[str] = (),
) -> Plan:
    """A plan with seven empty parts; one at a time for an association, until it was looked back upon."""
    require(by, "start", Plan)
    if not by.house and association.pk not in by.organisations(*ASSOCIATION):
        raise Forbidden(WRITERS)
    Organisation.objects.system("one plan at a time").select_for_update(of=("self",)).get(pk=association.pk)
    open_ones = Plan.objects.system("one plan at a time").current().exclude(state=PlanState.EVALUATED)
    if open_ones.filter(association=association).exists():
        raise Refused(_("Your association has a plan already: go on with it, or look back upon it first."))
    plan = Plan.objects.create(
        association=association,
        support=support,
        title=title.strip(),
        started_on=today,
        illustrative=list(illustrative),
    )
    also = [association, *([support] if support else [])]
    journal.record(
        "plan.started", on=plan, also=also, by=by, day=today, association=str(association),
        undo=("plan.archive", {"pk": plan.pk}),
    )  # fmt: skip
    return plan


@transaction.atomic
def share_plan(*, plan: Plan, by: Actor, today: date) -> Plan:
    """The plan open to those who support the association, from their next request on."""
    return _share(plan, True, by, today)


@transaction.atomic
def unshare_plan(*, plan: Plan, by: Actor, today: date) -> Plan:
    """The plan closed to everybody outside the association, from their next request on."""
    return _share(plan, False, by, today)


def _share(plan: Plan, shared: bool, by: Actor, today: date) -> Plan:
    plan = locked(plan)
    require(by, "share", plan)
    if plan.shared == shared:
        return plan
    changes = change(plan, shared=shared, shared_on=today if shared else None)
    name, back = ("plan.shared", "plan.unshare") if shared else ("plan.unshared", "plan.share")
    journal.record(name, on=plan, also=[plan.association], by=by, day=today, changes=changes,
                   undo=(back, {"pk": plan.pk}))  # fmt: skip
    return plan


@transaction.atomic
def adopt_plan(
    *, plan: Plan, by: Actor, today: date, adopted_by: str, on: date, illustrative: Sequence[str] = ()
) -> Plan:
    """The plan decided by the association, by whom (a function or a body) and on which day."""
    plan = locked(plan)
    require(by, "decide", plan)
    if not adopted_by.strip():
        raise Refused(_("Say who decided: the board, the general meeting."), field="adopted_by")
    if on > today:
        raise Refused(_("The plan is decided today or before: check the date."), field="on")
    marks = sorted({*plan.illustrative, *illustrative})
    before = {"state": plan.state, "adopted_on": plan.adopted_on, "adopted_by": plan.adopted_by}
    changes = PLAN.move(plan, "adopt", adopted_on=on, adopted_by=adopted_by.strip(), illustrative=marks)
    journal.record(
        "plan.adopted", on=plan, also=_told(plan), by=by, day=today, changes=changes, association=str(plan.association),
        undo=("plan.state", {"pk": plan.pk, "now": plan.state, **before}),
    )  # fmt: skip
    return plan


@transaction.atomic
def start_running(*, plan: Plan, by: Actor, today: date) -> Plan:
    """The plan being carried out."""
    return _move(plan, "start", "plan.running", by, today)


@transaction.atomic
def finish(*, plan: Plan, by: Actor, today: date) -> Plan:
    """The plan looked back upon: what came of it is written down, the next one may begin."""
    return _move(plan, "finish", "plan.evaluated", by, today)


def _move(plan: Plan, verb: str, event: str, by: Actor, today: date) -> Plan:
    plan = locked(plan)
    require(by, "decide", plan)
    before = plan.state
    changes = PLAN.move(plan, verb)
    journal.record(
        event, on=plan, also=_told(plan), by=by, day=today, changes=changes, association=str(plan.association),
        undo=("plan.state", {"pk": plan.pk, "now": plan.state, "state": before}),
    )  # fmt: skip
    return plan


def _told(plan: Plan) -> list[Organisation | Support]:
    return [plan.association, *([plan.support] if plan.support else [])]


@transaction.atomic
def archive_plan(*, plan: Plan, by: Actor, today: date) -> Plan:
    """The plan put aside; it can be restored as long as no other has begun."""
    plan = locked(plan)
    require(by, "archive", plan)
    changes = archive(plan, by=by, at=timezone.now())
    journal.record("plan.archived", on=plan, also=[plan.association], by=by, day=today, changes=changes,
                   undo=("plan.restore", {"pk": plan.pk}))  # fmt: skip
    return plan


@transaction.atomic
def restore_plan(*, plan: Plan, by: Actor, today: date) -> Plan:
    """The plan back in its place."""
    plan = locked(plan)
    require(by, "archive", plan)
    others = Plan.objects.system("one plan at a time").current().exclude(state=PlanState.EVALUATED)
    if plan.state != PlanState.EVALUATED and others.filter(association=plan.association).exclude(pk=plan.pk).exists():
        raise Refused(_("Another plan has begun meanwhile: archive it first."))
    changes = restore(plan)
    journal.record("plan.restored", on=plan, also=[plan.association], by=by, day=today, changes=changes)
    return plan


def _seen(pk: int, by: Actor) -> Plan:
    return Plan.objects.visible_to(by).get(pk=pk)


@journal.undoes("plan.archive")
def _undo_start(*, pk: int, by: Actor, day: date) -> None:
    archive_plan(plan=_seen(pk, by), by=by, today=day)


@journal.undoes("plan.restore")
def _undo_archive(*, pk: int, by: Actor, day: date) -> None:
    restore_plan(plan=_seen(pk, by), by=by, today=day)


@journal.undoes("plan.share")
def _undo_unshare(*, pk: int, by: Actor, day: date) -> None:
    share_plan(plan=_seen(pk, by), by=by, today=day)


@journal.undoes("plan.unshare")
def _undo_share(*, pk: int, by: Actor, day: date) -> None:
    unshare_plan(plan=_seen(pk, by), by=by, today=day)


@journal.undoes("plan.state")
@transaction.atomic
def _undo_state(*, pk: int, now: str, by: Actor, day: date, **before: Any) -> None:
    plan = locked(_seen(pk, by))
    require(by, "decide", plan)
    if plan.state != now:
        raise Refused(_("The plan has moved on since."))
    if before.get("adopted_on"):
        before["adopted_on"] = date.fromisoformat(before["adopted_on"])
    changes = change(plan, **before)
    journal.record("plan.move_undone", on=plan, also=[plan.association], by=by, day=day, changes=changes)
