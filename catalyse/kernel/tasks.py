"""What the worker does: jobs, letters, and the reactions that a crash left behind."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from catalyse.kernel import jobs, mail, once, reactions


def wake(task: Any) -> None:
    """Asks the worker to run a task soon; nothing more is asked when it is already waiting."""
    try:
        task.defer()
    except AlreadyEnqueued:
        return


def on_a_live_line(work: Callable[..., None]) -> Callable[..., None]:
    """Lets go of a connection that died with the database, as a request does; nothing else would in a worker."""

    @wraps(work)
    def wrapped(*arguments: Any, **named: Any) -> None:
        close_old_connections()
        try:
            work(*arguments, **named)
        finally:
            close_old_connections()

    return wrapped


@app.task(queueing_lock="jobs", pass_context=False)
@on_a_live_line
def run_jobs() -> None:
    """Runs the long jobs that wait."""
    jobs.run_waiting()


@app.task(queueing_lock="letters")
@on_a_live_line
def send_letters() -> None:
    """Sends the letters that wait."""
    mail.deliver()


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="sweep")
@on_a_live_line
def sweep(timestamp: int) -> None:
    """Takes up, every ten seconds, what no direct call has done: reactions, letters, jobs of a dead worker."""
    reactions.run_pending()
    mail.forget_codes()
    once.forget()
    mail.deliver()
    jobs.run_waiting()
