"""Screens of a tender for the partners: consult, answer, open the bids, choose, the minutes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.contracting import queries, services
from catalyse.contracting.documents import minutes_document
from catalyse.contracting.forms import AnswerForm, ChoiceForm, ConsultForm, EndForm
from catalyse.contracting.forms.fields import deadline_initial
from catalyse.contracting.models import Award, Question, Tender
from catalyse.contracting.services.tender import CHOICE_FORM, CONSULT_FORM
from catalyse.contracting.states import TenderState
from catalyse.contracting.views.papers import printed
from catalyse.kernel.access import GET_POST, POST, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.support.models import Support
from catalyse.support.views.frame import find


def tab_of(support: Support) -> str:
    """The tab of the support where its consultant is found."""
    return reverse("contracting:consultant_tab", args=[support.pk, support.slug])


def _live(request: HttpRequest, pk: int) -> tuple[Support, Tender]:
    """The support and its latest tender, for those who may know of both."""
    support = find(request, pk)
    tender = queries.tender_of(request.actor, support)
    if tender is None:
        raise Http404
    return support, tender


@access("support.support", methods=GET_POST)
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to consult and until when, read once more before the letters leave."""
    support = find(request, pk)
    terms = queries.terms_of(request.actor, support)
    if terms is None:
        raise Http404
    require(request.actor, "consult", terms)
    live = queries.tender_of(request.actor, support)
    if live and live.state != TenderState.UNSUCCESSFUL:
        return redirect(tab_of(support))
    if request.method == "POST" and keep_for_later(request, CONSULT_FORM, terms):
        return redirect(tab_of(support))
    draft = draft_frame(request, CONSULT_FORM, terms)
    initial = {**deadline_initial(terms.deadline_at), **(draft["draft_data"] or {})}
    form = ConsultForm(request.POST or None, initial=initial, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.consult(
                terms=terms, consultants=form.cleaned_data["consultants"], deadline_at=form.deadline(),
                justification=form.cleaned_data["justification"], by=request.actor, today=request.today,
            )  # fmt: skip
            said(request, _("The consultants are told. Their bids stay closed until the deadline."))
            return redirect(tab_of(support))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": support, "terms": terms, **draft}
    return render(request, "contracting/consult.html", context, status=422 if form.errors else 200)


@access("contracting.question", methods=GET_POST)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to a question, which goes to all."""
    rows = Question.objects.visible_to(request.actor).select_related("tender__support")
    question = get_object_or_404(rows, pk=pk)
    require(request.actor, "answer", question)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_question(question=question, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Answered. Every consultant that was consulted is told."))
            return redirect(f"{tab_of(question.tender.support)}#questions")
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "question": question, "support": question.tender.support}
    return render(request, "contracting/answer.html", context, status=422 if form.errors else 200)


@access("support.support", methods=POST)
def open_bids(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the bids to the partners, once the deadline is past."""
    support, tender = _live(request, pk)
    try:
        services.open_bids(tender=tender, by=request.actor, today=request.today)
        said(request, _("The bids are open: both partners read them now."))
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(tab_of(support))


@access("support.support", methods=GET_POST)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The choice and its reasons, read once more before the letters leave."""
    support, tender = _live(request, pk)
    require(request.actor, "choose", tender)
    if tender.state != TenderState.CLOSED:
        return redirect(tab_of(support))
    if request.method == "POST" and keep_for_later(request, CHOICE_FORM, tender):
        return redirect(tab_of(support))
    draft = draft_frame(request, CHOICE_FORM, tender)
    form = ChoiceForm(request.POST or None, initial=draft["draft_data"] or {}, actor=request.actor, tender=tender)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose(tender=tender, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("The choice is noted, and each consultant is told its own result."))
            return redirect(tab_of(support))
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "contracting/choose.html", _choice(request, support, tender, form, draft),
                  status=422 if form.errors else 200)  # fmt: skip


def _choice(request: HttpRequest, support: Support, tender: Tender, form: Any, draft: dict[str, Any]) -> dict[str, Any]:
    return {
        "form": form,
        "support": support,
        "tender": tender,
        "bids": queries.bids_of(request.actor, tender),
        "criteria": tender.terms.criteria.all(),
        "answers": queries.answers_of(tender),
        **draft,
    }


@access("support.support", methods=GET_POST)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a tender in which no bid is chosen."""
    support, tender = _live(request, pk)
    require(request.actor, "give_up", tender)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_without_choice(tender=tender, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("The tender is ended, and the consultants are told."))
            return redirect(tab_of(support))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": support}
    return render(request, "contracting/end.html", context, status=422 if form.errors else 200)


@access("contracting.award")
def minutes(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The minutes of the choice on paper."""
    rows = Award.objects.visible_to(request.actor).select_related(
        "tender__support__dla",
        "tender__support__partnership__authority",
        "tender__terms",
        "bid__consultant",
        "decided_by",
    )
    award = get_object_or_404(rows, pk=pk)
    require(request.actor, "minutes", award)
    document = minutes_document(award, queries.bids_of(request.actor, award.tender))
    return printed(document, f"proces-verbal-{award.tender.support.slug}", kind)
