"""The path of a support: opinions, actions by kind, follow-ups made and to be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from catalyse.engines.dates import months_after
from catalyse.kernel.access import Actor, may
from catalyse.kernel.scoped import ScopedQuerySet
from catalyse.needs.models import Need
from catalyse.support.models import FollowUp, Opinion, PlanAction, Support
from catalyse.support.models.plan import MONTHS, Way
from catalyse.support.policies import in_partnership

AHEAD = timedelta(days=30)  # a follow-up is announced so long before its date
BEHIND = timedelta(days=365)  # and asked for so long after it


@dataclass(frozen=True)
class Later:
    """A follow-up: its date, and what was noted, if anything."""

    months: int
    due_on: date
    noted: FollowUp | None
    need: Need | None = None  # what was made of its wish, where the reader may read it
    made: bool = False


def opinions_of(actor: Actor, support: Support) -> ScopedQuerySet[Opinion]:
    """The opinions on a support, in the order of the meetings. Costs 1 query when read."""
    return Opinion.objects.visible_to(actor).filter(support=support, archived_at=None)


def plan_of(actor: Actor, support: Support) -> list[dict[str, Any]]:
    """The actions of the plan by kind; a kind without any is left out. Costs 1 query, 2 for an association."""
    rows = PlanAction.objects.visible_to(actor).filter(support=support, archived_at=None).select_related("support")
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in Way.values}
    tells: dict[str, bool] = {}  # the same for all of a kind
    for row in rows:
        if row.way not in tells:
            tells[row.way] = bool(may(actor, "tell", row))
        found[row.way].append({"row": row, "tells": tells[row.way]})
    return [{"way": Way(way).label, "actions": rows} for way, rows in found.items() if rows]


def follow_ups_of(actor: Actor, support: Support) -> list[Later]:
    """The three follow-ups of a support whose plan is agreed, made or to be made. Costs 1 query, 2 with needs."""
    if support.plan_agreed_on is None:
        return []
    rows = FollowUp.objects.visible_to(actor).filter(support=support, archived_at=None).select_related("need")
    noted = {row.months: row for row in rows}
    made = [row.need.pk for row in noted.values() if row.need and row.need.archived_at is None]
    needs = {row.pk: row for row in Need.objects.visible_to(actor).current().filter(pk__in=made)} if made else {}
    found = []
    for months in MONTHS:
        row = noted.get(months)
        number = row.need_id if row else None
        due_on = months_after(support.plan_agreed_on, months)
        found.append(Later(months, due_on, row, needs.get(number) if number else None, number in made))
    return found


def follow_ups_due(actor: Actor, today: date) -> list[tuple[Support, Later]]:
    """The follow-ups that an officer should make now, the oldest first: one a support. Costs 2 queries."""
    rows = Support.objects.visible_to(actor).current().filter(in_partnership(actor))
    agreed = rows.filter(plan_agreed_on__gte=months_after(today, -max(MONTHS)) - BEHIND)
    supports = list(agreed.exclude(state__in=("abandoned", "redirected")))
    made = FollowUp.objects.visible_to(actor).filter(support__in=supports, archived_at=None)
    done = set(made.values_list("support", "months")) if supports else set()
    found = []
    for support in supports:
        assert support.plan_agreed_on
        dates = [Later(n, months_after(support.plan_agreed_on, n), None) for n in MONTHS]
        due = [one for one in dates if one.due_on <= today + AHEAD and one.due_on >= today - BEHIND]
        if due and (support.pk, due[-1].months) not in done:  # the latest stands for those that were missed
            found.append((support, due[-1]))
    return sorted(found, key=lambda pair: (pair[1].due_on, pair[0].pk))
