"""What every page of one support shares: the record found through the actor, its head, its thread."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.kernel.access import may
from catalyse.kernel.pages import record_frame
from catalyse.support import queries
from catalyse.support.models import Support
from catalyse.support.policies import follows
from catalyse.support.queries.lists import WIDE
from catalyse.support.services.supports import WHY
from catalyse.support.states import SUPPORT, Stage, SupportState
from catalyse.ui import formats

TAB_OF_STAGE = {
    Stage.NEED: "overview",
    Stage.DIAGNOSIS: "overview",
    Stage.INVITATION: "associations",
    Stage.TERMS: "consultant",
    Stage.AGREEMENT: "agreement",
    Stage.SESSIONS: "sessions",
    Stage.EVALUATION: "evaluation",
}


def find(request: HttpRequest, pk: int) -> Support:
    """The support that the actor may see, with the names that its head shows; 404 otherwise. Costs 1 query."""
    return get_object_or_404(Support.objects.visible_to(request.actor).select_related(*WIDE), pk=pk)


def frame(request: HttpRequest, support: Support, tab: str) -> dict[str, Any]:
    """The context of a page of this support: head, thread, next step, tabs and gestures."""
    found = record_frame(request, support, tab)
    urls = {one["key"]: one["url"] for one in found["tabs"]}
    stages = queries.stages(support, notes(support))
    for stage in stages:
        stage["url"] = urls.get(TAB_OF_STAGE.get(stage["key"], ""), "") if stage["state"] != "todo" else ""
    leads = bool(may(request.actor, "edit", support))
    return {
        **found,
        "support": support,
        "stages": stages,
        "leads": leads,
        "crews": leads or bool(may(request.actor, "plan", support)),
        "follows": follows(request.actor, support),
        "gestures": gestures(support) if leads else [],
    }


def notes(support: Support) -> dict[str, str]:
    """A few words under the current stage. Costs 1 query."""
    if support.state == SupportState.RUNNING:
        days = queries.days_used(support)
        used, agreed = formats.number(_days(days.used)), formats.half_days(days.agreed)
        return {Stage.SESSIONS.value: _("%(used)s of %(agreed)s") % {"used": used, "agreed": agreed}}
    if support.state == SupportState.INVITING:
        found = queries.funnel(support)
        words = ngettext("%(answered)s of %(invited)s answered", "%(answered)s of %(invited)s answered", found.answered)
        return {Stage.INVITATION.value: words % {"answered": found.answered, "invited": found.invited}}
    return {}


def _days(half_days: int) -> Any:
    return Decimal(half_days) / 2


def gestures(support: Support) -> list[dict[str, Any]]:
    """What the partners may do with the support now, for the quiet menu."""
    labels = {
        "scope": _("The description is ready"),
        "enrol_one": _("Go on to the terms of reference"),
        "debrief": _("Note the feedback session"),
        "close": _("Close without a case study…"),
        "reopen": _("Open again"),
        "suspend": _("Suspend…"),
        "redirect": _("Direct elsewhere…"),
        "abandon": _("Give up…"),
        "resume": _("Take up again"),
    }
    found = []
    for verb, label in labels.items():
        move = f"resume_{support.abandoned_from}" if verb == "resume" else verb
        if move in SUPPORT.moves and support.state in SUPPORT.moves[move].sources:
            url = reverse("support:advance", args=[support.pk, verb])
            found.append({"label": label, "url": url, "post": verb not in WHY})
    return found
