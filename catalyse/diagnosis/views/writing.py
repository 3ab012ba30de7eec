"""Screens where a diagnosis is begun, written, given to read, validated and taken up again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.diagnosis import queries, services
from catalyse.diagnosis.forms import SectionForm, ShareForm, StartForm, ValidateForm
from catalyse.diagnosis.models import Diagnosis
from catalyse.diagnosis.questions import PARTS, TEXTS, Part
from catalyse.diagnosis.states import DiagnosisState
from catalyse.diagnosis.views.frame import find, part_of
from catalyse.kernel.access import GET_POST, POST, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said


@access("diagnosis.diagnosis", entry="start", methods=GET_POST)
def start(request: HttpRequest) -> HttpResponse:
    """Begins a diagnosis: with which association, and who writes it."""
    named = {"association": request.GET["association"]} if request.GET.get("association", "").isdecimal() else {}
    form = StartForm(request.POST or None, initial=named, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        sides = form.cleaned_data["authors"]
        try:
            row = services.start_diagnosis(
                association=form.cleaned_data["association"], by=request.actor, today=request.today, **sides
            )
            said(request, _("Begun. Only those who write it see it for now."), row)
            return redirect("diagnosis:write", pk=row.pk, part=PARTS[0].slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "diagnosis/start.html", {"form": form}, status=422 if form.errors else 200)


@access("diagnosis.diagnosis", methods=GET_POST)
def write(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One section, question by question, kept at every keystroke."""
    row, asked = find(request, pk), part_of(part)
    require(request.actor, "write", row)
    key = services.section_form(asked.topic)
    if request.method == "POST" and keep_for_later(request, key, row):
        return redirect(row)
    chapters = {one.part: one for one in queries.chapters(request.actor, row)}
    section = chapters[asked].section
    draft = draft_frame(request, key, row)
    known = {"version": section.version, **section.answers, **{name: getattr(section, name) for name in TEXTS}}
    form = SectionForm(request.POST or None, part=asked, initial={**known, **(draft["draft_data"] or {})})
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, row, asked, form.cleaned_data)
            following = PARTS[(PARTS.index(asked) + 1) % len(PARTS)]
            said(request, _("Written: %(section)s.") % {"section": asked.title})
            return (
                redirect("diagnosis:write", pk=row.pk, part=following.slug)
                if "next" in request.POST
                else redirect("diagnosis:part", pk=row.pk, part=part)
            )
        except Refused as refusal:
            refuse(form, refusal)
    done = {one: chapters[one].section.is_written for one in PARTS}
    stages = [
        {"label": one.title, "state": "current" if one is asked else "done" if done[one] else "todo"} for one in PARTS
    ]
    context = {**draft, "form": form, "diagnosis": row, "part": asked, "stages": stages, "chapter": chapters[asked]}
    return render(request, "diagnosis/write.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, row: Diagnosis, asked: Part, data: dict[str, Any]) -> None:
    services.write_section(
        diagnosis=row,
        topic=asked.topic,
        answers={question.code: data[question.code] for question in asked.questions},
        expected=data["version"],
        by=request.actor,
        today=request.today,
        **{name: data[name] for name in TEXTS},
    )


@access("diagnosis.diagnosis", methods=GET_POST)
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the diagnosis to the association to read, after a last look at what that means."""
    row = find(request, pk)
    require(request.actor, "share", row)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.share_diagnosis(diagnosis=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("%(association)s can read it now.") % {"association": row.association}, row)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    chapters = queries.chapters(request.actor, row)
    context = {
        "form": form,
        "diagnosis": row,
        "empty": [one.part.title for one in chapters if not one.section.is_written],
    }
    return render(request, "diagnosis/share.html", context, status=422 if form.errors else 200)


@access("diagnosis.diagnosis", methods=GET_POST)
def validate(request: HttpRequest, pk: int) -> HttpResponse:
    """One side says that it agrees with the text that it read."""
    row = find(request, pk)
    require(request.actor, "validate", row)
    form = ValidateForm(request.POST or None, initial={"person": request.actor.name, "read": row.writings})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.validate(diagnosis=row, by=request.actor, today=request.today, **form.cleaned_data)
            done = row.state == DiagnosisState.VALIDATED
            said(request, _("Validated by all: the text stays as it is.") if done else _("Your side has validated it."))
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    standings = queries.standings(request.actor, row)
    context = {"form": form, "diagnosis": row, "standings": standings}
    return render(request, "diagnosis/validate.html", context, status=422 if form.errors else 200)


@access("diagnosis.diagnosis", methods=POST)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a new version with the text of the validated one."""
    row = services.reopen(diagnosis=find(request, pk), by=request.actor, today=request.today)
    said(request, _("Version %(number)s begun, with the text of the one before.") % {"number": row.number})
    return redirect(row)


@access("diagnosis.diagnosis", methods=POST)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives a diagnosis that is still being written, with a way back."""
    row = services.archive_diagnosis(diagnosis=find(request, pk), by=request.actor, today=request.today)
    said(request, _("Diagnosis archived."), row)
    return redirect(reverse("diagnosis:of", args=[row.association_id, row.association.slug]))
