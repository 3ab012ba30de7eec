"""The pool of consultants: what each can do, for whom it worked, what a day costs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class ConsultantQuerySet(ScopedQuerySet["ConsultantProfile"]):
    def current(self) -> ConsultantQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at=None, organisation__archived_at=None)


class ConsultantProfile(Record):
    """What a consultancy says of itself to those who might consult it."""

    organisation = models.OneToOneField("actors.Organisation", models.PROTECT, related_name="consultant_profile")
    listed_for = models.ForeignKey(
        "actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("listed by")
    )
    listed_on = models.DateField(_("listed on"))
    updated_on = models.DateField(_("last updated on"))
    themes = models.ManyToManyField("kernel.Code", blank=True, related_name="+", verbose_name=_("themes"))
    sectors = models.ManyToManyField("kernel.Code", blank=True, related_name="+", verbose_name=_("sectors"))
    presentation = models.TextField(_("presentation"), blank=True)
    references = models.TextField(_("references, one a line"), blank=True)
    site = models.URLField(_("website"), blank=True)
    day_rate = models.DecimalField(_("price of a day"), max_digits=12, decimal_places=2, null=True, blank=True)

    objects = ConsultantQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.CheckConstraint(name="day_rate_is_positive", condition=Q(day_rate=None) | Q(day_rate__gt=0)),
            models.CheckConstraint(
                name="consultant_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def slug(self) -> str:
        return self.organisation.slug

    @property
    def reference_lines(self) -> list[str]:
        """The references, one an item."""
        return [line.strip() for line in self.references.splitlines() if line.strip()]

    def get_absolute_url(self) -> str:
        return reverse("contracting:consultant", args=[self.pk, self.slug])
