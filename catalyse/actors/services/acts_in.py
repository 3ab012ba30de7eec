"""The neighbourhoods in which an association acts: said all at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import ActsIn, Organisation
from catalyse.actors.services.organisations import hold
from catalyse.kernel import journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes
from catalyse.places.models import Neighbourhood


@transaction.atomic
def say_neighbourhoods(
    *,
    organisation: Organisation,
    neighbourhoods: Collection[Neighbourhood],
    ticked: Collection[int],
    by: Actor,
    today: date,
) -> bool:
    """Whether this changes in which neighbourhoods the association acts.

    `ticked` are those that the person saw ticked: what somebody else has ticked meanwhile stays.
    """
    hold(organisation)
    require(by, "edit", organisation)
    if not organisation.is_association:
        raise Refused(_("Only associations act in a neighbourhood."))
    before = _said(organisation)
    links = organisation.acts_in
    links.filter(neighbourhood__in=ticked).exclude(neighbourhood__in=neighbourhoods).delete()
    known = set(links.values_list("neighbourhood", flat=True))
    ActsIn.objects.bulk_create(
        ActsIn(organisation=organisation, neighbourhood=one) for one in neighbourhoods if one.pk not in known
    )
    after = _said(organisation)
    if before == after:
        return False
    changes = Changes({"neighbourhoods": before}, {"neighbourhoods": after})
    journal.record(
        "organisation.neighbourhoods", on=organisation, by=by, day=today, changes=changes, name=organisation.name
    )
    return True


def _said(organisation: Organisation) -> list[str]:
    return [str(link) for link in organisation.acts_in.select_related("neighbourhood")]
