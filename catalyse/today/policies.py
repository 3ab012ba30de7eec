"""Somebody's feed is theirs alone."""

from typing import Any

from django.db.models import QuerySet

from catalyse.kernel.access import Actor, Policy, policy_for
from catalyse.today.models import FeedLink


@policy_for(FeedLink)
class FeedLinkPolicy(Policy[FeedLink]):
    """Only its owner sees the address of a feed."""

    def visible_to(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(owner=actor.user_id) if actor.user_id else rows.none()
