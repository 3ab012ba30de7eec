"""Screens of records that are there twice: the pairs, two side by side, one put aside, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import comparing, likeness, queries, services
from catalyse.actors.models import Merge, Organisation
from catalyse.actors.pages import crumbs_of, organisation_seen
from catalyse.actors.services.merging import TAKEN
from catalyse.kernel import journal
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.pages import said

PAIRS_SHOWN = 20
FOUND_SHOWN = 10


@access("actors.organisation", entry="duplicates")
def duplicates(request: HttpRequest) -> HttpResponse:
    """The associations that may be there twice, with what says so."""
    page = Paginator(likeness.pairs(request.actor), PAIRS_SHOWN).get_page(request.GET.get("page"))
    return render(request, "actors/duplicates.html", {"page": page, "count": page.paginator.count})


@access("actors.organisation", methods=POST)
def different(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps in mind that two records are two associations."""
    row, other = organisation_seen(request, pk), organisation_seen(request, _number(request.POST.get("avec")))
    services.tell_apart(first=row, second=other, by=request.actor, today=request.today)
    said(request, _("Kept in mind: these are two associations."), min(row, other, key=lambda one: one.pk))
    return redirect("actors:duplicates")


@access("actors.organisation", methods=GET_POST)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Chooses the other record, shows both side by side, and puts one aside for the other."""
    kept = organisation_seen(request, pk)
    require(request.actor, "merge", kept)
    asked = request.POST.get("avec") or request.GET.get("avec")
    if not asked:
        return _choose(request, kept)
    gone = organisation_seen(request, _number(asked))
    require(request.actor, "merge", gone)
    take, refusal = comparing.first_choice(kept, gone), ""
    if request.method == "POST":
        take = {key for key in TAKEN if request.POST.get(key) == "gone"}
        try:
            versions = (_number(request.POST.get("version_kept")), _number(request.POST.get("version_gone")))
            services.merge_organisations(
                kept=kept, gone=gone, take=take, expected=versions, by=request.actor, today=request.today
            )
            said(request, _("The two records are one. For 30 days this can be undone."), kept)
            return redirect(organisation_seen(request, pk))
        except Refused as fault:
            refusal = str(fault.message)
            kept, gone = organisation_seen(request, pk), organisation_seen(request, gone.pk)
    return _side_by_side(request, kept, gone, take, refusal)


def _choose(request: HttpRequest, kept: Organisation) -> HttpResponse:
    text = request.GET.get("q", "")
    found: Any = queries.organisations_for(request.actor, {"q": text})[:FOUND_SHOWN] if text.strip() else ()
    context = {
        "row": kept,
        "crumbs": crumbs_of(request, kept),
        "likes": [like for like in likeness.likes(request.actor, kept) if like.row.is_association],
        "query": text,
        "found": [row for row in found if row.pk != kept.pk],
    }
    return render(request, "actors/merge_choose.html", context)


def _side_by_side(
    request: HttpRequest, kept: Organisation, gone: Organisation, take: set[str], refusal: str
) -> HttpResponse:
    kinds: list[comparing.Kind] = []
    try:
        steps = services.look_ahead(kept=kept, gone=gone, by=request.actor)
        kinds = comparing.kinds_of(request.actor, kept, steps)
    except Refused as fault:
        refusal = refusal or str(fault.message)
    context = {
        "kept": kept,
        "gone": gone,
        "facts": comparing.facts_of(kept, gone, take),
        "kinds": kinds,
        "refusal": refusal,
        "older": gone.pk < kept.pk,
    }
    return render(request, "actors/merge.html", context, status=422 if refusal and request.method == "POST" else 200)


@access("actors.merge")
def merge_done(request: HttpRequest, pk: int) -> HttpResponse:
    """What a merge moved, what stayed, and the way back while there is one."""
    row = _merge_seen(request, pk)
    event = _event_of(row)
    context = {
        "merge": row,
        "kinds": comparing.kinds_of(request.actor, row.kept, row.steps),
        "left": comparing.names_left(row),
        "may_undo": bool(event and journal.can_undo(event) and may(request.actor, "undo", row)),
    }
    return render(request, "actors/merge_done.html", context)


@access("actors.merge", methods=POST)
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts back what a merge moved; what changed since stays, and is told."""
    row = _merge_seen(request, pk)
    require(request.actor, "undo", row)
    event = _event_of(row)
    if event is None:
        raise Http404
    journal.take_back(event=event, by=request.actor, day=request.today)
    messages.info(request, _("The two records are as before the merge."))
    return redirect(row)


def _merge_seen(request: HttpRequest, pk: int) -> Merge:
    rows: Any = Merge.objects.visible_to(request.actor).select_related("kept", "gone", "by")
    return get_object_or_404(rows, pk=pk)


def _event_of(row: Merge) -> Event | None:
    return Event.objects.about(row.kept).filter(name="organisation.merged", undo__1__pk=row.pk).first()


def _number(text: str | None) -> int:
    if not (text or "").isdecimal() or len(text or "") > 12:
        raise Http404
    return int(text or "")
