"""Screens of the terms of reference: the tab of a support, the page where the text is written, its papers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.contracting import queries, services
from catalyse.contracting.documents import terms_document
from catalyse.contracting.forms import CRITERIA, AnswerForm, TermsForm
from catalyse.contracting.forms.terms import initial_of
from catalyse.contracting.models import Award, Bid, ConsultantProfile, Consulted, Tender, Terms
from catalyse.contracting.policies import of_consultant, side_of
from catalyse.contracting.services.terms import TERMS_FORM, default_grid
from catalyse.contracting.states import OPENED, TenderState, TermsState
from catalyse.contracting.views.papers import printed
from catalyse.kernel.access import GET_POST, access, may, policy_of, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.support.models import Support
from catalyse.support.views.frame import find, frame


def _tab(support: Support) -> str:
    return reverse("contracting:consultant_tab", args=[support.pk, support.slug])


@access("support.support")
def consultant_tab(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """How the consultant is found: the terms, the tender, the choice; each reads what is for its eyes."""
    support = find(request, pk)
    if slug != support.slug:
        return redirect(_tab(support))
    terms = queries.terms_of(request.actor, support)
    tender = queries.tender_of(request.actor, support)
    chosen = queries.consultant_of(support)
    profiles = ConsultantProfile.objects.visible_to(request.actor)
    context = {
        **frame(request, support, "consultant"),
        "leads": may(request.actor, "edit", terms or Terms(support=support)),
        "terms": terms,
        **(_terms_part(request, terms, tender) if terms else {}),
        "tender": tender,
        **(_tender_part(request, tender) if tender else {}),
        "chosen": chosen,
        "chosen_profile": profiles.filter(organisation=chosen).first() if chosen else None,
        "own": bool(chosen and chosen.pk in of_consultant(request.actor)),
    }
    return render(request, "contracting/consultant_tab.html", context)


def _terms_part(request: HttpRequest, terms: Terms, tender: Tender | None = None) -> dict[str, Any]:
    given = queries.approvals_of(terms)
    missing = queries.missing_sides(terms)
    names = {"dla": terms.support.dla, "authority": getattr(terms.support.partnership, "authority", None)}
    side = side_of(request.actor, terms.support)
    draft = terms.state == TermsState.DRAFT
    return {
        "approvals": [(names[row.side], row) for row in given],
        "missing": [names[one] for one in missing] if draft else [],
        "may_approve": draft and side in missing,
        "may_write": may(request.actor, "edit", terms) and _may_change(terms, tender),
        "readable": policy_of(Terms).readable(request.actor, terms),
        "criteria": terms.criteria.all(),
        "ceiling_example": terms.is_illustrative("ceiling"),
    }


def _tender_part(request: HttpRequest, tender: Tender) -> dict[str, Any]:
    actor = request.actor
    asked = Consulted.objects.visible_to(actor).filter(tender=tender).select_related("consultant")
    reads = bool(may(actor, "read_bids", tender))
    return {
        "asked": asked,
        "answers": queries.answers_of(tender) if may(actor, "count", tender) else None,
        "may_lead": may(actor, "open_bids", tender),
        "may_read_bids": reads,
        "bids": queries.bids_of(actor, tender) if reads else Bid.objects.visible_to(actor).none(),
        "opened": tender.state in OPENED,
        "award": Award.objects.visible_to(actor).filter(tender=tender).select_related("decided_by").first(),
        "questions": queries.questions_of(actor, tender),
        "answer_form": AnswerForm(),
    }


def _may_change(terms: Terms, tender: Tender | None) -> bool:
    """Whether the text is open: until consultants answer it, and again after a tender that was in vain."""
    return terms.state != TermsState.FROZEN or tender is None or tender.state == TenderState.UNSUCCESSFUL


@access("support.support", methods=GET_POST)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms of reference, written beside their page."""
    support = find(request, pk)
    terms = queries.terms_of(request.actor, support)
    require(request.actor, "edit", terms or Terms(support=support))
    if terms and not _may_change(terms, queries.tender_of(request.actor, support)):
        said(request, _("The consultants answer this text: it can no longer change."))
        return redirect(_tab(support))
    if request.method == "POST" and keep_for_later(request, TERMS_FORM, support):
        return redirect(_tab(support))
    draft = draft_frame(request, TERMS_FORM, support)
    shown = terms or Terms(support=support, **queries.prefilled_terms(support))
    grid = list(terms.criteria.all()) if terms else default_grid()
    begins = terms is None or terms.state == TermsState.FROZEN
    known = {**initial_of(shown, grid), "version": 0 if begins else shown.version}
    form = TermsForm(
        request.POST or None, initial={**known, **(draft["draft_data"] or {}), "version": known["version"]}
    )
    if request.htmx and request.method == "POST":
        return render(request, "contracting/_terms_paper.html", _paper(form, support, shown, grid))
    if request.method == "POST" and form.is_valid() and _written(request, support, form):
        said(request, _("Terms of reference kept. Both partners can read them now."))
        return redirect(_tab(support))
    context = {"form": form, "support": support, "terms": terms, **draft, **_paper(form, support, shown, grid)}
    return render(request, "contracting/terms.html", context, status=422 if form.errors else 200)


def _written(request: HttpRequest, support: Support, form: TermsForm) -> bool:
    try:
        services.write_terms(
            support=support, by=request.actor, today=request.today, criteria=form.lines(),
            expected=form.cleaned_data["version"] or 0,
            **form.columns(),
        )  # fmt: skip
    except Refused as refusal:
        refuse(form, refusal)
        return False
    return True


def _paper(form: TermsForm, support: Support, shown: Terms, grid: list[Any]) -> dict[str, Any]:
    """The page as it would read: from what is typed when it holds together, else from what is kept."""
    if form.is_bound:
        form.is_valid()
        numbers = {"collective_half_days", "individual_half_days", "ceiling"}
        typed = {name: form.data.get(name, "") for name in queries.TERMS_COLUMNS if name not in numbers}
        found = {**typed, **form.cleaned_data}
        lines = [(form.data.get(f"criterion_{r}"), form.cleaned_data.get(f"weight_{r}")) for r in CRITERIA]
        deadline = form.deadline()
    else:
        return {**_kept(shown, grid), "support": support}
    grid_lines = [(title, weight) for title, weight in lines if title]
    whole = sum(weight for _title, weight in grid_lines if isinstance(weight, int))
    return {
        "paper": found,
        "paper_lines": grid_lines,
        "paper_sum": whole,
        "paper_deadline": deadline,
        "support": support,
    }


def _kept(terms: Terms, grid: list[Any] | None = None) -> dict[str, Any]:
    """The page as it is kept."""
    lines = [(line.title, line.weight) for line in (terms.criteria.all() if grid is None else grid)]
    return {
        "paper": {name: getattr(terms, name) for name in queries.TERMS_COLUMNS},
        "paper_lines": lines,
        "paper_sum": sum(weight for _title, weight in lines),
        "paper_deadline": terms.deadline_at,
    }


@access("support.support", methods=GET_POST)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it reads, and the yes of one side to it."""
    support = find(request, pk)
    terms = queries.terms_of(request.actor, support)
    if terms is None:
        raise Http404
    require(request.actor, "approve", terms)
    if request.method != "POST":
        context = {"support": support, "terms": terms, **_terms_part(request, terms), **_kept(terms)}
        return render(request, "contracting/approve.html", context)
    version = request.POST.get("version", "")
    try:
        services.approve_terms(
            terms=terms, by=request.actor, today=request.today,
            expected=int(version) if version.isdecimal() and len(version) < 9 else None,
        )  # fmt: skip
        said(request, _("Approved for your side."))
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(_tab(support))


@access("contracting.terms")
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The terms of reference on paper: PDF, or DOCX to be changed by hand."""
    rows = Terms.objects.visible_to(request.actor).select_related("support__dla", "support__partnership__authority")
    terms = get_object_or_404(rows, pk=pk)
    reads_ceiling = "ceiling" in policy_of(Terms).readable(request.actor, terms)
    document = terms_document(terms, with_ceiling=reads_ceiling)
    return printed(document, f"cahier-des-charges-{terms.support.slug}", kind)
