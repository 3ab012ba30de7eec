"""Supports made through their services, on the invented territory of the needs' factories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from catalyse.actors.models import Organisation
from catalyse.needs.tests.factories import DAY, HOUSE, Territory, member, need, organisation, user_of
from catalyse.support import services
from catalyse.support.models import Beneficiary, Invitation, Session, Support

__all__ = [
    "DAY", "HOUSE", "Territory", "a_running_support", "a_support", "an_individual_support", "an_invitation",
    "answered", "beneficiaries", "member", "need", "organisation", "sent_to", "session_of", "user_of",
]  # fmt: skip

OPENED = DAY - timedelta(days=200)
STORY = {
    "context": "Chacune le dit à sa façon.",
    "objectives": "Planifier\nTrier ses contacts",
    "individual_half_days": 18,
    "collective_half_days": 10,
}


def a_support(territory: Territory, **values: Any) -> Support:
    """A collective support, described and not yet proposed to anyone."""
    given = {"title": "Communication", "opened_on": OPENED, **STORY, **values}
    return services.open_support(
        kind="collective", dla=territory.dla, partnership=territory.partnership, by=HOUSE, today=OPENED, **given
    )


def an_individual_support(territory: Territory, association: Organisation, **values: Any) -> Support:
    """A support for one association."""
    given = {"title": "Comptabilité", "opened_on": OPENED, **STORY, **values}
    return services.open_support(
        kind="individual", dla=territory.dla, partnership=territory.partnership, association=association, by=HOUSE,
        today=OPENED, **given,
    )  # fmt: skip


def sent_to(support: Support, associations: Sequence[Organisation], on: date = OPENED) -> list[Invitation]:
    """The invitations of a support, sent to these associations, in their order."""
    services.choose_targets(support=support, associations=associations, by=HOUSE, today=on)
    services.send_invitations(support=support, mail=False, by=HOUSE, today=on)
    support.refresh_from_db()
    rows = Invitation.objects.system("a test").filter(support=support).select_related("support", "association")
    by_association = {row.association_id: row for row in rows}
    return [by_association[one.pk] for one in associations]


def an_invitation(territory: Territory, **values: Any) -> Invitation:
    """One invitation, sent and not answered."""
    support = a_support(territory, **{"reply_by": DAY + timedelta(days=10), **values})
    return sent_to(support, [territory.association()])[0]


def answered(invitation: Invitation, verb: str, on: date = OPENED, **values: Any) -> Invitation:
    """The invitation with its answer."""
    given = {"join": {"signed_by": "La présidence"}, "decline": {"hindrance": "nobody"}}.get(verb, {})
    return services.answer(invitation=invitation, verb=verb, by=HOUSE, today=on, **{**given, **values})


def a_running_support(territory: Territory, joined: int = 2, invited: int | None = None, **values: Any) -> Support:
    """A collective support under way: so many joined, the others gave no answer."""
    support = a_support(territory, **values)
    rows = sent_to(support, [territory.association() for _ in range(invited or joined)])
    for row in rows[:joined]:
        answered(row, "join")
    services.enrol(support=support, by=HOUSE, today=OPENED)
    for verb in ("choose", "start"):
        services.advance(support=support, verb=verb, by=HOUSE, today=OPENED)
    support.refresh_from_db()
    return support


def beneficiaries(support: Support) -> list[Organisation]:
    """The associations that joined, in the order of their joining."""
    rows = Beneficiary.objects.system("a test").filter(support=support).order_by("pk")
    return [row.association for row in rows.select_related("association")]


def session_of(support: Support, **values: Any) -> Session:
    """A session together on the day of the tests, one half-day in the morning, nobody told."""
    given = {"kind": "collective", "on": DAY, "half_days": 1, "starts": time(9), "mail": False, **values}
    return services.plan_session(support=support, by=HOUSE, today=given.pop("today", OPENED), **given)
