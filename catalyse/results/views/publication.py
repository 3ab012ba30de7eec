"""Asking those who are named, reading again, publishing, withdrawing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.kernel.access import GET_POST, POST, Actor, access, may, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import refuse, said
from catalyse.results import services
from catalyse.results.forms.case_study import ApprovalForm
from catalyse.results.models import Approval, CaseStudy, Statement
from catalyse.results.queries import story
from catalyse.results.queries.guards import as_if_agreed
from catalyse.results.queries.links import approval_by_token
from catalyse.results.queries.readiness import readiness
from catalyse.results.views.case_study import paper_links, study_seen
from catalyse.results.views.telling import telling


@access("results.casestudy")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Each structure that is named and each person quoted, what is missing, and what publishing does."""
    study = study_seen(request, pk)
    require(request.actor, "read_draft", study)
    told = story.story_of(study, public=True, today=request.today)
    return render(request, "results/case_study/review.html", _review(request, study, told))


def _review(request: HttpRequest, study: CaseStudy, told: story.Story) -> dict[str, Any]:
    found = readiness(study, told)
    mine = [one for one in found.named if one.approval and may(request.actor, "decide", one.approval)]
    heard = set(Statement.objects.visible_to(request.actor).filter(support=study.support).values_list("pk", flat=True))
    return {
        "quoted": [one for one in found.quoted if one.settled or one.statement.pk in heard],
        "study": study, "support": study.support, "readiness": found, "mine": mine,
        "writes": may(request.actor, "write", study), "publishes": may(request.actor, "publish", study),
        "document": paper_links(study), "to_ask": [one for one in found.named if not one.settled],
    }  # fmt: skip


@access("results.casestudy", methods=POST)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who are named are asked."""
    return _act(request, pk, services.ask_approvals, _("The structures named in it are asked to read it."))


@access("results.casestudy", methods=POST, step_up=True)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The story open to everybody."""
    return _act(request, pk, services.publish_case_study, _("Published: everybody can read it."))


@access("results.casestudy", methods=POST, step_up=True)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The story closed again."""
    return _act(request, pk, services.withdraw_case_study, _("Withdrawn: only those who write it read it now."))


def _act(request: HttpRequest, pk: int, service: Any, words: str) -> HttpResponse:
    study = study_seen(request, pk)
    try:
        service(case_study=study, by=request.actor, today=request.today)
        said(request, words)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect("results:review", study.pk)


def _approval(request: HttpRequest, pk: int) -> Approval:
    rows = Approval.objects.visible_to(request.actor)
    related = ("case_study__support__partnership__authority", "case_study__support__dla", "organisation")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@access("results.approval", methods=GET_POST)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The story as it would be public, with two answers for a structure that it names."""
    return _deciding(request, _approval(request, pk), request.actor, "")


@access("public", methods=GET_POST)
def approve_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same without an account: opening it changes nothing."""
    row = approval_by_token(token)
    if row is None or row.case_study.state == "draft":
        return render(request, "results/evaluation/link_over.html", status=404)
    by = Actor(name=str(row.organisation), link=("results.approval", row.pk))
    request.actor = by  # type: ignore[attr-defined]
    return _deciding(request, row, by, token)


def _deciding(request: HttpRequest, row: Approval, by: Actor, token: str) -> HttpResponse:
    form = ApprovalForm(request.POST or None)
    own = may(by, "decide", row)
    if not own:
        require(by, "record", row)
    if request.method == "POST" and form.is_valid():
        verb = request.POST.get("answer", "")
        try:
            _decide(row, verb, by, request, form.cleaned_data["words"])
            said(request, _("Thank you: your answer is kept. You can change it at any time."))
            return redirect(request.path if own else "results:review", *([] if own else [row.case_study_id]))
        except Refused as refusal:
            refuse(form, refusal)
    told = story.story_of(row.case_study, public=True, today=request.today)
    told.guard = as_if_agreed(told.guard, row.organisation)  # it reads what would be said of it
    context = {"approval": row, "form": form, "own": own, "study": row.case_study, "preview": True,
               "public_soon": True, "token": token, **telling(request, told)}  # fmt: skip
    return render(request, "results/case_study/approve.html", context, status=422 if form.errors else 200)


def _decide(row: Approval, verb: str, by: Actor, request: HttpRequest, words: str) -> None:
    if verb == "withdraw":
        services.withdraw_approval(approval=row, by=by, today=request.today, words=words)
    else:
        services.decide_approval(approval=row, approved=verb == "agree", by=by, today=request.today, words=words)


@access("results.approval", methods=POST)
def unname(request: HttpRequest, pk: int) -> HttpResponse:
    """The story told without the name of this structure."""
    row = _approval(request, pk)
    services.leave_unnamed(approval=row, by=request.actor, today=request.today)
    said(request, _("Told without the name of %(structure)s.") % {"structure": row.organisation})
    return redirect("results:review", row.case_study_id)
