"""Who did what, before and after; and what the rooms still have to do about it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, *records: models.Model) -> "EventQuerySet":
        """The events of one record, or of several, and those of their parts that were told to them."""
        return self.filter(subjects__overlap=[subject_of(record) for record in records])


def subject_of(record: models.Model) -> str:
    """The name of a record in the journal: "room.model:number"."""
    return f"{record._meta.label_lower}:{record.pk}"


class Event(models.Model):
    """One thing done by somebody: written in the transaction of the deed, never changed afterwards.

    `subjects` names the record first, then the records whose journal shows it too. `undo` holds what takes the
    deed back: the name of an undo and its arguments, good for thirty days.
    """

    name = models.CharField(max_length=80)
    subjects = ArrayField(models.CharField(max_length=80))
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160, blank=True)
    organisation_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undo = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(fields=["subjects"], name="event_subjects")]
        constraints = [
            models.CheckConstraint(name="event_has_a_subject", condition=Q(subjects__len__gte=1)),
            models.CheckConstraint(
                name="event_undone_by_someone",
                condition=Q(undone_at=None, undone_by_id=None) | Q(undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subjects[0]}"


class PendingReaction(models.Model):
    """What a room still has to do about an event; the row goes in the transaction of the effect itself."""

    event = models.ForeignKey(Event, models.CASCADE)
    handler = models.CharField(max_length=160)
    attempts = models.PositiveIntegerField(default=0)
    last_fault = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="reaction_once_an_event")]

    def __str__(self) -> str:
        return f"{self.handler} for {self.event_id}"
