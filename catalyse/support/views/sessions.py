"""Screens of sessions: planned, moved, held; who was there; what is due at the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors.roles import ASSOCIATION
from catalyse.engines.dates import named_day
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.feeds import calendar_response
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, journal_lines, keep_for_later, refuse, said
from catalyse.support import queries, services
from catalyse.support.forms.sessions import (
    AttendanceForm,
    CancelForm,
    DeliverableForm,
    MinutesForm,
    RemarksForm,
    SessionForm,
)
from catalyse.support.models import Deliverable, Session, Support
from catalyse.support.policies import follows
from catalyse.support.queries import lists
from catalyse.support.services.calendar import session_entry, session_title
from catalyse.support.views.frame import find, frame


def find_session(request: HttpRequest, pk: int) -> Session:
    """The session that concerns the actor; 404 otherwise. Costs 1 query."""
    rows = Session.objects.visible_to(request.actor).select_related("support", "association", "step")
    return get_object_or_404(rows, pk=pk)


@access("support.support")
def sessions(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The sessions of a support: a week at a glance, and all of them as a list."""
    row = find(request, pk)
    found = list(lists.sessions_of(request.actor, row))
    monday = _monday(request, found)
    context = {
        **frame(request, row, "sessions"),
        "sessions": found,
        "days": queries.days_used(row),
        "week": queries.week_of(found, monday),
        "monday": monday,
        "before": (monday - timedelta(days=7)).isoformat(),
        "after": (monday + timedelta(days=7)).isoformat(),
        "steps": row.steps.all(),
        "deliverables": lists.deliverables_of(request.actor, row),
    }
    return render(request, "support/_week.html" if request.htmx else "support/sessions.html", context)


def _monday(request: HttpRequest, found: list[Session]) -> date:
    """The week that the address asks for, else the one of the next session, else this one."""
    coming = [one.on for one in found if one.on >= request.today and one.state != "cancelled"]
    day = named_day(request.GET.get("le", ""), min(coming, default=request.today))
    return day - timedelta(days=day.weekday())


@access("support.session")
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: when, where, with whom, what was said."""
    row = find_session(request, pk)
    lines = queries.attendance_of(request.actor, row)
    if not (may(request.actor, "note_attendance", row) or follows(request.actor, row.support)):
        own = request.actor.organisations()  # an association reads its own line: of the others it knows nothing
        lines = [line for line in lines if line.association.pk in own]
    context = {
        "session": row,
        "title": session_title(row),
        "support": row.support,
        "lines": lines,
        "plans": may(request.actor, "plan", row),
        "notes": may(request.actor, "note_attendance", row),
        "is_over": row.on <= request.today,
        "journal": journal_lines(row, request.actor, 20) if may(request.actor, "plan", row) else [],
    }
    return render(request, "support/session.html", context)


@access("support.support", methods=GET_POST)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A new session."""
    row = find(request, pk)
    require(request.actor, "plan", row)
    if request.method == "POST" and keep_for_later(request, "support.session", row):
        return redirect("support:sessions", row.pk, row.slug)
    draft = draft_frame(request, "support.session", row)
    given = {name: request.GET[name] for name in ("kind", "association", "on", "step") if name in request.GET}
    initial = {**given, **(draft["draft_data"] or {})}
    form = SessionForm(request.POST or None, initial=initial, actor=request.actor, support=row)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            made = services.plan_session(support=row, by=request.actor, today=request.today, **data)
            said(request, _("Session planned; those whom it concerns are told."), made)
            return redirect("support:sessions", row.pk, row.slug)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": row, "days": queries.days_used(row), **draft}
    return render(request, "support/plan.html", context, status=422 if form.errors else 200)


@access("support.session", methods=GET_POST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The session at another day, hour, place or length: what changes is said to those whom it concerns."""
    row = find_session(request, pk)
    require(request.actor, "plan", row)
    names = ("kind", "association", "on", "starts", "half_days", "place", "step", "topic", "version")
    known = {name: getattr(row, name) for name in names}
    form = SessionForm(request.POST or None, initial=known, actor=request.actor, support=row.support)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        expected = data.pop("version") or row.version
        try:
            services.edit_session(session=row, expected=expected, by=request.actor, today=request.today, **data)
            said(request, _("Changed; those whom it concerns are told."), row)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    concerned = queries.concerned_names(request.actor, row)
    context = {"form": form, "support": row.support, "session": row, "concerned": concerned, "draft_note": False}
    return render(request, "support/plan.html", context, status=422 if form.errors else 200)


@access("support.session", methods=GET_POST)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The session cancelled: who is told, in which words."""
    row = find_session(request, pk)
    require(request.actor, "plan", row)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_session(session=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Session cancelled."), row)
        except Refused as refusal:
            said(request, str(refusal.message))
        return redirect(row)
    context = {"form": form, "session": row, "support": row.support, "title": session_title(row),
               "concerned": queries.concerned_names(request.actor, row)}  # fmt: skip
    return render(request, "support/cancel.html", context)


@access("support.session", methods=POST)
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The session noted as held, or back among the planned ones."""
    verbs: dict[str, Callable[..., Session]] = {"tenue": services.hold_session, "prevue": services.plan_session_again}
    if verb not in verbs:
        raise Http404
    row = find_session(request, pk)
    try:
        verbs[verb](session=row, by=request.actor, today=request.today)
        said(request, _("Noted: the session was held.") if verb == "tenue" else _("The session is planned again."), row)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(row)


@access("support.session", methods=GET_POST)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there: one tap a line, each tap kept at once; the last button says that the session was held."""
    row = find_session(request, pk)
    require(request.actor, "note_attendance", row)
    if request.method == "POST":
        choices = queries.expected_at(request.actor, row)
        form = AttendanceForm(request.POST, choices=choices)
        if form.is_valid():
            try:
                services.note_attendance(session=row, by=request.actor, today=request.today, **form.cleaned_data)
            except Refused as refusal:
                said(request, str(refusal.message))
        if not request.htmx:
            return redirect("support:attendance", row.pk)
    context = {"session": row, "support": row.support, "title": session_title(row), "is_over": row.on <= request.today,
               "lines": queries.attendance_of(request.actor, row)}  # fmt: skip
    return render(request, "support/_attendance.html" if request.htmx else "support/attendance.html", context)


@access("support.session", methods=GET_POST)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said and decided."""
    row = find_session(request, pk)
    require(request.actor, "note_attendance", row)
    draft = draft_frame(request, "support.minutes", row)
    known = {"minutes": row.minutes, "version": row.version, **(draft["draft_data"] or {})}
    form = MinutesForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.write_minutes(
            session=row, minutes=data["minutes"], expected=data["version"], by=request.actor, today=request.today
        )
        said(request, _("Kept."))
        return redirect(row)
    context = {"form": form, "session": row, "support": row.support, "title": session_title(row), **draft}
    return render(request, "support/minutes.html", context, status=422 if form.errors else 200)


@access("support.session")
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The session for one's own calendar."""
    row = find_session(request, pk)
    entry = session_entry(row, url=request.build_absolute_uri(row.get_absolute_url()))
    host = settings.BASE_URL.partition("//")[2].partition("/")[0].partition(":")[0] or "catalyse"
    return calendar_response(f"seance-{row.pk}", [entry], host=host)


def _documents_url(support: Support) -> str:
    return reverse("support:documents", args=[support.pk, support.slug]) + "#livrables"


def _deliverable(request: HttpRequest, pk: int) -> Deliverable:
    rows = Deliverable.objects.visible_to(request.actor).select_related("support", "association")
    return get_object_or_404(rows, pk=pk)


@access("support.support", methods=GET_POST)
def deliverable(request: HttpRequest, pk: int) -> HttpResponse:
    """Something asked for: a sheet, a plan, a report."""
    row = find(request, pk)
    require(request.actor, "plan", row)
    draft = draft_frame(request, "support.deliverable", row)
    form = DeliverableForm(request.POST or None, initial=draft["draft_data"], actor=request.actor, support=row)
    if request.method == "POST" and form.is_valid():
        services.add_deliverable(support=row, by=request.actor, today=request.today, **form.cleaned_data)
        said(request, _("Asked for."))
        return redirect(_documents_url(row))
    context = {"form": form, "support": row, **draft}
    return render(request, "support/deliverable.html", context, status=422 if form.errors else 200)


@access("support.deliverable", methods=POST)
def deliverable_move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Noted as received, or accepted."""
    verbs = {"recu": services.receive_deliverable, "accepte": services.accept_deliverable}
    if verb not in verbs:
        raise Http404
    row = _deliverable(request, pk)
    try:
        verbs[verb](deliverable=row, by=request.actor, today=request.today)
        said(request, _("Noted."))
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(_documents_url(row.support))


@access("support.deliverable", methods=GET_POST)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent back with what is missing."""
    row = _deliverable(request, pk)
    require(request.actor, "edit", row)
    form = RemarksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.send_back_deliverable(deliverable=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Sent back."))
            return redirect(_documents_url(row.support))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "deliverable": row, "support": row.support}
    return render(request, "support/send_back.html", context, status=422 if form.errors else 200)


@access("support.support", entry="my_dates")
def my_dates(request: HttpRequest) -> HttpResponse:
    """The dates of an association: meetings and sessions to come, then what took place."""
    coming, past = queries.dates_of(request.actor, request.today, request.actor.organisations(*ASSOCIATION))
    return render(request, "support/my_dates.html", {"coming": coming, "past": past})
