"""The neighbourhoods in which an association acts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalyse.actors import queries, readers, services
from catalyse.actors.forms.acts_in import ActsInForm
from catalyse.actors.pages import organisation_seen
from catalyse.kernel.access import GET_POST, access, require
from catalyse.kernel.pages import said


@access("actors.organisation", methods=GET_POST)
def neighbourhoods(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticks the neighbourhoods of the territory in which an association acts."""
    row = organisation_seen(request, pk)
    require(request.actor, "edit", row)
    if not row.is_association:
        raise Http404
    choices = queries.neighbourhoods_for(row, on=request.today)
    chosen = [link.neighbourhood_id for link in row.acts_in.all()]
    form, ticked = ActsInForm(choices=choices, initial={"neighbourhoods": chosen}), chosen
    if request.method == "POST":
        form = ActsInForm(request.POST, choices=choices)
        ticked = [pk for pk in choices.values_list("pk", flat=True) if str(pk) in request.POST.getlist("ticked")]
        if form.is_valid():
            services.say_neighbourhoods(
                organisation=row,
                neighbourhoods=form.cleaned_data["neighbourhoods"],
                ticked=ticked,
                by=request.actor,
                today=request.today,
            )
            said(request, _("Changed."), row)
            return redirect(row)
    context = {"row": row, "form": form, "any": choices.exists(), "ticked": ticked, "readers": readers.IDENTITY}
    return render(request, "actors/acts_in_form.html", context, status=422 if form.errors else 200)
