"""Where supports appear: menu, tabs, gestures on other records, search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.actors import merging
from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION, OFFICERS, READERS_OF_SUPPORTS
from catalyse.kernel import offers
from catalyse.kernel.access import Actor, may
from catalyse.support.models import Beneficiary, Deliverable, Kind, Session, Support
from catalyse.support.policies import in_partnership, leads, leads_or_crews, reads_path
from catalyse.support.queries import lists
from catalyse.support.states import STOPPED, SupportState

OVER = (SupportState.EVALUATED, SupportState.PUBLISHED, SupportState.CLOSED, *STOPPED)
EPOCH = date.min
MOST_WORDS = 8

offers.menu.add(
    offers.MenuEntry(_("Supports"), "support:list", "path", READERS_OF_SUPPORTS, section="/accompagnements/"),
    position=40,
)
offers.menu.add(
    offers.MenuEntry(_("Dates"), "support:my_dates", "calendar", ASSOCIATION, section="/mes-dates/", bottom=True),
    position=30,
)


def _url(name: str) -> Any:
    return lambda support: reverse(f"support:{name}", args=[support.pk, support.slug])


def _followed(actor: Actor, support: Support) -> bool:
    """Whether the actor reads the working side of a support: partner or committee."""
    if actor.house:
        return True
    return Support.objects.visible_to(actor).filter(in_partnership(actor), pk=support.pk).exists()


def _group_size(actor: Actor, support: Support) -> int:
    return Beneficiary.objects.visible_to(actor).filter(support=support, left_on=None).count()


def _session_count(actor: Actor, support: Support) -> int:
    rows = Session.objects.visible_to(actor).filter(support=support, archived_at=None)
    return rows.exclude(state="cancelled").count()


for key, label, position, how in (
    ("overview", _("Overview"), 10, {}),
    ("associations", _("Associations"), 20, {"count": _group_size, "shown": lambda actor, row: row.is_collective}),
    ("path", _("Path"), 20, {"shown": lambda actor, row: not row.is_collective and reads_path(actor, row)}),
    ("sessions", _("Sessions"), 30, {"count": _session_count}),
    ("documents", _("Documents"), 60, {}),
    (
        "path",
        _("Opinion and follow-up"),
        70,
        {"shown": lambda actor, row: row.is_collective and reads_path(actor, row), "inside": "documents"},
    ),
    ("journal", _("Journal"), 90, {"shown": _followed, "inside": "documents"}),
):
    name = "support" if key == "overview" else key
    offers.tabs.add(offers.Tab("support.support", key, label, _url(name), **how), position=position)  # type: ignore[arg-type]

offers.tabs.add(
    offers.Tab(
        "actors.organisation",
        "supports",
        _("Supports"),
        lambda row: f"{reverse('support:list')}?association={row.pk}",
        count=lambda actor, row: Beneficiary.objects.visible_to(actor).filter(association=row).count(),
        shown=lambda actor, row: row.kind == "association" and bool(may(actor, "list", Support)),
    ),
    position=40,
)
offers.bulk.add(
    offers.Bulk(
        "needs.need", "besoin", _("Answer together"), "/accompagnements/ouvrir/", lambda actor: actor.holds(*OFFICERS)
    )
)
offers.actions.add(
    offers.Action(
        "needs.need",
        _("Answer with an individual support"),
        lambda need: f"{reverse('support:open')}?genre=individuel&besoin={need.pk}&association={need.organisation_id}",
        lambda actor, need: need.state in ("received", "qualified", "eligible") and bool(may(actor, "open", Support)),
        icon="plus",
    )
)
offers.actions.add(
    offers.Action(
        "needs.need",
        _("Answer together with others"),
        lambda need: f"{reverse('support:open')}?besoin={need.pk}",
        lambda actor, need: need.state in ("received", "qualified", "eligible") and bool(may(actor, "open", Support)),
        icon="users",
    )
)
offers.actions.add(
    offers.Action(
        "actors.organisation",
        _("Open an individual support"),
        lambda row: f"{reverse('support:open')}?genre=individuel&association={row.pk}",
        lambda actor, row: row.kind == "association" and bool(may(actor, "open", Support)),
        icon="plus",
    )
)
offers.actions.add(
    offers.Action(
        "support.support",
        _("Do it again"),
        lambda support: reverse("support:run_again", args=[support.pk]),
        lambda actor, support: support.state in OVER and bool(leads(actor, support)),
        icon="arrows-clockwise",
    )
)
offers.actions.add(
    offers.Action(
        "support.support",
        _("Plan a session"),
        lambda support: reverse("support:plan", args=[support.pk]),
        lambda actor, support: support.state in ("chosen", "running") and bool(leads_or_crews(actor, support)),
        icon="calendar",
    )
)


def _on_path(actor: Actor, organisation: Organisation) -> dict[str, Any]:
    """The supports in which an association takes part, as points of its path. Costs 1 query."""
    seen = Support.objects.visible_to(actor).exclude(state__in=STOPPED)
    rows = Beneficiary.objects.visible_to(actor).filter(association=organisation, archived_at=None)
    rows = rows.filter(support__archived_at=None, support__in=seen).select_related("support")
    return {"points": [_point(row) for row in rows]}


def _point(row: Beneficiary) -> dict[str, Any]:
    support = row.support
    kind = _("Collective supports") if support.kind == Kind.COLLECTIVE else _("Individual supports")
    return {
        "on": support.opened_on,
        "title": support.title,
        "detail": f"{kind}, {support.get_state_display()}",
        "url": support.get_absolute_url(),
        "illustrative": support.is_illustrative("opened_on"),
    }


offers.blocks.add(offers.Block("actors.organisation", "path", "", _on_path))


@offers.search.add
def search(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Supports whose name or context holds the query."""
    if not may(actor, "list", Support):
        return
    rows = lists.supports_for(actor, {"q": query}, EPOCH)
    for support in rows[:limit]:
        kind = _("Collective supports") if support.kind == Kind.COLLECTIVE else _("Individual supports")
        yield offers.Hit(kind, support.title, support.get_absolute_url(), str(support.opened_on.year))


@offers.search.add
def search_documents(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Documents due or received at the end of a step, by title; they stand in the documents of their support."""
    words = query.split()[:MOST_WORDS]
    if not words:
        return
    rows = Deliverable.objects.visible_to(actor).filter(archived_at=None, support__archived_at=None)
    for word in words:
        rows = rows.filter(title__unaccent__icontains=word)
    for row in rows.select_related("support").order_by("-due_on", "pk")[:limit]:
        where = reverse("support:documents", args=[row.support_id, row.support.slug])
        yield offers.Hit(_("Documents"), row.title, where, row.support.title)


merging.follows("support.Support.dla", _("Supports that it leads"))
merging.follows("support.Support.requester", _("Supports that it asked for"))
merging.follows("support.Invitation.association", _("Invitations to a support"))
merging.follows("support.Beneficiary.association", _("Supports that it takes part in"))
merging.follows("support.Session.association", _("Days of its own"))
merging.follows("support.Attendance.association", _("Presences at sessions"))
merging.follows("support.Deliverable.association", _("Documents made for it"))
