"""Screens of the project of an association: its versions, the five questions, its adoption."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import pages
from catalyse.actors.roles import ASSOCIATION
from catalyse.diagnosis import queries, services
from catalyse.diagnosis.documents import project_document
from catalyse.diagnosis.forms import AdoptForm, ProjectForm
from catalyse.diagnosis.models import Project
from catalyse.diagnosis.views.frame import knows, paper_language
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.documents import document_response, render_pdf
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, journal_lines, keep_for_later, refuse, said


@access("actors.organisation")
def of_association(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The project of an association and its versions; its own people begin a review here."""
    row = pages.organisation_seen(request, pk)
    versions = queries.projects_of(request.actor, row)
    own = pk in request.actor.organisations(*ASSOCIATION)
    if not row.is_association or not (versions or own):
        raise Http404
    if slug != row.slug:
        return redirect("diagnosis:projects", pk=row.pk, slug=row.slug)
    context = {**pages.frame(request, row, "project"), "versions": versions, "own": own}
    context["open"] = any(one.state == "draft" for one in versions)
    return render(request, "diagnosis/projects.html", context)


@access("diagnosis.project", entry="start", methods=POST)
def start(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Begins a review of the project of one's own association, with the answers of the last version."""
    row = pages.organisation_seen(request, pk)
    if pk not in request.actor.organisations(*ASSOCIATION):
        raise Http404
    project = services.start_project(association=row, by=request.actor, today=request.today)
    return redirect("diagnosis:write_project", pk=project.pk)


def _find(request: HttpRequest, pk: int) -> Project:
    rows = Project.objects.visible_to(request.actor).select_related("association", "previous")
    return get_object_or_404(rows, pk=pk)


@access("diagnosis.project")
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its answers, what changed since the one before, who adopted it."""
    row = _find(request, pk)
    known = knows(request, row.association)
    context = {
        "project": row,
        "known": known,
        "answers": queries.answers_of(row),
        "changed": queries.project_differences(row),
        "writes": bool(may(request.actor, "write", row)),
        "adopts": bool(may(request.actor, "adopt", row)),
        "lines": journal_lines(row, request.actor, 20),
    }
    return render(request, "diagnosis/project.html", context)


@access("diagnosis.project", methods=GET_POST)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The five founding questions, kept at every keystroke."""
    row = _find(request, pk)
    require(request.actor, "write", row)
    if request.method == "POST" and keep_for_later(request, services.PROJECT_FORM, row):
        return redirect(row)
    draft = draft_frame(request, services.PROJECT_FORM, row)
    form = ProjectForm(request.POST or None, project=row, kept=draft["draft_data"])
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = dict(form.cleaned_data)
        services.write_project(project=row, expected=data.pop("version"), by=request.actor, today=request.today, **data)
        said(request, _("Written."))
        return redirect(row)
    context = {**draft, "form": form, "project": row}
    return render(request, "diagnosis/write_project.html", context, status=422 if form.errors else 200)


@access("diagnosis.project", methods=GET_POST)
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes that the board adopted this version, and on which day."""
    row = _find(request, pk)
    require(request.actor, "adopt", row)
    form = AdoptForm(request.POST or None, initial={"on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            services.adopt_project(project=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("The decision is noted."))
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    return render(
        request, "diagnosis/adopt_project.html", {"form": form, "project": row}, status=422 if form.errors else 200
    )


@access("diagnosis.project")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One version on paper, for the board or the wall."""
    row = _find(request, pk)
    document = project_document(row, queries.answers_of(row), language=paper_language())
    return document_response(render_pdf(document), f"projet-{row.association.slug}-version-{row.number}", inline=True)
