"""Long work, visible while it runs and readable afterwards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting for its turn")
    RUNNING = "running", _("at work")
    DONE = "done", _("finished")
    FAILED = "failed", _("stopped by a fault")
    STOPPED = "stopped", _("stopped by hand")


class Job(models.Model):
    """One piece of long work: where it stands, where to go on after a crash, what it left aside and why."""

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    actor_id = models.BigIntegerField(null=True)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    cursor = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    stop_asked = models.BooleanField(default=False)
    fence = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="job_in_a_known_state", condition=models.Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="job_done_within_total",
                condition=models.Q(total=None) | models.Q(done__lte=models.F("total")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
