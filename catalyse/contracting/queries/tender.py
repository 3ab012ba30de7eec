"""Reads of tenders, and of what each may know of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from catalyse.actors.models import Organisation
from catalyse.contracting.models import Bid, Consulted, Question, Tender
from catalyse.contracting.policies import of_consultant, supports_carried_by
from catalyse.contracting.states import BidState, TenderState
from catalyse.kernel.access import Actor
from catalyse.support.models import Support


@dataclass(frozen=True)
class Answers:
    """How many were consulted, how many have a bid in, how many said no: what may be known before the deadline."""

    consulted: int
    filed: int
    declined: int

    @property
    def waiting(self) -> int:
        return self.consulted - self.filed - self.declined


def tender_of(actor: Actor, support: Support) -> Tender | None:
    """The latest tender of a support, if the actor may know of it. Costs 1 query."""
    rows = Tender.objects.visible_to(actor).filter(support=support)
    return rows.select_related("support", "terms").first()


def answers_of(tender: Tender) -> Answers:
    """The numbers of a tender, without a name or a price. Costs 2 queries."""
    asked = list(tender.consulted.system("only counted").values_list("declined_on", flat=True))
    filed = tender.bids.system("only counted").exclude(state=BidState.WITHDRAWN).count()
    return Answers(len(asked), filed, sum(day is not None for day in asked))


def bids_of(actor: Actor, tender: Tender) -> QuerySet[Bid]:
    """The bids of a tender that the actor may read, the lowest price first. Costs 1 query when read."""
    return Bid.objects.visible_to(actor).filter(tender=tender).select_related("consultant").order_by("amount", "pk")


def questions_of(actor: Actor, tender: Tender) -> QuerySet[Question]:
    """The questions that the actor may read, in their order. Costs 1 query when read."""
    return Question.objects.visible_to(actor).filter(tender=tender).select_related("consultant")


def consultant_of(support: Support) -> Organisation | None:
    """Who was chosen for a support: a name that whoever sees the support may read. Costs 1 query."""
    won = Bid.objects.system("a name without a price").filter(tender__support=support, state=BidState.CHOSEN)
    row = won.select_related("consultant").defer("amount", "text").first()
    return row.consultant if row else None


def my_tenders(actor: Actor) -> list[tuple[Consulted, Bid | None]]:
    """The tenders to which the actor's consultancy was asked, each with its own bid. Costs 2 queries."""
    own = of_consultant(actor)
    rows = Consulted.objects.visible_to(actor).filter(consultant__in=own)
    asked = list(rows.select_related("tender__support", "consultant").order_by("-tender__deadline_at", "-pk"))
    bids = Bid.objects.visible_to(actor).filter(consultant__in=own, tender__in=[row.tender_id for row in asked])
    filed = {(bid.tender_id, bid.consultant_id): bid for bid in bids}
    return [(row, filed.get((row.tender_id, row.consultant_id))) for row in asked]


def missions_of(actor: Actor) -> QuerySet[Support]:
    """The supports that the actor's consultancy carries. Costs 1 query when read."""
    return Support.objects.visible_to(actor).filter(pk__in=supports_carried_by(actor))


def deadlines(actor: Actor, start: date, end: date) -> QuerySet[Tender]:
    """The tenders whose deadline falls between two days, both included. Costs 1 query when read."""
    rows = Tender.objects.visible_to(actor).filter(deadline_at__date__gte=start, deadline_at__date__lte=end)
    return rows.filter(state=TenderState.OPEN).select_related("support").order_by("deadline_at")
