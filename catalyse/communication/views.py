"""Screens of the communication plan: the summary, the seven guides, what the association decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalyse.actors import pages
from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION, Role
from catalyse.communication import examples, pictures, queries, services
from catalyse.communication.documents import plan_docx, plan_pdf
from catalyse.communication.forms import FORMS, AdoptForm, PartForm, choices_for, kept_in, typed_in
from catalyse.communication.models import Plan
from catalyse.communication.moves import next_move
from catalyse.communication.parts import BY_SLUG, DONE, QUESTIONS, Question, state_of
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.documents import document_response
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, journal_lines, keep_for_later, refuse, said
from catalyse.kernel.records import Stale


@dataclass(frozen=True)
class Place:
    """Whose plan the page is about, and the addresses under which it stands: one's own short ones, or the record's."""

    association: Organisation
    own: bool

    @property
    def summary(self) -> str:
        if self.own:
            return reverse("communication:mine")
        return reverse("communication:plan", args=[self.association.pk, self.association.slug])

    def part(self, slug: str) -> str:
        """The address of one guide."""
        if self.own:
            return reverse("communication:my_part", args=[slug])
        return reverse("communication:part", args=[self.association.pk, self.association.slug, slug])

    def document(self, kind: str) -> str:
        """The address of the plan as a file."""
        if self.own:
            return reverse("communication:my_document", args=[kind])
        return reverse("communication:document", args=[self.association.pk, self.association.slug, kind])


def _mine(request: HttpRequest) -> Place:
    association = queries.own_association(request.actor)
    if association is None:
        raise Http404
    return Place(association, True)


def _theirs(request: HttpRequest, pk: int) -> Place:
    return Place(pages.organisation_seen(request, pk), False)


def _plan(request: HttpRequest, place: Place) -> Plan:
    plan = queries.plan_of(request.actor, place.association)
    if plan is None:
        raise Http404
    return plan


def _summary(request: HttpRequest, place: Place, plan: Plan | None) -> dict[str, Any]:
    """What both summaries show: the parts, what comes next, who may do what."""
    writes = plan is not None and bool(may(request.actor, "write", plan))
    leads = plan is not None and bool(may(request.actor, "decide", plan))
    to = {str(q.part): place.part(q.slug) if writes else f"#{q.slug}" for q in QUESTIONS}
    board = queries.board(request.actor, plan, to, asked=writes)
    move = next_move(plan, board, leads) if writes or plan is None else None
    link = (place.part(move.part) if move.part else reverse(f"communication:{move.door}")) if move else ""
    return {
        "plan": plan,
        "place": place,
        "board": board,
        "move": move,
        "move_url": link,
        "writes": writes,
        "leads": leads,
        "soon": _soon(request, board, place.part("calendrier") if writes else ""),
        "steps_left": any(not step.done_on for step in board.rows.get("steps", ())),
        "lines": journal_lines(plan, request.actor, 20) if plan and writes else [],
    }


def _soon(request: HttpRequest, board: queries.Board, url: str) -> list[dict[str, Any]]:
    """The next steps, each with the picture of the material that it speaks of."""
    lines = []
    for step in queries.soon(board.rows, request.today):
        made = pictures.material_of(step, board.rows.get("channels", ()))
        lines.append({
            "day": step.on, "late": step.on and step.on < request.today, "title": step.title, "detail": step.who,
            "url": url, "picture": pictures.material(made.medium) if made else "",
        })  # fmt: skip
    return lines


@access("communication.plan", entry="own")
def mine(request: HttpRequest) -> HttpResponse:
    """The plan of one's own association: seven parts, the next one, what is to be done soon."""
    place = _mine(request)
    plan = queries.plan_of(request.actor, place.association)
    return render(request, "communication/mine.html", _summary(request, place, plan))


@access("communication.plan")
def plan(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The plan of an association, for those who may read it; its own people are shown how to begin."""
    place = _theirs(request, pk)
    if slug != place.association.slug:
        return redirect(place.summary)
    row = queries.plan_of(request.actor, place.association)
    if row is None and pk not in request.actor.organisations(*ASSOCIATION):
        raise Http404
    context = {**pages.frame(request, place.association, "plan"), **_summary(request, place, row)}
    context["reading"] = _reading(context["board"])
    context["adopted_marked"] = row is not None and row.is_illustrative("adopted_by")
    return render(request, "communication/plan.html", context)


def _reading(board: queries.Board) -> list[dict[str, Any]]:
    """The seven parts with their lines, to be read one after the other."""
    return [{"card": card, "slug": card.slug, "rows": board.rows.get(card.part, [])} for card in board.cards]


@access("communication.plan", entry="own", methods=GET_POST)
def my_part(request: HttpRequest, part: str) -> HttpResponse:
    """One part of one's own plan."""
    return _part(request, _mine(request), part)


@access("communication.plan", methods=GET_POST)
def part(request: HttpRequest, pk: int, slug: str, part: str) -> HttpResponse:
    """One part of the plan of an association that the actor helps."""
    return _part(request, _theirs(request, pk), part)


def _part(request: HttpRequest, place: Place, slug: str) -> HttpResponse:
    question = BY_SLUG.get(slug)
    if question is None:
        raise Http404
    plan = queries.plan_of(request.actor, place.association)
    if plan is None and place.own:
        return redirect(place.summary)
    plan = _plan(request, place)
    require(request.actor, "write", plan)
    key = services.form_key(question.part)
    if request.method == "POST" and keep_for_later(request, key, plan):
        return redirect(place.summary)
    lines = queries.lines_of(request.actor, [plan])[plan.pk]
    form = _filled(request, plan, question, key, lines)
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        try:
            if _write(request, plan, form):
                return redirect(place.summary)
        except Stale:
            return _two_texts(request, plan, form)
    context = {
        **draft_frame(request, key, plan),
        "form": form,
        "plan": plan,
        "place": place,
        "question": question,
        "rank": QUESTIONS.index(question) + 1,
        "stages": _stages(question, lines),
        "version": request.POST.get("version") or plan.edition(question.part),
        "example": examples.example_for(place.association, question.part),
        "added": "more" in request.POST,
    }
    return render(request, "communication/part.html", context, status=422 if form.errors else 200)


def _stages(question: Question, lines: queries.Rows) -> list[dict[str, Any]]:
    """The seven beads above a guide: those that are done, and the one that is asked."""
    done = {q: state_of(q.part, lines[q.part]) == DONE for q in QUESTIONS}
    return [
        {"label": q.part.label, "state": "current" if q is question else "done" if done[q] else "todo"}
        for q in QUESTIONS
    ]


def _filled(request: HttpRequest, plan: Plan, question: Question, key: str, lines: queries.Rows) -> PartForm:
    """The form with what is posted, else with the draft that was kept, else with the lines of the record."""
    name = question.part
    choices = choices_for(name, lines)
    if request.method == "POST":
        if "more" in request.POST:
            return PartForm(name, choices, typed=typed_in(name, request.POST, more=1))
        return PartForm(name, choices, data=request.POST)
    draft = draft_frame(request, key, plan)["draft_data"]
    return PartForm(name, choices, typed=typed_in(name, draft) if draft else kept_in(name, lines[name]))


def _write(request: HttpRequest, plan: Plan, form: PartForm) -> bool:
    given = request.POST.get("version", "")
    expected = int(given) if given.isdecimal() and len(given) < 10 else -1
    try:
        row = services.write_part(
            plan=plan, part=form.part, rows=form.rows, by=request.actor, today=request.today, expected=expected
        )
    except Refused as refusal:
        form.refusals.append(str(refusal.message))
        return False
    said(request, _("Written."), row)
    return True


def _two_texts(request: HttpRequest, plan: Plan, form: PartForm) -> HttpResponse:
    """The lines that were typed beside those that somebody else wrote meanwhile."""
    kept = queries.lines_of(request.actor, [plan])[plan.pk][form.part]
    theirs = [kept_in(form.part, [row])[0] for row in kept]
    sides = {name: [(b, r[b]) for r in rows for b in r if b != "pk" and r[b]] for name, rows in (
        ("typed", typed_in(form.part, request.POST)), ("kept", theirs),
    )}  # fmt: skip
    labels = {name: field.label for name, field in FORMS[form.part].base_fields.items()}
    context = {side: [(labels[name], value) for name, value in lines] for side, lines in sides.items()}
    return render(request, "kernel/stale.html", context, status=409)


@access("communication.plan", entry="start", methods=POST)
def start(request: HttpRequest) -> HttpResponse:
    """Begins the plan of one's own association, and opens its first part."""
    place = _mine(request)
    support = queries.support_to_plan_for(request.actor, place.association)
    try:
        services.start_plan(association=place.association, support=support, by=request.actor, today=request.today)
    except Refused as refusal:
        said(request, str(refusal.message))
        return redirect(place.summary)
    return redirect(place.part(QUESTIONS[0].slug))


@access("communication.plan", entry="own", methods=POST)
def share(request: HttpRequest) -> HttpResponse:
    """Opens the plan to those who support the association, or closes it."""
    place = _mine(request)
    row, wanted = _plan(request, place), request.POST.get("shared") == "1"
    service = services.share_plan if wanted else services.unshare_plan
    service(plan=row, by=request.actor, today=request.today)
    said(
        request, _("Those who support you can read the plan now.") if wanted else _("Only you read the plan now."), row
    )
    return redirect(place.summary)


@access("communication.plan", entry="own", methods=GET_POST)
def adopt(request: HttpRequest) -> HttpResponse:
    """Notes who decided the plan, and when."""
    place = _mine(request)
    row = _plan(request, place)
    require(request.actor, "decide", row)
    form = AdoptForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            services.adopt_plan(plan=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("The decision is noted."), row)
            return redirect(place.summary)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "plan": row, "place": place}
    return render(request, "communication/adopt.html", context, status=422 if form.errors else 200)


@access("communication.plan", entry="own", methods=POST)
def run(request: HttpRequest) -> HttpResponse:
    """Says that the plan is being carried out."""
    return _move(request, services.start_running, _("Your plan is under way."))


@access("communication.plan", entry="own", methods=POST)
def finish(request: HttpRequest) -> HttpResponse:
    """Says that the association has looked back upon its plan."""
    return _move(request, services.finish, _("You have looked back upon your plan."))


def _move(request: HttpRequest, service: Callable[..., Plan], words: str) -> HttpResponse:
    place = _mine(request)
    row = _plan(request, place)
    try:
        service(plan=row, by=request.actor, today=request.today)
        said(request, words, row)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(place.summary)


@access("communication.plan", entry="own", methods=POST)
def put_aside(request: HttpRequest) -> HttpResponse:
    """Archives one's own plan; the list of the other plans restores it."""
    place = _mine(request)
    row = services.archive_plan(plan=_plan(request, place), by=request.actor, today=request.today)
    said(request, _("Plan archived."), row)
    return redirect(place.summary)


@access("communication.plan", entry="own")
def archives(request: HttpRequest) -> HttpResponse:
    """The plans that one's own association archived or looked back upon."""
    place = _mine(request)
    rows = queries.other_plans(request.actor, place.association)
    leads = place.association.pk in request.actor.organisations(Role.ASSOCIATION_LEAD)
    return render(request, "communication/archives.html", {"plans": rows, "leads": leads, "place": place})


def _other(request: HttpRequest, pk: int) -> Plan:
    own = request.actor.organisations(*ASSOCIATION)
    rows = Plan.objects.visible_to(request.actor).filter(association__in=own).select_related("association", "support")
    return get_object_or_404(rows, pk=pk)


@access("communication.plan", entry="own", methods=POST)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Restores an archived plan, unless another one is under way."""
    try:
        row = services.restore_plan(plan=_other(request, pk), by=request.actor, today=request.today)
    except Refused as refusal:
        said(request, str(refusal.message))
        return redirect("communication:archives")
    said(request, _("Plan restored."), row)
    return redirect("communication:mine")


@access("communication.plan", entry="own")
def other_document(request: HttpRequest, pk: int) -> HttpResponse:
    """An earlier or archived plan of one's own association, on one page."""
    return _paper(request, _other(request, pk), "pdf")


@access("communication.plan", entry="own")
def my_document(request: HttpRequest, kind: str) -> HttpResponse:
    """One's own plan as a file: one page to print, or a text to change."""
    return _document(request, _mine(request), kind)


@access("communication.plan")
def document(request: HttpRequest, pk: int, slug: str, kind: str) -> HttpResponse:
    """The plan of an association as a file."""
    return _document(request, _theirs(request, pk), kind)


def _document(request: HttpRequest, place: Place, kind: str) -> HttpResponse:
    if kind not in ("pdf", "docx"):
        raise Http404
    return _paper(request, _plan(request, place), kind)


def _paper(request: HttpRequest, row: Plan, kind: str) -> HttpResponse:
    makers = {"pdf": plan_pdf, "docx": plan_docx}
    board = queries.board(request.actor, row)
    language: Literal["fr", "en"] = "fr" if (get_language() or "fr").startswith("fr") else "en"
    content = makers[kind](row, board, day=request.today, language=language)
    return document_response(content, f"plan-{row.association.slug}", kind, inline=True)  # type: ignore[arg-type]
