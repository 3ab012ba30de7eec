"""The address of an agenda: made at the first wish, renewed to close the one before."""

from datetime import date

from django.db import transaction

from catalyse.kernel import journal
from catalyse.kernel.access import Actor
from catalyse.today.models import FeedLink, new_token


@transaction.atomic
def renew_feed(*, by: Actor, today: date) -> FeedLink:
    """A new secret address for the actor's agenda; whoever held the old one reads nothing more."""
    link, _made = FeedLink.objects.update_or_create(owner_id=by.user_id, defaults={"token": new_token()})
    journal.record("feed.renewed", on=link, by=by, day=today)
    return link
