"""What a room does when an event of a lower room is journaled: after commit, exactly once, retried after a crash."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

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


def schedule(events: Sequence[Event]) -> None:
    """Notes, in the transaction of the events, what rooms must do about them, and does it after commit.

    Costs 1 query for each 500 reactions, none where no room reacts.
    """
    due = [PendingReaction(event=event, handler=name) for event in events for name in _handlers.get(event.name, ())]
    if not due:
        return
    PendingReaction.objects.bulk_create(due, batch_size=500)
    told = {row.event_id for row in due}
    transaction.on_commit(lambda: run_pending(events=told), robust=True)  # what fails now is taken up later


def run_pending(*, events: Collection[int] | None = None, limit: int = 100) -> int:
    """Runs the reactions that wait (all of these events, or some that a crash left); returns how many took effect.

    The row of a reaction is deleted in the transaction of its effect: killed in between, neither happened.
    """
    waiting = PendingReaction.objects.filter(attempts__lt=MOST_ATTEMPTS).order_by("pk").values_list("pk", flat=True)
    return sum(_run(pk) for pk in list(waiting[:limit] if events is None else waiting.filter(event_id__in=events)))


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
