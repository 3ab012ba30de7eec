"""From a request to an actor: read afresh each time, so that a right withdrawn is gone at the next request."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Membership, Partnership, User
from catalyse.actors.roles import ASSOCIATION, Role
from catalyse.kernel.access import NOBODY, Actor, Seat

COOKIE_YEAR = 365 * 24 * 3600
NAME_SHOWN = Coalesce(
    NullIf("organisation__team_short", Value("")),
    NullIf("organisation__short_name", Value("")),
    NullIf("organisation__team", Value("")),
    "organisation__name",
)
REASON = "the rights of somebody who asks"


def actor_for(request: HttpRequest) -> Actor:
    """The actor of a request: who signed in, or whoever holds the personal link that the session opened."""
    if not request.user.is_authenticated:
        return NOBODY
    actor = actor_of(request.user, request.today)  # type: ignore[arg-type, attr-defined]
    proved = [r["at"] for r in request.session.get("account_authentication_methods") or [] if r.get("method") == "mfa"]
    return replace(actor, strong_at=datetime.fromtimestamp(max(proved), UTC)) if proved else actor


def begin(request: HttpRequest) -> None:
    """Has the days and hours of a session begin now, on the real clock."""
    request.session["began_at"] = request.session["seen_at"] = time.time()


def actor_of(user: User, today: date) -> Actor:
    """What a person may act as on that day. Costs 2 queries, 1 when no membership reaches a partnership."""
    if not user.is_active:
        return NOBODY
    held = list(
        Membership.objects.system(REASON)
        .on(today)
        .filter(user=user, organisation__archived_at=None)
        .values_list("organisation_id", "organisation__kind", "role", NAME_SHOWN)
    )
    return seated(Actor(user_id=user.pk, name=str(user)), tuple(Seat(*row) for row in held), today)


def seated(actor: Actor, seats: tuple[Seat, ...], today: date) -> Actor:
    """The actor on these seats, with what their partnerships open on that day. Costs 1 query, or none."""
    partners = [s.organisation_id for s in seats if s.organisation_kind in ("dla", "authority")]
    found: list[tuple[int, int]] = []
    if partners:
        rows = Partnership.objects.system(REASON).on(today).filter(Q(dla__in=partners) | Q(authority__in=partners))
        found = list(rows.filter(archived_at=None).values_list("pk", "body_id"))
    return replace(
        actor,
        seats=seats,
        partnerships=frozenset(pk for pk, _body in found),
        bodies=frozenset(body for _pk, body in found),
        day=today,
    )


def person_of(request: HttpRequest) -> SimpleNamespace | None:
    """The person shown in the frame: name, initials, role and organisation; None when nobody signed in.

    Costs no query beyond those of the actor.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if not actor or not actor.user_id:
        return None
    words = actor.name.replace("-", " ").split()
    seat = actor.seats[0] if actor.seats else None
    return SimpleNamespace(
        key=str(actor.user_id),
        name=actor.name,
        initials="".join(word[0] for word in words[:2]).upper(),
        role=Role(seat.role).label if seat else "",
        organisation=seat.organisation if seat else "",
        keys="off" if getattr(request.user, "keys_off", False) else "",
    )


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The lines of the account menu."""
    actor: Actor | None = getattr(request, "actor", None)
    if not actor or not actor.user_id:
        return []
    links = []
    if actor.holds(*ASSOCIATION):
        links.append({"label": _("My association"), "url": reverse("actors:mine"), "icon": "users"})
    elif actor.seats:
        links.append({"label": _("My organisation"), "url": reverse("actors:mine"), "icon": "users"})
    links.append({"label": _("My account"), "url": reverse("actors:account"), "icon": "user"})
    if actor.holds(Role.ADMIN):
        links.append({"label": _("Settings of the house"), "url": reverse("actors:settings"), "icon": "gear"})
    links.append({"label": _("Sign out"), "url": reverse("account_logout"), "icon": "sign-out", "method": "post"})
    return links


def set_language(response: HttpResponse, user: User) -> None:
    """Has the pages follow the language of the account from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=COOKIE_YEAR,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
