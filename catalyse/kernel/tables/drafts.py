"""What somebody typed and has not sent yet."""

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """A form half filled: one row for a person (or a personal link), a form and what it is about."""

    owner_id = models.BigIntegerField(null=True)
    link = models.CharField(max_length=80, blank=True)
    form = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "link", "form", "subject"], name="one_draft_a_form", nulls_distinct=False
            ),
            models.CheckConstraint(name="draft_has_an_owner", condition=Q(owner_id__isnull=False) | ~Q(link="")),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.subject}"
