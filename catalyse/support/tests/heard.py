"""Needs that say the same thing in one territory, and the search for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from catalyse.kernel.access import Actor
from catalyse.needs.models import Need
from catalyse.support import services
from catalyse.support.models import Proposal, ProposalMember
from catalyse.support.tests.factories import DAY, HOUSE, Territory, member, need

WORDS = (
    "Personne ne nous connaît.", "On ne sait pas communiquer.", "Nos affiches coûtent cher.", "Aucun journaliste.",
    "Comment dire ce que nous faisons ?", "Notre site est vieux.",
)  # fmt: skip


def said(territory: Territory, count: int, *, shared: bool = True, first: int = 0, **values: Any) -> list[Need]:
    """So many associations that say the same thing, each a day after the other."""
    return [
        need(
            territory.association(), territory.dla, WORDS[n % len(WORDS)], shared=shared,
            heard_on=DAY - timedelta(days=30 - n), **values,
        )
        for n in range(first, first + count)
    ]  # fmt: skip


def look(territory: Territory, today: date = DAY) -> int:
    """One search in the territory."""
    return services.find_recurring(partnership=territory.partnership, by=HOUSE, today=today)


def only() -> Proposal:
    """The only proposal there is."""
    return Proposal.objects.system("a test").get()


def members_of(proposal: Proposal) -> set[int]:
    """The needs of a proposal."""
    return set(ProposalMember.objects.filter(proposal=proposal, left_on=None).values_list("need_id", flat=True))


def officer(territory: Territory) -> Actor:
    """Somebody of the DLA."""
    return member(territory.dla, "dla_officer")


def partner(territory: Territory) -> Actor:
    """Somebody of the authority."""
    return member(territory.authority, "authority_officer")
