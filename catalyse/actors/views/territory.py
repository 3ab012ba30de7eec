"""A group of communes on a day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from catalyse.actors.models import Partnership
from catalyse.actors.queries import associations_by_commune, open_to
from catalyse.kernel.access import access
from catalyse.places.models import IntermunicipalBody
from catalyse.places.queries import territory as communes_on


@access("signed_in")
def territory(request: HttpRequest, pk: int) -> HttpResponse:
    """A group of communes with its communes on a day, and how many associations sit in each."""
    body = get_object_or_404(IntermunicipalBody, pk=pk)
    day = day_asked(request)
    found = communes_on(body, on=day)
    counts = associations_by_commune(request.actor, found.communes)
    partnerships = Partnership.objects.visible_to(request.actor).on(day).filter(body=body)
    here = list(partnerships.select_related("dla", "authority"))
    context = {
        "body": body,
        "day": day,
        "found": found,
        "rows": [(commune, counts.get(commune.pk, 0)) for commune in found.communes],
        "partnerships": here,
        "open": open_to(request.actor, [one for p in here for one in p.sides]),
    }
    return render(request, "actors/territory.html", context)


def day_asked(request: HttpRequest) -> date:
    """The day in the address, else today."""
    try:
        return date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return request.today
