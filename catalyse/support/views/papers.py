"""The documents of an association that serve its support: ticked in its permanent folder, asked for once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import papers, readers
from catalyse.kernel.access import GET_POST, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import refuse, said
from catalyse.support import services
from catalyse.support.forms.papers import ChoosePapersForm
from catalyse.support.models import Beneficiary


@access("support.beneficiary", methods=GET_POST)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which documents of its folder an association gives to a support."""
    rows = Beneficiary.objects.visible_to(request.actor).filter(left_on=None, archived_at=None)
    row = get_object_or_404(rows.select_related("association", "support"), pk=pk)
    require(request.actor, "papers", row)
    slots = papers.folder_of(request.actor, row.association, request.today)
    form = ChoosePapersForm(request.POST or None, row=row, slots=slots, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data["papers"]
            services.choose_papers(beneficiary=row, papers=chosen, by=request.actor, today=request.today)
            said(request, _("The documents are chosen."))
            return redirect("support:documents", row.support.pk, row.support.slug)
        except Refused as refusal:
            refuse(form, refusal)
    context = {
        "form": form, "support": row.support, "row": row, "readers": readers.PAPERS,
        "wanting": [slot for slot in slots if slot.state != papers.GOOD],
        "any": any(slot.paper for slot in slots),
    }  # fmt: skip
    return render(request, "support/choose_papers.html", context, status=422 if form.errors else 200)
