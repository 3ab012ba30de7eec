"""An agreement: drawn up, rewritten until somebody signs, signed by all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.contracting import queries
from catalyse.contracting.models import Agreement, Share, Signature, Vat
from catalyse.contracting.services.consultant import without
from catalyse.contracting.sharing import ShareLine, share_out
from catalyse.contracting.states import AGREEMENT, AgreementState
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, change
from catalyse.support import services as support_services
from catalyse.support.models import Support
from catalyse.support.states import SUPPORT, UNDER_WAY, SupportState

AGREEMENT_FORM = "contracting.agreement"
PRICES = ("total", "vat", "odd_cent_to", "odd_cent_to_id", "conditions", "illustrative")
TOO_EARLY = (SupportState.SPOTTED, SupportState.SCOPED, SupportState.INVITING, SupportState.ENROLLED)


def _locked(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.select_related("support", "consultant").get(pk=agreement.pk)


@transaction.atomic
def draw_up_agreement(
    *,
    support: Support,
    total: Decimal,
    shares: Sequence[ShareLine],
    by: Actor,
    today: date,
    odd_cent_to: Organisation | None = None,
    vat: str = Vat.INCLUDED,
    purpose: str = "",
    conditions: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    with_consultant: bool = False,
    drawn_up_on: date | None = None,
    illustrative: Sequence[str] = (),
) -> Agreement:
    """The agreement of a support, its shares computed to the cent, ready to be signed."""
    support = Support.objects.system("a service holds it").select_for_update(of=("self",)).get(pk=support.pk)
    if support.state in TOO_EARLY or support.state not in UNDER_WAY:
        raise Refused(_("Choose the consultant first: the agreement is about its price."))
    if support.agreements.system("one at a time").current().exists():
        raise Refused(_("There is an agreement for this support already."))
    agreement = Agreement(
        support=support,
        consultant=queries.consultant_of(support),
        with_consultant=with_consultant,
        total=total,
        vat=vat,
        odd_cent_to=odd_cent_to or _first(shares),
        purpose=purpose.strip(),
        conditions=conditions.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        drawn_up_on=drawn_up_on or today,
        illustrative=list(illustrative),
    )
    require(by, "edit", agreement)
    _check_frame(agreement)
    amounts = share_out(total, shares, odd_cent_to)
    agreement.save(force_insert=True)
    _set_shares(agreement, shares, amounts)
    drafts.discard(by, AGREEMENT_FORM, support)
    journal.record("agreement.drawn_up", on=agreement, also=[support], by=by, day=today, funders=len(shares))
    return agreement


@transaction.atomic
def rewrite_agreement(
    *,
    agreement: Agreement,
    expected: int,
    by: Actor,
    today: date,
    total: Decimal,
    shares: Sequence[ShareLine],
    odd_cent_to: Organisation | None = None,
    **columns: Any,
) -> Agreement:
    """The agreement with other terms or shares, computed again; refused once anybody has signed."""
    agreement = _locked(agreement)
    require(by, "edit", agreement)
    if agreement.state != AgreementState.DRAFT:
        raise Refused(_("Somebody has signed this text: it can no longer change. What changes later is an amendment."))
    amounts = share_out(total, shares, odd_cent_to)
    values = {**columns, "total": total, "odd_cent_to": odd_cent_to or _first(shares)}
    _check_frame(agreement, values)
    before = _said(queries.lines_of(agreement))
    changes = _rewrite(agreement, expected, values)
    _set_shares(agreement, shares, amounts)
    drafts.discard(by, AGREEMENT_FORM, agreement.support)
    journal.record(
        "agreement.rewritten", on=agreement, also=[agreement.support], by=by, day=today,
        changes=without(changes, PRICES), shares_changed=before != _said(shares),
    )  # fmt: skip
    return agreement


def _rewrite(agreement: Agreement, expected: int, values: dict[str, Any]) -> Changes:
    # the shares are part of the text: so that each rewriting is a newer version, even when only they differ
    changes = change(agreement, expected=expected, **values)
    if not changes:
        Agreement.objects.system("its shares change").filter(pk=agreement.pk).update(version=agreement.version + 1)
        agreement.version += 1
    return changes


def _first(shares: Sequence[ShareLine]) -> Organisation:
    if not shares:
        raise Refused(_("Say who pays: at least one funder."))
    return next((line.funder for line in shares if line.amount is None), shares[0].funder)


def _said(shares: Sequence[ShareLine]) -> list[tuple[Any, ...]]:
    return [(line.funder.pk, line.percent, line.amount) for line in shares]


def _check_frame(agreement: Agreement, values: dict[str, Any] | None = None) -> None:
    read = {**{k: getattr(agreement, k) for k in ("starts_on", "ends_on", "with_consultant")}, **(values or {})}
    if read["starts_on"] and read["ends_on"] and read["ends_on"] < read["starts_on"]:
        raise Refused(_("The agreement ends on the day it begins or later: check the dates."), "ends_on")
    if read["with_consultant"] and agreement.consultant_id is None:
        raise Refused(_("No consultant was chosen in a tender: it cannot sign."), "with_consultant")


def _set_shares(agreement: Agreement, shares: Sequence[ShareLine], amounts: Sequence[Decimal]) -> None:
    agreement.shares.system("replaced as a whole").delete()
    Share.objects.bulk_create(
        Share(
            agreement=agreement, position=rank, funder=line.funder, percent=line.percent, fixed=line.amount,
            amount=amount,
        )
        for rank, (line, amount) in enumerate(zip(shares, amounts, strict=True), 1)
    )  # fmt: skip


@transaction.atomic
def sign_agreement(
    *,
    agreement: Agreement,
    organisation: Organisation,
    function: str,
    by: Actor,
    today: date,
    name: str = "",
    signed_on: date | None = None,
    illustrative: Sequence[str] = (),
) -> Signature:
    """The signature of one party, noted; with the last one the agreement is complete and the support begins."""
    agreement = _locked(agreement)
    require(by, "sign", agreement)
    day = signed_on or today
    _check_signature(agreement, organisation, function, day, today)
    AGREEMENT.move(agreement, "sign")
    signature = Signature.objects.create(
        agreement=agreement, organisation=organisation, name=name.strip(), function=function.strip(), signed_on=day,
        illustrative=bool(illustrative),
    )  # fmt: skip
    complete = not queries.missing_parties(agreement)
    journal.record(
        "agreement.signed" if complete else "agreement.party_signed",
        on=agreement, also=[agreement.support], by=by, day=today, party=str(organisation),
        undo=None if complete else ("agreement.signature", {"pk": signature.pk}),
    )  # fmt: skip
    if complete:
        last = max(agreement.signatures.system("the last one").values_list("signed_on", flat=True))
        AGREEMENT.move(agreement, "complete", signed_on=last)
        _begin_support(agreement.support, by, today)
    return signature


def _check_signature(agreement: Agreement, organisation: Organisation, function: str, day: date, today: date) -> None:
    if agreement.state == AgreementState.SIGNED:
        raise Refused(_("All the parties have signed already."))
    if organisation.pk not in {party.pk for party in queries.parties_of(agreement)}:
        raise Refused(_("Only the parties of the agreement sign it."), "organisation")
    if agreement.signatures.system("signed once").filter(organisation=organisation).exists():
        raise Refused(_("This party has signed already."), "organisation")
    if not function.strip():
        raise Refused(_("Write as what this person signs: president, director…"), "function")
    if not agreement.drawn_up_on <= day <= today:
        raise Refused(_("An agreement is signed after it was drawn up, and today at the latest."), "signed_on")


def _begin_support(support: Support, by: Actor, today: date) -> None:
    """The support begins when all have signed; one that began before stays as it is."""
    if support.state == SupportState.CHOSEN and SUPPORT.can(support, "start"):
        support_services.advance(support=support, verb="start", by=by, today=today)


@transaction.atomic
def take_signature_back(*, signature: Signature, by: Actor, today: date) -> Agreement:
    """A signature noted by mistake, taken away while others are still to come."""
    rows = Signature.objects.system("a service changes it").select_related("organisation", "agreement__support")
    signature = rows.get(pk=signature.pk)
    agreement = _locked(signature.agreement)
    signature.agreement = agreement
    require(by, "take_back", signature)
    if agreement.state == AgreementState.SIGNED:
        raise Refused(_("Once all have signed, a signature stays."))
    party = str(signature.organisation)
    signature.delete()
    if not agreement.signatures.system("is it blank again").exists():
        AGREEMENT.move(agreement, "release")
    journal.record(
        "agreement.signature_taken_back", on=agreement, also=[agreement.support], by=by, day=today, party=party
    )
    return agreement


@journal.undoes("agreement.signature")
def _undo_signature(*, pk: int, by: Actor, day: date) -> None:
    take_signature_back(signature=Signature.objects.visible_to(by).get(pk=pk), by=by, today=day)


__all__ = ["ShareLine", "draw_up_agreement", "rewrite_agreement", "sign_agreement", "take_signature_back"]
