"""What this room does when another one acts: the consultant of a mission hears of its sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from catalyse.contracting.mails import people_of
from catalyse.contracting.queries.tender import consultant_of
from catalyse.support.models import Support
from catalyse.support.services import mails


def the_consultant(support: Support, today: date) -> Iterable[tuple[str, str]]:
    """The people of the consultancy that runs a support, with their e-mail. Costs 2 queries."""
    chosen = consultant_of(support)
    return [(name, address) for address, name, _language in people_of(chosen, today)] if chosen else []


mails.told_too.append(the_consultant)
