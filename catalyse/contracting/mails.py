"""Who is told in a consultancy, and the letters of a tender."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from catalyse.actors.models import Membership, Organisation
from catalyse.actors.roles import Role
from catalyse.contracting.models import Tender
from catalyse.kernel import mail


def people_of(organisation: Organisation, today: date) -> list[tuple[str, str, str]]:
    """To whom a consultancy's letters go: address, name, language; its public address when nobody has an account.

    Costs 1 query.
    """
    held = Membership.objects.system("who is written to").on(today).select_related("user").order_by("user_id")
    rows = held.filter(organisation=organisation, role=Role.CONSULTANT, user__is_active=True)
    found = {row.user.email: (row.user.email, str(row.user), row.user.language) for row in rows}
    if found:
        return list(found.values())
    return [(organisation.public_email, str(organisation), "fr")] if organisation.public_email else []


def tell(
    *, tender: Tender, organisation: Organisation, what: str, today: date, context: Mapping[str, Any] | None = None,
    mark: str = "",
) -> int:  # fmt: skip
    """Puts the letter `contracting/mail/<what>` in the outbox, once for each person of the consultancy; how many."""
    people = people_of(organisation, today)
    for address, name, language in people:
        mail.post(
            key=f"tender:{tender.pk}:{what}{mark}:{organisation.pk}:{address}"[:160],
            to=address,
            recipient=name,
            batch=f"tender:{tender.pk}:{what}",
            template=f"contracting/mail/{what}",
            language=language,
            context={
                "tender": tender,
                "support": tender.support,
                "consultant": organisation,
                "url": f"{settings.BASE_URL}{reverse('contracting:tender', args=[tender.pk])}",
                **(context or {}),
            },
        )
    return len(people)
