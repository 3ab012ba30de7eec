"""Screens of organisations: the list, one record and its tabs, its form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import likeness, papers, queries, readers, search, services
from catalyse.actors.columns import columns_for, rows_to_export
from catalyse.actors.connectors import businesses
from catalyse.actors.figures import known_besides
from catalyse.actors.forms import OrganisationForm
from catalyse.actors.forms.organisations import completed, known_of, told_by, told_by_business
from catalyse.actors.models import Organisation, RegisterEdition, RegisterEntry
from catalyse.actors.pages import asked_frame, frame, organisation_seen
from catalyse.actors.policies import reads_papers
from catalyse.actors.roles import ASSOCIATION, OrganisationKind, Role
from catalyse.kernel.access import GET_POST, POST, access, may, require
from catalyse.kernel.exports import export_response
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, journal_page, keep_for_later, pages_of, refuse, said

FOUND_SHOWN = 8
FEW_FOUND, SHORTEST = 3, 3  # with fewer lines of the register, for more letters, the directory of businesses is offered
FILTERS = ("secteur", "commune", "etat")
KINDS_TO_ADD = (
    OrganisationKind.ASSOCIATION,
    OrganisationKind.CONSULTANT,
    OrganisationKind.FUNDER,
    OrganisationKind.NETWORK,
    OrganisationKind.OTHER,
)


@access("actors.organisation", entry="list")
def organisations(request: HttpRequest) -> HttpResponse:
    """The associations of the territory, as a table or as cards, with filters."""
    page = pages_of(request, queries.organisations_for(request.actor, request.GET))
    cards = request.GET.get("vue") == "cartes"
    context = {
        "page": page,
        "count": page.paginator.count,
        "filters": request.GET,
        "chosen": sum(bool(request.GET.get(name)) for name in FILTERS),
        "kinds": _kinds(request),
        "cards": cards,
        "views": _ways(request, cards),
        "columns": columns_for(request.actor),
        "may_add": may(request.actor, "add", Organisation),
        "may_find_duplicates": may(request.actor, "duplicates", Organisation),
        **queries.facets_for(request.actor),
    }
    return render(request, "actors/_rows.html" if request.htmx else "actors/organisations.html", context)


def _ways(request: HttpRequest, cards: bool) -> list[dict[str, Any]]:
    query = request.GET.copy()
    query.pop("page", None)
    ways = []
    for label, icon, value in ((_("Table"), "table", ""), (_("Cards"), "squares-four", "cartes")):
        query["vue"] = value
        ways.append({"label": label, "icon": icon, "url": f"?{query.urlencode()}", "current": cards == bool(value)})
    return ways


def _kinds(request: HttpRequest) -> list[dict[str, Any]]:
    chosen = request.GET.get("genre") or OrganisationKind.ASSOCIATION
    plurals = {
        OrganisationKind.ASSOCIATION: _("Associations"),
        OrganisationKind.DLA: _("DLA"),
        OrganisationKind.AUTHORITY: _("Authorities"),
        OrganisationKind.CONSULTANT: _("Consultants"),
        OrganisationKind.FUNDER: _("Funders"),
        OrganisationKind.NETWORK: _("Networks"),
        OrganisationKind.OTHER: _("Others"),
    }
    return [{"label": label, "value": kind, "current": kind == chosen} for kind, label in plurals.items()]


@access("actors.organisation", entry="list")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as a spreadsheet, filtered as on screen, with the columns that were chosen."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    rows = rows_to_export(request.actor, queries.organisations_for(request.actor, request.GET))
    return export_response(rows, columns_for(request.actor), request.GET.getlist("col"), kind, "associations")


@access("actors.organisation")
def organisation(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One organisation: who it is, what it does, and what other rooms know of it."""
    row = organisation_seen(request, pk)
    if request.path != row.get_absolute_url():
        return redirect(row)
    years = queries.figures_of(request.actor, row) if row.kind == OrganisationKind.ASSOCIATION else []
    partnerships = queries.partnerships_of(request.actor, row) if row.is_partner else []
    context = {
        **frame(request, row, "overview"),
        **asked_frame(request, row),
        "links": row.sector_links.select_related("code"),
        "last": years[0] if years else None,
        "besides": known_besides(years[0]) if years else [],
        "partnerships": partnerships,
        **_ties(request, row),
        "open": queries.open_to(
            request.actor, [row.host, *(one for p in partnerships for one in (p.dla, p.authority))]
        ),
    }
    return render(request, "actors/organisation.html", context)


def _ties(request: HttpRequest, row: Organisation) -> dict[str, Any]:
    """Labels, networks and documents of an association. Costs 2 queries, none for others."""
    if not row.is_association:
        return {}
    rows = queries.affiliations_of(request.actor, row)
    return {
        "labels": [one for one in rows if one.is_label],
        "networks": [one for one in rows if not one.is_label],
        "papers": queries.papers_of(request.actor, row),
        "folder": papers.folder_of(request.actor, row, request.today) if reads_papers(request.actor, row) else [],
        "may_keep_papers": may(request.actor, "papers", row),
        "papers_readers": readers.PAPERS,
    }


@access("actors.organisation")
def journal_tab(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who did what about this organisation."""
    row = organisation_seen(request, pk)
    if not may(request.actor, "edit", row):
        raise Http404
    merges = queries.merges_of(request.actor, row)
    lines = journal_page(request, row, *(merge.gone for merge in merges if not merge.undone_at))
    context = {**frame(request, row, "journal"), **lines, "merges": merges}
    return render(request, "actors/journal.html", context)


@access("actors.organisation", entry="add", methods=GET_POST)
def add(request: HttpRequest) -> HttpResponse:
    """A new organisation; what looks like it, here and in the national register, is shown before it is there twice."""
    if request.method == "POST" and keep_for_later(request, services.ORGANISATION_FORM):
        return redirect("actors:organisations")
    register = _register(request)
    if request.htmx and register:
        part = "actors/_businesses_found.html" if register["beside"] else "actors/_register_found.html"
        return render(request, part, {"register": register})
    draft = draft_frame(request, services.ORGANISATION_FORM)
    told, kept = register.get("told", {}), draft["draft_data"] or {}
    number = "rna" if told.get("rna") else "siren"
    if told and kept.get(number) != told[number]:
        kept = {}  # begun for another association
    initial = {"kind": request.GET.get("genre") or OrganisationKind.ASSOCIATION, **told, **kept}
    completes = request.POST.get("reprendre", "")
    typed = completed(request.POST, completes) if completes else request.POST
    form = OrganisationForm(typed or None, initial=initial, kinds=_kinds_to_add(request))
    alike = likeness.Alike()
    if request.method == "POST" and form.is_valid() and not completes:
        data = form.values()
        if "sure" not in request.POST:
            alike = likeness.of_new(request.actor, data)
        if not alike:
            try:
                row = services.create_organisation(
                    **data, sectors=form.chosen_sectors, by=request.actor, today=request.today
                )
                said(request, _("Added to the directory."), row)
                return redirect(row)
            except Refused as refusal:
                refuse(form, refusal)
    context = {"form": form, "alike": alike, "register": register, "completes": completes, **draft}
    context["readers"] = readers.IDENTITY
    return render(request, "actors/organisation_form.html", context, status=422 if form.errors or alike else 200)


def _register(request: HttpRequest) -> dict[str, Any]:
    """What was looked for in the registers of the State and found there; nothing in a house that has none."""
    if request.method == "POST" or not (search.ready() or businesses.enabled()):
        return {}
    text, number = request.GET.get("cherche", ""), request.GET.get("repertoire", "")
    chosen = RegisterEntry.objects.numbered(number) if number else None
    where = search.Where(near=queries.department_of(request.actor)) if text else None
    found = search.find(request.actor, text, where, FOUND_SHOWN) if text else []
    return {
        "text": text,
        "found": found,
        "chosen": chosen,
        "told": told_by(chosen) if chosen else {},
        "invented": RegisterEdition.objects.invented().exists(),
        "beside": False,
        **(_beside(request, text, found) if businesses.enabled() else {}),
    }


def _beside(request: HttpRequest, text: str, found: list[search.Found]) -> dict[str, Any]:
    """What the directory of businesses has where the register found little, or the association taken from it."""
    beside, siren = "annuaire" in request.GET and bool(text), request.GET.get("entreprise", "")
    context: dict[str, Any] = {"beside": beside, "offered": len(text) > SHORTEST and len(found) < FEW_FOUND}
    try:
        if beside:
            context["businesses"] = queries.businesses_beside(request.actor, businesses.find(text), found)
        if siren and (taken := businesses.business(siren)):
            context |= {"taken": taken, "told": told_by_business(taken)}
    except businesses.Unavailable:
        context["unavailable"] = True
    return context


def _kinds_to_add(request: HttpRequest) -> tuple[str, ...]:
    return tuple(OrganisationKind.values) if request.actor.holds(Role.ADMIN) else KINDS_TO_ADD


@access("actors.organisation", methods=GET_POST)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same organisation with other facts."""
    row = organisation_seen(request, pk)
    require(request.actor, "edit", row)
    if request.method == "POST" and keep_for_later(request, services.ORGANISATION_FORM, row):
        return redirect(row)
    draft = draft_frame(request, services.ORGANISATION_FORM, row)
    initial = {**known_of(row), **(draft["draft_data"] or {})}
    form = OrganisationForm(request.POST or None, initial=initial, organisation=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_organisation(
                organisation=row,
                expected=form.cleaned_data["version"] or 0,
                sectors=form.chosen_sectors,
                by=request.actor,
                today=request.today,
                **form.values(),
            )
            said(request, _("Changed."), row)
            return redirect(organisation_seen(request, pk))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row, "readers": readers.IDENTITY, **draft}
    return render(request, "actors/organisation_form.html", context, status=422 if form.errors else 200)


@access("actors.organisation", methods=POST)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives the organisation, at once, with a way back."""
    row = organisation_seen(request, pk)
    services.archive_organisation(organisation=row, by=request.actor, today=request.today)
    said(request, _("%(name)s is archived.") % {"name": row.name}, row)
    return redirect("actors:organisations")


@access("actors.organisation", methods=POST)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings an archived organisation back."""
    row = organisation_seen(request, pk)
    services.restore_organisation(organisation=row, by=request.actor, today=request.today)
    said(request, _("%(name)s is back in the lists.") % {"name": row.name}, row)
    return redirect(row)


@access("signed_in")
def mine(request: HttpRequest) -> HttpResponse:
    """One's own association, or the organisation where one works."""
    ids = request.actor.organisations(*ASSOCIATION) or request.actor.organisations()
    rows = Organisation.objects.visible_to(request.actor).filter(pk__in=ids).order_by("pk")
    if len(rows) > 1:
        return render(request, "actors/mine.html", {"rows": rows})
    return redirect(get_object_or_404(rows))
