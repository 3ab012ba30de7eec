"""Screens of what is done together: joint actions, the network, and one short form about ties."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.exports import export_response
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, pages_of, record_frame, refuse, said
from catalyse.pooling import pictures, queries, services
from catalyse.pooling.columns import ACTION_COLUMNS
from catalyse.pooling.forms import ActionEditForm, ActionForm, OutcomeForm, TiesForm
from catalyse.pooling.models import ActionPartner, JointAction, Moment, TieRound
from catalyse.pooling.states import ACTION, ActionState
from catalyse.support.models import Beneficiary, Support

WITH_WORDS = {"finish", "drop"}


def _action(request: HttpRequest, pk: int) -> JointAction:
    rows = JointAction.objects.visible_to(request.actor).select_related("lead", "support")
    return get_object_or_404(rows, pk=pk)


@access("pooling.jointaction", entry="list")
def together(request: HttpRequest) -> HttpResponse:
    """What is done together: actions, and the networks of the supports."""
    networks = []
    for support in Support.objects.visible_to(request.actor).filter(kind="collective", archived_at=None)[:6]:
        net = queries.network(support)
        if net.known:
            networks.append({"support": support, "title": pictures.finding(net), "net": net})
    context = {"actions": queries.actions_for(request.actor)[:6], "networks": networks, "rounds": _open(request)}
    return render(request, "pooling/together.html", context)


def _open(request: HttpRequest) -> list[dict[str, Any]]:
    own = request.actor.organisations(*ASSOCIATION)
    rows = TieRound.objects.visible_to(request.actor).select_related("support") if own else ()
    return [{"round": row, "url": reverse("pooling:ties", args=[row.pk])} for row in rows]


@access("pooling.jointaction", entry="list")
def actions(request: HttpRequest) -> HttpResponse:
    """The joint actions as a list."""
    page = pages_of(request, queries.actions_for(request.actor))
    context = {
        "page": page,
        "count": page.paginator.count,
        "columns": ACTION_COLUMNS,
        "filters": request.GET,
        "may_propose": may(request.actor, "propose", JointAction),
    }
    return render(request, "pooling/actions.html", context)


@access("pooling.jointaction", entry="list")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a file."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    rows = queries.actions_for(request.actor)
    return export_response(rows, ACTION_COLUMNS, request.GET.getlist("col"), kind, "actions-communes")


@access("pooling.jointaction", entry="propose", methods=GET_POST)
def propose(request: HttpRequest) -> HttpResponse:
    """A new joint action."""
    wanted = request.GET.get("accompagnement", "")
    supports = Support.objects.visible_to(request.actor)
    support = get_object_or_404(supports, pk=int(wanted[:18])) if wanted.isdecimal() else None
    if request.method == "POST" and keep_for_later(request, services.ACTION_FORM):
        return redirect("pooling:actions")
    draft = draft_frame(request, services.ACTION_FORM)
    form = ActionForm(request.POST or None, initial=draft["draft_data"], actor=request.actor, support=support)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.propose_action(support=support, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Proposed. Each association says for itself whether it takes part."), row)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "pooling/propose.html", {"form": form, **draft}, status=422 if form.errors else 200)


@access("pooling.jointaction")
def action(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One joint action: what, who, when, how much, what it gave."""
    row = _action(request, pk)
    if slug != row.slug:
        return redirect(row)
    partners = ActionPartner.objects.visible_to(request.actor).filter(action=row).select_related("organisation")
    moves = [verb for verb, move in ACTION.moves.items() if row.state in move.sources]
    context = {
        **record_frame(request, row),
        "action": row,
        "partners": [{"row": p, "may": may(request.actor, "answer", p)} for p in partners],
        "may_edit": may(request.actor, "edit", row),
        "moves": [(verb, pictures.MOVES[verb], verb in WITH_WORDS) for verb in moves],
    }
    return render(request, "pooling/action.html", context)


@access("pooling.jointaction", methods=GET_POST)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same action with other words, dates or costs."""
    row = _action(request, pk)
    require(request.actor, "edit", row)
    draft = draft_frame(request, services.ACTION_FORM, row)
    names = ("title", "what", "starts_on", "ends_on", "period", "place", "planned", "real", "public", "version")
    initial = {**{name: getattr(row, name) for name in names}, **(draft["draft_data"] or {})}
    form = ActionEditForm(request.POST or None, initial=initial, actor=request.actor, support=row.support)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        expected = data.pop("version")
        services.edit_action(action=row, expected=expected, by=request.actor, today=request.today, **data)
        said(request, _("Changed."), row)
        return redirect(_action(request, pk))
    context = {"form": form, "action": row, **draft}
    return render(request, "pooling/edit.html", context, status=422 if form.errors else 200)


@access("pooling.jointaction", methods=POST)
def answer(request: HttpRequest, pk: int, partner: int) -> HttpResponse:
    """An association says whether it takes part."""
    row = _action(request, pk)
    named = get_object_or_404(ActionPartner.objects.visible_to(request.actor), action=row, pk=partner)
    joins = request.POST.get("joins") == "1"
    services.answer_action(
        action=row, organisation=named.organisation, joins=joins, by=request.actor, today=request.today
    )
    said(request, _("Noted: you take part.") if joins else _("Noted: you do not take part."))
    return redirect(row)


@access("pooling.jointaction", methods=GET_POST)
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Moves the action along its life; what it gave, or why it stops, is asked first."""
    row = _action(request, pk)
    if verb not in ACTION.moves or (request.method != "POST" and verb not in WITH_WORDS):
        raise Http404
    require(request.actor, "move", row)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        given = {"produced": words} if verb == "finish" else {"reason": words} if verb == "drop" else {}
        try:
            services.move_action(action=row, verb=verb, by=request.actor, today=request.today, **given)
            said(request, _("Now: %(state)s.") % {"state": ActionState(ACTION.moves[verb].target).label})
            return redirect(row)
        except Refused as refusal:
            if verb not in WITH_WORDS:
                said(request, str(refusal.message))
                return redirect(row)
            form.add_error("words", str(refusal.message))
    context = {"form": form, "action": row, "label": pictures.MOVES[verb]}
    return render(request, "pooling/move.html", context, status=422 if form.errors else 200)


@access("pooling.jointaction", methods=POST)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives the action, with a way back."""
    row = _action(request, pk)
    services.archive_action(action=row, by=request.actor, today=request.today)
    said(request, _("Joint action archived."), row)
    return redirect("pooling:actions")


def _support(request: HttpRequest, pk: int) -> Support:
    return get_object_or_404(Support.objects.visible_to(request.actor), pk=pk)


@access("support.support")
def network(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The ties of the group, before and after, at the same places."""
    support = _support(request, pk)
    net = queries.network(support)
    asks = bool(may(request.actor, "edit", support))
    context = {
        **record_frame(request, support, "network"),
        "support": support,
        "net": net,
        "finding": pictures.finding(net),
        "sides": pictures.sides(net),
        "rows": pictures.rows(net),
        "actions": queries.actions_for(request.actor, support),
        "asks": asks,
        "rounds": TieRound.objects.visible_to(request.actor).filter(support=support) if asks else (),
    }
    return render(request, "pooling/network.html", context)


@access("support.support", methods=POST)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the question about ties for one moment."""
    support = _support(request, pk)
    moment = request.POST.get("moment", "")
    if moment not in Moment.values:
        raise Http404
    row = services.open_round(support=support, moment=moment, by=request.actor, today=request.today)
    said(request, _("The question is open to each association."))
    return redirect("pooling:ties", pk=row.pk)


@access("pooling.tieround")
def ties(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answered; an association goes straight to its own answers."""
    row = get_object_or_404(TieRound.objects.visible_to(request.actor).select_related("support"), pk=pk)
    members = Beneficiary.objects.visible_to(request.actor).filter(support=row.support).select_related("association")
    own = request.actor.organisations(*ASSOCIATION)
    mine = [m.association for m in members if m.association_id in own]
    if mine:
        return redirect("pooling:ties_of", pk=row.pk, association=mine[0].pk)
    require(request.actor, "ask", row)
    answered = queries.who_answered(row)
    context = {"round": row, "members": [(m.association, m.association_id in answered) for m in members]}
    return render(request, "pooling/ties.html", context)


@access("pooling.tieround", methods=GET_POST)
def ties_of(request: HttpRequest, pk: int, association: int) -> HttpResponse:
    """One question for each other association; the officer may write down what was said by telephone."""
    row = get_object_or_404(TieRound.objects.visible_to(request.actor).select_related("support"), pk=pk)
    source = get_object_or_404(Organisation.objects.visible_to(request.actor), pk=association)
    if source.pk not in request.actor.organisations(*ASSOCIATION):
        require(request.actor, "ask", row)
    others = queries.others(row, source)
    draft = draft_frame(request, services.TIES_FORM, row)
    known = {f"o{pk}": level for pk, level in queries.answers_of(row, source).items()}
    form = TiesForm(request.POST or None, initial={**known, **(draft["draft_data"] or {})}, others=others)
    if request.method == "POST" and form.is_valid():
        services.answer_ties(round=row, source=source, levels=form.levels(), by=request.actor, today=request.today)
        said(request, _("Thank you. Only what both sides say is drawn."))
        return redirect("pooling:network", pk=row.support_id, slug=row.support.slug)
    context = {"form": form, "round": row, "source": source, **draft}
    return render(request, "pooling/ties_of.html", context, status=422 if form.errors else 200)
