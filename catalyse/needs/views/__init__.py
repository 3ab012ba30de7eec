"""Screens of needs: list, board, one need, and the form that takes under a minute."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors.roles import ASSOCIATION
from catalyse.kernel import offers
from catalyse.kernel.access import GET_POST, POST, Actor, access, may, policy_of, require
from catalyse.kernel.exports import export_response
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, CodeList
from catalyse.kernel.pages import (
    draft_frame,
    journal_page,
    keep_for_later,
    pages_of,
    record_frame,
    refuse,
    said,
)
from catalyse.needs import queries, services
from catalyse.needs.columns import NEED_COLUMNS
from catalyse.needs.forms import NeedForm, OutcomeForm, RewordForm
from catalyse.needs.models import Heard, Need, Urgency
from catalyse.needs.readers import readers_of, readers_of_new
from catalyse.needs.services.chasing import NAPS
from catalyse.needs.states import NEED, OPEN, NeedState
from catalyse.needs.views.chasing import hows

VERBS_WITH_WORDS = {"redirect", "decline", "join_twin"}


def _need(request: HttpRequest, pk: int) -> Need:
    rows = Need.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("organisation", "heard_by", "officer", "commune"), pk=pk)


@access("needs.need", entry="list")
def needs(request: HttpRequest) -> HttpResponse:
    """The needs as a list, with filters and several rows to answer together."""
    officer = bool(may(request.actor, "chase", Need))
    rows = queries.needs_for(request.actor, request.GET)
    page = pages_of(request, queries.owned(rows, request.today) if officer else rows)
    chosen = sum(bool(request.GET.get(name)) for name in ("theme", "urgency", "state", "heard", "call"))
    context = {
        "page": page,
        "count": page.paginator.count,
        "filters": request.GET,
        "chosen": chosen,
        "themes": Code.objects.of(CodeList.THEME),
        "urgencies": Urgency.choices,
        "states": NeedState.choices,
        "places": Heard.choices,
        "calls": queries.calls_named(request.actor),
        "bulk": [b for b in offers.bulk if b.record == "needs.need" and b.shown(request.actor)],
        "columns": NEED_COLUMNS,
        "may_note": bool(may(request.actor, "note", Need)),
        "may_chase": officer,
        "alone": queries.alone(request.actor, request.today).count() if officer else 0,
        "views": ways(request.actor, "list"),
        "query": request.GET.urlencode(),
        "beside": offers.beside_of(request.actor, "needs.need"),
    }
    return render(request, "needs/_rows.html" if request.htmx else "needs/list.html", context)


@access("needs.need", entry="list")
def board(request: HttpRequest) -> HttpResponse:
    """The needs as cards by state; each card has its menu "Move to…"."""
    notes = bool(may(request.actor, "note", Need))
    decides = notes and not request.actor.holds(*ASSOCIATION)
    columns = [
        {"label": state.label, "count": len(rows), "cards": [_card(need, decides) for need in rows]}
        for state, rows in queries.board_columns(queries.needs_for(request.actor, request.GET))
    ]
    return render(
        request, "needs/board.html", {"columns": columns, "may_note": notes, "views": ways(request.actor, "board")}
    )


def ways(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The ways to look at needs: the list, the board, and what upper rooms add."""
    own = [("list", _("List"), "needs:list", "list"), ("board", _("By state"), "needs:board", "squares-four")]
    more = [(way.key, way.label, way.url, way.icon) for way in offers.ways_of(actor, "needs.need")]
    return [
        {"label": label, "url": reverse(url), "icon": icon, "current": key == current}
        for key, label, url, icon in (*own, *more)
    ]


def _card(need: Need, decides: bool) -> dict[str, Any]:
    moves = [(verb, _verb_label(verb)) for verb, m in NEED.moves.items() if need.state in m.sources]
    simple = [(verb, label) for verb, label in moves if verb not in VERBS_WITH_WORDS | {"convert", "release"}]
    return {
        "title": need.title,
        "url": need.get_absolute_url(),
        "detail": str(need.organisation),
        "tag": Urgency(need.urgency).label,
        "tag_tone": queries.TONES[Urgency(need.urgency)],
        "move_url": reverse("needs:move", args=[need.pk]),
        "moves": simple if decides else [],
    }


def _verb_label(verb: str) -> str:
    labels = {
        "qualify": _("Understood"),
        "accept": _("To be supported"),
        "redirect": _("Direct elsewhere…"),
        "decline": _("Do not take up…"),
        "join_twin": _("Said before…"),
        "reopen": _("Heard (open again)"),
    }
    return labels.get(verb, verb)


@access("needs.need", entry="list")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as a spreadsheet, filtered as on screen, with the columns that were chosen."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    rows = queries.needs_for(request.actor, request.GET)
    return export_response(rows, NEED_COLUMNS, request.GET.getlist("col"), kind, "besoins")


@access("needs.need", entry="note", methods=GET_POST)
def note(request: HttpRequest) -> HttpResponse:
    """A new need, kept at every keystroke, sent by one button."""
    if request.method == "POST" and keep_for_later(request, services.NOTE_FORM):
        return redirect("needs:list")
    draft = draft_frame(request, services.NOTE_FORM)
    last = _last_noted(request)
    initial = {**_named(request, last), **(draft["draft_data"] or {})}
    form = NeedForm(request.POST or None, initial=initial, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            need = _note(request, form.cleaned_data)
            said(request, _("Need noted."), need)
            return redirect(f"{request.path}?suite={need.pk}" if "again" in request.POST else need)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, **_heard_here(request, last), **draft}
    return render(request, "needs/note.html", context, status=422 if form.errors else 200)


def _last_noted(request: HttpRequest) -> Need | None:
    """The need after which another of the same association is noted."""
    number = request.GET.get("suite", "")
    rows = Need.objects.visible_to(request.actor).select_related("organisation")
    return rows.filter(pk=number[:18]).first() if number.isascii() and number.isdigit() else None


def _named(request: HttpRequest, last: Need | None) -> dict[str, Any]:
    """What need not be asked again: the association that was named; after a first need, where and when too."""
    if last:
        return {"organisation": last.organisation_id, "heard": last.heard, "call": last.call,
                "heard_on": last.heard_on, "shared": last.shared}  # fmt: skip
    return {"organisation": request.GET["association"]} if request.GET.get("association") else {}


def _heard_here(request: HttpRequest, last: Need | None) -> dict[str, Any]:
    """Who will read what is noted, the calls that were named before, and what was noted already in this sitting."""
    heard_by = None if request.actor.holds(*ASSOCIATION) else queries.listener(request.actor)
    return {
        "readers": readers_of_new(heard_by),
        "calls": queries.calls_named(request.actor) if heard_by else [],
        "last": last,
        "noted": queries.heard_with(request.actor, last) if last else [],
    }


def _note(request: HttpRequest, data: dict[str, Any]) -> Need:
    organisation = data["organisation"]
    own = organisation.pk in request.actor.organisations(*ASSOCIATION)
    return services.note_need(
        organisation=organisation,
        words=data["words"],
        themes=data["themes"],
        urgency=data["urgency"],
        heard=Heard.ASSOCIATION if own else data["heard"],
        call="" if own else data["call"],
        heard_on=request.today if own else data["heard_on"],
        heard_by=organisation if own else queries.listener(request.actor),
        shared=data["shared"],
        note="" if own else data["note"],
        sending=data["sending"],
        by=request.actor,
        today=request.today,
    )


@access("needs.need")
def need(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One need: what was said, where it stands, what comes next."""
    row = _need(request, pk)
    if slug != row.slug:
        return redirect(row)
    decides = bool(may(request.actor, "decide", row))
    verbs = [(verb, _verb_label(verb), verb in VERBS_WITH_WORDS) for verb in NEED.moves if decides]
    context = {
        **record_frame(request, row, "overview"),
        "need": row,
        "themes": row.themes.all(),
        "readers": readers_of(row),
        "urgency": Urgency(row.urgency).label,
        "tone": queries.TONES[Urgency(row.urgency)],
        "history": queries.history_of(request.actor, row),
        "asleep": row.asleep_until is not None and row.asleep_until > request.today,
        "is_open": row.state in OPEN and not row.archived_at,
        "may_chase": may(request.actor, "chase", row),
        "before": queries.said_before(request.actor, row) if decides and row.state in OPEN else [],
        "hows": hows(),
        "naps": NAPS,
        "readable": policy_of(Need).readable(request.actor, row),
        "may_reword": may(request.actor, "reword", row),
        "may_share": may(request.actor, "share", row),
        "verbs": [v for v in verbs if row.state in NEED.moves[v[0]].sources and v[0] not in ("convert", "release")],
    }
    return render(request, "needs/need.html", context)


@access("needs.need")
def journal_tab(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who did what about this need."""
    row = _need(request, pk)
    context = {**record_frame(request, row, "journal"), "need": row, **journal_page(request, row)}
    return render(request, "needs/journal.html", context)


@access("needs.need", methods=GET_POST)
def reword(request: HttpRequest, pk: int) -> HttpResponse:
    """The same need with other words."""
    row = _need(request, pk)
    require(request.actor, "reword", row)
    draft = draft_frame(request, services.NOTE_FORM, row)
    form = RewordForm(
        request.POST or None, need=row, kept=draft["draft_data"], actor=request.actor, today=request.today
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        expected, themes = data.pop("version"), data.pop("themes")
        services.reword_need(need=row, by=request.actor, today=request.today, expected=expected, themes=themes, **data)
        said(request, _("Changed."), row)
        return redirect(_need(request, pk))
    calls = queries.calls_named(request.actor) if "call" in form.fields else []
    context = {"form": form, "need": row, "readers": readers_of(row), "calls": calls, **draft}
    return render(request, "needs/reword.html", context, status=422 if form.errors else 200)


@access("needs.need", methods=POST)
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the need to both partners, or closes it."""
    row = _need(request, pk)
    wanted = request.POST.get("shared") == "1"
    services.share_need(need=row, shared=wanted, by=request.actor, today=request.today)
    row = _need(request, pk)
    said(request, str(readers_of(row).words) + ".", row)
    return redirect(row)


@access("needs.need", methods=POST)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves a card of the board."""
    return _decide(request, _need(request, pk), request.POST.get("to", ""), back="needs:board")


@access("needs.need", methods=GET_POST)
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Moves the need along its life; what needs a word of explanation asks for it first."""
    row = _need(request, pk)
    if verb not in NEED.moves or verb in ("convert", "release"):
        raise Http404
    require(request.actor, "decide", row)
    if verb not in VERBS_WITH_WORDS:
        if request.method != "POST":
            raise Http404
        return _decide(request, row, verb)
    form = OutcomeForm(request.POST or None, need=row, verb=verb, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return _decide(request, row, verb, quiet=False, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "need": row, "verb": verb, "label": _verb_label(verb).rstrip("…")}
    context["readers"] = readers_of(row)
    return render(request, "needs/decide.html", context, status=422 if form.errors else 200)


def _decide(
    request: HttpRequest, row: Need, verb: str, *, back: str = "", quiet: bool = True, **values: Any
) -> HttpResponse:
    if verb not in NEED.moves or verb in ("convert", "release"):
        raise Http404
    try:
        services.decide_need(need=row, verb=verb, by=request.actor, today=request.today, **values)
        said(request, _("Moved: %(state)s.") % {"state": NeedState(NEED.moves[verb].target).label}, row)
    except Refused as refusal:
        if not quiet:
            raise
        said(request, str(refusal.message))
    return redirect(back) if back else redirect(row)


@access("needs.need", methods=POST)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives the need, at once, with a way back."""
    row = _need(request, pk)
    services.archive_need(need=row, by=request.actor, today=request.today)
    said(request, _("Need archived."), row)
    return redirect("needs:list")


@access("needs.need", methods=POST)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings an archived need back."""
    row = _need(request, pk)
    services.restore_need(need=row, by=request.actor, today=request.today)
    said(request, _("Need restored."), row)
    return redirect(row)
