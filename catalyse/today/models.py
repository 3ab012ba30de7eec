"""The secret address of somebody's agenda."""

import secrets

from django.conf import settings
from django.db import models


def new_token() -> str:
    """A token that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(24)


class FeedLink(models.Model):
    """Whoever holds this address reads the dates of its owner; a new one closes the old one."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.owner_id)
