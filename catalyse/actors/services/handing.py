"""An officer who leaves is replaced on every file at once, by a colleague of the same team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors import handing, queries
from catalyse.actors.models import User
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change

TEAM_ONLY = _("Only an officer of the same team hands its files over.")


def _of_the_team(leaving: User, by: Actor, today: date) -> None:
    if leaving not in queries.colleagues_of(by, today):
        raise Forbidden(TEAM_ONLY)


def _given(one: handing.Files, found: Any, of: User, to: User) -> list[Any]:
    """The files found, in charge of another now; one that somebody took a moment ago stays with them."""
    numbers = list(found.values_list("pk", flat=True))
    still = one.model._base_manager.select_for_update(of=("self",)).filter(pk__in=numbers, **{one.column: of.pk})
    rows = list(still.order_by("pk"))
    for row in rows:
        change(row, **{f"{one.column}_id": to.pk})
    return rows


@transaction.atomic
def hand_over(*, leaving: User, heir: User, by: Actor, today: date) -> int:
    """The number of files that `leaving` had in charge and that `heir` has now: all of them, or none."""
    _of_the_team(leaving, by, today)
    if heir == leaving:
        raise Refused(_("Choose somebody else: these files are theirs already."), "heir")
    if heir not in queries.team_of(by, today):
        raise Refused(_("Choose somebody who is an officer of your team today."), "heir")
    moved: dict[str, list[int]] = {}
    records: list[Any] = []
    for one in handing.kinds():
        rows = _given(one, one.of(leaving, by), leaving, heir)
        records += rows
        if rows:
            moved[one.key] = [row.pk for row in rows]
    if not records:
        raise Refused(_("There was no file left to hand over."))
    journal.record(
        "files.handed", on=heir, also=[leaving, *records], by=by, day=today, leaving=str(leaving), heir=str(heir),
        files=len(records), undo=("files.back", {"moved": moved, "leaving": leaving.pk, "heir": heir.pk}),
    )  # fmt: skip
    return len(records)


@journal.undoes("files.back")
@transaction.atomic
def _undo_hand_over(*, moved: Mapping[str, list[int]], leaving: int, heir: int, by: Actor, day: date) -> None:
    """Gives back what the heir still has of it; what somebody took meanwhile stays with them."""
    before, after = User.objects.get(pk=leaving), User.objects.get(pk=heir)
    _of_the_team(before, by, day)
    records: list[Any] = []
    for key, numbers in moved.items():
        one = handing.kind(key)
        rows = _given(one, one.of(after, by).filter(pk__in=numbers), after, before)
        records += rows
    journal.record(
        "files.given_back", on=before, also=[after, *records], by=by, day=day, leaving=str(before), heir=str(after),
        files=len(records),
    )  # fmt: skip
