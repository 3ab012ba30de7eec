"""Where an association acts, when that is a neighbourhood of the city policy."""

from __future__ import annotations

from django.db import models

from catalyse.actors.models.organisations import Organisation
from catalyse.places.models import Neighbourhood


class ActsIn(models.Model):
    """An association has actions in a neighbourhood."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="acts_in")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["neighbourhood__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "neighbourhood"], name="neighbourhood_once_an_organisation")
        ]

    def __str__(self) -> str:
        return self.neighbourhood.label
