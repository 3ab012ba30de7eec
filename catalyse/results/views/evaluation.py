"""The evaluation tab of a support: who was asked, what they say, and what may be quoted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors.roles import DLA
from catalyse.kernel.access import GET_POST, POST, Forbidden, access, may
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import said
from catalyse.results import services
from catalyse.results.forms.evaluation import AskForm
from catalyse.results.models import CaseStudy, Evaluation
from catalyse.results.queries import choices
from catalyse.results.queries import evaluation as queries
from catalyse.support.models import Support
from catalyse.support.policies import PARTNERS_ONLY, leads
from catalyse.support.views.frame import frame


def support_seen(request: HttpRequest, pk: int) -> Support:
    """The support of the address, when the actor sees it."""
    rows = Support.objects.visible_to(request.actor).select_related("dla", "partnership__authority", "body")
    return get_object_or_404(rows, pk=pk)


@access("support.support")
def tab(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What is thought of a support, each with what it may read."""
    support = support_seen(request, pk)
    return render(request, "results/evaluation/tab.html", _tab(request, support))


def helps() -> list[tuple[str, str]]:
    """The kinds of help on which words are kept apart: column and label."""
    return [
        ("diagnosis", _("Of the diagnosis")),
        ("individual", _("Of the individual support")),
        ("collective", _("Of the collective support")),
        ("overall", _("Of the whole")),
    ]


def _tab(request: HttpRequest, support: Support) -> dict[str, Any]:
    actor = request.actor
    officer = bool(leads(actor, support))
    least = 0 if actor.holds(*DLA) and officer else queries.LEAST
    aggregates = queries.sees_aggregates(actor, support)
    ratings = queries.ratings_of(support, least=least) if aggregates else []
    study = CaseStudy.objects.visible_to(actor).filter(support=support).first()
    return {
        **frame(request, support, "evaluation"),
        "officer": officer,
        "answers": queries.answers_of(actor, support),
        "ratings": ratings if any(row.said for row in ratings) else [],
        "progress": queries.progress_of(support) if aggregates else [],
        "helps": [(label, queries.words_of(actor, support, column)) for column, label in helps()],
        "statements": queries.statements_of(actor, support),
        "study": study,
        "may_write": officer and (study is None or bool(may(actor, "write", study))),
        "can_finish": officer and support.state == "debriefed",
    }


@access("support.support", methods=GET_POST)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A look at whom will be asked, and how, before it leaves."""
    support = support_seen(request, pk)
    officers_only(request, support)
    form = AskForm(request.POST or None, lines=choices.to_be_asked(support, request.today))
    if request.method == "POST" and form.is_valid():
        asked = services.ask_everybody(support=support, asked=form.chosen(), by=request.actor, today=request.today)
        said(request, _("Asked: %(n)d.") % {"n": len(asked)})
        return redirect("results:evaluation", support.pk, support.slug)
    context = {"form": form, "support": support}
    return render(request, "results/evaluation/ask.html", context, status=422 if form.errors else 200)


def officers_only(request: HttpRequest, support: Support) -> None:
    """Goes on for an officer of one of the two partners."""
    if not leads(request.actor, support):
        raise Forbidden(PARTNERS_ONLY)


@access("results.evaluation", methods=POST)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """The question once more."""
    row = evaluation_seen(request, pk)
    try:
        services.remind_evaluation(evaluation=row, by=request.actor, today=request.today)
        said(request, _("Reminder sent to %(structure)s.") % {"structure": row.organisation})
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect("results:evaluation", row.support_id, row.support.slug)


@access("results.evaluation", methods=POST)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer opened again, to be changed."""
    row = evaluation_seen(request, pk)
    try:
        services.reopen_evaluation(evaluation=row, by=request.actor, today=request.today)
    except Refused as refusal:
        said(request, str(refusal.message))
        return redirect("results:answer_seen", row.pk)
    return redirect("results:answer", row.pk)


@access("results.evaluation")
def answer_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer, as it was given."""
    row = evaluation_seen(request, pk)
    ratings = list(row.ratings.visible_to(request.actor))
    context = {
        "evaluation": row, "ratings": ratings, "support": row.support,
        "may_answer": bool(may(request.actor, "answer", row)),
        "helps": [(label, getattr(row, column)) for column, label in helps()],
    }  # fmt: skip
    return render(request, "results/evaluation/answer_seen.html", context)


def evaluation_seen(request: HttpRequest, pk: int) -> Evaluation:
    """The evaluation of the address, when the actor reads it."""
    rows = Evaluation.objects.visible_to(request.actor).select_related("support__partnership", "organisation")
    return get_object_or_404(rows, pk=pk)


@access("support.support", methods=GET_POST)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The evaluation closed, after a look at who has answered."""
    support = support_seen(request, pk)
    officers_only(request, support)
    error = None
    if request.method == "POST":
        try:
            services.finish_evaluation(support=support, by=request.actor, today=request.today)
            said(request, _("The evaluation is closed: the support can be told."))
            return redirect("results:evaluation", support.pk, support.slug)
        except Refused as refusal:
            error = str(refusal.message)
    context = {"support": support, "progress": queries.progress_of(support), "error": error}
    return render(request, "results/evaluation/finish.html", context, status=422 if error else 200)
