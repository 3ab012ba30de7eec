"""Screens where an association says who else may read its diagnosis."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import pages
from catalyse.actors.roles import Role
from catalyse.diagnosis import queries, readers, services
from catalyse.diagnosis.forms import ConsentForm
from catalyse.diagnosis.models import Consent
from catalyse.kernel.access import GET_POST, POST, access
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import refuse, said


@access("diagnosis.consent", entry="give", methods=GET_POST)
def consents(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Who may read the diagnosis of one's own association, since when; one more, or one less."""
    row = pages.organisation_seen(request, pk)
    if pk not in request.actor.organisations(Role.ASSOCIATION_LEAD):
        raise Http404
    if "other" in request.GET:
        called = readers.readers_called(row, request.today, request.GET["other"][:160])
        return render(request, "diagnosis/_reader_names.html", {"called": called})
    known: dict[str, Any] = {"actor": request.actor, "association": row, "today": request.today}
    form = ConsentForm(request.POST or None, initial={"person": request.actor.name}, **known)
    if request.method == "POST" and form.is_valid():
        try:
            given = services.give_consent(association=row, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("%(to)s may read it now.") % {"to": given.to}, given)
            return redirect("diagnosis:consents", pk=row.pk, slug=row.slug)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row, "consents": queries.consents_of(request.actor, row)}
    return render(request, "diagnosis/consents.html", context, status=422 if form.errors else 200)


@access("diagnosis.consent", methods=POST)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a consent back: whoever read by it reads no more, from now on."""
    consent = get_object_or_404(Consent.objects.visible_to(request.actor).select_related("association", "to"), pk=pk)
    services.withdraw_consent(consent=consent, by=request.actor, today=request.today)
    said(request, _("%(to)s no longer reads it.") % {"to": consent.to})
    return redirect("diagnosis:consents", pk=consent.association_id, slug=consent.association.slug)
