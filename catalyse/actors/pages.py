"""What the screens of an organisation share: how it is fetched, its head, its tabs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors.asks import asks_of
from catalyse.actors.models import Organisation
from catalyse.actors.models.asks import MOST_REMINDERS
from catalyse.actors.roles import Role
from catalyse.kernel.access import may
from catalyse.kernel.errors import Elsewhere
from catalyse.kernel.pages import record_frame


def organisation_seen(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, for whoever may know it; the same 404 for all others. Costs 1 query.

    Who asks to read a record that was merged is led to the one that was kept, if they may know that one.
    """
    rows = Organisation.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    row = rows.select_related("commune__department", "body", "host").filter(pk=pk).first()
    if (row is None or row.merged_into_id) and request.method in ("GET", "HEAD"):
        kept = rows.filter(merged__pk=pk).first()
        if kept:
            raise Elsewhere(kept.get_absolute_url(), _("This record was merged: here is the one that was kept."))
    if row is None:
        raise Http404
    return row


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


def asked_frame(request: HttpRequest, row: Organisation) -> dict[str, Any]:
    """What was asked of an association and waits, for `actors/_asked.html`. Costs 1 query, none for partners."""
    actor = request.actor  # type: ignore[attr-defined]
    if not row.is_association:
        return {"asks": []}
    return {
        "asks": asks_of(actor, row),
        "may_ask": may(actor, "ask", row),
        "may_answer_asks": row.pk in actor.organisations(Role.ASSOCIATION_LEAD) and not actor.behind,
        "most_reminders": MOST_REMINDERS,
    }


def crumbs_of(request: HttpRequest, row: Organisation) -> list[tuple[str, str]]:
    """Where an organisation lies, for those who may see the directory."""
    if not may(request.actor, "list", Organisation):  # type: ignore[attr-defined]
        return []
    query = "" if row.is_association else f"?genre={row.kind}"
    name = _("Associations") if row.is_association else row.get_kind_display().capitalize()
    return [(name, reverse("actors:organisations") + query)]
