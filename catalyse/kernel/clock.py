"""What day it is for business. Security deadlines never ask here: they keep the real clock."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

DEMO_DAY = "demo-day"  # a file of the house's data folder: the day on which the demo was opened


def today(request: HttpRequest | None = None) -> date:
    """The day of business: the fixed day of a demo if there is one, else today in Europe/Paris."""
    return demo_day() or timezone.localdate()


def demo_day() -> date | None:
    """The fixed day of a demo: the setting, else the day that was chosen on its page; None outside demos."""
    if not settings.DEMO:
        return None
    if settings.CATALYSE_TODAY:
        return date.fromisoformat(settings.CATALYSE_TODAY)
    chosen = settings.VAR / DEMO_DAY
    return date.fromisoformat(chosen.read_text().strip()) if chosen.exists() else None
