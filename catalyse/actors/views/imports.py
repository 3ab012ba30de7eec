"""Screens of an import: the file, its columns, its lines, what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from catalyse.actors import services
from catalyse.actors.forms.imports import LABELS, ColumnsForm, FileForm
from catalyse.actors.models import Fate, Import, ImportDecision, ImportLine, ImportState, Verdict
from catalyse.kernel.access import GET_POST, POST, access, may
from catalyse.kernel.exports import Column, export_response
from catalyse.kernel.jobs import SAYS
from catalyse.kernel.journal import UNDO_DAYS
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import follows_work, pages_of, refuse, said
from catalyse.kernel.tables.jobs import JobState

LINES, RECENT = 25, 10
RULES = {
    "same_link": gettext_lazy("All that are surely the same: link them"),
    "new_create": gettext_lazy("All that are new: create them"),
    "new_skip": gettext_lazy("All that are new: leave them aside"),
    "perhaps_link": gettext_lazy("All that are perhaps known: link to the first proposal"),
    "perhaps_create": gettext_lazy("All that are perhaps known: create them"),
    "perhaps_skip": gettext_lazy("All that are perhaps known: leave them aside"),
}
REASONS = {
    "number": gettext_lazy("a number decides"),
    "name": gettext_lazy("name and place agree, nothing else comes near"),
    "number_contradicted": gettext_lazy("the number says yes, the name or the place says no"),
    "several_numbers": gettext_lazy("its numbers lead to several associations"),
    "near_tie": gettext_lazy("several come equally near"),
    "like": gettext_lazy("likely, not sure"),
    "none": gettext_lazy("nothing like it is known"),
}
FIELDS = {
    **LABELS, "place": gettext_lazy("Place"), "old_rna": gettext_lazy("Former register number"),
    "short_name": LABELS["acronym"], "founded_year": LABELS["year"], "commune_id": LABELS["commune"],
}  # fmt: skip
SAYS_OF = {
    "equal": gettext_lazy("identical"),
    "close": gettext_lazy("near"),
    "differs": gettext_lazy("different"),
}
LEFT_OUT = {
    "shortened": gettext_lazy("the spreadsheet shortened this number: show the column as text"),
    "number": gettext_lazy("not a number of this kind"),
    "year": gettext_lazy("no year is read in it"),
    "place": gettext_lazy("no commune of this name or code is known"),
    "address": gettext_lazy("not an address"),
    "phone": gettext_lazy("not a telephone number"),
}


@access("actors.organisation", entry="add", methods=GET_POST)
def bring(request: HttpRequest) -> HttpResponse:
    """A spreadsheet is chosen; those brought before are listed."""
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = services.bring(name=file.name, data=file.read(), by=request.actor, now=timezone.now())
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    before = Import.objects.visible_to(request.actor).order_by("-pk")[:RECENT]
    context = {"form": form, "before": before}
    return render(request, "actors/import_new.html", context, status=422 if form.errors else 200)


def _seen(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.actor).select_related("job"), pk=pk)


@access("actors.import", methods=GET_POST)
def import_(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands: its columns to tell, the work, its lines, or what became of them."""
    row = _seen(request, pk)
    if row.state == ImportState.COLUMNS:
        return _columns(request, row)
    work = _work(row) if row.at_work else {}
    if not work.get("running") and follows_work(request):
        return HttpResponseClientRefresh()
    if work:
        return render(request, "actors/import_wait.html", work)
    if row.state == ImportState.READY:
        return _lines(request, row)
    return _report(request, row)


def _columns(request: HttpRequest, row: Import) -> HttpResponse:
    asked = request.POST.get("sheet") or request.GET.get("feuille") or "0"
    sheet = int(asked) if asked in map(str, range(len(row.tables))) else 0
    form = ColumnsForm(request.POST if request.method == "POST" else None, row, sheet)
    if request.method == "POST" and form.is_valid():
        try:
            services.tell_columns(row=row, sheet=sheet, columns=form.columns(), by=request.actor, today=request.today)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row, "sheet": sheet, "table": row.tables[sheet]}
    return render(request, "actors/import_columns.html", context, status=422 if form.errors else 200)


def _work(row: Import) -> dict[str, Any]:
    job = row.job
    running = job is not None and job.state in (JobState.QUEUED, JobState.RUNNING)
    told = {
        "title": row.file, "running": running, "done": job.done if job else 0, "total": (job and job.total) or 0,
        "unit": _("lines"), "report": SAYS[JobState(job.state)] if job else "",
    }  # fmt: skip
    return {"row": row, "job": told, "running": running}


def _lines(request: HttpRequest, row: Import) -> HttpResponse:
    shown = request.GET.get("classe", "")
    lines = ImportLine.objects.visible_to(request.actor).filter(whole=row)
    counts = dict(lines.order_by().values_list("verdict").annotate(n=Count("pk")))
    decided = dict(lines.order_by().values_list("decision").annotate(n=Count("pk")))
    total = sum(counts.values())
    kinds = [(value, label, counts.get(value, 0)) for value, label in Verdict.choices]
    page = pages_of(request, lines.filter(verdict=shown) if shown in Verdict.values else lines, size=LINES)
    page.object_list = [_shown(line) for line in page.object_list]
    context = {
        "row": row, "page": page, "kinds": _facets("classe", kinds, shown, total), "all": total, "shown": shown,
        "rules": [{"value": rule, "label": label} for rule, label in RULES.items() if counts.get(_about(rule))],
        "create": decided.get("create", 0), "link": decided.get("link", 0), "skip": decided.get("skip", 0),
        "open": decided.get("", 0), "may_edit": may(request.actor, "edit", row),
    }  # fmt: skip
    return render(request, "actors/import_lines.html", context)


def _facets(name: str, kinds: Iterable[tuple[str, Any, int]], shown: str, total: int) -> list[dict[str, Any]]:
    """All the lines, then those of each kind: what the links above the list say."""
    found = [
        {"url": f"?{name}={value}", "label": label, "count": count, "current": value == shown}
        for value, label, count in kinds
    ]
    some = any(one["current"] for one in found)
    return [{"url": "?", "label": _("all the lines"), "count": total, "current": not some}, *found]


def _about(rule: str) -> str:
    return rule.partition("_")[0]


def _shown(line: ImportLine) -> dict[str, Any]:
    """A line as the page shows it: what it says, each proposal with its evidence, the answers."""
    told = line.said
    facts = [told.get(name) for name in ("acronym", "commune", "postal_code", "rna", "siret", "year")]
    proposals = [
        {
            **choice,
            "value": f"link:{place}",
            "chosen": line.decision == ImportDecision.LINK and line.chosen == place,
            "evidence": [
                {"field": FIELDS.get(name, name), "says": SAYS_OF[says], "tone": says, "given": given, "known": known}
                for name, says, given, known in choice["evidence"]
            ],
        }
        for place, choice in enumerate(line.choices)
    ]
    return {
        "pk": line.pk, "number": line.number, "name": told.get("name") or told.get("rna") or told.get("siret"),
        "facts": [str(one) for one in facts if one], "verdict": line.get_verdict_display(), "kind": line.verdict,
        "why": REASONS.get(line.why, ""), "proposals": proposals, "decision": line.decision,
        "left_out": [
            {"field": FIELDS.get(name, name), "why": LEFT_OUT.get(why, ""), "cell": cell}
            for name, why, cell in line.left_out
        ],
    }  # fmt: skip


@access("actors.import", methods=POST)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps what was decided of the lines of a page, or decides by a rule."""
    row = _seen(request, pk)
    try:
        if "rule" in request.POST:
            count = services.decide_by_rule(row=row, rule=request.POST["rule"], by=request.actor)
            said(request, _("%(count)s lines decided.") % {"count": count})
        else:
            told = {key[5:]: str(value) for key, value in request.POST.items() if key.startswith("line-")}
            wanted = {
                int(key): value for key, value in told.items() if key.isascii() and key.isdigit() and len(key) < 18
            }
            services.decide(row=row, decisions=wanted, by=request.actor)
            said(request, _("Kept."))
    except Refused as refusal:
        said(request, str(refusal.message))
    query = request.META["QUERY_STRING"]
    return redirect(f"{row.get_absolute_url()}?{query}" if query else row.get_absolute_url())


@access("actors.import", methods=POST)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Imports what was decided; begins a work again that a fault stopped."""
    row = _seen(request, pk)
    try:
        verb = services.go_on if row.at_work else services.start_import
        verb(row=row, by=request.actor, today=request.today)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(row)


@access("actors.import", methods=POST)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgets a spreadsheet of which nothing was imported."""
    row = _seen(request, pk)
    try:
        services.give_up(row=row, by=request.actor)
        said(request, _("This spreadsheet is forgotten. Nothing of it was imported."))
    except Refused as refusal:
        said(request, str(refusal.message))
        return redirect(row)
    return redirect("actors:import_new")


@access("actors.import", methods=POST)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins to take the whole import back."""
    row = _seen(request, pk)
    try:
        services.undo_import(row=row, by=request.actor, now=timezone.now(), today=request.today)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(row)


def _report(request: HttpRequest, row: Import) -> HttpResponse:
    lines = ImportLine.objects.visible_to(request.actor).filter(whole=row).select_related("organisation")
    counts = dict(lines.order_by().values_list("fate").annotate(n=Count("pk")))
    total = sum(counts.values())
    fates = [(value, label, counts[value]) for value, label in Fate.choices if value and counts.get(value)]
    shown = request.GET.get("sort", "")
    page = pages_of(request, lines.filter(fate=shown) if shown in counts else lines)
    page.object_list = [{"line": line, "differs": _differences(line)} for line in page.object_list]
    until = row.done_at + timedelta(days=UNDO_DAYS) if row.done_at else None
    fresh = until is not None and until >= timezone.now()
    context = {
        "row": row, "page": page, "fates": _facets("sort", fates, shown, total), "all": total,
        "undo": row.state == ImportState.DONE and fresh and may(request.actor, "edit", row), "until": until,
    }  # fmt: skip
    return render(request, "actors/import_report.html", context)


def _differences(line: ImportLine) -> list[dict[str, Any]]:
    told = [(FIELDS.get(name, name), known, given) for name, known, given in line.differs if name != "commune_id"]
    return [{"field": label, "known": known, "given": given} for label, known, given in told]


def _filled(line: ImportLine) -> list[str]:
    return [str(FIELDS[name]) for name in line.filled if name in FIELDS]


def _told_apart(line: ImportLine) -> str:
    return "; ".join(f"{one['field']}: {one['known']} / {one['given']}" for one in _differences(line))


def _unread(line: ImportLine) -> str:
    return "; ".join(f"{FIELDS.get(n, n)}: {cell} ({LEFT_OUT.get(why, '')})" for n, why, cell in line.left_out)


REPORT = (
    Column("number", gettext_lazy("Line"), "number", "number"),
    Column("name", gettext_lazy("Name in the file"), lambda line: line.said.get("name", "")),
    Column("verdict", gettext_lazy("Found to be"), lambda line: line.get_verdict_display()),
    Column("why", gettext_lazy("Because"), lambda line: str(REASONS.get(line.why, ""))),
    Column("decision", gettext_lazy("Decided"), lambda line: line.get_decision_display()),
    Column("fate", gettext_lazy("What became of it"), lambda line: line.get_fate_display()),
    Column("reason", gettext_lazy("Reason"), "reason"),
    Column("organisation", gettext_lazy("Association"), lambda line: str(line.organisation or "")),
    Column("filled", gettext_lazy("Completed"), _filled),
    Column("differs", gettext_lazy("Left as it was"), _told_apart),
    Column("left_out", gettext_lazy("Not read"), _unread),
)


@access("actors.import")
def report(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """What became of each line, as a spreadsheet."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    row = _seen(request, pk)
    lines = ImportLine.objects.visible_to(request.actor).filter(whole=row).select_related("organisation")
    return export_response(lines, REPORT, request.GET.getlist("col"), kind, "import")
