"""What the screens of an organisation share: how it is fetched, its head, its tabs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.kernel.access import may
from catalyse.kernel.pages import record_frame


def organisation_seen(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, for whoever may know it; the same 404 for all others. Costs 1 query."""
    rows = Organisation.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related("commune__department", "body", "host"), pk=pk)


def frame(request: HttpRequest, row: Organisation, tab: str) -> dict[str, Any]:
    """The context of each tab of an organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    return {
        **record_frame(request, row, tab),
        "row": row,
        "crumbs": crumbs_of(request, row),
        "may_edit": may(actor, "edit", row),
        "may_archive": may(actor, "archive", row),
        "may_keep_figures": row.is_association and may(actor, "figures", row),
    }


def crumbs_of(request: HttpRequest, row: Organisation) -> list[tuple[str, str]]:
    """Where an organisation lies, for those who may see the directory."""
    if not may(request.actor, "list", Organisation):  # type: ignore[attr-defined]
        return []
    query = "" if row.is_association else f"?genre={row.kind}"
    name = _("Associations") if row.is_association else row.get_kind_display().capitalize()
    return [(name, reverse("actors:organisations") + query)]
