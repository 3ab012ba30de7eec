"""Records of one association merged, and pairs of records that were found to be two associations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from catalyse.kernel.scoped import ScopedQuerySet


class Merge(models.Model):
    """One record put aside for another: all that was moved, so that it can be put back as it was.

    `before` and `after` are columns of the record kept, `gone_before` of the one put aside. A step names a row
    ("room.Model.column" and its number), what became of it (moved, filled, stayed), and its other columns before and
    after. `left` is what an undoing could not put back, because it had changed since.
    """

    kept = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    gone = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    gone_before = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    left = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"

    def get_absolute_url(self) -> str:
        return reverse("actors:merge_done", args=[self.pk])


class Apart(models.Model):
    """Two records that look alike and are two associations: somebody looked, and they are not shown again."""

    first = models.ForeignKey("actors.Organisation", models.CASCADE, related_name="+")
    second = models.ForeignKey("actors.Organisation", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="apart_in_order", condition=Q(first__lt=F("second"))),
            models.UniqueConstraint(fields=["first", "second"], name="apart_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
