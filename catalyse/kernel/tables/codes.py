"""Editable lists: codes stay, labels change."""

from django.db import models
from django.utils.translation import get_language


class CodeList(models.TextChoices):
    THEME = "theme"
    SECTOR = "sector"


class CodeQuerySet(models.QuerySet["Code"]):
    def of(self, kind: str) -> "CodeQuerySet":
        """The codes of one list that may still be chosen, in their order."""
        return self.filter(kind=kind, active=True)


class Code(models.Model):
    """One entry of a list that an administrator may reword but never renumber."""

    kind = models.CharField(max_length=20, choices=CodeList.choices)
    code = models.CharField(max_length=20)
    label_fr = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="code_once_a_list"),
            models.CheckConstraint(name="code_of_a_known_list", condition=models.Q(kind__in=CodeList.values)),
        ]

    def __str__(self) -> str:
        return self.label_fr if (get_language() or "fr").startswith("fr") else self.label_en
