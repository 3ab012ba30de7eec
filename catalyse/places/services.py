"""Places that the list of today does not hold: a body that is gone, its communes, the days of both."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from catalyse.kernel import journal
from catalyse.kernel.access import Actor
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
    """The commune's membership of the body from a day to a day; the same one twice stays one."""
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
