"""Writing a case study: the parts on one side, the page as it will be on the other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.documents import document_response
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.results import services
from catalyse.results.documents import paper
from catalyse.results.forms.case_study import AddBlockForm, BlockForm, StudyForm
from catalyse.results.models import CaseBlock, CaseStudy
from catalyse.results.queries import choices, story
from catalyse.results.queries.tokens import tokens_for
from catalyse.results.services.case_study import BLOCK_FORM, STUDY_FORM
from catalyse.results.views.evaluation import support_seen
from catalyse.results.views.telling import telling


@access("support.support", methods=POST)
def compose(request: HttpRequest, pk: int) -> HttpResponse:
    """The case study begun from the records of its support, or completed by what has come since."""
    support = support_seen(request, pk)
    try:
        study = services.compose_case_study(support=support, by=request.actor, today=request.today)
    except Refused as refusal:
        said(request, str(refusal.message))
        return redirect("results:evaluation", support.pk, support.slug)
    said(request, _("The case study is begun from the records. Put it in your words."))
    return redirect("results:write", study.pk)


def study_seen(request: HttpRequest, pk: int) -> CaseStudy:
    """The case study of the address, when the actor sees it before or after publication."""
    rows = CaseStudy.objects.visible_to(request.actor)
    related = ("support__dla", "support__partnership__authority", "support__partnership__body", "support__body")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _draft_seen(request: HttpRequest, pk: int) -> CaseStudy:
    study = study_seen(request, pk)
    require(request.actor, "read_draft", study)
    return study


@access("results.casestudy", methods=GET_POST)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The title and first sentence beside the preview, and the parts to open one by one."""
    study = _draft_seen(request, pk)
    if request.method == "POST" and keep_for_later(request, STUDY_FORM, study):
        return redirect("results:write", study.pk)
    draft = draft_frame(request, STUDY_FORM, study)
    initial = {name: getattr(study, name) for name in ("title", "lead", "eyebrow", "keywords", "version")}
    form = StudyForm(request.POST or None, initial={**initial, **(draft["draft_data"] or {}), "version": study.version})
    if request.method == "POST" and form.is_valid():
        expected = form.cleaned_data.pop("version")
        try:
            services.describe_case_study(
                case_study=study, expected=expected, by=request.actor, today=request.today, **form.cleaned_data
            )
            said(request, _("Changed."), study)
            return redirect("results:write", study.pk)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "add_form": AddBlockForm(), **_writing(request, study), **draft}
    return render(request, "results/case_study/write.html", context, status=422 if form.errors else 200)


def _writing(
    request: HttpRequest, study: CaseStudy, block: CaseBlock | None = None, told: story.Story | None = None
) -> dict[str, Any]:
    told = told or story.story_of(study, public=False, today=request.today)
    return {
        "study": study, "support": study.support, "sections": told.every_section, "current": block,
        "may_write": may(request.actor, "write", study), "document": paper_links(study), **telling(request, told),
        "preview": True, "tokens": tokens_for(told), "used": told.used_tokens(block) if block else [],
    }  # fmt: skip


def paper_links(study: CaseStudy) -> dict[str, str]:
    """The documents of a case study."""
    return {
        "pdf": reverse("results:pdf", args=[study.pk, study.slug]),
        "docx": reverse("results:docx", args=[study.pk]),
    }


@access("results.caseblock", methods=GET_POST)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One part beside the preview of the whole; figures are put in by their token."""
    block = _block(request, pk)
    study = study_seen(request, block.case_study_id)
    require(request.actor, "write", study)
    if request.method == "POST" and keep_for_later(request, BLOCK_FORM, block):
        return redirect("results:block", block.pk)
    draft = draft_frame(request, BLOCK_FORM, block)
    form = BlockForm(
        request.POST or None, initial=_initial(block, draft["draft_data"]), block=block,
        structures=choices.associations_of(study.support), said=choices.said_about(request.actor, study),
    )  # fmt: skip
    if request.method == "POST" and "preview" in request.POST:
        return _previewed(request, study, block, form, draft)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.edit_block(
                block=block, by=request.actor, today=request.today, expected=data.pop("version"),
                **{"organisation": block.organisation, **data},
            )  # fmt: skip
            said(request, _("Changed."), study)
            return redirect(f"{reverse('results:block', args=[block.pk])}#part-{block.pk}")
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, **_writing(request, study, block), **draft}
    return render(request, "results/case_study/block.html", context, status=422 if form.errors else 200)


def _previewed(request: HttpRequest, study: CaseStudy, block: CaseBlock, form: Any, draft: Any) -> HttpResponse:
    """The page as it would be with what is typed; nothing is kept."""
    form.is_valid()
    typed = {name: form.cleaned_data[name] for name in ("heading", "text", "shown") if name in form.cleaned_data}
    told = story.story_of(study, public=False, today=request.today)
    told.imagine(block, typed, form.cleaned_data.get("statements"))
    context = {"form": form, **_writing(request, study, block, told), **draft}
    page = "results/case_study/_paper.html" if request.htmx else "results/case_study/block.html"  # type: ignore[attr-defined]
    return render(request, page, context)


def _block(request: HttpRequest, pk: int) -> CaseBlock:
    rows = CaseBlock.objects.visible_to(request.actor).select_related(
        "case_study__support__partnership", "organisation"
    )
    return get_object_or_404(rows, pk=pk)


def _initial(block: CaseBlock, kept: dict[str, Any] | None) -> dict[str, Any]:
    stored = {"heading": block.heading, "text": block.text, "shown": block.shown, "organisation": block.organisation_id,
              "statements": choices.chosen_in(block)}  # fmt: skip
    return {**stored, **(kept or {}), "version": block.version}


@access("results.casestudy", methods=POST)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more part."""
    study = _draft_seen(request, pk)
    form = AddBlockForm(request.POST)
    if not form.is_valid():
        said(request, _("Choose a kind of part."))
        return redirect("results:write", study.pk)
    block = services.add_block(case_study=study, by=request.actor, today=request.today, **form.cleaned_data)
    return redirect("results:block", block.pk)


@access("results.caseblock", methods=POST)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """A part one place higher or lower."""
    block = _block(request, pk)
    services.move_block(block=block, up=request.POST.get("to") == "up", by=request.actor, today=request.today)
    return redirect(f"{reverse('results:write', args=[block.case_study_id])}#parts")


@access("results.casestudy")
def docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same words as a file to be changed by hand."""
    study = _draft_seen(request, pk)
    told = story.story_of(study, public=True, today=request.today)
    return document_response(paper.case_study_docx(told), study.slug, "docx")
