"""The needs that a diagnosis brings out, in their order: the arithmetic, and what a person decided otherwise."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalyse.diagnosis.models.diagnosis import Diagnosis
from catalyse.kernel.records import Record
from catalyse.kernel.scoped import ScopedQuerySet

LOWEST, HIGHEST = 1, 5
MARKS = [(mark, str(mark)) for mark in range(LOWEST, HIGHEST + 1)]


class Priority(Record):
    """A need ranked in a diagnosis: three marks from 1 to 5; archived when it is taken out.

    `placed` is the rank that a person gave it by hand, with the reason. `need` is the need of the list of needs that
    it comes from, or became.
    """

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="priorities")
    need = models.ForeignKey("needs.Need", models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("the need in a few words"), max_length=200)
    importance = models.PositiveSmallIntegerField(_("importance"), choices=MARKS)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=MARKS)
    capacity = models.PositiveSmallIntegerField(_("capacity to act"), choices=MARKS)
    placed = models.PositiveSmallIntegerField(_("place given by hand"), null=True, blank=True)
    reason = models.CharField(_("why this place"), max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnosis", "need"], condition=Q(archived_at=None), name="one_priority_a_need"
            ),
            models.CheckConstraint(name="priority_says_something", condition=~Q(title="")),
            models.CheckConstraint(
                name="priority_marks_from_one_to_five",
                condition=Q(importance__range=(LOWEST, HIGHEST), urgency__range=(LOWEST, HIGHEST))
                & Q(capacity__range=(LOWEST, HIGHEST)),
            ),
            models.CheckConstraint(
                name="priority_placed_with_a_reason",
                condition=Q(placed=None, reason="") | (Q(placed__gte=1) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="priority_archived_by_someone", condition=Q(archived_by=None) | Q(archived_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def score(self) -> int:
        """What the three marks add up to, from 3 to 15."""
        return self.importance + self.urgency + self.capacity
