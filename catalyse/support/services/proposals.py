"""What a person does with a proposal: accept, split, merge, refuse, take up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change
from catalyse.needs.models import Need
from catalyse.support.models import Kind, Proposal, ProposalMember, Support
from catalyse.support.queries.people import officers_of
from catalyse.support.queries.prefill import prefill
from catalyse.support.services.invitations import choose_targets
from catalyse.support.services.recurring import add_members, bounds
from catalyse.support.services.supports import open_support
from catalyse.support.states import PROPOSAL, ProposalState

WHY = "a person decides about a proposal"
KEPT = ("objectives", "purposes", "public", "form", "asked")  # of the last support about the same theme
REFUSE_FORM = "support.refuse_proposal"


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.system(WHY).select_for_update(of=("self",)).get(pk=proposal.pk)


def _needs(proposal: Proposal, by: Actor) -> list[Need]:
    """Those of its needs that still wait and that who decides may read; a few others are free to be found again.

    What was answered since the last search is nobody's to answer again.
    """
    rows = Need.objects.visible_to(by).open().filter(proposed__proposal=proposal, proposed__current=True)
    return list(rows.select_related("organisation").order_by("heard_on", "pk"))


def _free(proposal: Proposal) -> None:
    ProposalMember.objects.filter(proposal=proposal, current=True).update(current=False)


@transaction.atomic
def accept_proposal(*, proposal: Proposal, title: str, by: Actor, today: date) -> Support:
    """A collective support with all that is known: its needs answered, its associations on the list to invite.

    What it aims at and how it unfolds is taken from the last collective support about the same theme, if there is one.
    """
    proposal = _locked(proposal)
    require(by, "decide", proposal)
    PROPOSAL.check(proposal, "accept")
    if not title.strip():
        raise Refused(_("Give the support a name."), field="title")
    needs, limits = _needs(proposal, by), bounds()
    associations = {need.organisation_id: need.organisation for need in needs}
    if len(associations) < 2:
        raise Refused(_("Fewer than two of these associations still wait: answer each by itself."))
    known = prefill(by, [need.pk for need in needs])
    codes = {code.code: code for need in needs for code in need.themes.all()}
    support = open_support(
        kind=Kind.COLLECTIVE, title=title, dla=proposal.partnership.dla, partnership=proposal.partnership, needs=needs,
        themes=[codes[code] for code in known["themes"] if code in codes][:3],
        sectors={code for one in associations.values() for code in one.sectors.all()},
        context=known["context"], least=limits.least, most=max(limits.most, len(associations)),
        collective_half_days=round(2 * limits.collective_days),
        individual_half_days=round(2 * limits.member_days * len(associations)),
        by=by, today=today, **_owner(proposal, by, today), **_last_time(proposal, by),
    )  # fmt: skip
    choose_targets(support=support, associations=associations.values(), by=by, today=today)
    changes = PROPOSAL.move(proposal, "accept", support=support, decided_on=today)
    _free(proposal)
    journal.record(
        "proposal.accepted", on=proposal, also=[support], by=by, day=today, changes=changes, title=support.title
    )
    return support


def _owner(proposal: Proposal, by: Actor, today: date) -> dict[str, Any]:
    """Whoever accepts is in charge on their side."""
    partnership = proposal.partnership
    for column, side in (("dla_owner", partnership.dla_id), ("authority_owner", partnership.authority_id)):
        for user in officers_of(side, today):
            if user.pk == by.user_id:
                return {column: user}
    return {}


def _last_time(proposal: Proposal, by: Actor) -> dict[str, Any]:
    """What was learned the last time, from a support that whoever accepts reads: its texts go no further."""
    rows = Support.objects.visible_to(by).current().filter(kind=Kind.COLLECTIVE, dla=proposal.partnership.dla)
    last = rows.filter(themes=proposal.theme).exclude(objectives="").order_by("-opened_on", "-pk").first()
    return {name: getattr(last, name) for name in KEPT} if last else {}


@transaction.atomic
def answer_proposals(*, support: Support, by: Actor, today: date) -> int:
    """The open proposals of which most needs are answered by a collective support that somebody opened; how many."""
    answered = support.needs.values("pk")
    rows = Proposal.objects.system(WHY).open().filter(members__current=True, members__need__in=answered)
    done = 0
    for proposal in rows.distinct().order_by("pk"):
        proposal = _locked(proposal)
        if proposal.state != ProposalState.OPEN:
            continue  # a person was quicker
        held = ProposalMember.objects.filter(proposal=proposal, current=True)
        if 2 * held.filter(need__in=answered).count() > held.count():
            changes = PROPOSAL.move(proposal, "accept", support=support, decided_on=today)
            _free(proposal)
            journal.record(
                "proposal.answered", on=proposal, also=[support], by=by, day=today, changes=changes, title=support.title
            )
            done += 1
    return done


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, reason: str, by: Actor, today: date) -> Proposal:
    """The proposal put aside for a reason that is remembered: the same is not proposed again."""
    proposal = _locked(proposal)
    require(by, "decide", proposal)
    if not reason.strip():
        raise Refused(_("Write why: the same will not be proposed again."), field="reason")
    changes = PROPOSAL.move(proposal, "refuse", reason=reason.strip(), decided_on=today)
    _free(proposal)
    drafts.discard(by, REFUSE_FORM, proposal)
    journal.record(
        "proposal.refused", on=proposal, by=by, day=today, changes=changes,
        undo=("proposal.take_up", {"pk": proposal.pk}),
    )  # fmt: skip
    return proposal


@transaction.atomic
def take_up_proposal(*, proposal: Proposal, by: Actor, today: date) -> Proposal:
    """A refused proposal to be decided again, with the needs that are still open and stand in no other."""
    proposal = _locked(proposal)
    require(by, "decide", proposal)
    changes = PROPOSAL.move(proposal, "take_up", reason="", decided_on=None)
    taken = ProposalMember.objects.filter(current=True).values("need")
    still = Need.objects.system(WHY).open().exclude(pk__in=taken).values("pk")
    members = ProposalMember.objects.filter(proposal=proposal, left_on=None)
    if not members.filter(need__in=still).update(current=True):
        raise Refused(_("Each of these needs is answered, or in another proposal: there is nothing left to decide."))
    members.filter(current=False).update(left_on=today)
    journal.record("proposal.taken_up", on=proposal, by=by, day=today, changes=changes)
    return proposal


@journal.undoes("proposal.take_up")
def _undo_refusal(*, pk: int, by: Actor, day: date) -> None:
    take_up_proposal(proposal=Proposal.objects.visible_to(by).get(pk=pk), by=by, today=day)


@transaction.atomic
def split_proposal(*, proposal: Proposal, apart: Sequence[Need], by: Actor, today: date) -> tuple[Proposal, Proposal]:
    """Two proposals out of one: the needs named, and the others. Each must hold enough associations to be told."""
    proposal = _locked(proposal)
    require(by, "decide", proposal)
    PROPOSAL.check(proposal, "split")
    chosen, needs = {need.pk for need in apart}, _needs(proposal, by)
    sides = [[need for need in needs if (need.pk in chosen) is side] for side in (False, True)]
    enough = settings.RECURRING_TOLD
    if any(len({need.organisation_id for need in side}) < enough for side in sides):
        raise Refused(_("Each part needs %(n)d associations: tick more, or fewer.") % {"n": enough}, field="needs")
    changes = PROPOSAL.move(proposal, "split", decided_on=today)
    _free(proposal)
    made = []
    for side in sides:
        part = Proposal.objects.create(
            partnership=proposal.partnership, theme=proposal.theme, found_on=today, parent=proposal
        )
        add_members(part, side, today)
        journal.record("proposal.part", on=part, also=[proposal], by=by, day=today, n=len(side))
        made.append(part)
    journal.record("proposal.split", on=proposal, by=by, day=today, changes=changes)
    return made[0], made[1]


@transaction.atomic
def merge_proposals(*, proposal: Proposal, other: Proposal, by: Actor, today: date) -> Proposal:
    """The needs of another open proposal of the territory moved into this one."""
    if proposal.pk == other.pk:
        raise Refused(_("Choose another proposal."), field="other")
    first, second = sorted((proposal, other), key=lambda one: one.pk)
    locked = {one.pk: _locked(one) for one in (first, second)}
    proposal, other = locked[proposal.pk], locked[other.pk]
    for one in (proposal, other):
        require(by, "decide", one)
    if proposal.state != ProposalState.OPEN or proposal.partnership_id != other.partnership_id:
        raise Refused(_("Only two open proposals of one territory are merged."), field="other")
    moved = _needs(other, by)
    together, most = len({need.organisation_id for need in (*_needs(proposal, by), *moved)}), bounds().most
    if together > most:
        raise Refused(
            _("Together they would be %(n)d associations, more than the %(most)d that a support holds.")
            % {"n": together, "most": most},
            field="other",
        )
    changes = PROPOSAL.move(other, "merge", into=proposal, decided_on=today)
    _free(other)
    ProposalMember.objects.filter(proposal=proposal, need__in=moved).delete()
    add_members(proposal, moved, today, later=True)
    journal.record("proposal.merged", on=other, also=[proposal], by=by, day=today, changes=changes, n=len(moved))
    if other.theme_id and not proposal.theme_id:
        change(proposal, theme=other.theme)
    return proposal
