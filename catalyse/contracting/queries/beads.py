"""Where the terms, the tender and the agreement of a support stand: one move at a time, and whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from catalyse.contracting.models import Agreement, Approval, Share, Signature, Tender, Terms
from catalyse.contracting.moments import moment
from catalyse.contracting.queries.terms import sides_of
from catalyse.contracting.states import AgreementState, TenderState, TermsState
from catalyse.kernel.access import Actor
from catalyse.support.models import Support
from catalyse.support.states import SupportState

WHY = "the next move of a support"


@dataclass(frozen=True)
class Bead:
    """The open move of a support in this room, with what it is about."""

    support: Support
    move: str
    terms: Terms | None = None
    tender: Tender | None = None
    agreement: Agreement | None = None
    missing: tuple[str, ...] = ()
    since: date | None = None


def beads_of(supports: Iterable[Support], *, today: date, by: Actor) -> list[Bead]:
    """The open move of each support that waits for one here. Costs 6 queries, whatever their number, and 1 more
    (the clock of the database) when bids are awaited."""
    rows = [row for row in supports if row.state in (SupportState.ENROLLED, SupportState.CHOSEN)]
    if not rows:
        return []
    terms = {row.support_id: row for row in Terms.objects.system(WHY).current().filter(support__in=rows)}
    tenders = Tender.objects.system(WHY).filter(support__in=rows).exclude(state=TenderState.UNSUCCESSFUL)
    live = {row.support_id: row for row in tenders}
    drawn_up = Agreement.objects.system(WHY).current().filter(support__in=rows).select_related("consultant")
    agreements = {row.support_id: row for row in drawn_up}
    given, unsigned = _approvals(terms.values()), _unsigned(agreements.values())
    now = moment(today=today, by=by) if any(t.state == TenderState.OPEN for t in live.values()) else None
    found = (
        _bead(row, terms.get(row.pk), live.get(row.pk), agreements.get(row.pk), given, unsigned, now) for row in rows
    )
    return [bead for bead in found if bead]


def _approvals(terms: Iterable[Terms]) -> dict[int, dict[str, date]]:
    given: dict[int, dict[str, date]] = defaultdict(dict)
    for row in Approval.objects.filter(terms__in=[t.pk for t in terms], voided_on=None):
        given[row.terms_id][row.side] = row.approved_on
    return given


def _unsigned(agreements: Iterable[Agreement]) -> dict[int, tuple[str, ...]]:
    rows = {agreement.pk: agreement for agreement in agreements}
    signed: dict[int, set[int]] = defaultdict(set)
    for pk, organisation in (
        Signature.objects.system(WHY).filter(agreement__in=rows).values_list("agreement_id", "organisation_id")
    ):
        signed[pk].add(organisation)
    missing: dict[int, list[str]] = defaultdict(list)
    for share in Share.objects.system(WHY).filter(agreement__in=rows).select_related("funder"):
        if share.funder_id not in signed[share.agreement_id]:
            missing[share.agreement_id].append(str(share.funder))
    for agreement in rows.values():
        if agreement.with_consultant and agreement.consultant_id not in signed[agreement.pk]:
            missing[agreement.pk].append(str(agreement.consultant))
    return {pk: tuple(names) for pk, names in missing.items()}


def _bead(
    support: Support,
    terms: Terms | None,
    tender: Tender | None,
    agreement: Agreement | None,
    given: dict[int, dict[str, date]],
    unsigned: dict[int, tuple[str, ...]],
    now: datetime | None,
) -> Bead | None:
    if support.state == SupportState.CHOSEN:
        if agreement is None:
            return Bead(support, "draw_up", terms, tender)
        if agreement.state == AgreementState.SIGNED:
            return None
        missing = unsigned.get(agreement.pk, ())
        return Bead(support, "sign", terms, tender, agreement, missing, agreement.drawn_up_on)
    if tender is not None:
        if tender.state == TenderState.OPEN:
            late = now is not None and now >= tender.deadline_at
            return Bead(support, "open" if late else "wait", terms, tender, since=tender.opened_on)
        return Bead(support, "choose", terms, tender)
    if terms is None:
        return Bead(support, "write")
    if terms.state == TermsState.DRAFT:
        done = given.get(terms.pk, {})
        missing = tuple(side for side in sides_of(support) if side not in done)
        return Bead(support, "approve", terms, missing=missing, since=max(done.values(), default=None))
    return Bead(support, "consult", terms)
