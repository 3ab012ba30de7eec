"""Screens of the network: the ties of a group before and after, and one short form about them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.pages import draft_frame, keep_for_later, said
from catalyse.pooling import pictures, queries, services
from catalyse.pooling.forms import TiesForm
from catalyse.pooling.models import Moment, TieRound
from catalyse.pooling.policies import in_the_group
from catalyse.support.models import Beneficiary, Support
from catalyse.support.views.frame import find, frame


def shown(request: HttpRequest, support: Support, net: queries.Network) -> dict[str, Any]:
    """What the page of a network shows: its finding, two pictures, tables, what the ties gave. Costs 2 queries."""
    return {
        "support": support,
        "net": net,
        "finding": pictures.finding(net),
        "lead": pictures.lead(net),
        "sides": pictures.sides(net),
        "rows": pictures.rows(net),
        "pairs": pictures.pairs(net),
        "measures": pictures.measures(net),
        "joint": queries.actions_for(request.actor, support).exclude(state="dropped"),
    }


@access("pooling.jointaction", entry="list")
def networks(request: HttpRequest) -> HttpResponse:
    """The groups whose ties are known: one is shown at once, several are listed."""
    found = queries.networks_for(request.actor)
    if len(found) == 1:
        support, net = found[0]
        return render(request, "pooling/networks.html", {**shown(request, support, net), "one": True})
    lines = [
        {"support": support, "title": pictures.finding(net), "lead": " ".join(pictures.lead(net))}
        for support, net in found
    ]
    return render(request, "pooling/networks.html", {"lines": lines, "one": False})


def _support(request: HttpRequest, pk: int) -> Support:
    support = find(request, pk)
    if not support.is_collective or not in_the_group(request.actor, support):
        raise Http404
    return support


@access("support.support")
def network(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The ties of the group, before and after, at the same places."""
    support = _support(request, pk)
    rounds = TieRound.objects.visible_to(request.actor).filter(support=support, archived_at=None)
    asks = bool(may(request.actor, "edit", support))
    context = {
        **frame(request, support, "network"),
        **shown(request, support, queries.network(support)),
        "asks": asks,
        "rounds": rounds if asks else (),
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


def _round(request: HttpRequest, pk: int) -> TieRound:
    return get_object_or_404(TieRound.objects.visible_to(request.actor).select_related("support"), pk=pk)


@access("pooling.tieround")
def ties(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answered; an association goes straight to its own answers."""
    row = _round(request, pk)
    members = Beneficiary.objects.visible_to(request.actor).filter(support=row.support).select_related("association")
    own = request.actor.organisations(*ASSOCIATION)
    mine = [m.association_id for m in members if m.association_id in own]
    if mine:
        return redirect("pooling:ties_of", pk=row.pk, association=mine[0])
    require(request.actor, "ask", row)
    answered = queries.who_answered(row)
    context = {
        "round": row,
        "members": [(m.association, m.association_id in answered) for m in members],
        "answered": len(answered),
        "may_note": may(request.actor, "note", row),
    }
    return render(request, "pooling/ties.html", context)


@access("pooling.tieround", methods=GET_POST)
def ties_of(request: HttpRequest, pk: int, association: int) -> HttpResponse:
    """One question for each other association; the DLA may write down what was said by telephone."""
    row = _round(request, pk)
    members = Beneficiary.objects.visible_to(request.actor).filter(support=row.support, association=association)
    source: Organisation = get_object_or_404(members.select_related("association")).association
    own = source.pk in request.actor.organisations(*ASSOCIATION)
    if not own:
        require(request.actor, "note", row)
    form_key = services.ties_form(source)
    if request.method == "POST" and keep_for_later(request, form_key, row):
        return redirect("pooling:together")
    draft = draft_frame(request, form_key, row)
    known = {f"o{other}": level for other, level in queries.answers_of(request.actor, row, source).items()}
    initial = {**known, **(draft["draft_data"] or {})}
    form = TiesForm(request.POST or None, initial=initial, others=queries.others(row, source))
    if request.method == "POST" and form.is_valid():
        services.answer_ties(round=row, source=source, levels=form.levels(), by=request.actor, today=request.today)
        said(request, _("Thank you. Only what both sides say is drawn."))
        return redirect("pooling:network" if own else "pooling:ties", **_next(row, own))
    context = {"form": form, "round": row, "source": source, "own": own, **draft}
    return render(request, "pooling/ties_of.html", context, status=422 if form.errors else 200)


def _next(row: TieRound, own: bool) -> dict[str, Any]:
    return {"pk": row.support_id, "slug": row.support.slug} if own else {"pk": row.pk}
