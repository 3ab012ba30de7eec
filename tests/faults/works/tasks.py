"""The sweep of every ten seconds, every second."""

from procrastinate.contrib.django import app

from catalyse.kernel import tasks


@app.periodic(cron="* * * * * *")
@app.task(queueing_lock="works.sweep")
def sweep(timestamp: int) -> None:
    tasks.sweep(timestamp)
