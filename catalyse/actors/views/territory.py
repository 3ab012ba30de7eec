"""A group of communes on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from catalyse.actors.models import Partnership
from catalyse.actors.queries import associations_by_commune, open_to, sectors_by_commune
from catalyse.kernel.access import access
from catalyse.places import queries as places
from catalyse.places.models import Commune, IntermunicipalBody
from catalyse.places.queries import territory as communes_on
from catalyse.ui.pictures import territory as picture


@access("signed_in")
def territory(request: HttpRequest, pk: int) -> HttpResponse:
    """A group of communes with its communes on a day, and how many associations sit in each."""
    body = get_object_or_404(IntermunicipalBody, pk=pk)
    day = day_asked(request)
    found = communes_on(body, on=day)
    counts = associations_by_commune(request.actor, found.communes)
    partnerships = Partnership.objects.visible_to(request.actor).on(day).filter(body=body)
    here = list(partnerships.select_related("dla", "authority"))
    sectors = sectors_by_commune(request.actor, found.communes)
    chosen = next((one for one in sectors.sectors if one.code == request.GET.get("secteur")), None)
    shown = sectors.of_sector(chosen.pk) if chosen else counts
    context = {
        "body": body,
        "day": day,
        "found": found,
        "rows": [(commune, counts.get(commune.pk, 0), sectors.row(commune.pk)) for commune in found.communes],
        "sectors": sectors.sectors,
        "chosen": chosen,
        "map": _map(found.communes, shown),
        "mapped": sum(shown.values()),
        "partnerships": here,
        "open": open_to(request.actor, [one for p in here for one in p.sides]),
    }
    return render(request, "actors/territory.html", context)


def _map(communes: Sequence[Commune], shown: Mapping[int, int]) -> str:
    """Circles as large as the number of associations; a commune without any is a grey point. Empty with none at all."""
    if not any(shown.values()):
        return ""
    names = {one.pk: f"{one.name} : {shown[one.pk]}" if shown.get(one.pk) else one.name for one in communes}
    spots = [replace(spot, weight=shown.get(spot.key, 0), rings=()) for spot in places.spots(communes)]
    told = "; ".join(names[one.pk] for one in communes if shown.get(one.pk))
    bare = frozenset(one.pk for one in communes if not shown.get(one.pk))
    return picture.responsive(spots, names, bare=bare, title=_("Associations by commune"), desc=told)


def day_asked(request: HttpRequest) -> date:
    """The day in the address, else today."""
    try:
        return date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return request.today
