"""Who sees joint actions, and who reads what one association says of another."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import ASSOCIATION, OFFICERS, PARTNERS, READERS_OF_SUPPORTS, Role
from catalyse.kernel.access import Actor, Decision, Policy, only_if, policy_for
from catalyse.pooling.models import ActionPartner, JointAction, Tie, TieRound
from catalyse.support.models import Beneficiary, Support
from catalyse.support.policies import in_partnership, leads

INSIDERS = _("Only the associations that take part and the partners may do this.")


def _runs(actor: Actor, action: JointAction) -> Decision:
    own = action.lead_id in actor.organisations(*ASSOCIATION)
    partner = bool(action.support_id and leads(actor, action.support))
    return only_if(own or partner, _("Only the association that leads this, and the partners, may change it."))


@policy_for(JointAction)
class JointActionPolicy(Policy[JointAction]):
    """The group of a support sees its actions; an action outside a support, those named in it; the public, done ones."""

    entries = {
        "list": lambda actor: only_if(actor.holds(*READERS_OF_SUPPORTS, *ASSOCIATION), INSIDERS),
        "propose": lambda actor: only_if(actor.holds(*OFFICERS, *ASSOCIATION), INSIDERS),
    }
    verbs = {"edit": _runs, "move": _runs}

    def visible_to(self, actor: Actor, rows: QuerySet[JointAction]) -> QuerySet[JointAction]:
        if actor.house:
            return rows
        own = actor.organisations(*ASSOCIATION)
        mine = Q(lead__in=own) | Q(partners__organisation__in=own)
        joined = Beneficiary.objects.system("policy").filter(association__in=own).values("support")
        mine |= Q(support__in=joined)
        if actor.holds(*READERS_OF_SUPPORTS):
            mine |= Q(support__in=Support.objects.system("policy").filter(in_partnership(actor)).values("pk"))
            mine |= Q(lead__commune__bodies__body__in=actor.bodies) if actor.holds(*PARTNERS) else Q()
        return rows.filter(mine).distinct()


@policy_for(ActionPartner)
class ActionPartnerPolicy(Policy[ActionPartner]):
    """Each association answers for itself."""

    verbs = {
        "answer": lambda actor, row: only_if(
            row.organisation_id in actor.organisations(Role.ASSOCIATION_LEAD)
            or bool(row.action.support_id and leads(actor, row.action.support)),
            _("Only the association itself says whether it takes part."),
        )
    }

    def visible_to(self, actor: Actor, rows: QuerySet[ActionPartner]) -> QuerySet[ActionPartner]:
        return rows.filter(action__in=JointAction.objects.visible_to(actor).values("pk"))


@policy_for(TieRound)
class TieRoundPolicy(Policy[TieRound]):
    """The group and its partners know that the question was asked."""

    verbs = {"ask": lambda actor, row: leads(actor, row.support)}

    def visible_to(self, actor: Actor, rows: QuerySet[TieRound]) -> QuerySet[TieRound]:
        if actor.house:
            return rows
        joined = Beneficiary.objects.system("policy").filter(association__in=actor.organisations(*ASSOCIATION))
        return rows.filter(in_partnership(actor, "support__") | Q(support__in=joined.values("support")))


@policy_for(Tie)
class TiePolicy(Policy[Tie]):
    """What one says of another is read by who said it and by the officers who asked."""

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        if actor.house:
            return rows
        mine = Q(source__in=actor.organisations(*ASSOCIATION))
        if actor.holds(*OFFICERS):
            mine |= in_partnership(actor, "round__support__")
        return rows.filter(mine)
