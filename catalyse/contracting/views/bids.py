"""Screens of a consultant: the tenders that it was asked to, its bid, its missions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.contracting import queries, services
from catalyse.contracting.forms import BidForm, DeclineForm, QuestionForm
from catalyse.contracting.models import Bid, Consulted, Tender
from catalyse.contracting.policies import of_consultant
from catalyse.contracting.services.bid import BID_FORM
from catalyse.contracting.states import BidState
from catalyse.contracting.views.tenders import tab_of
from catalyse.kernel.access import GET_POST, POST, access, may
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said


def _asked(request: HttpRequest, pk: int) -> Consulted:
    """The row that says that the actor's consultancy was asked to this tender."""
    rows = Consulted.objects.visible_to(request.actor).filter(consultant__in=of_consultant(request.actor))
    return get_object_or_404(rows.select_related("tender__support__dla", "tender__terms", "consultant"), tender_id=pk)


def _own_bid(request: HttpRequest, asked: Consulted) -> Bid | None:
    rows = Bid.objects.visible_to(request.actor).filter(tender=asked.tender, consultant=asked.consultant)
    return rows.first()


@access("contracting.tender", entry="answer")
def my_tenders(request: HttpRequest) -> HttpResponse:
    """The tenders that the consultancy was asked to, and where each stands for it."""
    rows = queries.my_tenders(request.actor)
    return render(request, "contracting/my_tenders.html", {"rows": rows, "count": len(rows)})


@access("contracting.tender", entry="answer")
def missions(request: HttpRequest) -> HttpResponse:
    """The supports that the consultancy was chosen for."""
    rows = list(queries.missions_of(request.actor).select_related("dla"))
    return render(request, "contracting/missions.html", {"rows": rows, "count": len(rows)})


@access("contracting.tender")
def tender(request: HttpRequest, pk: int) -> HttpResponse:
    """A tender as its consultant reads it; partners go to the tab of their support."""
    row = get_object_or_404(Tender.objects.visible_to(request.actor).select_related("support"), pk=pk)
    if (
        not Consulted.objects.visible_to(request.actor)
        .filter(tender=row, consultant__in=of_consultant(request.actor))
        .exists()
    ):
        return redirect(tab_of(row.support))
    return render(request, "contracting/tender.html", _call(request, _asked(request, pk), QuestionForm()))


def _call(request: HttpRequest, asked: Consulted, question_form: QuestionForm) -> dict[str, Any]:
    """The context of a tender for its consultant."""
    bid = _own_bid(request, asked)
    opens = bool(may(request.actor, "bid", asked.tender))
    return {
        "asked": asked,
        "tender": asked.tender,
        "terms": asked.tender.terms,
        "support": asked.tender.support,
        "criteria": asked.tender.terms.criteria.all(),
        "bid": bid if bid and bid.state != BidState.WITHDRAWN else None,
        "open": opens,
        "questions": queries.questions_of(request.actor, asked.tender),
        "question_form": question_form,
        "mission": tab_of(asked.tender.support) if bid and bid.state == BidState.CHOSEN else "",
    }


@access("contracting.tender", methods=GET_POST)
def bid(request: HttpRequest, pk: int) -> HttpResponse:
    """An offer in three answers, kept as it is written, sent by one button, replaced until the deadline."""
    asked = _asked(request, pk)
    if request.method == "POST" and keep_for_later(request, BID_FORM, asked.tender):
        return redirect(asked.tender)
    earlier = _own_bid(request, asked)
    draft = draft_frame(request, BID_FORM, asked.tender)
    known = {name: getattr(earlier, name) for name in ("amount", "half_days", "text", "version")} if earlier else {}
    form = BidForm(request.POST or None, initial={**known, **(draft["draft_data"] or {})})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.file_bid(
                tender=asked.tender, consultant=asked.consultant, amount=data["amount"], half_days=data["half_days"],
                text=data["text"], expected=data["version"] or 0, by=request.actor, today=request.today,
            )  # fmt: skip
            said(request, _("Your offer is filed. You can replace it until the deadline."))
            return redirect(asked.tender)
        except Refused as refusal:
            refuse(form, refusal)
    context = {**_call(request, asked, QuestionForm()), "form": form, "earlier": earlier, **draft}
    return render(request, "contracting/bid.html", context, status=422 if form.errors else 200)


@access("contracting.tender", methods=POST)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the offer out, before the deadline."""
    asked = _asked(request, pk)
    row = _own_bid(request, asked)
    if row is None:
        raise Http404
    try:
        services.withdraw_bid(bid=row, by=request.actor, today=request.today)
        said(request, _("Your offer is withdrawn. You can file another one until the deadline."))
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(asked.tender)


@access("contracting.tender", methods=GET_POST)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that there will be no offer, so that nobody waits."""
    asked = _asked(request, pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decline_to_bid(
                tender=asked.tender, consultant=asked.consultant, by=request.actor, today=request.today,
                **form.cleaned_data,
            )  # fmt: skip
            said(request, _("Thank you: the partners know that you will not answer."))
            return redirect("contracting:my_tenders")
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, **_call(request, asked, QuestionForm())}
    return render(request, "contracting/decline.html", {**context, "form": form}, status=422 if form.errors else 200)


@access("contracting.tender", methods=POST)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the partners a question."""
    asked = _asked(request, pk)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            services.ask_question(
                tender=asked.tender, consultant=asked.consultant, by=request.actor, today=request.today,
                **form.cleaned_data,
            )  # fmt: skip
            said(request, _("Your question is sent to the partners."))
            return redirect(f"{asked.tender.get_absolute_url()}#questions")
        except Refused as refusal:
            refuse(form, refusal)
    context = {**_call(request, asked, form), "form": form}
    return render(request, "contracting/tender.html", context, status=422)
