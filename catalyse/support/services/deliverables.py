"""What is due at the end of a step: asked, received, accepted or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, change
from catalyse.support.models import Deliverable, Support, SupportStep
from catalyse.support.services.supports import locked


def _held(deliverable: Deliverable) -> Deliverable:
    rows = Deliverable.objects.system("a service changes it").select_related("support", "association")
    return rows.select_for_update(of=("self",)).get(pk=deliverable.pk)


@transaction.atomic
def add_deliverable(
    *,
    support: Support,
    title: str,
    by: Actor,
    today: date,
    association: Organisation | None = None,
    due_on: date | None = None,
    step: SupportStep | None = None,
    illustrative: Sequence[str] = (),
) -> Deliverable:
    """Something due, common or for one association."""
    support = locked(support)
    require(by, "plan", support)
    row = Deliverable.objects.create(
        support=support, title=title.strip(), association=association, due_on=due_on, step=step,
        illustrative=list(illustrative),
    )  # fmt: skip
    drafts.discard(by, "support.deliverable", support)
    journal.record("deliverable.added", on=row, also=[support], by=by, day=today, title=row.title)
    return row


def _tell(name: str, row: Deliverable, by: Actor, today: date, changes: Changes) -> Deliverable:
    also = [row.support, *([row.association] if row.association else [])]
    journal.record(name, on=row, also=also, by=by, day=today, changes=changes, title=row.title)
    return row


@transaction.atomic
def receive_deliverable(*, deliverable: Deliverable, by: Actor, today: date, on: date | None = None) -> Deliverable:
    """It came; after being sent back it comes again."""
    row = _held(deliverable)
    require(by, "deliver", row)
    changes = change(row, received_on=on or today, sent_back_on=None)
    return _tell("deliverable.received", row, by, today, changes)


@transaction.atomic
def accept_deliverable(*, deliverable: Deliverable, by: Actor, today: date, on: date | None = None) -> Deliverable:
    """It is as agreed."""
    row = _held(deliverable)
    require(by, "edit", row)
    if not row.received_on:
        raise Refused(_("It has not come yet: note first that it was received."))
    changes = change(row, accepted_on=on or today, sent_back_on=None)
    return _tell("deliverable.accepted", row, by, today, changes)


@transaction.atomic
def send_back_deliverable(*, deliverable: Deliverable, remarks: str, by: Actor, today: date) -> Deliverable:
    """It is to be gone over again; the remarks say what is missing."""
    row = _held(deliverable)
    require(by, "edit", row)
    if not row.received_on:
        raise Refused(_("It has not come yet: note first that it was received."))
    if not remarks.strip():
        raise Refused(_("Write what is missing, so that it can be put right."), field="remarks")
    changes = change(row, sent_back_on=today, accepted_on=None, remarks=remarks.strip())
    return _tell("deliverable.sent_back", row, by, today, changes)
