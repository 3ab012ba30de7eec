"""The founding case on earlier days: a record that is published has no offer to receive and no letter to send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from unittest import mock

from django.db import transaction
from django.utils import timezone

from catalyse.actors.models import User
from catalyse.contracting.models import Tender, Terms
from catalyse.kernel import clock
from catalyse.places import loading
from catalyse.places.models import Commune
from catalyse.support.models import Support
from catalyse.today.case import load_case
from tests.house.code import ROOT
from tests.permissions.world import PEOPLE, World

# day -> who opens which page there, for the forms that the last day no longer shows
STAGES: dict[date, dict[str, tuple[str, ...]]] = {
    date(2007, 8, 28): {"D1 officer": ("support:targets", "support:letter", "support:send", "needs:need")},
    date(2007, 9, 11): {
        "D1 officer": (
            "support:associations", "support:enrol", "support:reply", "support:note_reply", "contracting:terms",
            "pooling:network",
        ),
        "A1 lead": ("communication:mine",),
    },
    date(2007, 10, 9): {"T1 officer": ("contracting:approve_terms", "contracting:consultant_tab")},
    date(2007, 10, 11): {"D1 officer": ("contracting:consult",)},
    date(2007, 11, 4): {
        "P1 awarded": ("contracting:tender", "contracting:bid", "contracting:decline"),
        "D1 officer": ("contracting:end_tender",),
    },
    date(2007, 11, 18): {"D1 officer": ("support:support", "contracting:choose", "contracting:consultant_tab")},
    date(2007, 11, 27): {
        "D1 officer": ("contracting:agreement", "contracting:agreement_tab", "contracting:sign"),
        "T1 officer": ("diagnosis:diagnosis",),
    },
    date(2008, 2, 20): {"T1 officer": ("diagnosis:share", "diagnosis:diagnosis")},
    date(2008, 3, 11): {
        "D1 officer": ("support:support", "support:cancel_session", "results:evaluation"),
        "A1 lead": ("communication:adopt", "communication:mine"),
        "P1 awarded": ("results:evaluation",),
    },
    date(2009, 1, 5): {
        "D1 officer": ("results:write", "results:block", "results:review"),
        "T1 officer": ("results:write", "results:review"),
    },
}  # fmt: skip
STILL_OPEN = date(2007, 11, 5)  # a call whose last day has not come on the day of the stage waits on the real clock too


@contextmanager
def on(day: date) -> Iterator[World]:
    """The founding case as it was that day; nothing of it stays."""
    with transaction.atomic(), mock.patch.object(clock, "demo_day", return_value=day):
        if not Commune.objects.exists():
            loading.load()
        load_case(ROOT / "cases" / "flers.yaml", until=day)
        if day < STILL_OPEN:
            for rows in (Terms.objects.system("the matrix"), Tender.objects.system("the matrix")):
                rows.update(deadline_at=timezone.now() + timedelta(days=20))
        here = {who: name for who, (case, name) in PEOPLE.items() if case == "flers"}
        yield World(
            users={who: User.objects.get(email=f"{name}@flers.example") for who, name in here.items()},
            support=Support.objects.system("the matrix").get(title__startswith="Communication des associations"),
        )
        transaction.set_rollback(True)
