"""A total that a source gives, kept beside rows that had to be invented to sum to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.scoped import ScopedQuerySet


class SourcedTotal(models.Model):
    """The source says how much they are together. It vouches for a computed figure; it is never shown instead of it."""

    support = models.ForeignKey("support.Support", models.PROTECT, related_name="sourced_totals")
    figure = models.CharField(_("figure"), max_length=40)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=200)
    noted_on = models.DateField(_("noted on"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["support", "figure"]
        constraints = [
            models.UniqueConstraint(fields=["support", "figure"], name="sourced_once_a_figure"),
            models.CheckConstraint(name="sourced_total_has_a_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.value}"
