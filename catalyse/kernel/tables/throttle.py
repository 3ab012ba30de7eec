"""Allowances shared by all processes: who tries too often waits."""

from django.db import models


class Allowance(models.Model):
    """When a key (an address, an account) will be quite rested; each try pushes that moment forward."""

    key = models.CharField(max_length=120, primary_key=True)
    rested_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
