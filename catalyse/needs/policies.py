"""Who reads a need: the association and its DLA; the partner authority when it heard it or when it is shared."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.policies import in_territory
from catalyse.actors.roles import ASSOCIATION, AUTHORITY, AUTHORITY_ALL, DLA, OFFICERS, Role
from catalyse.kernel.access import EVERYBODY, NO_ONE, Actor, Decision, Group, Policy, only_if, policy_for
from catalyse.needs.models import Chase, Need, NeedLink

LINK = "needs.needlink"

OFFICERS_ONLY = _("Only the officers who follow this association decide about its needs.")


@policy_for(Need)
class NeedPolicy(Policy[Need]):
    """The words of an association stay with it and its DLA unless it, or who heard it, shares them."""

    entries = {
        "list": lambda actor: only_if(actor.holds(*DLA, *AUTHORITY_ALL, *ASSOCIATION), OFFICERS_ONLY),
        "note": lambda actor: only_if(actor.holds(*OFFICERS, *ASSOCIATION), OFFICERS_ONLY),
        "chase": lambda actor: only_if(actor.holds(*OFFICERS), OFFICERS_ONLY),
    }
    verbs = {
        "reword": lambda actor, need: _reword(actor, need),
        "decide": lambda actor, need: only_if(actor.holds(*OFFICERS), OFFICERS_ONLY),
        "chase": lambda actor, need: only_if(actor.holds(*OFFICERS), OFFICERS_ONLY),
        "share": lambda actor, need: _share(actor, need),
        "archive": lambda actor, need: _reword(actor, need),
    }
    fields = {
        "words": Group(
            ("organisation", "words", "themes", "urgency", "heard", "call", "heard_on", "heard_by", "shared",
             "state", "outcome", "twin", "commune", "link"),
            lambda actor: EVERYBODY,
        ),
        "work": Group(("officer", "asleep_until"), lambda actor: EVERYBODY if actor.holds(*OFFICERS) else NO_ONE),
        "note": Group(("note",), lambda actor: Q(heard_by__in=actor.organisations(*OFFICERS))),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Need]) -> QuerySet[Need]:
        """Those of one's association; of the territory, all for the DLA, the shared or heard ones for the authority."""
        if actor.house:
            return rows
        if actor.link:
            return rows.filter(link=actor.link[1]) if actor.link[0] == LINK else rows.none()
        mine = Q(organisation__in=actor.organisations(*ASSOCIATION))
        near = Organisation.objects.system("territory").filter(in_territory(actor)).values("pk")
        if actor.holds(*DLA):
            mine |= Q(organisation__in=near)
        if actor.holds(*AUTHORITY_ALL):
            authority = actor.organisations(*AUTHORITY)
            mine |= Q(organisation__in=near) & (Q(shared=True) | Q(heard_by__in=authority))
        return rows.filter(mine)


def _reword(actor: Actor, need: Need) -> Decision:
    own = need.organisation_id in actor.organisations(*ASSOCIATION)
    heard = need.heard_by_id in actor.organisations(*OFFICERS)
    return only_if(
        own or heard or actor.holds(*DLA), _("Only the association and whoever wrote this down may change it.")
    )


def _share(actor: Actor, need: Need) -> Decision:
    own = need.organisation_id in actor.organisations(Role.ASSOCIATION_LEAD, Role.ASSOCIATION_MEMBER)
    heard = need.heard_by_id in actor.organisations(*OFFICERS)
    return only_if(own or heard, _("Only the association, or whoever heard this, decides who else reads it."))


@policy_for(Chase)
class ChasePolicy(Policy[Chase]):
    """Who went after a need and when is told among officers who read the need."""

    def visible_to(self, actor: Actor, rows: QuerySet[Chase]) -> QuerySet[Chase]:
        """Those of the needs that the officer reads."""
        if not (actor.house or actor.holds(*OFFICERS)):
            return rows.none()
        return rows.filter(need__in=Need.objects.visible_to(actor).values("pk"))


@policy_for(NeedLink)
class NeedLinkPolicy(Policy[NeedLink]):
    """Officers give links to the associations of their territory and end their team's; the holder says needs."""

    entries = {"give": lambda actor: only_if(actor.holds(*OFFICERS), OFFICERS_ONLY)}
    verbs = {
        "end": lambda actor, link: only_if(actor.holds(*OFFICERS), OFFICERS_ONLY),
        "say": lambda actor, link: only_if(actor.link == (LINK, link.pk), _("Only the holder of the link says this.")),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[NeedLink]) -> QuerySet[NeedLink]:
        """Those that the own team gave; for the DLA all of its territory; by a link, the one that it names."""
        if actor.house:
            return rows
        if actor.link:
            return rows.filter(pk=actor.link[1]) if actor.link[0] == LINK else rows.none()
        seen = Q(team__in=actor.organisations(*OFFICERS))
        if actor.holds(*DLA):
            seen |= Q(
                organisation__in=Organisation.objects.system("territory").filter(in_territory(actor)).values("pk")
            )
        return rows.filter(seen)
