"""Screens of supports: the list, one support and its tabs, what can be done with it as a whole."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import readers
from catalyse.kernel.access import GET_POST, POST, access, policy_of, require
from catalyse.kernel.exports import export_response
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.pages import draft_frame, journal_page, keep_for_later, pages_of, refuse, said
from catalyse.kernel.tables.codes import CodeList
from catalyse.support import queries, services
from catalyse.support.columns import SUPPORT_COLUMNS
from catalyse.support.forms.supports import EditForm, LessonsForm, ReasonForm, StepFormSet
from catalyse.support.models import Kind, Support
from catalyse.support.pictures import days_title, funnel_picture, funnel_words
from catalyse.support.queries import lists
from catalyse.support.queries.papers import folders_in
from catalyse.support.services.supports import WHY
from catalyse.support.states import STOPPED, SUPPORT, Stage, SupportState
from catalyse.support.views.frame import find, frame

BY_HAND = {"scope", "enrol_one", "debrief", "reopen", "resume"} | set(WHY)


@access("support.support", entry="list")
def supports(request: HttpRequest) -> HttpResponse:
    """The supports as a list, each with its small thread."""
    rows = lists.supports_for(request.actor, request.GET, request.today)
    page = pages_of(request, rows)
    stages = [(stage.value, stage.label) for stage in Stage]
    context = {
        "page": page,
        "count": page.paginator.count,
        "rows": [{"support": row, "stages": queries.stages(row), "who": _who(row)} for row in page],
        "filters": request.GET,
        "chosen": sum(bool(request.GET.get(name)) for name in ("kind", "stage", "theme", "sector", "year")),
        "kinds": Kind.choices,
        "stage_choices": [
            *stages,
            (SupportState.CLOSED, SupportState.CLOSED.label),
            *((state.value, state.label) for state in STOPPED),
        ],
        "themes": Code.objects.of(CodeList.THEME),
        "years": lists.years_of(request.actor),
        "may_open": policy_of(Support).may(request.actor, "open"),
        "columns": SUPPORT_COLUMNS,
    }
    return render(request, "support/_rows.html" if request.htmx else "support/list.html", context)


def _who(support: Support) -> str:
    names = [str(row.association) for row in support.beneficiaries.all() if row.left_on is None]  # prefetched
    return names[0] if support.kind == Kind.INDIVIDUAL and names else ""


@access("support.support", entry="list")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as a spreadsheet, filtered as on screen."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    rows = lists.supports_for(request.actor, request.GET, request.today)
    return export_response(rows, SUPPORT_COLUMNS, request.GET.getlist("col"), kind, "accompagnements")


@access("support.support")
def support(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One support: who joined and who did not, what it is for, what comes next."""
    row = find(request, pk)
    if slug != row.slug:
        return redirect(row)
    context = {**frame(request, row, "overview"), **_overview(request, row)}
    return render(request, "support/support.html", context)


def _overview(request: HttpRequest, row: Support) -> dict[str, Any]:
    actor = request.actor
    readable = policy_of(Support).readable(actor, row)
    coming = lists.sessions_of(actor, row).filter(state="planned", on__gte=request.today).first()
    days = queries.days_used(row)
    found: dict[str, Any] = {
        "readable": readable,
        "days": days,
        "days_title": days_title(days),
        "coming": coming,
        "steps": row.steps.all(),
        "themes": row.themes.all(),
        "sectors": row.sectors.all(),
        "needs": row.needs.visible_to(actor).select_related("organisation"),
        "group": lists.beneficiaries_of(actor, row),
    }
    if "letter" in readable and row.kind == Kind.COLLECTIVE:
        way = queries.funnel(row)
        if way.invited:
            found |= {"funnel": way, "picture": funnel_picture(way), **funnel_words(way)}
    elif "letter" not in readable:
        found["own"] = lists.invitations_of(actor, row).first()
    return found


@access("support.support")
def associations(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who is invited, what each answered, who takes part."""
    row = find(request, pk)
    invitations = list(lists.invitations_of(request.actor, row))
    context = {
        **frame(request, row, "associations"),
        "invitations": invitations,
        "prepared": sum(one.state == "prepared" for one in invitations),
        "waiting": sum(one.state in ("sent", "interested") for one in invitations),
        "group": lists.beneficiaries_of(request.actor, row),
        "meetings": row.meetings.visible_to(request.actor).filter(archived_at=None),
    }
    return render(request, "support/associations.html", context)


@access("support.support")
def documents(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The sheet, the letter, and what is due from the sessions."""
    row = find(request, pk)
    context = {
        **frame(request, row, "documents"),
        "deliverables": lists.deliverables_of(request.actor, row),
        "readable": policy_of(Support).readable(request.actor, row),
        "folders": folders_in(request.actor, row, request.today),
        "papers_readers": readers.PAPERS,
    }
    return render(request, "support/documents.html", context)


@access("support.support")
def journal_tab(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who did what about this support; for the partners and the committee."""
    row = find(request, pk)
    context = frame(request, row, "journal")
    if not context["follows"]:
        raise Http404
    return render(request, "support/journal.html", {**context, **journal_page(request, row)})


@access("support.support", methods=GET_POST)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The description of a support, changed."""
    row = find(request, pk)
    require(request.actor, "edit", row)
    draft = draft_frame(request, "support.edit", row)
    if request.method == "POST" and keep_for_later(request, "support.edit", row):
        return redirect(row)
    form = EditForm(
        request.POST or None,
        initial={**_known(request, row), **(draft["draft_data"] or {})},
        actor=request.actor,
        support=row,
        today=request.today,
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        services.edit_support(
            support=row, expected=data.pop("version"), by=request.actor, today=request.today,
            themes=data.pop("themes"), sectors=data.pop("sectors"), needs=data.pop("needs"), **data,
        )  # fmt: skip
        said(request, _("Changed."), row)
        return redirect(find(request, pk))
    context = {"form": form, "support": row, **draft}
    return render(request, "support/edit.html", context, status=422 if form.errors else 200)


def _known(request: HttpRequest, row: Support) -> dict[str, Any]:
    columns = (
        "title", "context", "objectives", "purposes", "public", "form", "asked", "collective_half_days",
        "individual_half_days", "least", "most", "requester", "dla_owner", "authority_owner", "version",
    )  # fmt: skip
    codes = {name: [code.code for code in getattr(row, name).all()] for name in ("themes", "sectors")}
    needs = [need.pk for need in row.needs.visible_to(request.actor)]
    return {name: getattr(row, name) for name in columns} | codes | {"needs": needs}


@access("support.support", methods=GET_POST)
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps of a support, in order."""
    row = find(request, pk)
    require(request.actor, "edit", row)
    known = [
        {"pk": step.pk, "title": step.title, "together": step.together, "one_by_one": step.one_by_one}
        for step in row.steps.all()
    ]
    formset = StepFormSet(request.POST or None, initial=known)
    if request.method == "POST" and formset.is_valid():
        try:
            lines = [_step_line(form.cleaned_data) for form in formset.ordered_forms]
            services.set_steps(support=row, steps=lines, by=request.actor, today=request.today)
            said(request, _("Steps kept."))
            return redirect("support:sessions", row.pk, row.slug)
        except Refused as refusal:
            said(request, str(refusal.message))
    return render(request, "support/steps.html", {"formset": formset, "support": row})


def _step_line(data: dict[str, Any]) -> services.StepLine:
    return services.StepLine(data["title"], data["together"], data["one_by_one"], data.get("pk"))


@access("support.support", methods=GET_POST)
def advance(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Moves the support along its life by hand; stopping or ending it asks why."""
    row = find(request, pk)
    if verb not in BY_HAND or (verb not in WHY and request.method != "POST"):
        raise Http404
    require(request.actor, "move", row)
    form = ReasonForm(request.POST or None, verb=verb)
    if verb in WHY and not (request.method == "POST" and form.is_valid()):
        context = {"form": form, "support": row, "verb": verb}
        return render(request, "support/abandon.html", context, status=422 if form.errors else 200)
    reason = form.cleaned_data["reason"] if verb in WHY else ""
    try:
        services.advance(support=row, verb=verb, by=request.actor, today=request.today, reason=reason)
        row.refresh_from_db()
        said(request, _("Now: %(state)s.") % {"state": SUPPORT.states(row.state).label}, row)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(row)


@access("support.support", methods=POST)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives the support, at once, with a way back."""
    row = find(request, pk)
    services.archive_support(support=row, by=request.actor, today=request.today)
    said(request, _("Support archived."), row)
    return redirect("support:list")


@access("support.support", methods=POST)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings an archived support back."""
    row = find(request, pk)
    services.restore_support(support=row, by=request.actor, today=request.today)
    said(request, _("Support restored."), row)
    return redirect(row)


@access("support.support", methods=GET_POST)
def lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """What this support taught, for the next time."""
    row = find(request, pk)
    require(request.actor, "edit", row)
    draft = draft_frame(request, "support.lessons", row)
    known = {"version": row.version, "lessons": row.lessons, **(draft["draft_data"] or {})}
    form = LessonsForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            services.write_lessons(
                support=row, lessons=data["lessons"], expected=data["version"], by=request.actor, today=request.today
            )
            said(request, _("Kept."))
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "support/lessons.html", {"form": form, "support": row, **draft})
