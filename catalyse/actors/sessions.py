"""From a request to an actor: read afresh each time, so that a right withdrawn is gone at the next request."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Membership, Partnership, User
from catalyse.actors.roles import Role
from catalyse.kernel.access import NOBODY, Actor, Seat

REASON = "the rights of somebody who asks"


def actor_for(request: HttpRequest) -> Actor:
    """The actor of a request: who signed in, or whoever holds the personal link that the session opened."""
    if request.user.is_authenticated and isinstance(request.user, User):
        return actor_of(request.user, request.today)  # type: ignore[attr-defined]
    return NOBODY


def actor_of(user: User, today: date) -> Actor:
    """What a person may act as on that day. Costs 2 queries, 1 when no membership reaches a partnership."""
    if not user.is_active:
        return NOBODY
    held = list(
        Membership.objects.system(REASON)
        .on(today)
        .filter(user=user, organisation__archived_at=None)
        .values_list("organisation_id", "organisation__kind", "role")
    )
    seats = tuple(Seat(*row) for row in held)
    partners = [s.organisation_id for s in seats if s.organisation_kind in ("dla", "authority")]
    found: list[tuple[int, int]] = []
    if partners:
        rows = Partnership.objects.system(REASON).on(today).filter(Q(dla__in=partners) | Q(authority__in=partners))
        found = list(rows.filter(archived_at=None).values_list("pk", "body_id"))
    return Actor(
        user_id=user.pk,
        name=str(user),
        seats=seats,
        partnerships=frozenset(pk for pk, _body in found),
        bodies=frozenset(body for _pk, body in found),
    )


def person_of(request: HttpRequest) -> SimpleNamespace | None:
    """The person shown in the frame: name, initials, role and organisation; None when nobody signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if not actor or not actor.user_id:
        return None
    words = actor.name.replace("-", " ").split()
    role = actor.seats[0].role if actor.seats else ""
    return SimpleNamespace(
        name=actor.name,
        initials="".join(word[0] for word in words[:2]).upper(),
        role=Role(role).label if role else "",
        organisation="",
    )


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The lines of the account menu."""
    if not person_of(request):
        return []
    return [{"label": _("My account"), "url": reverse("actors:account"), "icon": "user"}]
