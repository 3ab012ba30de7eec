"""The one way into the journal: each service records what it did, in its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalyse.kernel import reactions
from catalyse.kernel.access import ONLY_A_LOOK, Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Changes, plain
from catalyse.kernel.tables.journal import subject_of

UNDO_DAYS = 30

Undo = Callable[..., Any]
_undos: dict[str, Undo] = {}
_sentences: dict[str, str | Promise] = {}


def record(
    name: str,
    /,
    *,
    on: models.Model,
    by: Actor,
    day: date,
    also: Iterable[models.Model] = (),
    changes: Changes | None = None,
    undo: tuple[str, dict[str, Any]] | None = None,
    **facts: Any,
) -> Event:
    """Writes one event about a record, told also to the journals of `also`, and calls the reactions after commit.

    `day` is the day of business (moments are the database's). `undo` is the name of a registered undo and its
    arguments. Costs 1 query, and 1 more when rooms react.
    """
    _allowed(by)
    event = _event(name, [on, *also], by, day, facts)
    if changes:
        event.before, event.after = changes.before, changes.after
    if undo:
        event.undo = [undo[0], {k: plain(v) for k, v in undo[1].items()}]
    event.save()
    reactions.schedule([event])
    return event


def record_many(
    name: str,
    /,
    told: Iterable[tuple[models.Model, Mapping[str, Any]]],
    *,
    by: Actor,
    day: date,
    also: Iterable[models.Model] = (),
) -> list[Event]:
    """Writes the same event about many records, each with facts of its own, as `record` does one after the other.

    Costs 1 query for each 500 records, and 1 more when rooms react.
    """
    _allowed(by)
    others = list(also)
    events = [_event(name, [on, *others], by, day, facts) for on, facts in told]
    Event.objects.bulk_create(events, batch_size=500)
    reactions.schedule(events)
    return events


def _allowed(by: Actor) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of its deed")
    if by.behind:
        raise Forbidden(ONLY_A_LOOK)


def _event(name: str, records: Iterable[models.Model], by: Actor, day: date, facts: Mapping[str, Any]) -> Event:
    seats = sorted({seat.organisation_id for seat in by.seats})
    return Event(
        name=name,
        subjects=list(dict.fromkeys(subject_of(record) for record in records)),
        actor_id=by.user_id,
        actor_name=by.house or by.name,
        organisation_id=seats[0] if len(seats) == 1 else None,
        facts={key: plain(value) for key, value in facts.items()},
        on=day,
    )


def sentence(name: str, text: str | Promise) -> None:
    """Says how an event reads in the journal: "{who} noted a need". Facts of the event may be named too."""
    _sentences[name] = text


def told(event: Event) -> str:
    """The event as a sentence for a person."""
    text = str(_sentences.get(event.name, event.name))
    facts = {**event.facts, "who": event.actor_name or _("somebody")}
    try:
        return text.format_map(facts)
    except (KeyError, ValueError):
        return text


def undoes(name: str) -> Callable[[Undo], Undo]:
    """Registers the service that takes a deed back; it is called with the stored arguments, `by` and `day`."""

    def register(service: Undo) -> Undo:
        _undos[name] = service
        return service

    return register


def can_undo(event: Event) -> bool:
    """Whether the event can still be taken back."""
    fresh = event.at >= timezone.now() - timedelta(days=UNDO_DAYS)
    return bool(event.undo and not event.undone_at and fresh and event.undo[0] in _undos)


@transaction.atomic
def take_back(*, event: Event, by: Actor, day: date) -> Event:
    """Undoes a deed by the service that its event names; the deed and its undoing both stay in the journal."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if not can_undo(event):
        raise Refused(_("This can no longer be undone: it was already, or more than 30 days ago."))
    name, arguments = event.undo or ("", {})
    try:
        _undos[name](**arguments, by=by, day=day)
    except ObjectDoesNotExist:  # it is no longer shared with them, or is gone
        raise Refused(_("You no longer see what this was about: it can no longer be undone.")) from None
    Event.objects.filter(pk=event.pk).update(undone_at=timezone.now(), undone_by_id=by.user_id)
    event.refresh_from_db()
    return event
