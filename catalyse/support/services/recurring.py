"""The search for what recurs in a territory: new proposals, needs that join an open one, needs that left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation, Partnership
from catalyse.actors.policies import in_territory
from catalyse.engines import grouping
from catalyse.kernel import jobs, journal
from catalyse.kernel.access import Actor, house
from catalyse.kernel.models import Code, CodeList, Job
from catalyse.kernel.tables.jobs import JobState
from catalyse.needs.models import Need
from catalyse.places.queries import bodies_around
from catalyse.support.models import Proposal, ProposalMember
from catalyse.support.states import ProposalState

WHY = "the house looks for what recurs"
JOB = "support.recurring"


def bounds() -> grouping.Bounds:
    """What a proposed group may be, and what days cost, as the settings say."""
    return grouping.Bounds(**settings.RECURRING)


def needs_of(partnership: Partnership, day: date) -> list[Need]:
    """The open needs of a territory that no proposal of another one holds, the oldest first. Costs 3 queries."""
    around = in_territory(Actor(bodies=frozenset((partnership.body_id,)), day=day))
    near = Organisation.objects.system(WHY).filter(around).values("pk")
    elsewhere = ProposalMember.objects.filter(current=True).exclude(proposal__partnership=partnership)
    rows = Need.objects.system(WHY).open().filter(organisation__in=near, heard_on__lte=day)
    rows = rows.exclude(pk__in=elsewhere.values("need"))
    rows = rows.select_related("organisation__commune").prefetch_related("themes", "organisation__sectors")
    return list(rows.order_by("heard_on", "pk"))


def as_read(need: Need) -> grouping.Need:
    """A need as the engine reads it: the association stands in its commune. Costs no query when all is at hand."""
    commune = need.organisation.commune
    where = (commune.latitude, commune.longitude) if commune else (None, None)
    return grouping.Need(
        key=str(need.pk),
        organisation=str(need.organisation_id),
        words=need.words,
        on=need.heard_on,
        themes=tuple(sorted(code.code for code in need.themes.all())),
        sectors=tuple(sorted(code.code for code in need.organisation.sectors.all())),
        latitude=None if where[0] is None else float(where[0]),
        longitude=None if where[1] is None else float(where[1]),
    )


@transaction.atomic
def find_recurring(*, partnership: Partnership, by: Actor, today: date) -> int:
    """Looks once through the open needs of a territory; returns how many proposals are new or were joined.

    Two searches at once wait for each other, and for whoever decides about an open proposal. What was refused is not
    proposed again while most of it is the same.
    """
    partnership = Partnership.objects.system(WHY).select_for_update(of=("self",), no_key=True).get(pk=partnership.pk)
    still_open = _held_open(partnership)
    needs = {need.pk: need for need in needs_of(partnership, today)}
    _let_go(partnership, list(needs), by, today)
    held = dict(ProposalMember.objects.filter(current=True, need__in=needs).values_list("need_id", "proposal_id"))
    found = grouping.propose([as_read(need) for need in needs.values()], bounds())
    theirs: dict[int, Proposal] = {}
    touched = 0
    for rank, group in enumerate(found.proposals):
        members = [needs[int(key)] for key in group.members]
        known = Counter(held[need.pk] for need in members if need.pk in held)
        free = [need for need in members if need.pk not in held]
        if known:
            first = still_open.get(min(known, key=lambda pk: (-known[pk], pk)))
            if first is not None:  # else it was taken up a moment ago: the next search looks at it
                theirs[rank] = first
                touched += bool(_join(first, free, by, today))
        elif not _refused_before(partnership, free):
            theirs[rank] = _propose(partnership, group.theme, free, by, today)
            touched += 1
    _tell_why_not(partnership, found, theirs, needs)
    return touched


def _held_open(partnership: Partnership) -> dict[int, Proposal]:
    """The open proposals of a territory, held until the search has ended: nobody decides about them meanwhile."""
    rows = Proposal.objects.system(WHY).open().filter(partnership=partnership).select_related("theme")
    return {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}


def _let_go(partnership: Partnership, open_needs: Sequence[int], by: Actor, today: date) -> None:
    """Needs that were answered in another way leave the proposals that hold them."""
    gone = ProposalMember.objects.filter(current=True, proposal__partnership=partnership).exclude(need__in=open_needs)
    counts = Counter(gone.values_list("proposal_id", flat=True))
    gone.update(current=False, left_on=today)
    for proposal in Proposal.objects.system(WHY).filter(pk__in=counts).order_by("pk"):
        journal.record("proposal.left", on=proposal, by=by, day=today, n=counts[proposal.pk])


def _refused_before(partnership: Partnership, needs: Sequence[Need]) -> bool:
    """Whether most of these needs stand in one proposal that a person refused."""
    rows = ProposalMember.objects.filter(
        need__in=needs, left_on=None, proposal__partnership=partnership, proposal__state=ProposalState.REFUSED
    )
    return any(2 * n > len(needs) for n in Counter(rows.values_list("proposal_id", flat=True)).values())


def _propose(partnership: Partnership, theme: str, needs: Sequence[Need], by: Actor, today: date) -> Proposal:
    code = Code.objects.filter(kind=CodeList.THEME, code=theme).first()
    proposal = Proposal.objects.create(partnership=partnership, theme=code, found_on=today)
    add_members(proposal, needs, today)
    journal.record("proposal.found", on=proposal, by=by, day=today, n=_associations(needs))
    return proposal


def _join(proposal: Proposal, free: Sequence[Need], by: Actor, today: date) -> list[Need]:
    """The free needs that still find room in an open proposal, the earliest first; also one that had left it."""
    rows = ProposalMember.objects.filter(proposal=proposal, current=True)
    owners = set(rows.values_list("need__organisation_id", flat=True))
    before = set(ProposalMember.objects.filter(proposal=proposal).values_list("need_id", flat=True))
    most, joined = bounds().most, []
    for need in free:
        if need.organisation_id in owners or len(owners) < most:
            owners.add(need.organisation_id)
            joined.append(need)
    if joined:
        back = ProposalMember.objects.filter(proposal=proposal, need__in=[one for one in joined if one.pk in before])
        back.update(current=True, left_on=None, later=True, since=today)
        add_members(proposal, [one for one in joined if one.pk not in before], today, later=True)
        journal.record("proposal.joined", on=proposal, by=by, day=today, n=_associations(joined))
    return joined


def add_members(proposal: Proposal, needs: Sequence[Need], today: date, *, later: bool = False) -> None:
    """The needs in the proposal, from that day. Costs 1 query."""
    ProposalMember.objects.bulk_create(
        [ProposalMember(proposal=proposal, need=need, since=today, later=later) for need in needs]
    )


def _associations(needs: Sequence[Need]) -> int:
    return len({need.organisation_id for need in needs})


def _tell_why_not(
    partnership: Partnership, found: grouping.Found, theirs: dict[int, Proposal], needs: dict[int, Need]
) -> None:
    """Writes on each open proposal which needs near it were left out, and why."""
    inside = set(ProposalMember.objects.filter(current=True, need__in=needs).values_list("need_id", flat=True))
    for proposal in Proposal.objects.system(WHY).open().filter(partnership=partnership).select_related("theme"):
        code = proposal.theme.code if proposal.theme else ""
        lines = [
            {"need": int(one.key), "why": one.why, "km": one.km, "days": one.days}
            for one in found.left_out
            if int(one.key) not in inside and (_near(one, theirs, proposal) or code in _codes(needs[int(one.key)]))
        ]
        if lines != proposal.outside:
            Proposal.objects.system(WHY).filter(pk=proposal.pk).update(outside=lines)


def _near(one: grouping.LeftOut, theirs: dict[int, Proposal], proposal: Proposal) -> bool:
    other = theirs.get(one.group) if one.group is not None else None
    return other is not None and other.pk == proposal.pk


def _codes(need: Need) -> set[str]:
    return {code.code for code in need.themes.all()}


def partnerships_of(organisation: Organisation, day: date) -> list[Partnership]:
    """The partnerships that follow an association on that day. Costs 1 query."""
    around = Q(body__in=bodies_around(organisation.commune_id, on=day).values("body")) | Q(body=organisation.body_id)
    return list(Partnership.objects.system(WHY).on(day).filter(around, archived_at=None).order_by("pk"))


@transaction.atomic
def ask_to_look(*, partnership: Partnership, today: date) -> None:
    """Queues one search in a territory, done by the worker in a moment; one that waits already takes the later day."""
    params = {"partnership": partnership.pk, "day": today.isoformat()}
    waiting = Job.objects.select_for_update().filter(
        kind=JOB, state=JobState.QUEUED, params__partnership=partnership.pk
    )
    first = waiting.order_by("pk").first()
    if first is None:
        jobs.start(JOB, title=_("What recurs"), by=house(WHY), **params)
    elif first.params["day"] < params["day"]:
        Job.objects.filter(pk=first.pk).update(params=params)


def look_everywhere(*, today: date) -> int:
    """Queues a search in each territory that is followed on that day; returns how many. Costs 3 queries each."""
    rows = Partnership.objects.system(WHY).on(today).filter(archived_at=None).order_by("pk")
    for partnership in rows:
        ask_to_look(partnership=partnership, today=today)
    return len(rows)


@jobs.job(JOB)
def _look(handle: jobs.Handle) -> None:
    partnership = Partnership.objects.system(WHY).get(pk=handle.params["partnership"])
    handle.begin(1)
    with transaction.atomic():
        found = find_recurring(partnership=partnership, by=house(WHY), today=date.fromisoformat(handle.params["day"]))
        handle.step(done=1, cursor={"done": True})
    handle.tell(found=found)
