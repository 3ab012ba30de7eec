"""What day it is for business. Security deadlines never ask here: they keep the real clock."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

DEMO_DAY = "demo_day"


def today(request: HttpRequest | None = None) -> date:
    """The day of business: the fixed day of a demo if there is one, else today in Europe/Paris."""
    if settings.DEMO:
        chosen = request.session.get(DEMO_DAY) if request is not None and hasattr(request, "session") else None
        fixed = chosen or settings.CATALYSE_TODAY
        if fixed:
            return date.fromisoformat(fixed)
    return timezone.localdate()
