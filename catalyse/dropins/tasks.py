"""What the worker does by the clock: reminders the day before, and what is forgotten six months after."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from catalyse.dropins import services
from catalyse.kernel import clock
from catalyse.kernel.tasks import on_a_live_line

WAKING_HOURS = range(8, 21)  # nobody's telephone rings at night for this


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="dropins", pass_context=False)
@on_a_live_line
def look_after_appointments(timestamp: int) -> None:
    """Reminds those who come tomorrow, and forgets who came long ago; each is done once, however often it is asked."""
    today = clock.today()
    if timezone.localtime().hour in WAKING_HOURS:
        services.remind(today=today)
    services.erase_old(today=today)
