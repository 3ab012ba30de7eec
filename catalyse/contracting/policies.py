"""Who reads terms, bids and money: partners most, a consultant its own, an association who was chosen, no more."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.policies import seen_through
from catalyse.actors.roles import ASSOCIATION, AUTHORITY, DLA, OFFICERS, PARTNERS, Role
from catalyse.contracting.models import (
    Agreement,
    Award,
    Bid,
    ConsultantProfile,
    Consulted,
    Question,
    Share,
    Side,
    Signature,
    Tender,
    Terms,
)
from catalyse.contracting.states import OPENED, AgreementState, BidState, TenderState, TermsState
from catalyse.kernel.access import EVERYBODY, NO_ONE, Actor, Decision, Group, Policy, only_if, policy_for
from catalyse.support import policies as support
from catalyse.support.models import Beneficiary, Support

CONSULTANT_ONLY = _("Only the consultant itself and whoever listed it change this page.")
ITS_OWN_ONLY = _("Only the consultant that was consulted may do this.")
NO_LONGER_OPEN = _("This tender no longer waits for bids.")


def as_partner(actor: Actor, path: str = "") -> Q:
    """Rows of the supports that the actor follows for the DLA or the authority (the committee left out)."""
    return support.in_partnership(actor, path) if actor.holds(*PARTNERS) else NO_ONE


def of_consultant(actor: Actor) -> frozenset[int]:
    """The consultancies for which the actor answers."""
    return actor.organisations(Role.CONSULTANT)


def side_of(actor: Actor, row: Support) -> str:
    """For which of the two partners the actor decides on this support; empty when for none."""
    if row.dla_id in actor.organisations(*DLA):
        return Side.DLA
    if row.partnership_id in actor.partnerships and actor.holds(*AUTHORITY):
        return Side.AUTHORITY
    return ""


def _leads(actor: Actor, row: Any) -> Decision:
    return support.leads(actor, row.support)


def _consulted(actor: Actor, tender: Tender) -> Decision:
    mine = Consulted.objects.system("policy").filter(tender=tender, consultant__in=of_consultant(actor))
    if not mine.exists():
        return only_if(False, ITS_OWN_ONLY)
    return only_if(tender.state == TenderState.OPEN, NO_LONGER_OPEN)


@policy_for(ConsultantProfile)
class ConsultantPolicy(Policy[ConsultantProfile]):
    """The pool is open to partners; a consultant keeps its own page and sees no other."""

    entries = {
        "list": lambda actor: only_if(actor.holds(*PARTNERS), _("The pool of consultants is for the partners.")),
        "add": lambda actor: only_if(actor.holds(*OFFICERS), _("Only officers list consultants.")),
        "keep_own": lambda actor: only_if(bool(of_consultant(actor)), CONSULTANT_ONLY),
    }
    verbs = {verb: lambda actor, row: _keeps(actor, row) for verb in ("edit", "archive")}
    fields = {
        "presentation": Group(
            ("organisation", "themes", "sectors", "presentation", "references", "site", "listed_on", "updated_on"),
            lambda actor: EVERYBODY,
        ),
        "rate": Group(("day_rate",), lambda actor: _rate(actor)),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[ConsultantProfile]) -> QuerySet[ConsultantProfile]:
        if actor.house or actor.holds(*PARTNERS):
            return rows
        return rows.filter(organisation__in=of_consultant(actor))


def _keeps(actor: Actor, row: ConsultantProfile) -> Decision:
    own = row.organisation_id in of_consultant(actor)
    return only_if(own or row.listed_for_id in actor.organisations(*OFFICERS), CONSULTANT_ONLY)


def _rate(actor: Actor) -> Q:
    return EVERYBODY if actor.holds(*PARTNERS) else Q(organisation__in=of_consultant(actor))


@policy_for(Terms)
class TermsPolicy(Policy[Terms]):
    """Partners write; the committee and those whom the support is for read what is approved; so do the consulted."""

    verbs = dict.fromkeys(("edit", "approve", "consult"), _leads)
    fields = {
        "text": Group(
            ("number", "state", "context", "needs", "kind", "reasons", "objectives", "method", "individual_half_days",
             "collective_half_days", "deliverables", "calendar", "deadline_at"),
            lambda actor: EVERYBODY,
        ),
        "ceiling": Group(("ceiling",), lambda actor: as_partner(actor, "support__") | _asked(actor)),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Terms]) -> QuerySet[Terms]:
        """For the two sides; approved ones for those who follow the support; asked consultants those of their call."""
        if actor.house:
            return rows
        approved = ~Q(state=TermsState.DRAFT)
        mine = as_partner(actor, "support__") | (support.in_partnership(actor, "support__") & approved)
        joined = Beneficiary.objects.system("policy").filter(association__in=actor.organisations(*ASSOCIATION))
        mine |= Q(support__in=joined.values("support")) & approved
        return rows.filter(mine | _asked(actor))


def _asked(actor: Actor) -> Q:
    own = Consulted.objects.system("policy").filter(consultant__in=of_consultant(actor))
    return Q(pk__in=own.values("tender__terms"))


@policy_for(Tender)
class TenderPolicy(Policy[Tender]):
    """Partners and committee follow it; a consultant sees that it was asked, and until when."""

    entries = {"answer": lambda actor: only_if(bool(of_consultant(actor)), ITS_OWN_ONLY)}
    verbs = {
        **dict.fromkeys(("open_bids", "choose", "give_up"), _leads),
        **dict.fromkeys(("ask", "bid", "decline"), _consulted),
        "count": lambda actor, row: only_if(
            side_of(actor, row.support) == Side.DLA,
            _("Before the deadline, only the DLA knows how many have answered."),
        ),
        "read_bids": lambda actor, row: only_if(
            row.state in OPENED and _reads_offers(actor, row), _("Bids are read once they are opened, by the partners.")
        ),
    }
    fields = {
        "call": Group(("terms", "state", "opened_on", "deadline_at"), lambda actor: EVERYBODY),
        "conduct": Group(
            ("support", "justification", "end_reason"), lambda actor: support.in_partnership(actor, "support__")
        ),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Tender]) -> QuerySet[Tender]:
        if actor.house:
            return rows
        own = Consulted.objects.system("policy").filter(consultant__in=of_consultant(actor))
        return rows.filter(support.in_partnership(actor, "support__") | Q(pk__in=own.values("tender")))


def _reads_offers(actor: Actor, tender: Tender) -> bool:
    row = tender.support
    own = row.dla_id in actor.organisations(*DLA)
    return own or (actor.holds(*PARTNERS) and row.partnership_id in actor.partnerships)


@policy_for(Consulted)
class ConsultedPolicy(Policy[Consulted]):
    """Who else was asked is nobody's business among consultants."""

    def visible_to(self, actor: Actor, rows: QuerySet[Consulted]) -> QuerySet[Consulted]:
        if actor.house:
            return rows
        mine = support.in_partnership(actor, "tender__support__") | Q(consultant__in=of_consultant(actor))
        return rows.filter(mine)


@policy_for(Question)
class QuestionPolicy(Policy[Question]):
    """An answered question is for all who were consulted; who asked is known to the partners only."""

    verbs = {"answer": lambda actor, row: support.leads(actor, row.tender.support)}
    fields = {
        "exchange": Group(("text", "asked_on", "answer", "answered_on"), lambda actor: EVERYBODY),
        "asker": Group(
            ("consultant",),
            lambda actor: as_partner(actor, "tender__support__") | Q(consultant__in=of_consultant(actor)),
        ),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Question]) -> QuerySet[Question]:
        """For the two sides; a consultant the own ones, and those that were answered to all who were asked."""
        if actor.house:
            return rows
        own = of_consultant(actor)
        asked = Consulted.objects.system("policy").filter(consultant__in=own).values("tender")
        shared = Q(tender__in=asked, answered_on__isnull=False)
        return rows.filter(as_partner(actor, "tender__support__") | Q(consultant__in=own) | shared)


@policy_for(Bid)
class BidPolicy(Policy[Bid]):
    """Its consultant alone until the bids are opened; then the partners too. A rival never learns that it exists."""

    verbs = {
        "withdraw": lambda actor, row: only_if(
            row.consultant_id in of_consultant(actor) and row.state == BidState.FILED, ITS_OWN_ONLY
        ),
        "choose": lambda actor, row: support.leads(actor, row.tender.support),
    }
    fields = {
        "content": Group(
            ("tender", "consultant", "state", "amount", "half_days", "text", "filed_at"), lambda actor: EVERYBODY
        )
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Bid]) -> QuerySet[Bid]:
        if actor.house:
            return rows
        opened = as_partner(actor, "tender__support__") & Q(tender__state__in=OPENED) & ~Q(state=BidState.WITHDRAWN)
        return rows.filter(opened | Q(consultant__in=of_consultant(actor)))


@policy_for(Award)
class AwardPolicy(Policy[Award]):
    """The reasons compare consultants: partners and committee read them; the minutes, with prices, partners alone."""

    verbs = {"minutes": lambda actor, row: TenderPolicy.verbs["read_bids"](actor, row.tender)}
    fields = {
        "choice": Group(
            ("tender", "bid", "reasons", "decided_on", "decided_by"), lambda actor: EVERYBODY
        ),
        "meeting": Group(("present", "remarks"), lambda actor: as_partner(actor, "tender__support__")),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Award]) -> QuerySet[Award]:
        if actor.house:
            return rows
        return rows.filter(support.in_partnership(actor, "tender__support__"))


def _party(actor: Actor, path: str = "") -> Q:
    return Q(**{f"{path}with_consultant": True, f"{path}consultant__in": of_consultant(actor)})


@policy_for(Agreement)
class AgreementPolicy(Policy[Agreement]):
    """Partners read and write; the committee knows that it exists; the consultant reads its own when it signs it."""

    verbs = {
        **dict.fromkeys(("edit", "sign"), _leads),
        "read_money": lambda actor, row: only_if(
            _reads_money(actor, row), _("The amounts are for those who pay and for the consultant.")
        ),
    }
    fields = {
        "frame": Group(
            ("support", "consultant", "with_consultant", "state", "purpose", "starts_on", "ends_on", "drawn_up_on",
             "signed_on"),
            lambda actor: EVERYBODY,
        ),
        "money": Group(
            ("total", "vat", "odd_cent_to", "conditions"),
            lambda actor: as_partner(actor, "support__") | _party(actor),
        ),
    }  # fmt: skip

    def visible_to(self, actor: Actor, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
        if actor.house:
            return rows
        return rows.filter(support.in_partnership(actor, "support__") | _party(actor))


def _reads_money(actor: Actor, row: Agreement) -> bool:
    partner = actor.holds(*PARTNERS) and row.support.partnership_id in actor.partnerships
    party = row.with_consultant and row.consultant_id in of_consultant(actor)
    return partner or party or row.support.dla_id in actor.organisations(*DLA)


@policy_for(Share)
class SharePolicy(Policy[Share]):
    """Amounts are for those who pay, and for the consultant that signs."""

    def visible_to(self, actor: Actor, rows: QuerySet[Share]) -> QuerySet[Share]:
        if actor.house:
            return rows
        return rows.filter(as_partner(actor, "agreement__support__") | _party(actor, "agreement__"))


@policy_for(Signature)
class SignaturePolicy(Policy[Signature]):
    """Who signed is known to whoever reads the agreement."""

    verbs = {
        "take_back": lambda actor, row: only_if(
            bool(support.leads(actor, row.agreement.support)) and row.agreement.state != AgreementState.SIGNED,
            _("Once all have signed, a signature stays."),
        )
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Signature]) -> QuerySet[Signature]:
        if actor.house:
            return rows
        seen = support.in_partnership(actor, "agreement__support__") | _party(actor, "agreement__")
        return rows.filter(seen)


def supports_carried_by(actor: Actor) -> QuerySet[Any]:
    """The supports that the actor's consultancy was chosen for."""
    won = Bid.objects.system("policy").filter(consultant__in=of_consultant(actor), state=BidState.CHOSEN)
    return won.values("tender__support")


def carried(actor: Actor) -> QuerySet[Any] | None:
    """The supports that the actor's consultancy was chosen for; None for who is no consultant."""
    return supports_carried_by(actor) if of_consultant(actor) else None


def helped_by(actor: Actor) -> QuerySet[Any] | None:
    """The associations of the missions of the actor's consultancy, those of whose support it runs."""
    if not of_consultant(actor):
        return None
    joined = Beneficiary.objects.system("policy").filter(support__in=supports_carried_by(actor), left_on=None)
    return joined.values("association")


seen_through.add(helped_by)
support.widened_by.append(carried)
support.crew.append(carried)
