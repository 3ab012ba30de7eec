"""The communication plan of an association: seven short parts, and what it decided about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.communication.states import PLAN
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet


class Part(models.TextChoices):
    """The seven parts, in their order."""

    OBJECTIVES = "objectives", _("What you want to achieve")
    AUDIENCES = "audiences", _("Whom you speak to")
    MESSAGES = "messages", _("What you say")
    CHANNELS = "channels", _("How it gets there")
    STEPS = "steps", _("When, and who does it")
    BUDGET = "budget", _("What it costs")
    RESULTS = "results", _("What came of it")


class PlanQuerySet(ScopedQuerySet["Plan"]):
    def current(self) -> PlanQuerySet:
        """Those that are not archived."""
        return self.filter(archived_at=None)


class Plan(Record):
    """What an association wants to make known, to whom, how, when and at what cost.

    `editions` counts the writings of each part: two people may write two parts at the same time.
    """

    association = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="plans")
    support = models.ForeignKey("support.Support", models.PROTECT, null=True, blank=True, related_name="plans")
    title = models.CharField(_("title"), max_length=160, blank=True)
    state = PLAN.column()
    started_on = models.DateField(_("begun on"))
    shared = models.BooleanField(_("read by those who support the association"), default=False)
    shared_on = models.DateField(_("shared on"), null=True, blank=True)
    adopted_on = models.DateField(_("decided on"), null=True, blank=True)
    adopted_by = models.CharField(_("decided by"), max_length=160, blank=True)
    editions = models.JSONField(default=dict, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-started_on", "-pk"]
        constraints = [
            PLAN.constraint("plan_in_a_known_state"),
            models.UniqueConstraint(
                fields=["association"],
                condition=~Q(state="evaluated") & Q(archived_at=None),
                name="one_plan_at_a_time",
            ),
            models.CheckConstraint(
                name="plan_decided_by_someone",
                condition=Q(state="draft") | (Q(adopted_on__isnull=False) & ~Q(adopted_by="")),
            ),
            models.CheckConstraint(name="plan_shared_on_a_day", condition=Q(shared=False) | Q(shared_on__isnull=False)),
            models.CheckConstraint(
                name="plan_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Communication plan"))

    def edition(self, part: str) -> int:
        """How many times this part was written: what a writer had read."""
        return int(self.editions.get(part, 0))

    def get_absolute_url(self) -> str:
        return reverse("communication:plan", args=[self.association_id, self.association.slug])
