"""Screens of the needs in their order, and of the sheet that sums a diagnosis up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.diagnosis import queries, services
from catalyse.diagnosis.documents import summary_sheet
from catalyse.diagnosis.forms import AddNeedForm, ChangeNeedForm, KeepNeedForm, SummaryForm
from catalyse.diagnosis.models import Priority
from catalyse.diagnosis.views.frame import find, frame, paper_language
from catalyse.kernel.access import GET_POST, POST, access, require
from catalyse.kernel.documents import document_response
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said


@access("diagnosis.diagnosis", methods=GET_POST)
def needs(request: HttpRequest, pk: int) -> HttpResponse:
    """The needs in their order, with the sum open; whoever writes adds one."""
    row = find(request, pk)
    if request.method == "POST":
        require(request.actor, "write", row)
        if keep_for_later(request, services.NEED_FORM, row):
            return redirect("diagnosis:needs", pk=row.pk)
    draft = draft_frame(request, services.NEED_FORM, row)
    initial = draft["draft_data"] or {}
    form = AddNeedForm(request.POST or None, initial=initial, actor=request.actor, diagnosis=row)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_priority(diagnosis=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Added: %(title)s.") % {"title": added.title}, added)
            return redirect("diagnosis:needs", pk=row.pk)
        except Refused as refusal:
            refuse(form, refusal)
    context = {
        **frame(request, row, "needs"),
        **draft,
        "form": form,
        "lines": queries.needs_in_order(request.actor, row),
    }
    return render(request, "diagnosis/needs.html", context, status=422 if form.errors else 200)


def _priority(request: HttpRequest, pk: int) -> Priority:
    rows = Priority.objects.visible_to(request.actor).filter(archived_at=None)
    row = get_object_or_404(rows.select_related("diagnosis__association", "need"), pk=pk)
    require(request.actor, "write", row)
    return row


@access("diagnosis.priority", methods=GET_POST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words or marks for a need, or a place given by hand with its reason."""
    row = _priority(request, pk)
    if request.method == "POST" and keep_for_later(request, services.NEED_FORM, row):
        return redirect("diagnosis:needs", pk=row.diagnosis_id)
    draft = draft_frame(request, services.NEED_FORM, row)
    form = ChangeNeedForm(request.POST or None, priority=row, kept=draft["draft_data"])
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            row = services.change_priority(
                priority=row, expected=data.pop("version"), by=request.actor, today=request.today, **data
            )
            said(request, _("Changed: %(title)s.") % {"title": row.title}, row)
            return redirect("diagnosis:needs", pk=row.diagnosis_id)
        except Refused as refusal:
            refuse(form, refusal)
    context = {**draft, "form": form, "priority": row, "diagnosis": row.diagnosis}
    return render(request, "diagnosis/change_need.html", context, status=422 if form.errors else 200)


@access("diagnosis.priority", methods=POST)
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a need out of the diagnosis, at once, with a way back."""
    row = services.take_out_priority(priority=_priority(request, pk), by=request.actor, today=request.today)
    said(request, _("Taken out: %(title)s.") % {"title": row.title}, row)
    return redirect("diagnosis:needs", pk=row.diagnosis_id)


@access("diagnosis.priority", methods=GET_POST)
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps a need that was written here in the list of needs, where others read it."""
    row = _priority(request, pk)
    form = KeepNeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        themes = form.cleaned_data["themes"]
        try:
            need = services.keep_as_need(priority=row, themes=themes, by=request.actor, today=request.today)
            said(request, _("It stands among the needs now."), need)
            return redirect("diagnosis:needs", pk=row.diagnosis_id)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "priority": row, "diagnosis": row.diagnosis}
    return render(request, "diagnosis/keep_need.html", context, status=422 if form.errors else 200)


@access("diagnosis.diagnosis", methods=GET_POST)
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The few lines that open the summary sheet."""
    row = find(request, pk)
    require(request.actor, "write", row)
    if request.method == "POST" and keep_for_later(request, services.SUMMARY_FORM, row):
        return redirect("diagnosis:needs", pk=row.pk)
    draft = draft_frame(request, services.SUMMARY_FORM, row)
    known = {"summary": row.summary, "version": row.version, **(draft["draft_data"] or {})}
    form = SummaryForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.write_summary(
            diagnosis=row, summary=data["summary"], expected=data["version"], by=request.actor, today=request.today
        )
        said(request, _("Written."))
        return redirect("diagnosis:needs", pk=row.pk)
    context = {**draft, "form": form, "diagnosis": row}
    return render(request, "diagnosis/summary.html", context, status=422 if form.errors else 200)


@access("diagnosis.diagnosis")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary sheet: one page."""
    row = find(request, pk)
    content = summary_sheet(row, queries.sheet(request.actor, row), language=paper_language())
    name = f"fiche-synthetique-{row.association.slug}-version-{row.number}"
    return document_response(content, name, inline=True)
