"""What the first page shows besides: the menu's first line, and the supports that one follows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import ASSOCIATION, OFFICERS, PARTNERS, Role
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor
from catalyse.support.models import Beneficiary, Support
from catalyse.support.queries import stages
from catalyse.support.states import UNDER_WAY

HOMES = {Role.ADMIN: "actors:settings", Role.COMMITTEE_MEMBER: "results:figures", Role.OBSERVER: "results:figures"}

offers.frame.update(search="today:search", agenda="today:agenda", help="today:help")
for roles, label, bottom in (
    (PARTNERS, _("Today"), False),
    ((Role.CONSULTANT,), _("Today"), True),
    (ASSOCIATION, _("Home"), True),
):
    entry = offers.MenuEntry(label, "today:home", "house", roles, section="/aujourdhui/", bottom=bottom)
    offers.menu.add(entry, position=1)
journal.sentence("feed.renewed", _("{who} made a new address for the agenda"))


def supports_of(actor: Actor, today: date) -> list[dict[str, Any]]:
    """The supports that somebody follows, as small threads: those under way first, then the newest. Costs 1 query.

    An association follows those that it takes part in, also when they are over: it has no other door to them. One to
    which it is only invited waits for its answer above.
    """
    rows = Support.objects.visible_to(actor)
    if actor.holds(*OFFICERS, Role.AUTHORITY_ELECTED, Role.CONSULTANT):
        rows = rows.asking(today)
    else:
        own = actor.organisations(*ASSOCIATION)
        joined = Beneficiary.objects.visible_to(actor).filter(left_on=None, association__in=own)
        rows = rows.current().filter(pk__in=joined.values("support"))
    over = Case(When(state__in=UNDER_WAY, then=0), default=1)
    return [
        {"title": str(row), "url": row.get_absolute_url(), "stages": stages(row)}
        for row in rows.order_by(over, "-opened_on", "-pk")[:4]
    ]
