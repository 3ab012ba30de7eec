"""A support done again: what is kept from the last one, field by field, and whom it is proposed to first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalyse.kernel.access import GET_POST, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.support import services
from catalyse.support.forms.supports import AgainForm
from catalyse.support.models import Support
from catalyse.support.queries import lists
from catalyse.support.services.lessons import KEEPABLE
from catalyse.support.states import ReplyState
from catalyse.support.views.frame import find
from catalyse.ui import formats

FORM = "support.run_again"


@access("support.support", methods=GET_POST)
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same support once more, with what the last one taught."""
    row = find(request, pk)
    require(request.actor, "run_again", row)
    if request.method == "POST" and keep_for_later(request, FORM, row):
        return redirect(row)
    draft = draft_frame(request, FORM, row)
    known = {"title": row.title, "opened_on": request.today, "kept": sorted(KEEPABLE), **(draft["draft_data"] or {})}
    form = AgainForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            data = dict(form.cleaned_data)
            new = services.run_again(support=row, keep=data.pop("kept"), by=request.actor, today=request.today, **data)
            said(request, _("The new support is open. The last one keeps everything."))
            return redirect(new)
        except Refused as refusal:
            refuse(form, refusal)
    gone = lists.invitations_of(request.actor, row).filter(state__in=[ReplyState.DECLINED, ReplyState.SILENT])
    chosen = set(form["kept"].value() or ())
    context = {
        "form": form,
        "support": row,
        "gone": gone,
        "choices": [(key, label, _last(row, key), key in chosen) for key, label in form.fields["kept"].choices],  # type: ignore[attr-defined]
        **draft,
    }
    return render(request, "support/again.html", context, status=422 if form.errors else 200)


def _last(support: Support, key: str) -> str:
    """What the last support said to that question, to be kept or left."""
    if key == "days":
        together, apart = support.collective_half_days, support.individual_half_days
        return f"{formats.half_days(together)} + {formats.half_days(apart)}"
    if key == "bounds":
        return f"{support.least or '…'} – {support.most or '…'}"
    if key == "owners":
        return ", ".join(str(one) for one in (support.dla_owner, support.authority_owner) if one)
    value: Any = getattr(support, key)
    return ", ".join(str(one) for one in value.all()) if hasattr(value, "all") else "; ".join(str(value).splitlines())
