"""What the worker does by itself for supports: each night it looks for what recurs."""

from procrastinate.contrib.django import app

from catalyse.kernel.clock import today
from catalyse.kernel.tasks import on_a_live_line
from catalyse.support.services.recurring import look_everywhere


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="recurring")
@on_a_live_line
def recurring(timestamp: int) -> None:
    """Asks for a search in every territory."""
    look_everywhere(today=today())
