"""The short guide in which somebody answers: signed in, by a personal link, or an officer on behalf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalyse.kernel import drafts
from catalyse.kernel import views as kernel_views
from catalyse.kernel.access import GET_POST, POST, Actor, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, said
from catalyse.results import services
from catalyse.results.forms.evaluation import (
    STEPS,
    OnBehalfForm,
    QuoteForm,
    RatingsForm,
    WordsForm,
    filled_from,
)
from catalyse.results.models import Evaluation
from catalyse.results.queries.links import evaluation_by_token
from catalyse.results.services.evaluation import ANSWER_FORM
from catalyse.results.views.evaluation import evaluation_seen

NOTES, WORDS, QUOTE, REVIEW = STEPS
PAGES = {
    NOTES: "results/evaluation/step_notes.html",
    WORDS: "results/evaluation/step_mots.html",
    QUOTE: "results/evaluation/step_citation.html",
}


@dataclass(frozen=True)
class Guide:
    """Where somebody is in the guide: which evaluation, by which door, at which step."""

    row: Evaluation
    by: Actor
    token: str
    step: str

    def url(self, step: str) -> str:
        if self.token:
            return reverse("results:by_link_step", args=[self.token, step])
        return reverse("results:answer_step", args=[self.row.pk, step])

    @property
    def next_url(self) -> str:
        return self.url(STEPS[STEPS.index(self.step) + 1])

    @property
    def own(self) -> bool:
        """Whether the structure itself answers, rather than an officer for it."""
        return bool(self.token) or self.row.organisation_id in self.by.organisations()


def _form(guide: Guide, data: Any, initial: dict[str, Any] | None) -> Any:
    kinds = {NOTES: RatingsForm, WORDS: WordsForm, QUOTE: QuoteForm}
    options = {"side": guide.row.side} if guide.step == NOTES else {}
    return kinds[guide.step](data, initial=initial, **options)


def _kept(guide: Guide, step: str) -> dict[str, Any] | None:
    found = drafts.find(guide.by, f"{ANSWER_FORM}.{step}", guide.row)
    return found.data if found else None


@access("results.evaluation", methods=GET_POST)
def answer(request: HttpRequest, pk: int, step: str = NOTES) -> HttpResponse:
    """The guide for who is signed in."""
    row = evaluation_seen(request, pk)
    require(request.actor, "answer", row)
    if row.state != "asked":
        return redirect("results:answer_seen", row.pk)
    return _guide(request, Guide(row, request.actor, "", _known(step)))


@access("public", methods=GET_POST)
def by_link(request: HttpRequest, token: str, step: str = NOTES) -> HttpResponse:
    """The guide for who came by a personal link: opening it changes nothing, sending uses it up."""
    row = evaluation_by_token(token)
    if row is None:
        return render(request, "results/evaluation/link_over.html", status=404)
    if not row.link_holds(timezone.now()):
        return render(request, "results/evaluation/link_over.html", {"evaluation": row})
    request.actor = _actor_of_link(row)  # type: ignore[attr-defined]
    return _guide(request, Guide(row, request.actor, token, _known(step)))  # type: ignore[attr-defined]


@access("public", methods=POST)
def keep_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps what is being written by who came by a link."""
    row = evaluation_by_token(token)
    if row is None or not row.link_holds(timezone.now()):
        raise Http404
    request.actor = _actor_of_link(row)  # type: ignore[attr-defined]
    return kernel_views.keep_draft(request)


def _actor_of_link(row: Evaluation) -> Actor:
    return Actor(name=row.recipient or str(row.organisation), link=("results.evaluation", row.pk))


def _known(step: str) -> str:
    if step not in STEPS:
        raise Http404
    return step


def _guide(request: HttpRequest, guide: Guide) -> HttpResponse:
    if guide.step == REVIEW:
        return _review(request, guide)
    key = f"{ANSWER_FORM}.{guide.step}"
    frame = draft_frame(request, key, guide.row)
    if guide.token:
        frame["draft_url"] = reverse("results:keep_by_link", args=[guide.token])
    said_before = filled_from(guide.row, list(guide.row.ratings.visible_to(guide.by)))[guide.step]
    form = _form(guide, request.POST or None, frame["draft_data"] or said_before)
    if request.method == "POST":
        if keep_for_later(request, key, guide.row):
            return redirect(guide.url(guide.step))
        if form.is_valid():
            _keep(request, guide, key)
            return redirect(guide.next_url)
    context = {"form": form, "guide": guide, "evaluation": guide.row, "stages": _stages(guide), **frame}
    return render(request, PAGES[guide.step], context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, guide: Guide, key: str) -> None:
    data = {k: v[0] if len(v) == 1 else v for k, v in request.POST.lists() if not k.startswith(("draft_", "keep"))}
    drafts.keep(guide.by, key, data, guide.row)


def _stages(guide: Guide) -> list[dict[str, str]]:
    labels = (_("Seven ratings"), _("In your words"), _("A sentence to quote"), _("Read again"))
    now = STEPS.index(guide.step)
    return [
        {
            "label": label,
            "state": "done" if rank < now else "current" if rank == now else "todo",
            "url": guide.url(step),
        }
        for rank, (step, label) in enumerate(zip(STEPS, labels, strict=True))
    ]


def _review(request: HttpRequest, guide: Guide) -> HttpResponse:
    forms = {}
    for step in (NOTES, WORDS, QUOTE):
        here = Guide(guide.row, guide.by, guide.token, step)
        before = filled_from(guide.row, list(guide.row.ratings.visible_to(guide.by)))[step]
        forms[step] = _form(here, _kept(here, step) or before, None)
        if not forms[step].is_valid() and _kept(here, step):
            return redirect(here.url(step))
    behalf = None if guide.own else OnBehalfForm(request.POST or None, initial={"answered_on": request.today})
    error = ""
    if request.method == "POST" and (behalf is None or behalf.is_valid()):
        try:
            return _send(request, guide, forms, behalf)
        except Refused as refusal:
            error = str(refusal.message)
    context = {"guide": guide, "evaluation": guide.row, "forms": forms, "form": behalf, "error": error,
               "stages": _stages(guide), "rows": _rows(forms), "urls": {step: guide.url(step) for step in STEPS},
               "notes_url": guide.url(NOTES), "words_url": guide.url(WORDS), "quote_url": guide.url(QUOTE)}  # fmt: skip
    return render(request, "results/evaluation/review.html", context, status=422 if error else 200)


def _rows(forms: dict[str, Any]) -> list[tuple[str, str]]:
    """The ratings in words, for the last look."""
    shown = []
    for score, words in forms[NOTES].pairs():
        given = forms[NOTES].cleaned_data.get(score.name, "") if forms[NOTES].is_valid() else ""
        label = dict(score.field.choices).get(given, "")
        more = forms[NOTES].cleaned_data.get(words.name, "")
        shown.append((str(score.label), " · ".join(part for part in (str(label), more) if part)))
    return shown


def _send(request: HttpRequest, guide: Guide, forms: dict[str, Any], behalf: Any) -> HttpResponse:
    words, quote = forms[WORDS].cleaned_data, forms[QUOTE].cleaned_data
    row = services.answer_with_quote(
        evaluation=guide.row, ratings=forms[NOTES].ratings(), function=quote.get("function", ""), quote=quote,
        answered_on=behalf.cleaned_data["answered_on"] if behalf else None, on_behalf=not guide.own,
        by=guide.by, today=request.today, **words,
    )  # fmt: skip
    if guide.token:
        given = row.statements.visible_to(guide.by).order_by("-pk")[:1] if quote.get("quote") else ()
        return render(request, "results/evaluation/thanks.html", {"evaluation": row, "statements": given})
    if not guide.own:
        said(request, _("Written down for %(structure)s.") % {"structure": row.organisation})
        return redirect("results:evaluation", row.support_id, row.support.slug)
    said(request, _("Your answer is sent. Thank you."), row)
    return redirect("results:answer_seen", row.pk)
