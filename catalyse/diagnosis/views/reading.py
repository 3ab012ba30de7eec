"""Screens where a diagnosis is read, talked about and compared."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.actors import pages
from catalyse.actors.roles import Role
from catalyse.diagnosis import queries, services
from catalyse.diagnosis.columns import DIAGNOSIS_COLUMNS
from catalyse.diagnosis.documents import diagnosis_document
from catalyse.diagnosis.forms import CommentForm
from catalyse.diagnosis.models import Comment, Diagnosis
from catalyse.diagnosis.questions import PARTS
from catalyse.diagnosis.states import DiagnosisState
from catalyse.diagnosis.views.frame import find, find_whole, frame, paper_language, part_of
from catalyse.kernel.access import GET_POST, POST, access, may
from catalyse.kernel.documents import document_response, render_pdf
from catalyse.kernel.exports import export_response
from catalyse.kernel.pages import draft_frame, journal_page, keep_for_later, pages_of, said
from catalyse.ui import formats


@access("diagnosis.diagnosis", entry="list")
def diagnoses(request: HttpRequest) -> HttpResponse:
    """The diagnoses that one may read, the last version of each."""
    page = pages_of(request, queries.diagnoses_for(request.actor, request.GET))
    context = {
        "page": page,
        "count": page.paginator.count,
        "filters": request.GET,
        "states": [(s.value, s.label) for s in DiagnosisState if s != DiagnosisState.SUPERSEDED],
        "columns": DIAGNOSIS_COLUMNS,
    }
    return render(request, "diagnosis/_rows.html" if request.htmx else "diagnosis/list.html", context)


@access("diagnosis.diagnosis", entry="list")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as a spreadsheet: which diagnoses there are and where they stand, none of their words."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    rows = queries.diagnoses_for(request.actor, request.GET)
    return export_response(rows, DIAGNOSIS_COLUMNS, request.GET.getlist("col"), kind, "diagnostics")


@access("actors.organisation")
def of_association(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The diagnosis of an association: its versions, who may read it, how to begin."""
    row = pages.organisation_seen(request, pk)
    versions = queries.versions_of(request.actor, row)
    own = pk in request.actor.organisations(Role.ASSOCIATION_LEAD, Role.ASSOCIATION_MEMBER)
    starts = bool(may(request.actor, "start", Diagnosis))
    if not row.is_association or not (versions or own or starts):
        raise Http404
    if slug != row.slug:
        return redirect("diagnosis:of", pk=row.pk, slug=row.slug)
    context = {
        **pages.frame(request, row, "diagnosis"),
        "versions": versions,
        "own": own,
        "starts": starts and not any(one.is_open for one in versions),
        "consents": queries.consents_of(request.actor, row) if own else [],
        "leads": pk in request.actor.organisations(Role.ASSOCIATION_LEAD),
    }
    return render(request, "diagnosis/association.html", context)


@access("diagnosis.diagnosis")
def diagnosis(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: where it stands, its ten sections, who validated."""
    row = find(request, pk)
    chapters = queries.chapters(request.actor, row)
    told = [one for one in chapters if row.is_open or one.section.is_written or one.said]
    context = {**frame(request, row, "overview"), "cards": [_card(row, one) for one in told]}
    context["silent"] = [str(one.part.title) for one in chapters if one not in told]
    context["written"] = sum(one.section.is_written for one in chapters)
    context["total"] = len(PARTS)
    return render(request, "diagnosis/diagnosis.html", context)


def _card(row: Diagnosis, one: queries.Chapter) -> dict[str, Any]:
    words = [formats.beginning(one.section.findings, 110)] if one.section.findings else []
    if one.said:
        words.append(ngettext("%(n)s comment", "%(n)s comments", one.said) % {"n": one.said})
    state = "done" if one.section.is_written else "started" if one.kept else "todo"
    url = reverse("diagnosis:part", args=[row.pk, one.part.slug])
    return {"title": one.part.title, "url": url, "detail": " · ".join(words), "state": state}


@access("diagnosis.diagnosis", methods=GET_POST)
def part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One section, with what each side says beside it, and a place to say what one thinks."""
    row, asked = find_whole(request, pk), part_of(part)
    key = services.comment_form(asked.topic)
    if request.method == "POST" and keep_for_later(request, key, row):
        return redirect("diagnosis:part", pk=row.pk, part=part)
    draft = draft_frame(request, key, row)
    form = CommentForm(request.POST or None, initial=draft["draft_data"] or {})
    if request.method == "POST" and form.is_valid():
        comment = services.comment_on(
            diagnosis=row, topic=asked.topic, text=form.cleaned_data["text"], by=request.actor, today=request.today
        )
        said(request, _("Your comment stands beside the section."), comment)
        return redirect(f"{reverse('diagnosis:part', args=[row.pk, part])}#comments")
    rank = PARTS.index(asked)
    context = {
        **frame(request, row, "overview"),
        **draft,
        "form": form,
        "chapter": queries.chapter(request.actor, row, asked),
        "rank": rank + 1,
        "before": PARTS[rank - 1] if rank else None,
        "after": PARTS[rank + 1] if rank + 1 < len(PARTS) else None,
    }
    return render(request, "diagnosis/part.html", context, status=422 if form.errors else 200)


@access("diagnosis.comment", methods=POST)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a comment of one's own side back, at once, with a way back."""
    rows = Comment.objects.visible_to(request.actor).filter(archived_at=None).select_related("diagnosis")
    comment = get_object_or_404(rows, pk=pk)
    services.take_back_comment(comment=comment, by=request.actor, today=request.today)
    said(request, _("Comment taken back."), comment)
    part = next(one for one in PARTS if one.topic == comment.topic)
    return redirect("diagnosis:part", pk=comment.diagnosis_id, part=part.slug)


@access("diagnosis.diagnosis")
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions of this diagnosis, and what changed since the one before."""
    row = find_whole(request, pk)
    rows = queries.versions_of(request.actor, row.association)
    wanted = request.GET.get("avec", "")
    other = next((one for one in rows if str(one.pk) == wanted and one.pk != row.pk), None)
    if other is None and not wanted:
        other = next((one for one in rows if one.pk == row.previous_id), None)
    old, new = sorted((row, other or row), key=lambda one: one.number)
    context = {
        **frame(request, row, "versions"),
        "rows": rows,
        "old": old if other else None,
        "new": new,
        "differences": queries.differences(request.actor, old, new) if other else [],
    }
    return render(request, "diagnosis/versions.html", context)


@access("diagnosis.diagnosis")
def journal_tab(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what in this diagnosis."""
    row = find_whole(request, pk)
    return render(request, "diagnosis/journal.html", {**frame(request, row, "journal"), **journal_page(request, row)})


@access("diagnosis.diagnosis")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole diagnosis on paper."""
    row = find_whole(request, pk)
    document = diagnosis_document(
        row, queries.chapters(request.actor, row), queries.standings(request.actor, row), language=paper_language()
    )
    name = f"diagnostic-{row.association.slug}-version-{row.number}"
    return document_response(render_pdf(document), name, inline=True)
