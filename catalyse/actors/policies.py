"""Who sees organisations, their yearly figures and their path."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear, Membership, Milestone, Organisation, Partnership
from catalyse.actors.roles import ASSOCIATION, DLA, OFFICERS, PARTNERS, READERS_OF_SUPPORTS, Role
from catalyse.kernel.access import EVERYBODY, Actor, Decision, Group, Policy, only_if, policy_for


def in_territory(actor: Actor, path: str = "") -> Q:
    """Organisations seated in a commune of the territories that the actor's partnerships cover, or tied to them."""
    commune = Q(**{f"{path}commune__bodies__body__in": actor.bodies})
    return commune | Q(**{f"{path}body__in": actor.bodies})


@policy_for(Organisation)
class OrganisationPolicy(Policy[Organisation]):
    """Identity is open inside a territory; figures belong to the association and its DLA."""

    entries = {
        "list": lambda actor: only_if(actor.holds(*READERS_OF_SUPPORTS), _("The directory is for the partners.")),
        "add": lambda actor: only_if(actor.holds(*OFFICERS), _("Only officers add organisations.")),
    }
    verbs = {
        "edit": lambda actor, row: _edit(actor, row),
        "archive": lambda actor, row: only_if(actor.holds(*DLA), _("Only the DLA's team archives organisations.")),
    }
    fields = {
        "identity": Group(
            ("name", "short_name", "rna", "old_rna", "siren", "siret", "commune", "sectors", "website", "mission",
             "founded_on", "founded_year", "public_phone", "public_email", "kind", "team"),
            lambda actor: EVERYBODY,
        ),
        "figures": Group(("years",), lambda actor: _figures(actor)),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
        if actor.house or actor.holds(Role.ADMIN):
            return rows
        mine = Q(pk__in=actor.organisations())
        if actor.holds(*READERS_OF_SUPPORTS):
            partners = Partnership.objects.system("who partners with whom").filter(pk__in=actor.partnerships)
            mine |= Q(pk__in=_in_territory_ids(actor))
            mine |= Q(pk__in=partners.values("dla")) | Q(pk__in=partners.values("authority"))
            mine |= Q(kind="consultant") if actor.holds(*PARTNERS) else Q()
        return rows.filter(mine)


def _in_territory_ids(actor: Actor) -> QuerySet[Any]:
    # a subquery, so that a commune in two bodies never doubles a row
    return Organisation.objects.system("territory").filter(in_territory(actor)).values("pk")


def _figures(actor: Actor) -> Q:
    mine = Q(pk__in=actor.organisations(*ASSOCIATION))
    return mine | Q(pk__in=_in_territory_ids(actor)) if actor.holds(*DLA) else mine


def _edit(actor: Actor, row: Organisation) -> Decision:
    own = row.pk in actor.organisations(Role.ASSOCIATION_LEAD, Role.DLA_MANAGER, Role.CONSULTANT)
    return only_if(own or actor.holds(*OFFICERS), _("Only the association itself and the officers change this."))


class _OfAnOrganisation(Policy[Any]):
    """Rows that follow their association: its own people and the DLA of its territory."""

    verbs = {
        "edit": lambda actor, row: only_if(
            row.organisation_id in actor.organisations(Role.ASSOCIATION_LEAD) or actor.holds(*DLA),
            _("Only the association and the DLA change these figures."),
        )
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        if actor.house:
            return rows
        mine = Q(organisation__in=actor.organisations())
        if actor.holds(*DLA):
            mine |= Q(organisation__in=_in_territory_ids(actor))
        return rows.filter(mine)


@policy_for(AssociationYear)
class AssociationYearPolicy(_OfAnOrganisation):
    """Yearly figures: the association and its DLA; others see aggregates only."""


@policy_for(Milestone)
class MilestonePolicy(_OfAnOrganisation):
    """The path of an association is read by whoever sees the association."""

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        seen = Organisation.objects.visible_to(actor).values("pk")
        return rows.filter(organisation__in=seen)


@policy_for(Membership)
class MembershipPolicy(Policy[Membership]):
    """People see the memberships of their own organisations; administrators see all."""

    entries = {"manage": lambda actor: only_if(actor.holds(Role.ADMIN), _("Only administrators manage accounts."))}

    def visible_to(self, actor: Actor, rows: QuerySet[Membership]) -> QuerySet[Membership]:
        if actor.house or actor.holds(Role.ADMIN):
            return rows
        return rows.filter(organisation__in=actor.organisations())


@policy_for(Partnership)
class PartnershipPolicy(Policy[Partnership]):
    """A partnership is known to its two sides and to whoever reads its supports."""

    entries = {"manage": lambda actor: only_if(actor.holds(Role.ADMIN), _("Only administrators set partnerships."))}

    def visible_to(self, actor: Actor, rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
        if actor.house or actor.holds(Role.ADMIN):
            return rows
        return rows.filter(pk__in=actor.partnerships)
