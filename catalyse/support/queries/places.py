"""Where a support takes place."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from catalyse.places.models import IntermunicipalBody, Region


def region_of(body: IntermunicipalBody | None, day: date) -> Region | None:
    """The region in which a body lay on that day: where most of its communes were. Costs 1 query."""
    if body is None:
        return None
    here = Q(departments__until=None) | Q(departments__until__gte=day)
    communes = Count("departments__department__communes")
    rows = Region.objects.filter(
        here, departments__since__lte=day, departments__department__communes__bodies__body=body
    )
    return rows.annotate(n=communes).order_by("-n", "pk").first()
