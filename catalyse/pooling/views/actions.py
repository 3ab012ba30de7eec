"""Screens of joint actions: what is done together, a list, one action, its forms."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.exports import export_response
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import (
    draft_frame,
    journal_page,
    keep_for_later,
    pages_of,
    record_frame,
    refuse,
    said,
)
from catalyse.pooling import pictures, queries, services
from catalyse.pooling.columns import ACTION_COLUMNS
from catalyse.pooling.forms import ActionEditForm, ActionForm, InviteForm, OutcomeForm
from catalyse.pooling.models import ActionPartner, JointAction
from catalyse.pooling.moves import WITH_WORDS, label_of
from catalyse.pooling.states import ACTION, ActionState
from catalyse.support.models import Support

ANSWERED = (ActionState.IDEA, ActionState.AGREED, ActionState.RUNNING)
EDITED = ("title", "what", "starts_on", "ends_on", "period", "place", "planned", "real", "public", "version")


def find(request: HttpRequest, pk: int) -> JointAction:
    """The joint action that the actor may see; 404 otherwise. Costs 1 query."""
    rows = JointAction.objects.visible_to(request.actor).select_related("lead", "support")
    return get_object_or_404(rows, pk=pk)


@access("pooling.jointaction", entry="list")
def together(request: HttpRequest) -> HttpResponse:
    """What is done together: actions, the networks of the groups, and what waits for an answer."""
    found = [
        {"support": support, "title": pictures.finding(net), "lead": " ".join(pictures.lead(net))}
        for support, net in queries.networks_for(request.actor)
    ]
    context = {
        "actions": queries.actions_for(request.actor)[:6],
        "networks": found,
        "asked": queries.to_answer(request.actor),
        "may_propose": may(request.actor, "propose", JointAction),
    }
    return render(request, "pooling/together.html", context)


@access("pooling.jointaction", entry="list")
def actions(request: HttpRequest) -> HttpResponse:
    """The joint actions as a list, filtered by state and words."""
    page = pages_of(request, queries.actions_for(request.actor, filters=request.GET))
    context = {
        "page": page,
        "count": page.paginator.count,
        "columns": ACTION_COLUMNS,
        "filters": request.GET,
        "states": ActionState.choices,
        "chosen": sum(bool(request.GET.get(name)) for name in ("state", "association", "archived")),
        "may_propose": may(request.actor, "propose", JointAction),
    }
    return render(request, "pooling/_rows.html" if request.htmx else "pooling/actions.html", context)


@access("pooling.jointaction", entry="list")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as a file, filtered as on screen."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    rows = queries.actions_for(request.actor, filters=request.GET)
    return export_response(rows, ACTION_COLUMNS, request.GET.getlist("col"), kind, "actions-communes")


def _wanted(request: HttpRequest, name: str, rows: Any) -> Any:
    wanted = request.GET.get(name, "")
    return get_object_or_404(rows, pk=int(wanted[:18])) if wanted.isdecimal() else None


@access("pooling.jointaction", entry="propose", methods=GET_POST)
def propose(request: HttpRequest) -> HttpResponse:
    """A new joint action, of a support or of its own."""
    support = _wanted(request, "accompagnement", Support.objects.visible_to(request.actor))
    named = _wanted(request, "association", Organisation.objects.visible_to(request.actor).associations())
    if request.method == "POST" and keep_for_later(request, services.ACTION_FORM):
        return redirect("pooling:actions")
    draft = draft_frame(request, services.ACTION_FORM)
    form = ActionForm(
        request.POST or None, initial=draft["draft_data"], actor=request.actor, support=support, named=named
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = services.propose_action(support=support, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Proposed. Each association says for itself whether it takes part."), row)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": support, **draft}
    return render(request, "pooling/propose.html", context, status=422 if form.errors else 200)


def _frame(request: HttpRequest, row: JointAction, tab: str) -> dict[str, Any]:
    edits = bool(may(request.actor, "edit", row))
    open_moves = [verb for verb, move in ACTION.moves.items() if edits and row.state in move.sources]
    return {
        **record_frame(request, row, tab),
        "action": row,
        "may_edit": edits,
        "lists": bool(may(request.actor, "list", JointAction)),
        "moves": [(verb, label_of(verb), verb in WITH_WORDS) for verb in open_moves],
    }


@access("pooling.jointaction")
def action(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One joint action: what, who, when, how much, what it gave."""
    row = find(request, pk)
    if slug != row.slug:
        return redirect(row)
    partners = ActionPartner.objects.visible_to(request.actor).filter(action=row)
    rows = partners.select_related("organisation", "action__support")
    seen = Organisation.objects.visible_to(request.actor).filter(pk__in=partners.values("organisation"))
    context = {
        **_frame(request, row, "overview"),
        "partners": [{"row": p, "may": row.state in ANSWERED and may(request.actor, "answer", p)} for p in rows],
        "seen": set(seen.values_list("pk", flat=True)),
    }
    return render(request, "pooling/action.html", context)


@access("pooling.jointaction")
def journal_tab(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who did what about this joint action."""
    row = find(request, pk)
    context = {**_frame(request, row, "journal"), **journal_page(request, row)}
    return render(request, "pooling/journal.html", context)


@access("pooling.jointaction", methods=GET_POST)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same action with other words, dates or costs."""
    row = find(request, pk)
    require(request.actor, "edit", row)
    draft = draft_frame(request, services.ACTION_FORM, row)
    initial = {**{name: getattr(row, name) for name in EDITED}, **(draft["draft_data"] or {}), "version": row.version}
    form = ActionEditForm(request.POST or None, initial=initial, actor=request.actor, support=row.support)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        expected = data.pop("version")
        try:
            services.edit_action(action=row, expected=expected, by=request.actor, today=request.today, **data)
            said(request, _("Changed."), row)
            return redirect(find(request, pk))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "action": row, **draft}
    return render(request, "pooling/edit.html", context, status=422 if form.errors else 200)


@access("pooling.jointaction", methods=GET_POST)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Names other associations, who say for themselves whether they take part."""
    row = find(request, pk)
    require(request.actor, "edit", row)
    form = InviteForm(request.POST or None, actor=request.actor, action=row)
    if request.method == "POST" and form.is_valid():
        services.invite_partners(
            action=row, partners=form.cleaned_data["partners"], by=request.actor, today=request.today
        )
        said(request, _("Proposed. Each association says for itself whether it takes part."))
        return redirect(row)
    return render(request, "pooling/invite.html", {"form": form, "action": row}, status=422 if form.errors else 200)


@access("pooling.jointaction", methods=POST)
def answer(request: HttpRequest, pk: int, partner: int, word: str) -> HttpResponse:
    """An association says whether it takes part: "oui" or "non"."""
    row = find(request, pk)
    if word not in ("oui", "non"):
        raise Http404
    named = get_object_or_404(ActionPartner.objects.visible_to(request.actor), action=row, pk=partner)
    joins = word == "oui"
    services.answer_action(
        action=row, organisation=named.organisation, joins=joins, by=request.actor, today=request.today
    )
    name = {"association": named.organisation}
    taken = _("Noted: %(association)s takes part.") if joins else _("Noted: %(association)s does not take part.")
    said(request, taken % name)
    return redirect(row)


@access("pooling.jointaction", methods=GET_POST)
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Moves the action along its life; what it gave, or why it stops, is asked first."""
    row = find(request, pk)
    if verb not in ACTION.moves or (request.method != "POST" and verb not in WITH_WORDS):
        raise Http404
    require(request.actor, "move", row)
    form = OutcomeForm(request.POST or None, verb=verb)
    if verb not in WITH_WORDS or form.is_valid():
        given = form.given() if verb in WITH_WORDS else {}
        try:
            services.move_action(action=row, verb=verb, by=request.actor, today=request.today, **given)
            said(request, _("Now: %(state)s.") % {"state": ActionState(ACTION.moves[verb].target).label}, row)
            return redirect(row)
        except Refused as refusal:
            if verb not in WITH_WORDS:
                said(request, str(refusal.message))
                return redirect(row)
            form.add_error("words" if refusal.field == "reason" else None, str(refusal.message))
    context = {"form": form, "action": row, "label": label_of(verb)}
    return render(request, "pooling/move.html", context, status=422 if form.errors else 200)


@access("pooling.jointaction", methods=POST)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives the action, with a way back."""
    row = find(request, pk)
    services.archive_action(action=row, by=request.actor, today=request.today)
    said(request, _("Joint action archived."), row)
    return redirect("pooling:actions")


@access("pooling.jointaction", methods=POST)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings an archived action back."""
    row = find(request, pk)
    services.restore_action(action=row, by=request.actor, today=request.today)
    said(request, _("Joint action restored."))
    return redirect(row)
