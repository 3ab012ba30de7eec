"""Who sees a support: its partners, those it is for, those invited to it, and its readers; never another tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import ASSOCIATION, AUTHORITY, DLA, OFFICERS, PARTNERS, READERS_OF_SUPPORTS, Role
from catalyse.kernel.access import EVERYBODY, NO_ONE, Actor, Decision, Group, Policy, deny, only_if, policy_for
from catalyse.needs.models import Need
from catalyse.support.models import (
    Attendance,
    Beneficiary,
    Deliverable,
    FollowUp,
    InformationMeeting,
    Invitation,
    Opinion,
    PlanAction,
    Proposal,
    Session,
    Support,
)

PARTNERS_ONLY = _("Only the two partners of this support may do this.")
TERRITORY_ONLY = _("What recurs is shown to the two partners of a territory.")
DECIDERS_ONLY = _("Only the officers of the two partners decide about what recurs.")
NOT_ALL_READ = _("Part of these needs is only read by the DLA: it decides about them.")
LINK = "support.invitation"


def in_partnership(actor: Actor, path: str = "") -> Q:
    """Rows of the supports that the actor follows as partner or committee member."""
    if not actor.holds(*READERS_OF_SUPPORTS):
        return Q(pk__in=[])
    mine = Q(**{f"{path}partnership__in": actor.partnerships})
    return mine | Q(**{f"{path}dla__in": actor.organisations(*DLA)})


def leads(actor: Actor, support: Support) -> Decision:
    """Whether the actor is an officer of one of the two partners of this support."""
    own = support.dla_id in actor.organisations(*DLA)
    partner = support.partnership_id in actor.partnerships and actor.holds(*AUTHORITY)
    return only_if(own or partner, PARTNERS_ONLY)


def crewed(actor: Actor, supports: Iterable[Support]) -> set[int]:
    """Those that the actor helps to run without being a partner (the consultant chosen for it), by number.

    Costs 1 query for who helps anything at all, else none.
    """
    found: set[int] = set()
    for helps in crew:
        run = helps(actor)
        if run is not None:
            rows = Support.objects.system("a policy asks").filter(pk__in=[support.pk for support in supports])
            found.update(rows.filter(pk__in=run).values_list("pk", flat=True))
    return found


def crews(actor: Actor, support: Support) -> bool:
    """Whether the actor helps to run this support without being a partner."""
    return support.pk in crewed(actor, [support])


def leads_or_crews(actor: Actor, support: Support) -> Decision:
    """Whether the actor is an officer of a partner, or helps to run this support."""
    return only_if(bool(leads(actor, support)) or crews(actor, support), PARTNERS_ONLY)


@policy_for(Support)
class SupportPolicy(Policy[Support]):
    """A support is open to its partners; to an association once it is invited or helped; to its consultant."""

    entries = {
        "list": lambda actor: only_if(actor.holds(*READERS_OF_SUPPORTS, *ASSOCIATION, Role.CONSULTANT), PARTNERS_ONLY),
        "open": lambda actor: only_if(actor.holds(*OFFICERS), PARTNERS_ONLY),
        "my_dates": lambda actor: only_if(actor.holds(*ASSOCIATION), _("These dates are those of an association.")),
    }
    verbs = {
        **dict.fromkeys(("edit", "invite", "move", "archive", "run_again"), leads),
        **dict.fromkeys(("plan", "note_attendance", "deliver"), leads_or_crews),
    }
    fields = {
        "story": Group(
            ("kind", "title", "dla", "partnership", "requester", "dla_owner", "authority_owner", "context",
             "objectives", "purposes", "public", "form", "asked", "reply_by", "least", "most", "individual_half_days",
             "collective_half_days", "state", "opened_on", "plan_agreed_on", "ended_on", "themes", "sectors", "region",
             "body", "steps"),
            lambda actor: EVERYBODY,
        ),
        "working": Group(("needs", "letter", "lessons", "end_reason", "previous"), in_partnership),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Support]) -> QuerySet[Support]:
        """Those that one follows, those of one's association, those to which it was invited, those opened above."""
        if actor.house:
            return rows
        mine = in_partnership(actor)
        own = actor.organisations(*ASSOCIATION)
        if own:
            joined = Beneficiary.objects.system("policy").filter(association__in=own)
            invited = Invitation.objects.system("policy").filter(association__in=own).exclude(state="prepared")
            mine |= Q(pk__in=joined.values("support")) | Q(pk__in=invited.values("support"))
        if actor.link and actor.link[0] == LINK:
            mine |= Q(pk__in=Invitation.objects.system("policy").filter(pk=actor.link[1]).values("support"))
        return rows.filter(mine | widened(actor, "pk"))


# Upper rooms that bring people into a support (the consultant chosen there) add what they open here: the numbers of
# the supports, or None when they open nothing to this actor.
widened_by: list[Callable[[Actor], Any]] = []


def widened(actor: Actor, path: str = "support") -> Q:
    """Rows of the supports that upper rooms open to the actor; none when they open none."""
    opened = [found for widen in widened_by if (found := widen(actor)) is not None]
    return reduce(or_, (Q(**{f"{path}__in": found}) for found in opened), Q(pk__in=[]))


# The same rooms say here who may plan sessions, note who was there and deliver, without being a partner.
crew: list[Callable[[Actor], QuerySet[Any] | None]] = []  # the supports that somebody who is no partner runs


class _OfASupport(Policy[Any]):
    """Rows that follow their support: partners see all, an association its own and what is common."""

    common = Q(pk__in=[])
    own = "association"

    verbs = {"edit": lambda actor, row: leads(actor, row.support)}

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """All of a support that one follows; of the others one's own, and what is common to those who joined."""
        if actor.house:
            return rows
        mine = in_partnership(actor, "support__")
        associations = actor.organisations(*ASSOCIATION)
        if associations:
            mine |= Q(**{f"{self.own}__in": associations})
            joined = Beneficiary.objects.system("policy").filter(association__in=associations)
            mine |= Q(support__in=joined.values("support")) & self.common
        return rows.filter(mine | widened(actor))


@policy_for(Invitation)
class InvitationPolicy(_OfASupport):
    """An association sees its own invitation, nobody else's answer."""

    verbs = {
        "edit": lambda actor, row: leads(actor, row.support),
        "answer": lambda actor, row: only_if(
            actor.link == (LINK, row.pk)
            or row.association_id in actor.organisations(Role.ASSOCIATION_LEAD)
            or bool(leads(actor, row.support)),
            _("Only the association answers its invitation."),
        ),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """All of a support that one follows; else those sent to one's association, and the one of the link."""
        if actor.house:
            return rows
        mine = in_partnership(actor, "support__")
        mine |= Q(association__in=actor.organisations(*ASSOCIATION)) & ~Q(state="prepared")
        if actor.link and actor.link[0] == LINK:
            mine |= Q(pk=actor.link[1])
        return rows.filter(mine)


@policy_for(InformationMeeting)
class InformationMeetingPolicy(Policy[InformationMeeting]):
    """A meeting is known to the partners and to whoever is invited."""

    verbs = {"edit": lambda actor, row: leads(actor, row.support)}

    def visible_to(self, actor: Actor, rows: QuerySet[InformationMeeting]) -> QuerySet[InformationMeeting]:
        if actor.house:
            return rows
        invited = Invitation.objects.visible_to(actor).values("support")
        return rows.filter(in_partnership(actor, "support__") | Q(support__in=invited))


@policy_for(Beneficiary)
class BeneficiaryPolicy(_OfASupport):
    """The associations of a group know each other; headcounts stay with the partners and the association."""

    common = EVERYBODY
    fields = {
        "identity": Group(("association", "joined_on", "left_on"), lambda actor: EVERYBODY),
        "figures": Group(
            ("staff",),
            lambda actor: in_partnership(actor, "support__") | Q(association__in=actor.organisations(*ASSOCIATION)),
        ),
        "folder": Group(
            ("papers",),
            lambda actor: (
                Q(association__in=actor.organisations(*ASSOCIATION)) | Q(support__dla__in=actor.organisations(*DLA))
            ),
        ),
    }
    verbs = {
        "edit": lambda actor, row: leads(actor, row.support),
        "papers": lambda actor, row: _chooses_papers(actor, row),
    }


def _chooses_papers(actor: Actor, row: Beneficiary) -> Decision:
    own = row.association_id in actor.organisations(Role.ASSOCIATION_LEAD)
    dla = row.support.dla_id in actor.organisations(*DLA)
    return only_if(own or dla, _("Only the association and the DLA of this support choose its documents."))


@policy_for(Session)
class SessionPolicy(_OfASupport):
    """Common sessions are for the whole group; an individual one for its association."""

    common = Q(association=None)
    verbs = {
        "edit": lambda actor, row: leads(actor, row.support),
        **{verb: lambda actor, row: leads_or_crews(actor, row.support) for verb in ("plan", "note_attendance")},
    }


@policy_for(Deliverable)
class DeliverablePolicy(_OfASupport):
    """What is common is for the whole group; a summary sheet for its association."""

    common = Q(association=None)
    verbs = {
        "edit": lambda actor, row: leads(actor, row.support),
        "deliver": lambda actor, row: leads_or_crews(actor, row.support),
    }


def follows(actor: Actor, support: Support) -> bool:
    """Whether the actor follows this support as a partner or on the committee. Costs no query."""
    seat = support.partnership_id in actor.partnerships or support.dla_id in actor.organisations(*DLA)
    return seat and actor.holds(*READERS_OF_SUPPORTS)


def reads_path(actor: Actor, support: Support) -> bool:
    """Whether the actor reads the path of this support: a partner, the committee, an association that it is for.

    Costs no query for who follows supports, else 1.
    """
    if actor.house or follows(actor, support):
        return True
    own = actor.organisations(*ASSOCIATION)
    joined = Beneficiary.objects.system("policy").filter(support=support, association__in=own)
    return bool(own) and joined.exists()


class _OfThePath(Policy[Any]):
    """What the partners, the committee and the association of a support read; nobody whom an upper room brings in."""

    verbs = {"edit": lambda actor, row: leads(actor, row.support)}

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """All of a support that one follows, or that is for one's association."""
        if actor.house:
            return rows
        own = Beneficiary.objects.system("policy").filter(association__in=actor.organisations(*ASSOCIATION))
        return rows.filter(in_partnership(actor, "support__") | Q(support__in=own.values("support")))


@policy_for(Opinion)
class OpinionPolicy(_OfThePath):
    """What the committee said is told to the association that it is about."""


@policy_for(PlanAction)
class PlanActionPolicy(_OfThePath):
    """The plan is the association's own: it says itself how far it has come with what it does itself."""

    verbs = {"edit": lambda actor, row: leads(actor, row.support), "tell": lambda actor, row: _tells(actor, row)}


def _tells(actor: Actor, action: PlanAction) -> Decision:
    if leads(actor, action.support):
        return only_if(True, PARTNERS_ONLY)
    own = actor.organisations(*ASSOCIATION) if action.way == "own" else frozenset()
    joined = Beneficiary.objects.system("policy").filter(support=action.support_id, left_on=None, association__in=own)
    return only_if(bool(own) and joined.exists(), PARTNERS_ONLY)


@policy_for(FollowUp)
class FollowUpPolicy(_OfThePath):
    """What became of a support is told to its association too."""


@policy_for(Attendance)
class AttendancePolicy(Policy[Attendance]):
    """Attendance is proof for the partners; an association sees its own lines."""

    def visible_to(self, actor: Actor, rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
        if actor.house:
            return rows
        mine = in_partnership(actor, "session__support__") | Q(association__in=actor.organisations(*ASSOCIATION))
        return rows.filter(mine | widened(actor, "session__support"))


@policy_for(Proposal)
class ProposalPolicy(Policy[Proposal]):
    """What recurs is told to the partners of a territory, once enough associations say it; never who, to whoever
    may not read what they said.

    A count of those whose words one may not read is told when they are enough by themselves: else the difference
    between two counts would tell.
    """

    entries = {"list": lambda actor: only_if(actor.holds(*PARTNERS), TERRITORY_ONLY)}
    verbs = {"decide": lambda actor, row: _decides(actor, row)}
    fields = {
        "story": Group(
            ("partnership", "theme", "found_on", "state", "decided_on", "reason", "into", "parent", "support"),
            lambda actor: EVERYBODY,
        ),
        "outside": Group(("outside",), lambda actor: NO_ONE),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
        """Those of one's territories that enough associations share."""
        if actor.house:
            return rows
        if not actor.holds(*PARTNERS):
            return rows.none()
        enough = settings.RECURRING_TOLD
        near = counted(actor, Proposal.objects.system("policy").filter(partnership__in=actor.partnerships))
        told = near.filter(Q(seen__gte=enough) | Q(said__gte=F("seen") + enough))
        return rows.filter(pk__in=told.values("pk"))


def counted(actor: Actor, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """The proposals with how many associations they hold (`said`), and of how many the actor reads a need (`seen`)."""
    stays = Q(members__left_on=None, members__need__archived_at=None)
    read = stays & Q(members__need__in=Need.objects.visible_to(actor).values("pk"))
    return rows.annotate(
        said=Count("members__need__organisation", filter=stays, distinct=True),
        seen=Count("members__need__organisation", filter=read, distinct=True),
    )


def _decides(actor: Actor, proposal: Proposal) -> Decision:
    if not (actor.holds(*OFFICERS) and proposal.partnership_id in actor.partnerships):
        return deny(DECIDERS_ONLY)
    # fewer than may be told are as if they were not there: whoever decides, decides about the others
    rows: Any = counted(actor, Proposal.objects.system("policy").filter(pk=proposal.pk))
    said, seen = rows.values_list("said", "seen").get()
    return only_if(said - seen < settings.RECURRING_TOLD, NOT_ALL_READ)
