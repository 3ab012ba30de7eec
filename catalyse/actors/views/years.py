"""Screens of the figures of an association and of its path."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import queries, readers, services
from catalyse.actors.figures import changed, figure_table
from catalyse.actors.forms import MilestoneForm, YearForm
from catalyse.actors.forms.years import known_of, known_of_milestone
from catalyse.actors.models import AssociationYear, Milestone, Organisation
from catalyse.actors.oddities import oddities
from catalyse.actors.pages import asked_frame, frame, organisation_seen
from catalyse.actors.path import path_of
from catalyse.actors.pictures import resources_chart, staff_chart
from catalyse.kernel.access import GET_POST, POST, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said


def _association(request: HttpRequest, pk: int) -> Organisation:
    row = organisation_seen(request, pk)
    if not row.is_association:  # partners have neither yearly figures nor a path here
        raise Http404
    return row


@access("actors.organisation")
def figures(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The figures of an association, year after year; what looks odd is told."""
    row = _association(request, pk)
    context = frame(request, row, "figures")
    if not any(tab["current"] for tab in context["tabs"]):
        raise Http404
    years = queries.figures_of(request.actor, row)
    context |= {
        "readers": readers.FIGURES,
        "years": years,
        "table": figure_table(years),
        "charts": [chart for chart in (staff_chart(years), resources_chart(years)) if chart],
        "oddities": oddities(years),
        **asked_frame(request, row),
    }
    if years and years[0].given_on:
        context |= {"given": years[0], "changes": changed(*years[:2]) if len(years) > 1 else []}
    return render(request, "actors/figures.html", context)


@access("actors.organisation")
def path(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The path of an association: its own milestones, and what other rooms know of it, on one thread."""
    row = _association(request, pk)
    context = {**frame(request, row, "path"), "points": path_of(request.actor, row)}
    context["milestones"] = queries.milestones_of(request.actor, row) if context["may_edit"] else []
    return render(request, "actors/path.html", context)


@access("actors.organisation", methods=GET_POST)
def add_year(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of one more year."""
    row = _association(request, pk)
    require(request.actor, "figures", row)
    if request.method == "POST" and keep_for_later(request, services.YEAR_FORM, row):
        return redirect(row.tab_url("figures"))
    draft = draft_frame(request, services.YEAR_FORM, row)
    initial = {"year": request.today.year - 1, **(draft["draft_data"] or {})}
    form = YearForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            services.add_year(organisation=row, by=request.actor, today=request.today, **values)
            said(request, _("The figures of %(year)s are kept.") % {"year": values["year"]})
            return redirect(row.tab_url("figures"))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row, "readers": readers.FIGURES, **draft}
    return render(request, "actors/year_form.html", context, status=422 if form.errors else 200)


@access("actors.associationyear", methods=GET_POST)
def change_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The same year with other figures."""
    row = _association(request, pk)
    seen = AssociationYear.objects.visible_to(request.actor).filter(organisation=row)
    snapshot = get_object_or_404(seen, year=year)
    require(request.actor, "edit", snapshot)
    if request.method == "POST" and keep_for_later(request, services.YEAR_FORM, snapshot):
        return redirect(row.tab_url("figures"))
    draft = draft_frame(request, services.YEAR_FORM, snapshot)
    form = YearForm(
        request.POST or None, initial={**known_of(snapshot), **(draft["draft_data"] or {})}, snapshot=snapshot
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        expected = values.pop("version") or 0
        try:
            services.change_year(snapshot=snapshot, expected=expected, by=request.actor, today=request.today, **values)
            said(request, _("The figures of %(year)s are kept.") % {"year": year}, snapshot)
            return redirect(row.tab_url("figures"))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row, "snapshot": snapshot, "readers": readers.FIGURES, **draft}
    return render(request, "actors/year_form.html", context, status=422 if form.errors else 200)


@access("actors.organisation", methods=GET_POST)
def add_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """One more point of the path."""
    row = _association(request, pk)
    require(request.actor, "edit", row)
    return _milestone(request, row, None)


@access("actors.milestone", methods=GET_POST)
def change_milestone(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    """The same point of the path, told otherwise."""
    row = _association(request, pk)
    seen = Milestone.objects.visible_to(request.actor).filter(organisation=row)
    found = get_object_or_404(seen, pk=milestone)
    require(request.actor, "edit", row)
    return _milestone(request, row, found)


def _milestone(request: HttpRequest, row: Organisation, found: Milestone | None) -> HttpResponse:
    subject = found or row
    if request.method == "POST" and keep_for_later(request, services.MILESTONE_FORM, subject):
        return redirect(row.tab_url("path"))
    draft = draft_frame(request, services.MILESTONE_FORM, subject)
    known = known_of_milestone(found) if found else {}
    form = MilestoneForm(request.POST or None, initial={**known, **(draft["draft_data"] or {})})
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep_milestone(request, row, found, dict(form.cleaned_data))
            said(request, _("The path is longer by one point.") if not found else _("Changed."), kept)
            return redirect(row.tab_url("path"))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row, "milestone": found, "readers": readers.IDENTITY, **draft}
    return render(request, "actors/milestone_form.html", context, status=422 if form.errors else 200)


def _keep_milestone(
    request: HttpRequest, row: Organisation, found: Milestone | None, values: dict[str, Any]
) -> Milestone:
    expected = values.pop("version") or 0
    common = {"by": request.actor, "today": request.today, **values}
    if found:
        return services.change_milestone(milestone=found, expected=expected, **common)
    return services.add_milestone(organisation=row, **common)


@access("actors.milestone", methods=POST)
def take_off(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    """Takes a point off the path, at once, with a way back."""
    row = _association(request, pk)
    found = get_object_or_404(Milestone.objects.visible_to(request.actor).filter(organisation=row), pk=milestone)
    services.archive_milestone(milestone=found, by=request.actor, today=request.today)
    said(request, _("Taken off the path."), found)
    return redirect(row.tab_url("path"))
