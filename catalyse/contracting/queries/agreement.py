"""Reads of agreements: who pays what, who signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from catalyse.actors.models import Organisation
from catalyse.contracting.models import Agreement, Bid, Share, Signature
from catalyse.contracting.sharing import ShareLine
from catalyse.contracting.states import BidState
from catalyse.kernel.access import Actor
from catalyse.support.models import Support


@dataclass(frozen=True)
class CostShare:
    """What one funder pays."""

    funder: Organisation
    amount: Decimal
    percent: Decimal | None = None
    is_fixed: bool = False
    illustrative: bool = False

    @property
    def label(self) -> str:
        return str(self.funder)

    @property
    def places(self) -> int:
        """How many decimals its percentage needs."""
        return 0 if self.percent is None or self.percent % 1 == 0 else 2


@dataclass(frozen=True)
class CostShares:
    """The cost of a support and who pays it. `equal`: all pay the same, but for an odd cent."""

    total: Decimal
    shares: tuple[CostShare, ...]
    illustrative: bool
    signed_on: date | None

    @property
    def equal(self) -> bool:
        amounts = [share.amount for share in self.shares]
        return len(amounts) > 1 and max(amounts) - min(amounts) <= Decimal("0.01")


def agreement_of(support: Support) -> Agreement | None:
    """The agreement in force of a support, for the house itself. Costs 1 query."""
    rows = Agreement.objects.system("the house asks").current().filter(support=support)
    return rows.select_related("support", "consultant", "odd_cent_to").first()


def shares_of(actor: Actor, support: Support) -> CostShares | None:
    """Who pays what for a support; None when there is no agreement or the actor may not read money. Costs 1 query."""
    rows = Share.objects.visible_to(actor).filter(agreement__support=support, agreement__archived_at=None)
    found = list(rows.select_related("funder", "agreement"))
    if not found:
        return None
    agreement = found[0].agreement
    example = agreement.is_illustrative("total")
    return CostShares(
        total=agreement.total,
        shares=tuple(CostShare(row.funder, row.amount, row.percent, row.fixed is not None, example) for row in found),
        illustrative=example,
        signed_on=agreement.signed_on,
    )


def lines_of(agreement: Agreement) -> list[ShareLine]:
    """The shares as they were said, to be changed. Costs 1 query."""
    rows = agreement.shares.system("its own shares").select_related("funder")
    return [ShareLine(row.funder, row.percent, row.fixed) for row in rows]


def proposed_agreement(actor: Actor, support: Support) -> dict[str, Any]:
    """What a new agreement begins from: the price that was chosen, and what the support is. Costs 1 query."""
    won = Bid.objects.visible_to(actor).filter(tender__support=support, state=BidState.CHOSEN).first()
    return {"total": won.amount if won else None, "purpose": support.title}


def at_parity(support: Support) -> list[ShareLine]:
    """The partners of a support at equal shares: the usual agreement. Costs no query when they are known."""
    if support.partnership is None:
        return [ShareLine(support.dla, percent=Decimal(100))]
    half = Decimal(50)
    return [ShareLine(support.dla, percent=half), ShareLine(support.partnership.authority, percent=half)]


def parties_of(agreement: Agreement) -> list[Organisation]:
    """Who signs: each funder, then the consultant when it signs too. Costs 1 query."""
    rows = agreement.shares.system("who signs").select_related("funder")
    parties = [row.funder for row in rows]
    if agreement.with_consultant and agreement.consultant and agreement.consultant_id not in {p.pk for p in parties}:
        parties.append(agreement.consultant)
    return parties


def missing_parties(agreement: Agreement) -> list[Organisation]:
    """Who has not signed yet. Costs 2 queries."""
    signed = set(agreement.signatures.system("who signed").values_list("organisation_id", flat=True))
    return [party for party in parties_of(agreement) if party.pk not in signed]


def signing_of(agreement: Agreement) -> list[tuple[Organisation, Signature | None]]:
    """Each party and its signature, if it has signed. Costs 2 queries."""
    signed = {row.organisation_id: row for row in agreement.signatures.system("who signed")}
    return [(party, signed.get(party.pk)) for party in parties_of(agreement)]
