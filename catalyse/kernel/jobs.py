"""Long work: a row with progress, resumable after a crash, with a report and what it left aside."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.access import Actor
from catalyse.kernel.models import Job
from catalyse.kernel.tables.jobs import JobState

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
Work = Callable[["Handle"], None]
_kinds: dict[str, Work] = {}


class StoppedByHand(Exception):
    """The person asked for the work to stop; what is done is kept."""


class LostLease(Exception):
    """Another worker took this job over; this one must write nothing more."""


def job(kind: str) -> Callable[[Work], Work]:
    """Registers the decorated function as the work of jobs of this kind."""

    def register(work: Work) -> Work:
        _kinds[kind] = work
        return work

    return register


@transaction.atomic
def start(kind: str, *, title: str, by: Actor, **params: Any) -> Job:
    """Queues long work in the transaction of the request; the worker begins after commit."""
    from catalyse.kernel import tasks

    row = Job.objects.create(kind=kind, title=title, actor_id=by.user_id, params=params)
    transaction.on_commit(lambda: tasks.wake(tasks.run_jobs))
    return row


class Handle:
    """What the work holds: its parameters, where to go on, and how to tell progress.

    `step` commits one batch together with the cursor, so that a killed job goes on exactly where it was.
    """

    def __init__(self, row: Job):
        self.row = row
        self.params: dict[str, Any] = row.params
        self.cursor: dict[str, Any] = row.cursor

    def begin(self, total: int) -> None:
        """Says how many there are to do."""
        self._write(total=total)

    def step(self, *, done: int, cursor: dict[str, Any], refused: list[dict[str, Any]] | None = None) -> None:
        """Notes one more batch. Call it inside the transaction of the batch's own writes."""
        self.cursor = cursor
        values: dict[str, Any] = {"done": F("done") + done, "cursor": cursor}
        if refused:
            self.row.refusals = [*self.row.refusals, *refused]
            values["refusals"] = self.row.refusals
        self._write(**values)

    def proceed(self) -> None:
        """Goes on, or ends the work here because somebody asked. Call it between batches, outside transactions."""
        self.row.refresh_from_db(fields=["stop_asked", "done"])
        if self.row.stop_asked:
            raise StoppedByHand

    def tell(self, **report: Any) -> None:
        """Adds lines to the report."""
        self.row.report = {**self.row.report, **report}
        self._write(report=self.row.report)

    def _write(self, **values: Any) -> None:
        mine = Job.objects.filter(pk=self.row.pk, fence=self.row.fence, state=JobState.RUNNING)
        if not mine.update(beat_at=timezone.now(), **values):
            raise LostLease


def run_waiting() -> int:
    """Runs the jobs that wait and those whose worker died; returns how many were run to an end."""
    count = 0
    while row := _claim():
        _run(row)
        count += 1
    return count


def _claim() -> Job | None:
    now = timezone.now()
    with transaction.atomic():
        free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, beat_at__lt=now - LEASE)
        row = Job.objects.select_for_update(skip_locked=True).filter(free).order_by("pk").first()
        if row:
            Job.objects.filter(pk=row.pk).update(state=JobState.RUNNING, fence=F("fence") + 1, beat_at=now)
            row.refresh_from_db()
    return row


def _run(row: Job) -> None:
    end: dict[str, Any] = {}
    try:
        _kinds[row.kind](Handle(row))
        state = JobState.DONE
    except StoppedByHand:
        state = JobState.STOPPED
    except LostLease:
        log.warning("job lost its lease", extra={"job": row.pk})
        return
    except Exception as fault:
        if not connection.is_usable():  # the database went away: the job goes on where it was when its lease has ended
            connection.close()
            log.warning("job left to the next worker", extra={"job": row.pk})
            return
        log.exception("job failed", extra={"job": row.pk})
        state = JobState.FAILED
        end["report"] = {**row.report, "fault": type(fault).__name__}
    Job.objects.filter(pk=row.pk, fence=row.fence).update(state=state, **{**end, "ended_at": timezone.now()})


def ask_to_stop(*, row: Job) -> None:
    """Asks the work to stop after its current batch; what is done is kept. Costs 1 query."""
    Job.objects.filter(pk=row.pk, state__in=[JobState.QUEUED, JobState.RUNNING]).update(stop_asked=True)


def of(actor: Actor) -> Any:
    """The jobs that the actor started, newest first."""
    return Job.objects.filter(actor_id=actor.user_id) if actor.user_id else Job.objects.none()


SAYS = {
    JobState.QUEUED: _("It will begin in a moment."),
    JobState.RUNNING: _("You can leave this page: the work goes on."),
    JobState.DONE: _("Finished."),
    JobState.FAILED: _("A fault stopped the work. What is done is kept; the administrator has been told."),
    JobState.STOPPED: _("Stopped by hand. What is done is kept."),
}
