"""Supports without an active owner: said to their partners, and handed over with the other files of who leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors import handing
from catalyse.actors.models import officers_on
from catalyse.actors.roles import AUTHORITY, DLA, OFFICERS
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.support.models import Support
from catalyse.support.models.supports import SupportQuerySet


def _of_the_dla(rows: SupportQuerySet, actor: Actor) -> SupportQuerySet:
    return rows.filter(dla__in=actor.organisations(*DLA))


def _of_the_authority(rows: SupportQuerySet, actor: Actor) -> SupportQuerySet:
    return rows.filter(partnership__authority__in=actor.organisations(*AUTHORITY))


for column, ours in (("dla_owner", _of_the_dla), ("authority_owner", _of_the_authority)):
    handing.files(
        f"support.Support.{column}",
        lambda n: ngettext("%(n)d support", "%(n)d supports", n) % {"n": n},
        lambda rows: rows.under_way(),
        ours=ours,
    )


@offers.due.add
def left_alone(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Supports under way that nobody of the actor's team has in charge, or somebody who has left. Costs 1 query."""
    if not actor.holds(*OFFICERS):
        return
    here = officers_on(today)
    ours = Q(dla__in=actor.organisations(*DLA)) & ~Q(dla_owner__in=here)
    theirs = Q(partnership__authority__in=actor.organisations(*AUTHORITY), authority_owner__isnull=False)
    rows = Support.objects.visible_to(actor).under_way().filter(ours | (theirs & ~Q(authority_owner__in=here)))
    for row in rows.order_by("opened_on", "pk")[:10]:
        yield offers.Due(
            key=f"support.alone:{row.pk}",
            title=_("Nobody active has “%(title)s” in charge") % {"title": row.title},
            url=reverse("support:edit", args=[row.pk]),
            action=_("Say who has it in charge"),
            on=row.opened_on,
            weight=44,
        )
