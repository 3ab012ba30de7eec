"""As seen by: a support through the eyes of the other partner, of an association of the group, of one invited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from catalyse.actors.preview import eyes_of
from catalyse.actors.roles import DLA
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.kernel.offers import Preview
from catalyse.support.models import Support
from catalyse.support.policies import leads
from catalyse.support.queries import lists
from catalyse.support.states import ReplyState


def of_a_support(actor: Actor, row: Support, today: date) -> Iterable[Preview]:
    """The eyes that a partner may borrow on its support: one pair of each sort. Costs 2 queries, more by pair."""
    if not leads(actor, row):
        return
    if row.partnership:
        own = row.dla_id in actor.organisations(*DLA)
        yield eyes_of(row.partnership.authority if own else row.dla, actor, today)
    group = lists.beneficiaries_of(actor, row).filter(left_on=None, association__unnamed=False).first()
    if group:
        yield eyes_of(group.association, actor, today)
    asked = lists.invitations_of(actor, row).filter(association__unnamed=False, sent_on__isnull=False)
    one = asked.exclude(state__in=[ReplyState.COMMITTED, ReplyState.WITHDRAWN]).first()
    if one:
        yield eyes_of(one.association, actor, today)


offers.previews.add(("support.support", of_a_support))
