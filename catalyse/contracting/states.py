"""The lives of terms, tenders, bids and agreements."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.life import Life, Refused, move


class TermsState(models.TextChoices):
    DRAFT = "draft", _("being written")
    APPROVED = "approved", _("approved by the partners")
    FROZEN = "frozen", _("sent to the consultants")
    SUPERSEDED = "superseded", _("replaced by a newer version")


def it_says_enough(terms: Any) -> None:
    """A consultant can only answer a text that says what is expected, for how long, and by when."""
    if not terms.objectives:
        raise Refused(_("Write what the consultant must reach before you approve the text."), "objectives")
    if not (terms.individual_half_days or terms.collective_half_days):
        raise Refused(_("Say how many days, together or one association at a time."), "collective_half_days")
    if terms.deadline_at is None:
        raise Refused(_("Say until when the consultants may answer."), "deadline_on")


def weights_make_a_hundred(terms: Any) -> None:
    """Criteria that do not add up to 100 cannot be compared."""
    whole = sum(terms.criteria.values_list("weight", flat=True))
    if whole != 100:
        raise Refused(_("The weights of the criteria add up to %(sum)d: they must make 100.") % {"sum": whole})


TERMS = Life(
    move("approve", TermsState.DRAFT, TermsState.APPROVED, it_says_enough, weights_make_a_hundred),
    move("reopen", TermsState.APPROVED, TermsState.DRAFT),
    move("freeze", (TermsState.APPROVED, TermsState.FROZEN), TermsState.FROZEN),
    move("supersede", TermsState.FROZEN, TermsState.SUPERSEDED),
    states=TermsState,
    start=TermsState.DRAFT,
)


class TenderState(models.TextChoices):
    OPEN = "open", _("waiting for bids")
    CLOSED = "closed", _("bids opened")
    AWARDED = "awarded", _("bid chosen")
    UNSUCCESSFUL = "unsuccessful", _("ended without a choice")


LIVE = (TenderState.OPEN, TenderState.CLOSED)
OPENED = (TenderState.CLOSED, TenderState.AWARDED, TenderState.UNSUCCESSFUL)

TENDER = Life(
    move("open_bids", TenderState.OPEN, TenderState.CLOSED),
    move("award", TenderState.CLOSED, TenderState.AWARDED),
    move("give_up", TenderState.CLOSED, TenderState.UNSUCCESSFUL),
    states=TenderState,
    start=TenderState.OPEN,
)


class BidState(models.TextChoices):
    FILED = "filed", _("filed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CHOSEN = "chosen", _("chosen")
    NOT_CHOSEN = "not_chosen", _("not chosen")


BID = Life(
    move("replace", (BidState.FILED, BidState.WITHDRAWN), BidState.FILED),
    move("withdraw", BidState.FILED, BidState.WITHDRAWN),
    move("choose", BidState.FILED, BidState.CHOSEN),
    move("set_aside", BidState.FILED, BidState.NOT_CHOSEN),
    states=BidState,
    start=BidState.FILED,
)


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("to be signed")
    SIGNING = "signing", _("signed by some")
    SIGNED = "signed", _("signed by all")


AGREEMENT = Life(
    move("rewrite", AgreementState.DRAFT, AgreementState.DRAFT),
    move("sign", (AgreementState.DRAFT, AgreementState.SIGNING), AgreementState.SIGNING),
    move("complete", AgreementState.SIGNING, AgreementState.SIGNED),
    move("release", AgreementState.SIGNING, AgreementState.DRAFT),
    states=AgreementState,
    start=AgreementState.DRAFT,
)
