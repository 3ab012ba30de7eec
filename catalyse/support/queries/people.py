"""Who is in charge, and where a letter to an association goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from catalyse.actors.models import Membership, Organisation, User
from catalyse.actors.models.organisations import OrganisationQuerySet
from catalyse.actors.roles import ASSOCIATION, OFFICERS, Role
from catalyse.kernel.access import Actor
from catalyse.support.models import Beneficiary, Invitation, Support
from catalyse.support.states import SupportState

ACROSS = "both partners choose who is in charge on each side"
LETTERS = "a letter needs an address"


def officers_of(organisation: Organisation | int, today: date) -> list[User]:
    """The people who may be in charge of a support in that organisation on that day. Costs 1 query."""
    held = Membership.objects.system(ACROSS).on(today).filter(organisation=organisation, role__in=OFFICERS)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk"))


def address_of(association: Organisation, today: date) -> str:
    """Where a letter to the association goes: its lead's e-mail, else the public one. Costs 1 query."""
    return addresses_of([association], today).get(association.pk, "")


def addresses_of(associations: Iterable[Organisation], today: date) -> dict[int, str]:
    """Where letters to these associations go, those without an address left out. Costs 1 query."""
    rows = list(associations)
    held = Membership.objects.system(LETTERS).on(today).filter(organisation__in=rows, role__in=ASSOCIATION)
    lead_first = held.filter(user__is_active=True).order_by("role", "pk").values_list("organisation_id", "user__email")
    found = {row.pk: row.public_email for row in rows if row.public_email}
    people: dict[int, str] = {}
    for organisation, email in lead_first:
        people.setdefault(organisation, email)
    return {**found, **people}


def speaks_for(organisation: Organisation | int, today: date) -> str:
    """The function of the lead of an association, to be proposed when it signs. Costs 1 query."""
    held = Membership.objects.system(LETTERS).on(today).filter(Q(organisation=organisation, role=Role.ASSOCIATION_LEAD))
    return held.values_list("user__function", flat=True).first() or ""


def group_of(actor: Actor, support: Support) -> OrganisationQuerySet:
    """The associations that joined and are still there, those of them that the actor sees. Costs 1 query when read."""
    here = Beneficiary.objects.visible_to(actor).filter(support=support, left_on=None).values("association")
    return Organisation.objects.system("a group knows its members").filter(pk__in=here)


def invitation_of_link(token: str, not_before: date) -> Invitation | None:
    """The invitation that a personal link opens: sent, its day to answer by not long past. Costs 1 query.

    The link closes with the list of associations, save for those who joined: they keep reading what they signed.
    """
    rows = Invitation.objects.system("whoever holds the link is its association").filter(
        token=token, sent_on__isnull=False, archived_at=None, support__archived_at=None
    )
    fresh = rows.alias(last_day=Coalesce(F("support__reply_by"), F("sent_on"))).filter(last_day__gte=not_before)
    open_or_joined = Q(support__state=SupportState.INVITING) | Q(state="committed")
    return fresh.filter(open_or_joined).select_related("support", "association").first()
