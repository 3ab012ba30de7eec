"""What a room does when an event of a lower room is journaled: after commit, exactly once, retried after a crash."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable

from django.db import transaction

from catalyse.kernel.models import Event, PendingReaction

log = logging.getLogger(__name__)

Handler = Callable[[Event], None]
MOST_ATTEMPTS = 8
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def reacts_to(*names: str) -> Callable[[Handler], Handler]:
    """Calls the decorated function, in a transaction of its own, after each event that bears one of the names."""

    def register(handler: Handler) -> Handler:
        for name in names:
            _handlers[name][f"{handler.__module__}.{handler.__name__}"] = handler
        return handler

    return register


def schedule(event: Event) -> None:
    """Notes, in the transaction of the event, what rooms must do about it, and does it after commit."""
    names = _handlers.get(event.name)
    if not names:
        return
    PendingReaction.objects.bulk_create([PendingReaction(event=event, handler=name) for name in names])
    transaction.on_commit(lambda: run_pending(event_id=event.pk), robust=True)  # what fails now is taken up later


def run_pending(*, event_id: int | None = None, limit: int = 100) -> int:
    """Runs the reactions that wait (of one event, or what a crash left behind); returns how many took effect.

    The row of a reaction is deleted in the transaction of its effect: killed in between, neither happened.
    """
    waiting = PendingReaction.objects.filter(attempts__lt=MOST_ATTEMPTS).order_by("pk")
    if event_id is not None:
        waiting = waiting.filter(event_id=event_id)
    return sum(_run(pk) for pk in list(waiting.values_list("pk", flat=True)[:limit]))


def _run(pk: int) -> bool:
    try:
        with transaction.atomic():
            row = PendingReaction.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is None:
                return False
            handler = _handlers[row.event.name][row.handler]
            handler(row.event)
            row.delete()
            return True
    except Exception as fault:
        log.exception("reaction failed", extra={"reaction": pk})
        with transaction.atomic():
            row = PendingReaction.objects.select_for_update().filter(pk=pk).first()
            if row is not None:
                PendingReaction.objects.filter(pk=pk).update(attempts=row.attempts + 1, last_fault=repr(fault)[:500])
        return False
