"""What an association answers to its invitation, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, change
from catalyse.support.models import Beneficiary, Channel, Hindrance, Invitation
from catalyse.support.services.invitations import held
from catalyse.support.services.supports import add_beneficiary
from catalyse.support.states import INVITATION, SupportState

VERBS = {"come": "show_interest", "join": "commit", "decline": "decline"}
ANSWER_FORM = "support.answer"


@transaction.atomic
def answer(
    *,
    invitation: Invitation,
    verb: str,
    by: Actor,
    today: date,
    channel: str = Channel.LINK,
    expectations: str = "",
    signed_by: str = "",
    signed_function: str = "",
    hindrance: str = "",
    reason: str = "",
    illustrative: Sequence[str] = (),
) -> Invitation:
    """The answer of an association: it comes to the meeting, it joins, or it declines. Sent twice, it counts once.

    Joining makes it a beneficiary, with its headcount of that year. An answer may change until the list is closed.
    """
    invitation = held(invitation)
    require(by, "answer", invitation)
    if invitation.support.state != SupportState.INVITING:
        raise Refused(_("The list of associations is closed. Write to the partners if you would like to join."))
    if _already(invitation, verb, expectations, reason):
        return invitation
    values = _values(invitation, verb, today, expectations, signed_by, signed_function, hindrance, reason)
    values |= {"channel": channel, "illustrative": sorted({*invitation.illustrative, *illustrative})}
    changes = INVITATION.move(invitation, VERBS[verb], **values)
    if verb == "join":
        add_beneficiary(invitation.support, invitation.association, today)
    drafts.discard(by, ANSWER_FORM, invitation)
    journal.record(
        f"invitation.{verb}", on=invitation, also=[invitation.support, invitation.association], by=by, day=today,
        changes=changes, association=str(invitation.association),
    )  # fmt: skip
    return invitation


def _already(invitation: Invitation, verb: str, expectations: str, reason: str) -> bool:
    """Whether the same answer is there already: the button was pressed twice."""
    if invitation.state != INVITATION.moves[VERBS[verb]].target:
        return False
    if verb == "decline":
        return invitation.reason == reason.strip()
    return verb == "join" or invitation.expectations == expectations.strip()


def _values(
    invitation: Invitation,
    verb: str,
    today: date,
    expectations: str,
    name: str,
    function: str,
    hindrance: str,
    reason: str,
) -> dict[str, Any]:
    values: dict[str, Any] = {"answered_on": today, "declined_on": None}
    if verb != "decline":
        values |= {"expectations": expectations.strip() or invitation.expectations, "hindrance": "", "reason": ""}
    if verb == "join":
        if not name.strip():
            raise Refused(_("Write the name of the person who commits the association."), field="signed_by")
        values |= {"committed_on": today, "signed_by": name.strip(), "signed_function": function.strip(),
                   "signed_at": timezone.now()}  # fmt: skip
    if verb == "decline":
        if hindrance not in Hindrance.values:
            raise Refused(_("Choose what held you back, even roughly: it helps the next time."), field="hindrance")
        values |= {"declined_on": today, "hindrance": hindrance, "reason": reason.strip()}
    return values


@transaction.atomic
def note_silence(*, invitation: Invitation, by: Actor, today: date) -> Invitation:
    """An association that gave no answer, noted by an officer; it may still answer while the list is open."""
    invitation = held(invitation)
    require(by, "edit", invitation)
    before = invitation.state
    changes = INVITATION.move(invitation, "note_silence")
    journal.record(
        "invitation.silent", on=invitation, also=[invitation.support, invitation.association], by=by, day=today,
        changes=changes, association=str(invitation.association),
        undo=("invitation.state", {"pk": invitation.pk, "now": invitation.state, "state": before}),
    )  # fmt: skip
    return invitation


@transaction.atomic
def leave_support(*, invitation: Invitation, by: Actor, today: date, reason: str = "") -> Invitation:
    """An association that had joined leaves; what it took part in stays."""
    invitation = held(invitation)
    require(by, "edit", invitation)
    changes = INVITATION.move(invitation, "leave", left_on=today, reason=reason.strip() or invitation.reason)
    rows = Beneficiary.objects.system("it leaves").filter(
        support=invitation.support, association=invitation.association
    )
    for row in rows.select_for_update():
        change(row, left_on=max(today, row.joined_on))
    journal.record(
        "invitation.leave", on=invitation, also=[invitation.support, invitation.association], by=by, day=today,
        changes=changes, association=str(invitation.association),
    )  # fmt: skip
    return invitation


@journal.undoes("invitation.state")
@transaction.atomic
def _undo_state(*, pk: int, now: str, state: str, by: Actor, day: date) -> None:
    invitation = held(Invitation.objects.visible_to(by).get(pk=pk))
    require(by, "edit", invitation)
    if invitation.state != now:
        raise Refused(_("The association has answered since: its answer stays."))
    changes: Changes = change(invitation, state=state)
    journal.record("invitation.move_undone", on=invitation, also=[invitation.support], by=by, day=day, changes=changes,
                   association=str(invitation.association))  # fmt: skip
