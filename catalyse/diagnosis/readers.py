"""To whom an association may show its diagnosis, those first whom it works with."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from catalyse.actors import finding
from catalyse.actors.models import Organisation, Partnership
from catalyse.actors.models.organisations import OrganisationQuerySet
from catalyse.actors.roles import OrganisationKind
from catalyse.diagnosis.models import Consent
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.places.queries import bodies_around

MOST_CALLED = 8


def readers_for(association: Organisation, today: date) -> OrganisationQuerySet:
    """All to whom it may show its diagnosis: partners of its territory, every consultancy. Costs 1 query when read."""
    return _active().filter(_partners(association, today) | Q(kind=OrganisationKind.CONSULTANT))


def readers_near(actor: Actor, association: Organisation, today: date) -> OrganisationQuerySet:
    """Those of them that it works with: partners of its territory, who works for it, who read it before.

    Costs 1 query when read, and those of the rooms that know who works for it.
    """
    working = offers.working_with(actor, association)
    read = Consent.objects.visible_to(actor).filter(association=association).values("to")
    mine = _partners(association, today) | Q(pk__in=working) | Q(pk__in=read)
    return readers_for(association, today).filter(mine).order_by("-kind", "name", "pk")


def readers_called(association: Organisation, today: date, text: str) -> list[Organisation]:
    """Those that a name means, perhaps with a mistake in it, the likeliest first. Costs 1 query, or 2."""
    return finding.among(readers_for(association, today), text.replace("\x00", ""), MOST_CALLED)


def _active() -> OrganisationQuerySet:
    return Organisation.objects.system("to whom a consent may go").active()


def _partners(association: Organisation, today: date) -> Q:
    around = bodies_around(association.commune_id, on=today).values("body")
    partners = Partnership.objects.system("to whom a consent may go").on(today)
    near = partners.filter(Q(body__in=around) | Q(body=association.body_id), archived_at=None)
    return Q(pk__in=near.values("dla")) | Q(pk__in=near.values("authority"))
