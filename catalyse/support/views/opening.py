"""The guide that opens a support: three short pages, read over before it is opened.

What was written is kept page by page, apart for each choice of needs: the same choice finds its own draft again.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalyse.kernel import drafts
from catalyse.kernel.access import GET_POST, access
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import said
from catalyse.support import queries, services
from catalyse.support.forms.supports import DurationForm, WhatForm, WhoForm
from catalyse.support.models import Kind, Support
from catalyse.support.services.supports import GUIDE
from catalyse.ui import formats

PAGES = ("open", "open_days", "open_who")


def _kind(request: HttpRequest) -> str:
    return Kind.INDIVIDUAL if request.GET.get("genre") == "individuel" else Kind.COLLECTIVE


def _chosen(request: HttpRequest) -> list[int]:
    return sorted({int(pk[:18]) for pk in request.GET.getlist("besoin") if pk.isdecimal()})


def _subject(request: HttpRequest) -> str:
    """What this guide is about: a kind, an association, the needs that were ticked."""
    parts = [_kind(request), request.GET.get("association", ""), "-".join(map(str, _chosen(request)))]
    return ":".join(part for part in parts if part)[:80]


def _query(request: HttpRequest) -> str:
    kept = [(k, v) for k in ("genre", "association", "besoin") for v in request.GET.getlist(k)]
    return f"?{urlencode(kept)}" if kept else ""


def _form(request: HttpRequest, rank: int, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
    actor, kind = request.actor, _kind(request)
    if rank == 0:
        return WhatForm(data, initial=initial, actor=actor, kind=kind, ticked=_chosen(request))
    if rank == 1:
        return DurationForm(data, initial=initial, kind=kind)
    return WhoForm(data, initial=initial, actor=actor, today=request.today)


def _initial(request: HttpRequest, rank: int) -> dict[str, Any]:
    if rank:
        return {}
    found = queries.prefill(request.actor, _chosen(request), request.GET.get("association", ""))
    return {**found, "association": request.GET.get("association")}


def _stages(rank: int) -> list[dict[str, Any]]:
    labels = [_("What and why"), _("How long"), _("Who"), _("Read over")]
    states = ["done" if n < rank else "current" if n == rank else "todo" for n in range(4)]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def _page(request: HttpRequest, rank: int) -> HttpResponse:
    key, subject = GUIDE[rank], _subject(request)
    draft = drafts.find(request.actor, key, subject)
    form = _form(request, rank, request.POST or None, {**_initial(request, rank), **(draft.data if draft else {})})
    if request.method == "POST" and ("keep" in request.POST or form.is_valid()):
        drafts.keep(request.actor, key, _typed(request.POST), subject)
        if "keep" in request.POST:
            said(request, _("Kept. Nobody else sees it before you open the support."))
            return redirect("support:list")
        following = "support:open_review" if request.GET.get("relire") or rank == 2 else f"support:{PAGES[rank + 1]}"
        return redirect(reverse(following) + _query(request))
    context = {
        "form": form,
        "stages": _stages(rank),
        "kind": _kind(request),
        "rank": rank,
        "draft_url": reverse("kernel:keep_draft"),
        "draft_form": key,
        "draft_subject": subject,
        "saved_at": timezone.localtime(draft.saved_at) if draft else None,
        "words": queries.words_to_read(request.actor, _chosen(request)) if rank == 0 else [],
        "back": reverse(f"support:{PAGES[rank - 1]}") + _query(request) if rank else reverse("needs:list"),
    }
    return render(request, f"support/{PAGES[rank]}.html", context, status=422 if form.errors else 200)


def _typed(post: QueryDict) -> dict[str, Any]:
    rows = ((k, v) for k, v in post.lists() if not k.startswith(("draft_", "keep", "csrf")))
    return {k: v if k in ("needs", "themes", "sectors") else v[-1] for k, v in rows}


@access("support.support", entry="open", methods=GET_POST)
def open_what(request: HttpRequest) -> HttpResponse:
    """First page: what the support answers, why, and what it aims at."""
    return _page(request, 0)


@access("support.support", entry="open", methods=GET_POST)
def open_days(request: HttpRequest) -> HttpResponse:
    """Second page: how many days, in which way, for how many."""
    return _page(request, 1)


@access("support.support", entry="open", methods=GET_POST)
def open_who(request: HttpRequest) -> HttpResponse:
    """Third page: with whom, and who is in charge on each side."""
    return _page(request, 2)


@access("support.support", entry="open", methods=GET_POST)
def open_review(request: HttpRequest) -> HttpResponse:
    """Everything read over; one button opens the support. A page that is not right yet is shown again first."""
    filled: list[forms.Form] = []
    for rank, key in enumerate(GUIDE):
        draft = drafts.find(request.actor, key, _subject(request))
        form = _form(request, rank, _as_posted(draft.data if draft else {}))
        if not form.is_valid():
            return redirect(reverse(f"support:{PAGES[rank]}") + _query(request))
        filled.append(form)
    if request.method == "POST":
        try:
            row = _open(request, {k: v for form in filled for k, v in form.cleaned_data.items()})
            said(request, _("The support is open."), row)
            return redirect(row)
        except Refused as refusal:
            said(request, str(refusal.message))
    context = {"kind": _kind(request), "stages": _stages(3), "parts": _summary(request, filled)}
    return render(request, "support/open_review.html", context)


def _as_posted(data: dict[str, Any]) -> QueryDict:
    post = QueryDict(mutable=True)
    for name, value in data.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    return post


def _open(request: HttpRequest, data: dict[str, Any]) -> Support:
    if not data.get("partnership"):
        raise Http404
    row = services.open_support(
        kind=_kind(request), dla=data["partnership"].dla, by=request.actor, today=request.today, **data
    )
    for key in GUIDE:
        drafts.discard(request.actor, key, _subject(request))
    return row


def _summary(request: HttpRequest, filled: list[forms.Form]) -> list[dict[str, Any]]:
    parts = []
    for rank, form in enumerate(filled):
        query = _query(request)
        url = reverse(f"support:{PAGES[rank]}") + query + ("&" if query else "?") + "relire=1"
        rows = [(form.fields[k].label, _said(k, v)) for k, v in form.cleaned_data.items() if k in form.fields]
        parts.append({"title": _stages(3)[rank]["label"], "url": url, "rows": rows})
    return parts


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name.endswith("_half_days"):
        return formats.half_days(value)
    if name == "opened_on":
        return formats.day(value)
    if hasattr(value, "all") or isinstance(value, list):
        return (" · " if name == "needs" else ", ").join(str(one) for one in value)
    return str(value)
