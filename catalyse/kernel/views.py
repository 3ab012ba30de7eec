"""Screens of the kernel: keeping drafts, following long work, undoing, health."""

from __future__ import annotations

import csv
from datetime import datetime

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from catalyse.kernel import drafts, jobs, journal, pages
from catalyse.kernel.access import POST, access
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.tables.jobs import JobState

COOKIE_YEAR = 365 * 24 * 3600


@access("public", methods=POST)
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keeps a half-filled form; 401 asks the page to open its sign-in panel, with the text kept in the browser."""
    if not request.actor.is_known:
        return JsonResponse({"message": _("Sign in again: your text is kept here meanwhile.")}, status=401)
    data = {k: v[0] if len(v) == 1 else v for k, v in request.POST.lists() if not k.startswith(("draft_", "keep"))}
    try:
        draft = drafts.keep(
            request.actor, request.POST.get("draft_form", "")[:80], data, request.POST.get("draft_subject", "")[:80]
        )
    except Refused as refusal:
        return JsonResponse({"message": str(refusal.message)}, status=422)
    at = timezone.localtime(draft.saved_at)
    return JsonResponse({"message": _("Saved at %(time)s") % {"time": _time(at)}, "saved_at": at.isoformat()})


def _time(at: datetime) -> str:
    return _("%(hour)s:%(minute)s") % {"hour": at.hour, "minute": f"{at.minute:02}"}


@access("signed_in", methods=POST)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a deed of one's own back, and returns to the page where it was done."""
    event = get_object_or_404(Event, pk=pk, actor_id=request.actor.user_id)
    try:
        journal.take_back(event=event, by=request.actor, day=request.today)
        messages.info(request, _("Undone."))
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    return redirect(safe_return(request))


def safe_return(request: HttpRequest, otherwise: str = "/") -> str:
    """The address of this house that the form asked to return to, else the given one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if ours else otherwise


@access("signed_in")
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where long work stands; the page renews itself while the work runs."""
    row = get_object_or_404(jobs.of(request.actor), pk=pk)
    running = row.state in (JobState.QUEUED, JobState.RUNNING)
    if not running and pages.follows_work(request):
        return HttpResponseClientRefresh()
    return render(request, "kernel/job.html", {"job": row, "running": running, "says": jobs.SAYS[row.state]})


@access("signed_in", methods=POST)
def stop_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the work to stop; what is done is kept."""
    row = get_object_or_404(jobs.of(request.actor), pk=pk)
    jobs.ask_to_stop(row=row)
    return redirect("kernel:job", pk=row.pk)


@access("signed_in")
def job_refusals(request: HttpRequest, pk: int) -> HttpResponse:
    """What the work left aside and why, as a file."""
    row = get_object_or_404(jobs.of(request.actor), pk=pk)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refus-{row.pk}.csv"'
    writer = csv.writer(response, delimiter=";")
    keys = list(dict.fromkeys(key for line in row.refusals for key in line))
    writer.writerow(keys)
    writer.writerows([[_safe(line.get(key, "")) for key in keys] for line in row.refusals])
    return response


def _safe(value: object) -> str:
    text = str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r\n＝＋－＠" and text else text


@access("public", methods=POST)
def choose_appearance(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device prefers; kept in a cookie on this device."""
    wanted = request.POST.get("appearance", "")
    response = redirect(safe_return(request))
    if wanted in ("light", "dark"):
        response.set_cookie("appearance", wanted, max_age=COOKIE_YEAR, samesite="Lax")
    else:
        response.delete_cookie("appearance")
    return response


@access("public")
def health(request: HttpRequest) -> HttpResponse:
    """Whether the house can serve: 200 with the database, 503 without."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kernel_pendingreaction WHERE attempts >= 8")
            stuck = cursor.fetchone()[0]
    except Exception:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok", "reactions_given_up": stuck})
