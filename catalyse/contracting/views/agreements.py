"""Screens of an agreement: who pays what, who signed, the paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.contracting import queries, services
from catalyse.contracting.documents import agreement_document
from catalyse.contracting.forms import AgreementForm, SignatureForm
from catalyse.contracting.forms.agreement import agreement_initial, lines_initial
from catalyse.contracting.models import Agreement, Signature
from catalyse.contracting.services.agreement import AGREEMENT_FORM
from catalyse.contracting.states import AgreementState
from catalyse.contracting.views.papers import printed
from catalyse.kernel.access import GET_POST, POST, access, may, policy_of, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.support.models import Support
from catalyse.support.views.frame import find, frame


def _tab(support: Support) -> str:
    return reverse("contracting:agreement_tab", args=[support.pk, support.slug])


def _agreement(request: HttpRequest, support: Support) -> Agreement | None:
    rows = Agreement.objects.visible_to(request.actor).current().filter(support=support)
    return rows.select_related("support__partnership__authority", "support__dla", "consultant", "odd_cent_to").first()


@access("support.support")
def agreement_tab(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The cost and its shares for those who pay; the parties and their signatures for the other readers."""
    support = find(request, pk)
    if slug != support.slug:
        return redirect(_tab(support))
    agreement = _agreement(request, support)
    leads = may(request.actor, "edit", agreement or Agreement(support=support))
    if agreement is None and not leads:
        raise Http404
    context = {
        **frame(request, support, "agreement"),
        "agreement": agreement,
        "leads": leads,
        **(_parts(request, agreement) if agreement else {}),
    }
    return render(request, "contracting/agreement_tab.html", context)


def _parts(request: HttpRequest, agreement: Agreement) -> dict[str, Any]:
    parties = queries.signing_of(agreement)
    shares = queries.shares_of(request.actor, agreement.support)
    said = shares.shares if shares else ()
    fixed = any(share.is_fixed for share in said) and any(share.percent is not None for share in said)
    return {
        "parties": [(p, s, bool(s and may(request.actor, "take_back", s))) for p, s in parties],
        "shares": shares,
        "readable": policy_of(Agreement).readable(request.actor, agreement),
        "fixed": fixed,
        "starts_example": agreement.is_illustrative("starts_on"),
        "ends_example": agreement.is_illustrative("ends_on"),
        "may_rewrite": may(request.actor, "edit", agreement) and agreement.state == AgreementState.DRAFT,
        "may_sign": may(request.actor, "sign", agreement) and agreement.state != AgreementState.SIGNED,
    }


@access("support.support", methods=GET_POST)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Draws the agreement up, or rewrites it while nobody has signed."""
    support = find(request, pk)
    agreement = _agreement(request, support)
    require(request.actor, "edit", agreement or Agreement(support=support))
    if agreement and agreement.state != AgreementState.DRAFT:
        said(request, _("Somebody has signed this text: it can no longer change. What changes later is an amendment."))
        return redirect(_tab(support))
    if request.method == "POST" and keep_for_later(request, AGREEMENT_FORM, support):
        return redirect(_tab(support))
    draft = draft_frame(request, AGREEMENT_FORM, support)
    initial = agreement_initial(agreement, queries.lines_of(agreement)) if agreement else _proposed(request, support)
    form = AgreementForm(
        request.POST or None, initial={**initial, **(draft["draft_data"] or {})}, actor=request.actor, support=support
    )
    if request.method == "POST" and form.is_valid() and _written(request, support, agreement, form):
        said(request, _("The agreement is ready to be signed."))
        return redirect(_tab(support))
    context = {"form": form, "support": support, "agreement": agreement, **draft}
    return render(request, "contracting/agreement.html", context, status=422 if form.errors else 200)


def _proposed(request: HttpRequest, support: Support) -> dict[str, Any]:
    """What the house knows already: the price of the offer that was chosen, and the two partners at parity."""
    return {**queries.proposed_agreement(request.actor, support), **lines_initial(queries.at_parity(support))}


def _written(request: HttpRequest, support: Support, agreement: Agreement | None, form: AgreementForm) -> bool:
    given = {**form.columns(), "shares": form.lines(), "by": request.actor, "today": request.today}
    try:
        if agreement is None:
            services.draw_up_agreement(support=support, **given)
        else:
            version = form.cleaned_data["version"] or 0
            services.rewrite_agreement(agreement=agreement, expected=version, **given)
    except Refused as refusal:
        refuse(form, refusal)
        return False
    return True


@access("support.support", methods=GET_POST)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes the signature of one party."""
    support = find(request, pk)
    agreement = _agreement(request, support)
    if agreement is None:
        raise Http404
    require(request.actor, "sign", agreement)
    missing = queries.missing_parties(agreement)
    if not missing:
        return redirect(_tab(support))
    form = SignatureForm(request.POST or None, actor=request.actor, parties=missing, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_agreement(agreement=agreement, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Signature noted."), agreement)
            return redirect(_tab(support))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": support, "agreement": agreement}
    return render(request, "contracting/sign.html", context, status=422 if form.errors else 200)


@access("contracting.signature", methods=POST)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a signature away that was noted by mistake."""
    rows = Signature.objects.visible_to(request.actor).select_related("agreement__support")
    signature = get_object_or_404(rows, pk=pk)
    support = signature.agreement.support
    try:
        services.take_signature_back(signature=signature, by=request.actor, today=request.today)
        said(request, _("Signature taken back."))
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(_tab(support))


@access("contracting.agreement")
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The agreement on paper, for those who read its amounts."""
    rows = Agreement.objects.visible_to(request.actor).select_related(
        "support__dla", "support__partnership__authority", "consultant", "odd_cent_to"
    )
    agreement = get_object_or_404(rows, pk=pk)
    require(request.actor, "read_money", agreement)
    document = agreement_document(agreement)
    return printed(document, f"convention-{agreement.support.slug}", kind)
