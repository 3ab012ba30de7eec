"""A tender from its opening to the choice: one verb, one transaction, one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation, User
from catalyse.actors.roles import OrganisationKind
from catalyse.contracting import mails
from catalyse.contracting.models import Award, Bid, Consulted, Question, Tender, Terms
from catalyse.contracting.moments import moment
from catalyse.contracting.policies import ITS_OWN_ONLY, of_consultant
from catalyse.contracting.services import terms as terms_services
from catalyse.contracting.states import BID, TENDER, TERMS, BidState, TenderState, TermsState
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden, require
from catalyse.kernel.life import Refused
from catalyse.support import services as support_services
from catalyse.ui import formats

CHOICE_FORM = "contracting.choice"
CONSULT_FORM = "contracting.consult"


def locked(tender: Tender) -> Tender:
    """The row, held until the end of the transaction: who files and who opens do it one after the other."""
    rows = Tender.objects.system("a service changes it").select_for_update(of=("self",))
    return rows.select_related("support", "terms").get(pk=tender.pk)


@transaction.atomic
def consult(
    *,
    terms: Terms,
    consultants: Iterable[Organisation],
    by: Actor,
    today: date,
    deadline_at: datetime | None = None,
    justification: str = "",
    at: datetime | None = None,
    illustrative: Sequence[str] = (),
) -> Tender:
    """The tender opened: the text is frozen, and each consultant is told with a link to answer."""
    terms = terms_services.locked(terms)
    require(by, "consult", terms)
    if terms.state not in (TermsState.APPROVED, TermsState.FROZEN):
        raise Refused(_("Both partners approve the terms of reference before consultants read them."))
    if terms.support.tenders.system("one at a time").exclude(state=TenderState.UNSUCCESSFUL).exists():
        raise Refused(_("Consultants are consulted for this support already."))
    chosen = list({organisation.pk: organisation for organisation in consultants}.values())
    deadline = deadline_at or terms.deadline_at
    if deadline is None:
        raise Refused(_("Say until when the consultants may answer."), "deadline_on")
    _check_call(chosen, deadline, moment(today=today, by=by, at=at), justification.strip())
    TERMS.move(terms, "freeze")
    tender = Tender.objects.create(
        support=terms.support,
        terms=terms,
        opened_on=today,
        deadline_at=deadline,
        justification=justification.strip(),
        illustrative=list(illustrative),
    )
    Consulted.objects.bulk_create(
        Consulted(tender=tender, consultant=organisation, told_on=today) for organisation in chosen
    )
    if not by.house:
        for organisation in chosen:
            mails.tell(tender=tender, organisation=organisation, what="consulted", today=today)
    drafts.discard(by, CONSULT_FORM, terms)
    journal.record("tender.opened", on=tender, also=[terms.support], by=by, day=today)
    return tender


def _check_call(chosen: list[Organisation], deadline: datetime, now: datetime, justification: str) -> None:
    if not chosen:
        raise Refused(_("Choose the consultants to consult."), "consultants")
    if any(one.kind != OrganisationKind.CONSULTANT or one.archived_at for one in chosen):
        raise Refused(_("Only consultancies of the pool are consulted."), "consultants")
    if deadline <= now:
        raise Refused(_("The deadline is past: choose a later one."), "deadline_on")
    days = (timezone.localtime(deadline).date() - timezone.localtime(now).date()).days
    few, short = len(chosen) < settings.TENDER_LEAST, days < settings.TENDER_DAYS
    if (few or short) and not justification:
        what = (
            _("Fewer than %(least)d consultants: write why.") % {"least": settings.TENDER_LEAST}
            if few
            else _("Fewer than %(days)d days to answer: write why.") % {"days": settings.TENDER_DAYS}
        )
        raise Refused(what, "justification")


@transaction.atomic
def ask_question(*, tender: Tender, consultant: Organisation, text: str, by: Actor, today: date) -> Question:
    """A question of a consultant; the partners answer it to all who were consulted."""
    tender = locked(tender)
    require(by, "ask", tender)
    if not by.house and consultant.pk not in of_consultant(by):
        raise Forbidden(ITS_OWN_ONLY)
    if not text.strip():
        raise Refused(_("Write your question."), "text")
    question = Question.objects.create(tender=tender, consultant=consultant, text=text.strip(), asked_on=today)
    # told to the tender's journal without a name: other consultants may read it
    journal.record("question.asked", on=question, by=by, day=today)
    return question


@transaction.atomic
def answer_question(*, question: Question, answer: str, by: Actor, today: date) -> Question:
    """The answer, given to all who were consulted, without the name of who asked."""
    rows = Question.objects.system("a service changes it").select_for_update(of=("self",))
    question = rows.select_related("tender__support", "tender__terms").get(pk=question.pk)
    require(by, "answer", question)
    if question.tender.state != TenderState.OPEN:
        raise Refused(_("The bids are opened: an answer would come too late."))
    if not answer.strip():
        raise Refused(_("Write the answer."), "answer")
    if question.answered_on:
        raise Refused(_("This question is answered already, and the consultants have read it."))
    question.answer, question.answered_on = answer.strip(), today
    question.save(update_fields=["answer", "answered_on"])
    if not by.house:
        for row in (
            question.tender.consulted.system("all are told").filter(declined_on=None).select_related("consultant")
        ):
            mails.tell(
                tender=question.tender, organisation=row.consultant, what="answer", today=today,
                context={"question": question}, mark=f"-{question.pk}",
            )  # fmt: skip
    journal.record("question.answered", on=question, also=[question.tender.support], by=by, day=today)
    return question


@transaction.atomic
def open_bids(*, tender: Tender, by: Actor, today: date, at: datetime | None = None) -> Tender:
    """The bids opened to the partners, once the deadline is past; nobody files any more."""
    tender = locked(tender)
    require(by, "open_bids", tender)
    TENDER.check(tender, "open_bids")
    if moment(today=today, by=by, at=at) < tender.deadline_at:
        raise Refused(
            _("Bids stay closed until the deadline: %(moment)s.") % {"moment": formats.moment(tender.deadline_at)}
        )
    changes = TENDER.move(tender, "open_bids")
    # how many bid is told to nobody who reads the support's journal: the consultant chosen reads it too
    journal.record("tender.bids_opened", on=tender, also=[tender.support], by=by, day=today, changes=changes)
    return tender


@transaction.atomic
def choose(
    *,
    tender: Tender,
    bid: Bid,
    reasons: str,
    by: Actor,
    today: date,
    present: str = "",
    remarks: str = "",
    person: User | None = None,
    illustrative: Sequence[str] = (),
) -> Award:
    """The choice of one bid with its reasons; every consultant is told its own result, and the support goes on."""
    tender = locked(tender)
    require(by, "choose", tender)
    if not reasons.strip():
        raise Refused(_("Write why this offer was chosen: the minutes say it."), "reasons")
    bids = tender.bids.system("the choice among them").select_related("consultant").filter(state=BidState.FILED)
    won = bids.filter(pk=bid.pk).first()
    if won is None:
        raise Refused(_("Choose one of the offers of this tender."), "bid")
    decider = person.pk if by.house and person else by.user_id
    if decider is None:
        raise Refused(_("Say who decided."))
    TENDER.move(tender, "award")
    BID.move(won, "choose")
    for lost in bids.exclude(pk=won.pk):
        BID.move(lost, "set_aside")
    award = Award.objects.create(
        tender=tender,
        bid=won,
        reasons=reasons.strip(),
        present=present.strip(),
        remarks=remarks.strip(),
        decided_on=today,
        decided_by_id=decider,
        illustrative=list(illustrative),
    )
    if not by.house:
        _tell_results(tender, today)
    drafts.discard(by, CHOICE_FORM, tender)
    journal.record(
        "tender.awarded", on=tender, also=[tender.support, won.consultant], by=by, day=today,
        consultant=str(won.consultant),
    )  # fmt: skip
    support_services.advance(support=tender.support, verb="choose", by=by, today=today)
    return award


@transaction.atomic
def end_without_choice(*, tender: Tender, reason: str, by: Actor, today: date) -> Tender:
    """The tender ended without a consultant; the terms can be written anew, or sent to others."""
    tender = locked(tender)
    require(by, "give_up", tender)
    if not reason.strip():
        raise Refused(_("Write why no offer was chosen."), "reason")
    changes = TENDER.move(tender, "give_up", end_reason=reason.strip())
    for lost in tender.bids.system("none was chosen").filter(state=BidState.FILED):
        BID.move(lost, "set_aside")
    if not by.house:
        _tell_results(tender, today)
    journal.record("tender.unsuccessful", on=tender, also=[tender.support], by=by, day=today, changes=changes)
    return tender


def _tell_results(tender: Tender, today: date) -> None:
    """Each consultant hears of its own bid, and of nothing else."""
    states = dict(tender.bids.system("their own results").values_list("consultant", "state"))
    letters = {BidState.CHOSEN: "chosen", BidState.NOT_CHOSEN: "not_chosen"}
    for row in tender.consulted.system("all are told").select_related("consultant"):
        what = letters.get(BidState(states[row.consultant_id])) if row.consultant_id in states else None
        if what is None and row.declined_on:
            continue
        mails.tell(tender=tender, organisation=row.consultant, what=what or "ended", today=today)
