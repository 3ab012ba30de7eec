"""The figures of a year, asked of the association itself."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet

MOST_REMINDERS = 2


class YearAsk(Record):
    """The figures of one year asked of an association, once; what it answers is kept as it came.

    `tokens` holds the fingerprints of the links that were sent (the first letter and its reminders): whoever reads
    the database cannot answer in somebody's place. `conflicts` names the figures that were noted otherwise
    meanwhile; nothing is written over them until somebody has looked (`settled_on`).
    """

    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="year_asks")
    year = models.PositiveSmallIntegerField(_("year"))
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    tokens = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)
    asked_on = models.DateField(_("asked on"))
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.JSONField(default=dict, blank=True)
    conflicts = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["organisation", "-year", "-pk"]
        indexes = [GinIndex(fields=["tokens"], name="year_ask_tokens")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"], condition=Q(archived_at=None), name="a_year_asked_once"
            ),
            models.CheckConstraint(name="year_ask_of_a_real_year", condition=Q(year__gte=1901, year__lte=2200)),
            models.CheckConstraint(name="year_ask_reminders_end", condition=Q(reminders__lte=MOST_REMINDERS)),
            models.CheckConstraint(
                name="year_ask_reminded_on_a_day",
                condition=Q(reminders=0, reminded_on=None) | Q(reminders__gte=1, reminded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="year_ask_settled_once_answered", condition=Q(settled_on=None) | Q(answered_on__isnull=False)
            ),
            models.CheckConstraint(
                name="year_ask_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def link_holds(self, now: datetime) -> bool:
        """Whether a personal link still opens the questions at this moment of the real clock."""
        return bool(self.link_until and now < self.link_until and not self.answered_on and not self.archived_at)
