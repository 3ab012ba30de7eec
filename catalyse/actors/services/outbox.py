"""What a person decides about a letter whose fate is uncertain."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.actors.policies import ADMINS_ONLY
from catalyse.actors.roles import Role
from catalyse.kernel import journal, mail
from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Letter
from catalyse.kernel.tables.mail import LetterState

AGAIN = (LetterState.UNCERTAIN, LetterState.REFUSED, LetterState.CANCELLED)
STOPPABLE = (LetterState.QUEUED, LetterState.UNCERTAIN, LetterState.REFUSED)


def _locked(letter: Letter, by: Actor) -> Letter:
    if not (by.house or by.holds(Role.ADMIN)):
        raise Forbidden(ADMINS_ONLY)
    return Letter.objects.select_for_update().get(pk=letter.pk)


@transaction.atomic
def send_letter_again(*, letter: Letter, by: Actor, today: date) -> Letter:
    """A letter that may not have arrived, put back in the queue because a person decided so."""
    row = _locked(letter, by)
    if row.state not in AGAIN or not row.text:
        raise Refused(_("This letter cannot be sent again."))
    Letter.objects.filter(pk=row.pk).update(
        state=LetterState.QUEUED, attempts=0, not_before=None, reason="", changed_at=timezone.now()
    )
    journal.record("letter.sent_again", on=row, by=by, day=today, subject=row.subject, was=row.state)
    mail.wake()
    row.refresh_from_db()
    return row


@transaction.atomic
def cancel_letter(*, letter: Letter, by: Actor, today: date) -> Letter:
    """A letter that will not leave, or no longer be asked about."""
    row = _locked(letter, by)
    if row.state not in STOPPABLE:
        raise Refused(_("This letter has left already."))
    Letter.objects.filter(pk=row.pk).update(state=LetterState.CANCELLED, changed_at=timezone.now())
    journal.record("letter.cancelled", on=row, by=by, day=today, subject=row.subject, was=row.state)
    row.refresh_from_db()
    return row
