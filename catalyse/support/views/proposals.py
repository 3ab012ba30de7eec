"""Screens of what recurs: the list, one proposal with its reasons, and the four things that a person may do with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, journal_lines, keep_for_later, refuse, said
from catalyse.needs.views import ways
from catalyse.support import services
from catalyse.support.forms.proposals import AcceptForm, MergeForm, RefuseForm, SplitForm
from catalyse.support.models import Proposal
from catalyse.support.queries import proposals as queries
from catalyse.support.services.proposals import REFUSE_FORM
from catalyse.support.states import ProposalState


def _find(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("theme", "support", "into", "parent", "partnership"), pk=pk)


def _to_decide(request: HttpRequest, pk: int) -> Proposal:
    row = _find(request, pk)
    require(request.actor, "decide", row)
    return row


@access("support.proposal", entry="list")
def proposals(request: HttpRequest) -> HttpResponse:
    """What recurs in one's territories: to decide, then decided."""
    found = queries.listed(request.actor)
    context = {
        "waiting": [one for one in found if one.proposal.state == ProposalState.OPEN],
        "decided": [one for one in found if one.proposal.state != ProposalState.OPEN],
        "views": ways(request.actor, "proposals"),
    }
    return render(request, "support/proposals.html", context)


@access("support.proposal")
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: who says it, in which words, what it would take, and why not the others."""
    return render(request, "support/proposal.html", _frame(request, _find(request, pk)))


def _frame(request: HttpRequest, row: Proposal, form: AcceptForm | None = None) -> dict[str, Any]:
    told = queries.told(request.actor, row)
    decides = may(request.actor, "decide", row)
    is_open = row.state == ProposalState.OPEN
    return {
        "proposal": row,
        "told": told,
        "outside": queries.why_not(request.actor, row) if is_open else [],
        "alike": queries.refused_alike(request.actor, row) if is_open else [],
        "mergeable": queries.mergeable(request.actor, row) if is_open and decides else [],
        "decides": bool(decides) and is_open,
        "takes_up": bool(decides) and row.state == ProposalState.REFUSED,
        "refusal": "" if decides else decides.reason,
        "form": form or AcceptForm(initial={"title": str(row.theme).capitalize() if row.theme else ""}),
        "lines": journal_lines(row, request.actor, 20) if told.whole else [],
    }


@access("support.proposal", methods=GET_POST)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a collective support with all that is known."""
    row = _to_decide(request, pk)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            support = services.accept_proposal(
                proposal=row, title=form.cleaned_data["title"], by=request.actor, today=request.today
            )
            said(request, _("The support is open. Its associations are on the list to invite; nothing has left."))
            return redirect(support)
        except Refused as refusal:
            refuse(form, refusal)
    shown = form if request.method == "POST" else None
    status = 422 if request.method == "POST" else 200
    return render(request, "support/proposal.html", _frame(request, row, shown), status=status)


@access("support.proposal", methods=GET_POST)
def refuse_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a proposal aside, with a reason that is remembered."""
    row = _to_decide(request, pk)
    if request.method == "POST" and keep_for_later(request, REFUSE_FORM, row):
        return redirect(row)
    draft = draft_frame(request, REFUSE_FORM, row)
    form = RefuseForm(request.POST or None, initial=draft["draft_data"] or {})
    if request.method == "POST" and form.is_valid():
        try:
            services.refuse_proposal(proposal=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Put aside. The same will not be proposed again."), row)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "proposal": row, **draft}
    return render(request, "support/proposal_refuse.html", context, status=422 if form.errors else 200)


@access("support.proposal", methods=POST)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a refused proposal up again."""
    row = _to_decide(request, pk)
    services.take_up_proposal(proposal=row, by=request.actor, today=request.today)
    said(request, _("Taken up again."))
    return redirect(row)


@access("support.proposal", methods=GET_POST)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes two proposals out of one."""
    row = _to_decide(request, pk)
    form = SplitForm(request.POST or None, actor=request.actor, proposal=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.split_proposal(
                proposal=row, apart=list(form.cleaned_data["needs"]), by=request.actor, today=request.today
            )
            said(request, _("Two proposals now."))
            return redirect("support:proposals")
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "proposal": row}
    return render(request, "support/proposal_split.html", context, status=422 if form.errors else 200)


@access("support.proposal", methods=GET_POST)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves the needs of another proposal into this one."""
    row = _to_decide(request, pk)
    others = queries.mergeable(request.actor, row)
    form = MergeForm(request.POST or None, actor=request.actor, others=[one.proposal for one in others])
    if request.method == "POST" and form.is_valid():
        try:
            services.merge_proposals(
                proposal=row, other=form.cleaned_data["other"], by=request.actor, today=request.today
            )
            said(request, _("One proposal now."))
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "proposal": row, "others": others}
    return render(request, "support/proposal_merge.html", context, status=422 if form.errors else 200)
