"""What the worker does: jobs, letters, and the reactions that a crash left behind."""

from typing import Any

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from catalyse.kernel import jobs, mail, reactions


def wake(task: Any) -> None:
    """Asks the worker to run a task soon; nothing more is asked when it is already waiting."""
    try:
        task.defer()
    except AlreadyEnqueued:
        return


@app.task(queueing_lock="jobs", pass_context=False)
def run_jobs() -> None:
    """Runs the long jobs that wait."""
    jobs.run_waiting()


@app.task(queueing_lock="letters")
def send_letters() -> None:
    """Sends the letters that wait."""
    mail.deliver()


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    """Takes up, every ten seconds, what no direct call has done: reactions, letters, jobs of a dead worker."""
    reactions.run_pending()
    mail.forget_codes()
    mail.deliver()
    jobs.run_waiting()
