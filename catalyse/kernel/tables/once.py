"""What a form already did, so that sent twice it does it once."""

from django.db import models


class Once(models.Model):
    """One sending of one form by one person: the same sending again finds the page that it led to."""

    key = models.CharField(max_length=64)
    who = models.CharField(max_length=90)
    leads_to = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "who"], name="a_form_counts_once")]

    def __str__(self) -> str:
        return f"{self.who} {self.key[:8]}"
