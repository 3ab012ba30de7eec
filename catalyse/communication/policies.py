"""Who reads a plan: its association; DLA and consultant once it is shared; others see counts and no more."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.policies import in_territory
from catalyse.actors.roles import ASSOCIATION, DLA, Role
from catalyse.communication.models import ROWS, Plan
from catalyse.kernel.access import EVERYBODY, Actor, Decision, Group, Policy, only_if, policy_for
from catalyse.support import policies as support_policies
from catalyse.support.states import SupportState

WRITERS = _("Only the association writes its plan; the consultant does too while the support runs, once it is shared.")
LEAD = _("Only those who lead the association decide this.")
MISSION = (SupportState.CHOSEN, SupportState.RUNNING)


@policy_for(Plan)
class PlanPolicy(Policy[Plan]):
    """A plan belongs to its association, which says whether those who support it may read it."""

    entries = {
        "own": lambda actor: only_if(actor.holds(*ASSOCIATION), WRITERS),
        "start": lambda actor: only_if(actor.holds(*ASSOCIATION), WRITERS),
    }
    verbs = {
        "write": lambda actor, plan: _write(actor, plan),
        **dict.fromkeys(("share", "decide", "archive"), lambda actor, plan: _lead(actor, plan)),
    }
    fields = {
        "plan": Group(
            ("association", "support", "title", "state", "started_on", "shared", "shared_on", "adopted_on",
             "adopted_by", "editions"),
            lambda actor: EVERYBODY,
        )
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Plan]) -> QuerySet[Plan]:
        """Its association always; once it is shared the DLA of the place and those who help to run the support."""
        if actor.house:
            return rows
        mine = Q(association__in=actor.organisations(*ASSOCIATION))
        if actor.holds(*DLA):
            near = Organisation.objects.system("territory").filter(in_territory(actor)).values("pk")
            mine |= Q(shared=True) & (Q(association__in=near) | Q(support__dla__in=actor.organisations(*DLA)))
        return rows.filter(mine | (Q(shared=True) & support_policies.widened(actor)))


def _write(actor: Actor, plan: Plan) -> Decision:
    own = plan.association_id in actor.organisations(*ASSOCIATION)
    return only_if(own or _on_mission(actor, plan), WRITERS)


def _on_mission(actor: Actor, plan: Plan) -> bool:
    support = plan.support
    if support is None or not plan.shared or support.state not in MISSION:
        return False
    return support_policies.crews(actor, support)


def _lead(actor: Actor, plan: Plan) -> Decision:
    return only_if(plan.association_id in actor.organisations(Role.ASSOCIATION_LEAD), LEAD)


class _OfAPlan(Policy[Any]):
    """Lines are read by whoever reads their plan."""

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Whoever reads the plan of the line."""
        if actor.house:
            return rows
        return rows.filter(plan__in=Plan.objects.visible_to(actor).values("pk"))


for _model in ROWS.values():
    _shown = {"row": Group(("plan", *_model.columns), lambda actor: EVERYBODY)}
    policy_for(_model)(type(f"{_model.__name__}Policy", (_OfAPlan,), {"__doc__": _OfAPlan.__doc__, "fields": _shown}))
