"""Words that were said: written down, permitted, withdrawn; by account or by the personal link of who said them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.kernel.access import GET_POST, POST, Actor, access, may
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.results import services
from catalyse.results.forms.statement import PermissionForm, StatementForm
from catalyse.results.models import Statement
from catalyse.results.queries import choices
from catalyse.results.queries.links import statement_by_token
from catalyse.results.services.statement import STATEMENT_FORM
from catalyse.results.views.evaluation import officers_only, support_seen


@access("support.support", methods=GET_POST)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody said, written down by an officer."""
    support = support_seen(request, pk)
    officers_only(request, support)
    if request.method == "POST" and keep_for_later(request, STATEMENT_FORM, support):
        return redirect("results:evaluation", support.pk, support.slug)
    draft = draft_frame(request, STATEMENT_FORM, support)
    form = StatementForm(request.POST or None, initial=draft["draft_data"], today=request.today,
                         structures=choices.structures_of(support))  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "permission": form.cleaned_data["permission"] or None}
        try:
            row = services.add_statement(support=support, by=request.actor, today=request.today, **data)
            said(request, _("Written down."), row)
            return redirect("results:evaluation", support.pk, support.slug)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": support, **draft}
    return render(request, "results/statement/add.html", context, status=422 if form.errors else 200)


def _seen(request: HttpRequest, pk: int) -> Statement:
    rows = Statement.objects.visible_to(request.actor).select_related("support__partnership", "organisation")
    return get_object_or_404(rows, pk=pk)


@access("results.statement", methods=GET_POST)
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Words and their permission, for who said them; others read."""
    return _permission(request, _seen(request, pk), request.actor, "")


@access("public", methods=GET_POST)
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """One's own words, by the link that came with them: how far they may be repeated, now and at any time."""
    row = statement_by_token(token)
    if row is None:
        return render(request, "results/evaluation/link_over.html", status=404)
    by = Actor(name=row.speaker or row.function or _("who said it"), link=("results.statement", row.pk))
    request.actor = by  # type: ignore[attr-defined]
    return _permission(request, row, by, token)


def _permission(request: HttpRequest, row: Statement, by: Actor, token: str) -> HttpResponse:
    allowed = may(by, "permit", row)
    initial: dict[str, Any] = {"permission": row.permission if row.decided else None, "speaker": row.speaker}
    form = PermissionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.permit_statement(statement=row, by=by, today=request.today, **form.cleaned_data)
            said(request, _("Your decision counts from now on."), row if by.user_id else None)
            return redirect(request.path)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"statement": row, "form": form, "allowed": allowed, "token": token}
    return render(request, "results/statement/permission.html", context, status=422 if form.errors else 200)


@access("results.statement", methods=POST)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Words taken back: no page and no document repeats them from the next request on."""
    row = _seen(request, pk)
    services.withdraw_statement(statement=row, by=request.actor, today=request.today)
    said(request, _("Withdrawn: it is no longer quoted anywhere."), row)
    return redirect("results:statement", row.pk)


@access("public", methods=POST)
def withdraw_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the personal link."""
    row = statement_by_token(token)
    if row is None:
        return render(request, "results/evaluation/link_over.html", status=404)
    by = Actor(name=row.speaker or row.function or _("who said it"), link=("results.statement", row.pk))
    services.withdraw_statement(statement=row, by=by, today=request.today)
    said(request, _("Withdrawn: it is no longer quoted anywhere."))
    return redirect("results:statement_by_link", token)
