"""A commune on a day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from catalyse.actors.queries import associations_by_commune
from catalyse.actors.views.territory import day_asked
from catalyse.kernel.access import access
from catalyse.places import queries as places
from catalyse.places.models import Commune
from catalyse.ui.pictures import territory as picture


@access("signed_in")
def commune(request: HttpRequest, insee: str) -> HttpResponse:
    """A commune as it was on a day: to what it belonged, with whom, and how many associations sit in each."""
    here = get_object_or_404(Commune.objects.select_related("department", "part_of"), insee=insee)
    day = day_asked(request)
    standing = places.standing(here, on=day)
    beside = list(places.communes_of(standing.body, on=day)) if standing.body else [here]
    counts = associations_by_commune(request.actor, beside)
    spots = places.spots(beside)
    context = {
        "here": here,
        "day": day,
        "standing": standing,
        "neighbourhoods": places.neighbourhoods_of([here], on=day),
        "map": picture.responsive(
            spots, {one.pk: one.name for one in beside}, marked=here.pk, title=_("Map of these communes")
        ),
        "sources": places.contour_sources(beside) if any(spot.rings for spot in spots) else [],
        "circles": any(spot.known and not spot.rings for spot in spots),
        "off_map": sum(1 for spot in spots if not spot.known),
        "rows": [(one, counts.get(one.pk, 0)) for one in beside],
    }
    return render(request, "actors/commune.html", context)
