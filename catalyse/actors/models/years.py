"""What associations are year after year, and the milestones of their path."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


def euros(label: Any) -> models.DecimalField:
    """An amount of a year, empty when it is not known."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, null=True, blank=True)


class AssociationYear(Record):
    """What an association was in one year. An unknown number stays empty: it is not zero.

    Only what cannot be is refused (a count below zero, a share above one): what contradicts itself is told by
    `oddities` and kept, since whoever copies figures of a report copies its mistakes too.
    """

    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    volunteers = models.PositiveIntegerField(_("volunteers"), null=True, blank=True)
    active_volunteers = models.PositiveIntegerField(_("active volunteers"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    fte = models.DecimalField(_("full-time equivalents"), max_digits=7, decimal_places=2, null=True, blank=True)
    permanent = models.PositiveIntegerField(_("permanent contracts"), null=True, blank=True)
    fixed_term = models.PositiveIntegerField(_("fixed-term contracts"), null=True, blank=True)
    integration = models.PositiveIntegerField(_("integration posts"), null=True, blank=True)
    seasonal = models.PositiveIntegerField(_("seasonal workers"), null=True, blank=True)
    subsidised = models.PositiveIntegerField(_("subsidised jobs"), null=True, blank=True)
    members = models.PositiveIntegerField(_("members"), null=True, blank=True)
    beneficiaries = models.PositiveIntegerField(_("people helped"), null=True, blank=True)
    market_share = models.DecimalField(
        _("share of market activity"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    grants_share = models.DecimalField(_("share of grants"), max_digits=5, decimal_places=4, null=True, blank=True)
    self_financing_target = models.DecimalField(
        _("self-financing target"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    resources = euros(_("resources"))
    income_market = euros(_("sales and contracts"))
    income_grants = euros(_("grants"))
    income_members = euros(_("membership fees"))
    income_private = euros(_("gifts and sponsors"))
    income_other = euros(_("other income"))
    result = euros(_("result"))
    note = models.TextField(_("note"), blank=True)
    given_on = models.DateField(_("given by the association on"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["organisation", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_snapshot_a_year"),
            models.CheckConstraint(name="snapshot_of_a_real_year", condition=Q(year__gte=1901, year__lte=2200)),
            *[
                models.CheckConstraint(
                    name=f"{column}_is_a_share",
                    condition=Q(**{column: None}) | Q(**{f"{column}__gte": 0, f"{column}__lte": 1}),
                )
                for column in ("market_share", "grants_share", "self_financing_target")
            ],
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def own_share(self) -> Decimal | None:
        """The share of its resources that it earns by itself: sales, fees and gifts; without amounts, as declared."""
        if self.resources and self.income_market is not None:
            own = (self.income_market, self.income_members, self.income_private)
            return min(sum((part or Decimal(0) for part in own), Decimal(0)) / self.resources, Decimal(1))
        return self.market_share

    @property
    def fte_per_employee(self) -> Decimal | None:
        """How full a job is on average, between 0 and 1."""
        return self.fte / self.staff if self.fte is not None and self.staff else None


class Milestone(Record):
    """A dated point of an association's path: founded, a label won, a site opened."""

    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="milestones")
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    title = models.CharField(_("what happened"), max_length=200)
    detail = models.TextField(_("detail"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["year", "month", "pk"]
        constraints = [
            models.CheckConstraint(
                name="milestone_in_a_month", condition=Q(month=None) | Q(month__gte=1, month__lte=12)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"
