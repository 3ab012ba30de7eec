"""The one page of this room: names of communes, offered while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalyse.kernel.access import access
from catalyse.places.forms import commune_label
from catalyse.places.queries import find_communes

LONGEST = 160


@access("public")
def communes(request: HttpRequest) -> HttpResponse:
    """Names that hold what was typed, as the options of a field; `of` names the field when it is not `q`."""
    text = request.GET.get(request.GET.get("of", "q"), "")[:LONGEST]
    found = [(commune_label(commune), commune.part_of) for commune in find_communes(text)]
    return render(request, "places/_commune_options.html", {"found": found})
