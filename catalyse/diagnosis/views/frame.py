"""What every page of one diagnosis shares: found through the actor, its head, its tabs."""

from __future__ import annotations

from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.diagnosis import queries
from catalyse.diagnosis.models import Diagnosis
from catalyse.diagnosis.questions import BY_SLUG, Part
from catalyse.kernel.access import may
from catalyse.kernel.pages import record_frame


def find(request: HttpRequest, pk: int) -> Diagnosis:
    """The diagnosis that the actor may know, 404 otherwise. Costs 1 query."""
    rows = Diagnosis.objects.visible_to(request.actor).select_related("association", "dla", "authority", "previous")
    return get_object_or_404(rows, pk=pk)


def find_whole(request: HttpRequest, pk: int) -> Diagnosis:
    """The diagnosis that the actor reads in full: the summary sheet alone opens none of its pages."""
    row = find(request, pk)
    if not may(request.actor, "read", row):
        raise Http404
    return row


def part_of(slug: str) -> Part:
    """The section of an address; 404 when there is none."""
    part = BY_SLUG.get(slug)
    if part is None:
        raise Http404
    return part


def paper_language() -> Literal["fr", "en"]:
    """The language in which a paper is printed: that of the screen."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def knows(request: HttpRequest, association: Organisation) -> bool:
    """Whether the reader may open the page of the association: a consultant may not. Costs 1 query."""
    return Organisation.objects.visible_to(request.actor).filter(pk=association.pk).exists()


def frame(request: HttpRequest, row: Diagnosis, tab: str) -> dict[str, Any]:
    """The context of a page of this diagnosis: head, next step, tabs, gestures."""
    actor = request.actor
    home = reverse("diagnosis:of", args=[row.association_id, row.association.slug])
    known = knows(request, row.association)
    gestures = []
    if may(actor, "reopen", row):
        url = reverse("diagnosis:reopen", args=[row.pk])
        gestures.append({"label": _("Begin a new version"), "url": url, "icon": "copy", "post": True})
    if may(actor, "archive", row):
        url = reverse("diagnosis:archive", args=[row.pk])
        gestures.append({"label": _("Archive"), "url": url, "icon": "archive", "post": True})
    return {
        **record_frame(request, row, tab),
        "diagnosis": row,
        "home": home if known else "",
        "crumbs": [(str(row.association), home)] if known else [],
        "gestures": gestures,
        "standings": queries.standings(actor, row),
        "reads": bool(may(actor, "read", row)),
        "writes": bool(may(actor, "write", row)),
        "comments": bool(may(actor, "comment", row)),
        "validates": bool(may(actor, "validate", row)),
    }
