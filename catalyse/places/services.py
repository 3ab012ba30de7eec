"""Places that the list of today does not hold: a body that is gone, its communes, the days of both."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from catalyse.kernel import journal
from catalyse.kernel.access import Actor
from catalyse.kernel.life import Refused
from catalyse.places.models import Commune, CommuneMembership, IntermunicipalBody


@transaction.atomic
def record_body(
    *,
    name: str,
    by: Actor,
    day: date,
    siren: str | None = None,
    kind: str = "",
    acronym: str = "",
    created_on: date | None = None,
    ended_on: date | None = None,
    inhabitants: int | None = None,
) -> IntermunicipalBody:
    """The body of that SIREN, or of that name and day of creation: made if need be, its facts brought up to date."""
    facts = {"kind": kind, "acronym": acronym, "ended_on": ended_on, "inhabitants": inhabitants}
    given = {key: value for key, value in facts.items() if value not in (None, "")}
    known: dict[str, Any]
    same: dict[str, Any]
    if siren:
        known, same = {"siren": siren}, {"name": name, "created_on": created_on}
    else:
        known, same = {"siren": None, "name": name, "created_on": created_on}, {}
    body, made = IntermunicipalBody.objects.update_or_create(**known, defaults=given | same)
    journal.record("body.recorded" if made else "body.renewed", on=body, by=by, day=day, body=name)
    return body


@transaction.atomic
def join_body(
    *,
    commune: Commune,
    body: IntermunicipalBody,
    since: date,
    by: Actor,
    day: date,
    until: date | None = None,
    illustrative: bool = False,
) -> CommuneMembership:
    """The commune's membership of the body from a day to a day; the same one twice stays one.

    Without a last day it lasts until the next membership that is known; days that another body has are refused.
    """
    known = commune.bodies.exclude(body=body, since=since).select_related("body")
    later = known.filter(since__gt=since).order_by("since").first()
    if until is None and later:
        until = later.since - timedelta(days=1)
    taken = known.filter(Q(until=None) | Q(until__gte=since), since__lte=until or date.max).first()
    if taken:
        facts = {"commune": commune.name, "body": taken.body.name}
        raise Refused(_("%(commune)s already belongs to %(body)s on these days.") % facts)
    membership, made = CommuneMembership.objects.get_or_create(
        commune=commune, body=body, since=since, defaults={"until": until, "illustrative": illustrative}
    )
    if made:
        journal.record("commune.joined_body", on=body, by=by, day=day, commune=commune.name, since=since)
    return membership


@transaction.atomic
def leave_body(*, membership: CommuneMembership, until: date, by: Actor, day: date) -> CommuneMembership:
    """The membership, ended on its last day."""
    membership.until = until
    membership.save(update_fields=["until"])
    journal.record("commune.left_body", on=membership.body, by=by, day=day, commune=membership.commune.name)
    return membership
