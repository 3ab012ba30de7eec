"""Who sees joint actions, and who reads what one association says of another."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.policies import in_territory
from catalyse.actors.roles import ASSOCIATION, DLA, OFFICERS, PARTNERS, READERS_OF_SUPPORTS, Role
from catalyse.kernel.access import EVERYBODY, Actor, Decision, Group, Policy, only_if, policy_for
from catalyse.pooling.models import ActionPartner, Answer, JointAction, Tie, TieRound
from catalyse.pooling.states import REAL
from catalyse.support.models import Beneficiary, Support
from catalyse.support.policies import in_partnership, leads, widened

INSIDERS = _("Only the associations that take part and the partners may do this.")
RUNNERS = _("Only the association that leads this, and the partners, may change it.")
ITSELF = _("Only the association itself says whether it takes part.")
DLA_ONLY = _("Only the association itself says how it stands with the others; the DLA may write it down for it.")


def _joined(actor: Actor) -> QuerySet[Any]:
    rows = Beneficiary.objects.system("policy").filter(association__in=actor.organisations(*ASSOCIATION))
    return rows.values("support")


def _followed(actor: Actor, path: str = "support") -> Q:
    """Rows of the supports that the actor follows, helps to run, or is helped by."""
    return in_partnership(actor, f"{path}__") | Q(**{f"{path}__in": _joined(actor)}) | widened(actor, path)


def in_the_group(actor: Actor, support: Support) -> bool:
    """Whether the actor belongs to the group of a support, follows it or helps to run it. Costs 1 query.

    An association that was invited and did not join does not: who works with whom is the group's.
    Tabs, gestures and blocks of one page ask the same of the same record: the answer is kept with it.
    """
    if actor.house:
        return True
    kept: dict[Actor, bool] = support.__dict__.setdefault("_in_the_group", {})
    if actor not in kept:
        kept[actor] = _near(actor, support)
    return kept[actor]


def _near(actor: Actor, support: Support) -> bool:
    rows = Support.objects.system("policy").filter(pk=support.pk)
    return rows.filter(in_partnership(actor) | Q(pk__in=_joined(actor)) | widened(actor, "pk")).exists()


def _runs(actor: Actor, action: JointAction) -> Decision:
    own = action.lead_id in actor.organisations(*ASSOCIATION)
    return only_if(own or bool(action.support and leads(actor, action.support)), RUNNERS)


@policy_for(JointAction)
class JointActionPolicy(Policy[JointAction]):
    """The group of a support sees its actions. Outside a support: those named, and the partners once it is agreed."""

    entries = {
        "list": lambda actor: only_if(actor.holds(*READERS_OF_SUPPORTS, *ASSOCIATION), INSIDERS),
        "propose": lambda actor: only_if(actor.holds(*OFFICERS, *ASSOCIATION), INSIDERS),
    }
    verbs = dict.fromkeys(("edit", "move", "archive"), _runs)
    fields = {
        "story": Group(
            ("support", "title", "what", "lead", "partners", "starts_on", "ends_on", "period", "place", "public",
             "planned", "real", "produced", "state", "end_reason"),
            lambda actor: EVERYBODY,
        )
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[JointAction]) -> QuerySet[JointAction]:
        """Those it is named in, as every lead is, or follows with a support; partners also public or agreed ones."""
        if actor.house:
            return rows
        own = actor.organisations(*ASSOCIATION)
        named = ActionPartner.objects.system("policy").filter(organisation__in=own).values("action")
        mine = Q(pk__in=named) | _followed(actor)
        if actor.holds(*PARTNERS):
            # a subquery, so that a commune in two bodies never doubles a row
            near = JointAction.objects.system("policy").filter(in_territory(actor, "lead__"), support=None)
            mine |= Q(pk__in=near.filter(Q(public=True) | Q(state__in=REAL)).values("pk"))
        return rows.filter(mine)


@policy_for(ActionPartner)
class ActionPartnerPolicy(Policy[ActionPartner]):
    """Each association answers for itself; a no is known to it, to the one that asked and to those who follow."""

    verbs = {
        "answer": lambda actor, row: only_if(
            row.organisation_id in actor.organisations(Role.ASSOCIATION_LEAD)
            or bool(row.action.support and leads(actor, row.action.support)),
            ITSELF,
        )
    }

    def visible_to(self, actor: Actor, rows: QuerySet[ActionPartner]) -> QuerySet[ActionPartner]:
        """Everybody who reads the action; a no only the one who said it, the lead and those who follow the support."""
        if actor.house:
            return rows
        own = actor.organisations(*ASSOCIATION)
        told = Q(organisation__in=own) | Q(action__lead__in=own) | in_partnership(actor, "action__support__")
        return rows.filter(~Q(answer=Answer.NO) | told, action__in=JointAction.objects.visible_to(actor).values("pk"))


@policy_for(TieRound)
class TieRoundPolicy(Policy[TieRound]):
    """The group and its partners know that the question was asked."""

    verbs = {
        "ask": lambda actor, row: leads(actor, row.support),
        "note": lambda actor, row: only_if(row.support.dla_id in actor.organisations(*DLA), DLA_ONLY),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[TieRound]) -> QuerySet[TieRound]:
        """The group of the support, its partners and its consultant."""
        return rows if actor.house else rows.filter(_followed(actor))


@policy_for(Tie)
class TiePolicy(Policy[Tie]):
    """What one says of another is read by who said it and by the DLA that asked; everybody else sees sums."""

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The association that said it, and the DLA that asked; nobody else, whatever the support."""
        if actor.house:
            return rows
        mine = Q(source__in=actor.organisations(*ASSOCIATION))
        return rows.filter(mine | Q(round__support__dla__in=actor.organisations(*DLA)))
