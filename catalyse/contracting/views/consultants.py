"""Screens of the pool of consultants: list, one page, and the page that a consultant keeps of itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.actors.policies import may_invite
from catalyse.actors.roles import Role
from catalyse.contracting import queries, services
from catalyse.contracting.columns import CONSULTANT_COLUMNS
from catalyse.contracting.forms import NewConsultantForm, ProfileForm
from catalyse.contracting.forms.consultant import known
from catalyse.contracting.models import ConsultantProfile
from catalyse.contracting.policies import of_consultant
from catalyse.contracting.services.consultant import NEW_FORM, PROFILE_FORM
from catalyse.kernel.access import GET_POST, POST, access, may, policy_of, require
from catalyse.kernel.exports import export_response
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, CodeList
from catalyse.kernel.pages import draft_frame, journal_lines, keep_for_later, pages_of, record_frame, refuse, said


def _profile(request: HttpRequest, pk: int) -> ConsultantProfile:
    rows = ConsultantProfile.objects.visible_to(request.actor).select_related("organisation__commune")
    return get_object_or_404(rows, pk=pk)


@access("contracting.consultantprofile", entry="list")
def consultants(request: HttpRequest) -> HttpResponse:
    """The pool, narrowed by subject, sector and words."""
    page = pages_of(request, queries.consultants_for(request.actor, request.GET))
    context = {
        "page": page,
        "count": page.paginator.count,
        "filters": request.GET,
        "chosen": sum(bool(request.GET.get(name)) for name in ("theme", "sector")),
        "themes": Code.objects.of(CodeList.THEME),
        "sectors": Code.objects.of(CodeList.SECTOR),
        "columns": CONSULTANT_COLUMNS,
        "may_add": may(request.actor, "add", ConsultantProfile),
    }
    return render(request, "contracting/_consultants.html" if request.htmx else "contracting/consultants.html", context)


@access("contracting.consultantprofile", entry="list")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The pool as a spreadsheet, filtered as on screen."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    rows = queries.consultants_for(request.actor, request.GET)
    return export_response(rows, CONSULTANT_COLUMNS, request.GET.getlist("col"), kind, "consultants")


@access("contracting.consultantprofile")
def consultant(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One consultant: what it says of itself, and the supports that it carried."""
    row = _profile(request, pk)
    if slug != row.slug:
        return redirect(row)
    context = {
        **record_frame(request, row, "overview"),
        "profile": row,
        "themes": row.themes.all(),
        "sectors": row.sectors.all(),
        "readable": policy_of(ConsultantProfile).readable(request.actor, row),
        "supports": queries.references_of(request.actor, row),
        "may_edit": may(request.actor, "edit", row),
        "may_list": may(request.actor, "list", ConsultantProfile),
        "may_invite": may_invite(request.actor, row.organisation, Role.CONSULTANT),
        "lines": journal_lines(row, request.actor, 20),
    }
    return render(request, "contracting/consultant.html", context)


@access("contracting.consultantprofile", entry="add", methods=GET_POST)
def add(request: HttpRequest) -> HttpResponse:
    """A consultancy that the house does not know yet."""
    if request.method == "POST" and keep_for_later(request, NEW_FORM):
        return redirect("contracting:consultants")
    draft = draft_frame(request, NEW_FORM)
    form = NewConsultantForm(request.POST or None, initial=draft["draft_data"] or {})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_consultant(by=request.actor, today=request.today, **form.columns())
            said(request, _("Consultant listed."), row)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, **draft}
    return render(request, "contracting/add.html", context, status=422 if form.errors else 200)


@access("contracting.consultantprofile", methods=GET_POST)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a consultant, changed by itself or by who listed it."""
    row = _profile(request, pk)
    require(request.actor, "edit", row)
    if request.method == "POST" and keep_for_later(request, PROFILE_FORM, row):
        return redirect(row)
    draft = draft_frame(request, PROFILE_FORM, row)
    form = ProfileForm(request.POST or None, initial={**known(row), **(draft["draft_data"] or {})})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        services.edit_consultant(profile=row, expected=version, by=request.actor, today=request.today, **form.columns())
        said(request, _("Changed."))
        return redirect(row)
    context = {"form": form, "profile": row, "own": row.organisation_id in of_consultant(request.actor), **draft}
    return render(request, "contracting/edit.html", context, status=422 if form.errors else 200)


@access("contracting.consultantprofile", entry="keep_own", methods=GET_POST)
def own_page(request: HttpRequest) -> HttpResponse:
    """One's own page: where it stands, or the form that opens it."""
    row = (
        ConsultantProfile.objects.visible_to(request.actor)
        .filter(organisation__in=of_consultant(request.actor))
        .first()
    )
    if row:
        return redirect(row)
    mine = Organisation.objects.visible_to(request.actor).filter(pk__in=of_consultant(request.actor))
    organisation = get_object_or_404(mine.order_by("pk")[:1])
    if request.method == "POST" and keep_for_later(request, PROFILE_FORM):
        return redirect("today:home")
    draft = draft_frame(request, PROFILE_FORM)
    form = ProfileForm(request.POST or None, initial=draft["draft_data"] or {})
    if request.method == "POST" and form.is_valid():
        services.list_consultant(organisation=organisation, by=request.actor, today=request.today, **form.columns())
        said(request, _("Your page is open to the partners."))
        return redirect("contracting:own_page")
    context = {"form": form, "own": True, "organisation": organisation, **draft}
    return render(request, "contracting/edit.html", context, status=422 if form.errors else 200)


@access("contracting.consultantprofile", methods=POST)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives the consultant, at once, with a way back."""
    row = _profile(request, pk)
    services.archive_consultant(profile=row, by=request.actor, today=request.today)
    said(request, _("Consultant archived."), row)
    return redirect("contracting:consultants" if may(request.actor, "list", ConsultantProfile) else row)


@access("contracting.consultantprofile", methods=POST)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings an archived consultant back."""
    row = _profile(request, pk)
    services.restore_consultant(profile=row, by=request.actor, today=request.today)
    said(request, _("Consultant restored."))
    return redirect(row)
