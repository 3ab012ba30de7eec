"""Screens of the networks, labels and permanent documents of an association."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from catalyse.actors import readers, services
from catalyse.actors.forms.ties import AffiliationForm, PaperForm, known_of_affiliation
from catalyse.actors.models import Affiliation, Organisation, Paper, PaperContent
from catalyse.actors.models.ties import PaperKind
from catalyse.actors.pages import organisation_seen
from catalyse.actors.services.ties import MOST_BYTES
from catalyse.kernel.access import GET_POST, POST, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.kernel.views import safe_return

MEDIA = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
}  # fmt: skip


def _association(request: HttpRequest, pk: int) -> Organisation:
    row = organisation_seen(request, pk)
    if not row.is_association:
        raise Http404
    return row


@access("actors.organisation", methods=GET_POST)
def add_affiliation(request: HttpRequest, pk: int) -> HttpResponse:
    """One more network or label."""
    row = _association(request, pk)
    require(request.actor, "edit", row)
    return _affiliation(request, row, None)


@access("actors.affiliation", methods=GET_POST)
def change_affiliation(request: HttpRequest, pk: int) -> HttpResponse:
    """The same network or label, told otherwise."""
    found = _affiliation_seen(request, pk)
    require(request.actor, "edit", found.organisation)
    return _affiliation(request, found.organisation, found)


def _affiliation_seen(request: HttpRequest, pk: int) -> Affiliation:
    rows = Affiliation.objects.visible_to(request.actor).filter(archived_at=None)
    return get_object_or_404(rows.select_related("organisation"), pk=pk)


def _affiliation(request: HttpRequest, row: Organisation, found: Affiliation | None) -> HttpResponse:
    subject = found or row
    if request.method == "POST" and keep_for_later(request, services.AFFILIATION_FORM, subject):
        return redirect(row)
    draft = draft_frame(request, services.AFFILIATION_FORM, subject)
    known = known_of_affiliation(found) if found else {}
    form = AffiliationForm(request.POST or None, initial={**known, **(draft["draft_data"] or {})})
    if request.method == "POST" and form.is_valid():
        common = {"by": request.actor, "today": request.today, **form.values()}
        try:
            if found:
                expected = form.cleaned_data["version"] or 0
                kept = services.change_affiliation(affiliation=found, expected=expected, **common)
            else:
                kept = services.add_affiliation(organisation=row, **common)
            said(request, _("Changed.") if found else _("Added."), kept)
            return redirect(row)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row, "found": found, "readers": readers.IDENTITY, **draft}
    return render(request, "actors/affiliation_form.html", context, status=422 if form.errors else 200)


@access("actors.affiliation", methods=POST)
def take_off_affiliation(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a network or a label off the page, at once, with a way back."""
    found = _affiliation_seen(request, pk)
    services.archive_affiliation(affiliation=found, by=request.actor, today=request.today)
    said(request, _("Taken off the page."), found)
    return redirect(found.organisation)


@access("actors.organisation", methods=GET_POST)
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One more permanent document."""
    row = _association(request, pk)
    require(request.actor, "papers", row)
    wanted = request.GET.get("quoi", "")
    initial = {"kind": wanted} if wanted in PaperKind.values else {}
    form = PaperForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(MOST_BYTES + 1)
        try:
            kept = services.add_paper(
                organisation=row, kind=form.cleaned_data["kind"], dated_on=form.cleaned_data["dated_on"],
                file_name=file.name, content=content, by=request.actor, today=request.today,
                good_until=form.cleaned_data["good_until"],
            )  # fmt: skip
            said(request, _("The document is kept."), kept)
            return redirect(safe_return(request, row.get_absolute_url()))
        except Refused as refusal:
            refuse(form, refusal)
    back = safe_return(request, row.get_absolute_url())
    context = {"form": form, "row": row, "readers": readers.PAPERS, "back": back}
    return render(request, "actors/paper_form.html", context, status=422 if form.errors else 200)


def _paper_seen(request: HttpRequest, pk: int) -> Paper:
    rows = Paper.objects.visible_to(request.actor).filter(archived_at=None)
    return get_object_or_404(rows.select_related("organisation"), pk=pk)


@access("actors.paper")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a document, to keep: it is never opened as a page of this house."""
    found = _paper_seen(request, pk)
    content = get_object_or_404(PaperContent, paper=found)
    response = HttpResponse(
        bytes(content.data), content_type=MEDIA.get(found.ending, "application/octet-stream")
    )  # fmt: skip
    response["Content-Disposition"] = content_disposition_header(True, found.file_name) or "attachment"
    return response


@access("actors.paper", methods=POST)
def put_paper_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Archives a document, at once, with a way back."""
    found = _paper_seen(request, pk)
    services.archive_paper(paper=found, by=request.actor, today=request.today)
    said(request, _("The document is archived."), found)
    return redirect(found.organisation)
