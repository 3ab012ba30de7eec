"""A territory with drop-in sessions every Tuesday morning, for the tests of this room."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from catalyse.dropins import services
from catalyse.dropins.models import Booking, Opening
from catalyse.dropins.policies import at_the_door
from catalyse.kernel.access import NOBODY, Actor, house
from catalyse.kernel.models import Letter
from catalyse.needs.tests.factories import DAY, SINCE, Territory, member, organisation, user_of

__all__ = ["DAY", "SINCE", "Territory", "member", "organisation", "user_of"]
HOUSE = house("a test")
NEXT, AFTER = date(2008, 3, 18), date(2008, 3, 25)  # DAY is Tuesday 11 March 2008
NINE, HALF_PAST = time(9), time(9, 30)


def opening(where: Territory, **values: Any) -> Opening:
    """Every Tuesday from nine to noon, half an hour for each."""
    given: dict[str, Any] = {
        "dla": where.dla, "host": where.authority, "place": "Maison des associations", "commune": where.commune,
        "rhythm": "weekly", "first_on": date(2008, 1, 8), "starts": NINE, "ends": time(12), "minutes": 30,
        "in_school_holidays": False, "by": HOUSE, "today": SINCE,
    }  # fmt: skip
    return services.open_sessions(**{**given, **values})


def booked(row: Opening, on: date = NEXT, starts: time = NINE, **values: Any) -> tuple[Booking, str]:
    """An appointment made by somebody without an account, and the secret of its link."""
    given: dict[str, Any] = {
        "name": "Présidence", "structure": "Les Amis du bocage", "email": "bureau@bocage.test", "phone": "",
        "words": "Notre site date, personne n’a le mot de passe.", "by": at_the_door(NOBODY, row), "today": DAY,
    }  # fmt: skip
    return services.book(opening=row, on=on, starts=starts, **{**given, **values})


def by_link(row: Booking) -> Actor:
    """Whoever came by the personal link."""
    return Actor(link=("dropins.booking", row.pk))


def letters(row: Booking) -> list[Letter]:
    """What was written to whoever booked, in order."""
    return list(Letter.objects.filter(key__startswith=f"dropin-{row.pk}-").order_by("pk"))


def token_in(letter: Letter) -> str:
    """The secret of the link in a letter."""
    found = re.search(r"/t-rdv/([^/]+)/", letter.text)
    assert found
    return found[1]
