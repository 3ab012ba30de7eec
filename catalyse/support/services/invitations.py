"""Inviting: who is asked, with which words, to which meeting; and what each one answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change
from catalyse.support import states
from catalyse.support.models import InformationMeeting, Invitation, Support
from catalyse.support.queries.people import address_of
from catalyse.support.services import mails
from catalyse.support.services.supports import locked
from catalyse.support.states import INVITATION, SUPPORT, ReplyState, SupportState

BEFORE_ENROLMENT = (SupportState.SPOTTED, SupportState.SCOPED, SupportState.INVITING)


def held(invitation: Invitation) -> Invitation:
    """The invitation, held for the writer, with its support and association. Costs 1 query."""
    rows = Invitation.objects.system("a service changes it").select_related("support", "association")
    return rows.select_for_update(of=("self",)).get(pk=invitation.pk)


def _still_inviting(support: Support) -> None:
    states.it_is_collective(support)
    if support.state not in BEFORE_ENROLMENT:
        raise Refused(_("The associations are known: no more invitations leave for this support."))


@transaction.atomic
def prepare_invitation(
    *,
    support: Support,
    association: Organisation,
    by: Actor,
    today: date,
    email: str = "",
    illustrative: Sequence[str] = (),
) -> Invitation:
    """An association on the list of those to invite; nothing leaves yet. Asked twice, it is there once."""
    support = locked(support)
    require(by, "invite", support)
    _still_inviting(support)
    invitation, made = Invitation.objects.system("a service writes it").get_or_create(
        support=support, association=association,
        defaults={"email": email or address_of(association, today), "illustrative": list(illustrative)},
    )  # fmt: skip
    if made:
        journal.record(
            "invitation.prepared", on=invitation, also=[support], by=by, day=today, association=str(association)
        )
    return invitation


@transaction.atomic
def choose_targets(*, support: Support, associations: Iterable[Organisation], by: Actor, today: date) -> int:
    """The list of those to invite, as a whole: the new ones prepared, those unticked taken off. Returns its length."""
    support = locked(support)
    require(by, "invite", support)
    _still_inviting(support)
    wanted = {association.pk: association for association in associations}
    rows = Invitation.objects.system("the target list").filter(support=support)
    dropped = rows.filter(state=ReplyState.PREPARED).exclude(association__in=wanted)
    gone, known = dropped.delete()[0], set(rows.values_list("association_id", flat=True))
    new = [association for pk, association in wanted.items() if pk not in known]
    for association in new:
        Invitation.objects.create(support=support, association=association, email=address_of(association, today))
    total = rows.count()
    if new or gone:
        journal.record(
            "support.targets_chosen", on=support, by=by, day=today, title=support.title, n=total,
            associations=[str(association) for association in new],
        )  # fmt: skip
    return total


@transaction.atomic
def write_letter(
    *, support: Support, expected: int, by: Actor, today: date, letter: str, asked: str, reply_by: date | None
) -> Support:
    """The words of the letter, what is asked of the associations, and the day to answer by."""
    version, support = expected, locked(support)
    require(by, "invite", support)
    if reply_by and reply_by < today:
        raise Refused(_("Give a day to come, so that the associations have time to answer."), field="reply_by")
    changes = change(support, expected=version, letter=letter.strip(), asked=asked.strip(), reply_by=reply_by)
    drafts.discard(by, "support.letter", support)
    journal.record("support.letter_written", on=support, by=by, day=today, changes=changes, title=support.title)
    return support


@transaction.atomic
def send_invitations(*, support: Support, by: Actor, today: date, mail: bool = True) -> int:
    """The prepared invitations sent, each with its personal link; the support begins to invite. Returns how many.

    Whoever has no address is invited on paper: the letter is printed. Asked twice, nobody is invited twice.
    """
    support = locked(support)
    require(by, "invite", support)
    _still_inviting(support)
    rows = Invitation.objects.system("they leave").filter(support=support, state=ReplyState.PREPARED)
    leaving = list(rows.select_related("association").select_for_update(of=("self",)))
    if not leaving:
        raise Refused(_("Nobody is waiting to be invited: choose the associations first."))
    if support.state == SupportState.SPOTTED:
        SUPPORT.move(support, "scope")
    if support.state == SupportState.SCOPED:
        SUPPORT.move(support, "invite")
    meeting = next_meeting(support, today)
    for invitation in leaving:
        INVITATION.move(invitation, "send", sent_on=today)
        if mail and invitation.email:
            mails.invite(invitation, support, meeting, by)
    journal.record(
        "support.invite", on=support, also=[one.association for one in leaving], by=by, day=today, n=len(leaving),
        title=support.title, mailed=sum(bool(mail and one.email) for one in leaving),
    )  # fmt: skip
    return len(leaving)


def next_meeting(support: Support, today: date) -> InformationMeeting | None:
    """The information meeting to come, else the last one that was held. Costs 1 query."""
    rows = list(InformationMeeting.objects.system("announced").filter(support=support, archived_at=None))
    coming = [meeting for meeting in rows if meeting.on >= today]
    return coming[0] if coming else rows[-1] if rows else None


@transaction.atomic
def remind(*, invitation: Invitation, by: Actor, today: date, mail: bool = True) -> Invitation:
    """The association reminded of its invitation, once a day at most."""
    invitation = held(invitation)
    require(by, "edit", invitation)
    if invitation.state not in states.WAITING:
        raise Refused(_("This association has already answered."))
    if invitation.reminded_on == today:
        raise Refused(_("A reminder has already left today."))
    changes = change(invitation, reminded_on=today)
    if mail and invitation.email:
        mails.remind(invitation, invitation.support, next_meeting(invitation.support, today), by, today)
    journal.record(
        "invitation.reminded", on=invitation, also=[invitation.support, invitation.association], by=by, day=today,
        changes=changes, association=str(invitation.association),
    )  # fmt: skip
    return invitation


@transaction.atomic
def set_address(*, invitation: Invitation, email: str, by: Actor, today: date) -> Invitation:
    """Where the invitation goes, when the house did not know or knew wrong."""
    invitation = held(invitation)
    require(by, "edit", invitation)
    changes = change(invitation, email=email.strip())
    journal.record(
        "invitation.addressed", on=invitation, also=[invitation.support], by=by, day=today, changes=changes,
        association=str(invitation.association),
    )  # fmt: skip
    return invitation


@transaction.atomic
def enrol(*, support: Support, by: Actor, today: date) -> Support:
    """The list of associations closed: who has not answered is noted as silent, the links are closed."""
    support = locked(support)
    require(by, "invite", support)
    changes = SUPPORT.move(support, "enrol")
    rows = Invitation.objects.system("the list closes").filter(support=support)
    for invitation in rows.filter(state__in=states.WAITING).select_for_update():
        INVITATION.move(invitation, "note_silence")
    rows.filter(state=ReplyState.PREPARED).delete()
    joined = rows.filter(state=ReplyState.COMMITTED).count()
    journal.record("support.enrol", on=support, by=by, day=today, changes=changes, title=support.title, n=joined)
    return support


@transaction.atomic
def plan_meeting(
    *, support: Support, on: date, by: Actor, today: date, illustrative: Sequence[str] = (), **where: Any
) -> InformationMeeting:
    """An information meeting: its day, and if known its hour, place and agenda."""
    support = locked(support)
    require(by, "invite", support)
    if on < support.opened_on:
        raise Refused(_("The meeting cannot come before the day that the support was opened."), field="on")
    meeting = InformationMeeting.objects.create(support=support, on=on, illustrative=list(illustrative), **where)
    drafts.discard(by, "support.meeting", support)
    journal.record("meeting.planned", on=meeting, also=[support], by=by, day=today, date=on)
    return meeting


@transaction.atomic
def edit_meeting(
    *, meeting: InformationMeeting, expected: int, by: Actor, today: date, mail: bool = True, **values: Any
) -> InformationMeeting:
    """The meeting at another day, hour or place; those who were invited are told, their calendar follows."""
    rows = InformationMeeting.objects.system("a service changes it").select_related("support")
    meeting = rows.select_for_update(of=("self",)).get(pk=meeting.pk)
    require(by, "edit", meeting)
    told = {"on", "starts", "place"} & {k for k, v in values.items() if getattr(meeting, k) != v}
    changes = change(meeting, expected=expected, sequence=meeting.sequence + bool(told), **values)
    drafts.discard(by, "support.meeting", meeting.support)
    if told and mail and meeting.on >= today:
        waiting = Invitation.objects.system("they are told").filter(support=meeting.support, state__in=states.WAITING)
        for invitation in waiting.exclude(email=""):
            mails.meeting_moved(invitation, meeting, by)
    journal.record(
        "meeting.edited", on=meeting, also=[meeting.support], by=by, day=today, changes=changes, date=meeting.on
    )
    return meeting


@transaction.atomic
def note_meeting(
    *,
    meeting: InformationMeeting,
    present: Iterable[Organisation],
    by: Actor,
    today: date,
    minutes: str | None = None,
    illustrative: Sequence[str] = (),
) -> InformationMeeting:
    """Who came to the information meeting, and what was said there."""
    rows = InformationMeeting.objects.system("a service changes it").select_related("support")
    meeting = rows.select_for_update(of=("self",)).get(pk=meeting.pk)
    require(by, "edit", meeting)
    if meeting.on > today:
        raise Refused(_("The meeting has not taken place yet."))
    came = {association.pk for association in present}
    for one in Invitation.objects.system("who came").filter(support=meeting.support).exclude(state="prepared"):
        before = one.met_on
        after = meeting.on if one.association_id in came else None if before == meeting.on else before
        marks = sorted({*one.illustrative, "met_on"}) if illustrative else one.illustrative
        if (before, one.illustrative) != (after, marks):
            change(one, met_on=after, illustrative=marks)
    changes = change(meeting, noted_on=today, minutes=meeting.minutes if minutes is None else minutes.strip())
    journal.record("meeting.noted", on=meeting, also=[meeting.support], by=by, day=today, changes=changes,
                   date=meeting.on, n=len(came))  # fmt: skip
    return meeting
