"""What a consultant does in a tender: bid, bid again, withdraw, or say that it will not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.contracting.models import Bid, Consulted, Tender
from catalyse.contracting.moments import moment
from catalyse.contracting.policies import ITS_OWN_ONLY, of_consultant
from catalyse.contracting.services.tender import locked
from catalyse.contracting.states import BID, BidState, TenderState
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Stale

BID_FORM = "contracting.bid"


def _enter(tender: Tender, consultant: Organisation, verb: str, by: Actor) -> tuple[Tender, Consulted]:
    """The tender, held, and the row that says that this consultant was asked."""
    tender = locked(tender)
    require(by, verb, tender)
    if not by.house and consultant.pk not in of_consultant(by):
        raise Forbidden(ITS_OWN_ONLY)
    asked = tender.consulted.system("was it asked").filter(consultant=consultant).first()
    if asked is None:
        raise Forbidden(ITS_OWN_ONLY)
    if tender.state != TenderState.OPEN:
        raise Refused(_("The bids are opened: nothing more can be filed."))
    return tender, asked


@transaction.atomic
def file_bid(
    *,
    tender: Tender,
    consultant: Organisation,
    amount: Decimal,
    half_days: int | None,
    text: str,
    by: Actor,
    today: date,
    at: datetime | None = None,
    expected: int | None = None,
    illustrative: Sequence[str] = (),
) -> Bid:
    """The bid of a consultant, kept with the moment that the database saw; a later one takes its place.

    Its price and its text are written nowhere else: not in the journal, not in a letter.
    """
    tender, asked = _enter(tender, consultant, "bid", by)
    now = moment(today=today, by=by, at=at)
    if now >= tender.deadline_at:
        raise Refused(_("The deadline is past: this offer cannot be taken any more."))
    if amount <= 0:
        raise Refused(_("Write a price above zero."), "amount")
    said: dict[str, Any] = {
        "amount": amount, "half_days": half_days, "text": text.strip(), "filed_at": now,
        "illustrative": list(illustrative),
    }  # fmt: skip
    bid = tender.bids.system("its earlier bid").filter(consultant=consultant).first()
    if bid is None:
        bid, name = Bid.objects.create(tender=tender, consultant=consultant, **said), "bid.filed"
    else:
        _replace(bid, expected, said)
        name = "bid.replaced"
    if asked.declined_on:
        asked.declined_on, asked.reason = None, ""
        asked.save(update_fields=["declined_on", "reason"])
    drafts.discard(by, BID_FORM, tender)
    journal.record(name, on=bid, by=by, day=today)
    return bid


def _replace(bid: Bid, expected: int | None, said: Mapping[str, Any]) -> None:
    BID.check(bid, "replace")
    if expected is not None and expected != bid.version:
        raise Stale(bid, said)
    BID.move(bid, "replace", **said)


@transaction.atomic
def withdraw_bid(*, bid: Bid, by: Actor, today: date, at: datetime | None = None) -> Bid:
    """The bid taken out before the deadline; another may be filed until then."""
    bid = Bid.objects.system("a service changes it").select_related("tender", "consultant").get(pk=bid.pk)
    tender, _asked = _enter(bid.tender, bid.consultant, "bid", by)
    require(by, "withdraw", bid)
    if moment(today=today, by=by, at=at) >= tender.deadline_at:
        raise Refused(_("The deadline is past: the offer stays."))
    BID.move(bid, "withdraw")
    journal.record("bid.withdrawn", on=bid, by=by, day=today)
    return bid


@transaction.atomic
def decline_to_bid(*, tender: Tender, consultant: Organisation, by: Actor, today: date, reason: str = "") -> Consulted:
    """A consultant says that it will not bid, so that the partners need not wait for it."""
    tender, asked = _enter(tender, consultant, "decline", by)
    if tender.bids.system("not both").filter(consultant=consultant, state=BidState.FILED).exists():
        raise Refused(_("Your offer is filed: withdraw it first."))
    asked.declined_on, asked.reason = today, reason.strip()
    asked.save(update_fields=["declined_on", "reason"])
    journal.record("bid.declined", on=tender, by=by, day=today)
    return asked
