"""The figures, each with its rule, for partners, committee and observers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalyse.kernel.access import access
from catalyse.kernel.exports import export_response
from catalyse.kernel.pages import pages_of
from catalyse.results.columns import FIGURE_COLUMNS
from catalyse.results.queries import bilan
from catalyse.ui.pictures import bars


@access("results.evaluation", entry="bilan")
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure, and the supports by sector and by territory."""
    return render(request, "results/figures/figures.html", _bilan(request))


def _bilan(request: HttpRequest) -> dict[str, Any]:
    actor, bodies = request.actor, bilan.bodies_for(request.actor)
    scope = bilan.scope_of(request.GET, bodies, request.today)
    sectors = bilan.sectors_for(actor, scope)
    found = bilan.figures_for(actor, scope)
    shown = [(line.label, line.count) for line in sectors if line.count]
    return {
        "bodies": bodies, "region": bilan.region_for(bodies, request.today), "scope": scope,
        "place": _place(scope, bodies), "years": bilan.years_of(scope),
        "figures": found, "sectors_example": bilan.supports_are_examples(scope),
        "examples": any(one.example for one in found), "sectors": sectors, "filters": request.GET,
        "territories": bilan.territories_for(actor, scope, bodies), "opens": bilan.sees_small(actor),
        "picture": bars.responsive(shown, title=_("Supports by sector")) if shown else "",
        "columns": FIGURE_COLUMNS, "least": bilan.LEAST, "query": request.GET.urlencode(),
    }  # fmt: skip


def _place(scope: Any, bodies: list[Any]) -> str:
    if scope.region:
        return str(scope.region)
    return next((str(body) for body in bodies if body.pk == scope.body), "")


@access("results.evaluation", entry="bilan")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The figures as a spreadsheet, as far as the reader sees them."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    found = _bilan(request)
    said = ", ".join(str(part) for part in (found["place"], found["scope"].year) if part)
    rows: list[dict[str, Any]] = [
        {"label": one.label, "value": one.value, "rule": one.rule, "scope": said, "example": one.example}
        for one in found["figures"]
    ]
    rows += [
        {"label": f"{_('Supports by sector')} : {one.label}", "value": one.count, "rule": "", "scope": said}
        for one in found["sectors"]
    ]
    rows += [
        {"label": f"{_('Supports by territory')} : {one.label}", "value": one.count, "rule": "", "scope": said}
        for one in found["territories"]
    ]
    return export_response(rows, FIGURE_COLUMNS, request.GET.getlist("col"), kind, "bilan")


@access("results.evaluation", entry="bilan")
def records(request: HttpRequest) -> HttpResponse:
    """The supports behind a figure, for who follows them; observers have the sums only."""
    if not bilan.sees_small(request.actor):
        raise Http404
    bodies = bilan.bodies_for(request.actor)
    scope = bilan.scope_of(request.GET, bodies, request.today)
    rows = bilan.records_of(request.actor, scope, request.GET.get("secteur", "")[:20])
    page = pages_of(request, rows)
    context = {"page": page, "count": page.paginator.count, "place": _place(scope, bodies), "scope": scope}
    return render(request, "results/figures/records.html", context)
