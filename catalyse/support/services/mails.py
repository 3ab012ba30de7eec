"""The letters that a support sends: one for each person concerned, put in the outbox by the deed itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse

from catalyse.actors.models import Organisation
from catalyse.kernel import mail
from catalyse.kernel.access import Actor
from catalyse.support.models import Beneficiary, InformationMeeting, Invitation, Session, Support
from catalyse.support.queries.people import addresses_of
from catalyse.support.services.calendar import attachment, meeting_entry, session_entry

# Upper rooms say here whom else a session concerns (the consultant): support, day -> (name, e-mail).
told_too: list[Callable[[Support, date], Iterable[tuple[str, str]]]] = []


def personal_link(invitation: Invitation) -> str:
    """The address at which an association answers without an account."""
    return settings.BASE_URL + reverse("support:link", args=[invitation.token])


def _to_invited(invitation: Invitation, key: str, template: str, meeting: InformationMeeting | None, by: Actor) -> None:
    support = invitation.support
    mail.post(
        key=f"invitation:{invitation.pk}:{key}",
        to=invitation.email,
        recipient=str(invitation.association),
        batch=f"support:{support.pk}:{key.partition(':')[0]}",
        template=f"support/mail/{template}",
        context={"invitation": invitation, "support": support, "meeting": meeting, "link": personal_link(invitation),
                 "writer": by.name, "partners": partners_of(support)},
        attachments=[attachment(meeting_entry(meeting, url=personal_link(invitation)))] if meeting else [],
    )  # fmt: skip


def partners_of(support: Support) -> list[Organisation]:
    """The organisations that carry a support: the DLA, and the authority of the partnership. Costs 2 queries."""
    return [support.dla, support.partnership.authority] if support.partnership else [support.dla]


def invite(invitation: Invitation, support: Support, meeting: InformationMeeting | None, by: Actor) -> None:
    """The invitation, with its personal link and the information meeting. Costs 1 query."""
    invitation.support = support
    _to_invited(invitation, "sent", "invitation", meeting, by)


def remind(
    invitation: Invitation, support: Support, meeting: InformationMeeting | None, by: Actor, today: date
) -> None:
    """A reminder with the same link. Costs 1 query."""
    _to_invited(invitation, f"reminder:{today}", "reminder", meeting if meeting and meeting.on >= today else None, by)


def meeting_moved(invitation: Invitation, meeting: InformationMeeting, by: Actor) -> None:
    """The new day, hour or place of the meeting, as an update of the calendar entry. Costs 1 query."""
    invitation.support = meeting.support
    _to_invited(invitation, f"meeting:{meeting.pk}:{meeting.sequence}", "meeting_moved", meeting, by)


def concerned(session: Session, today: date) -> list[tuple[str, str]]:
    """Whom a session concerns, with their e-mail: its associations, who is in charge, who helps. Costs 4 queries."""
    support = session.support
    rows = Beneficiary.objects.system("they are told").filter(support=support, left_on=None)
    if session.association_id:
        rows = rows.filter(association=session.association_id)
    associations = [row.association for row in rows.select_related("association")]
    emails = addresses_of(associations, today)
    people = [(str(one), emails[one.pk]) for one in associations if one.pk in emails]
    people += [(str(owner), owner.email) for owner in (support.dla_owner, support.authority_owner) if owner]
    for more in told_too:
        people += list(more(support, today))
    return list({email: (name, email) for name, email in people}.values())


def session_told(session: Session, template: str, by: Actor, today: date, *, before: str = "", reason: str = "") -> int:
    """A session planned, moved or cancelled, told to those whom it concerns but the one who did it."""
    from catalyse.actors.models import User

    own = User.objects.filter(pk=by.user_id).values_list("email", flat=True).first() if by.user_id else None
    people = [(name, email) for name, email in concerned(session, today) if email != own]
    for name, email in people:
        mail.post(
            key=f"session:{session.pk}:{session.sequence}:{template}:{email}"[:160],
            to=email,
            recipient=name,
            batch=f"session:{session.pk}",
            template=f"support/mail/{template}",
            context={"session": session, "support": session.support, "before": before, "reason": reason,
                     "writer": by.name, "link": settings.BASE_URL + session.get_absolute_url()},
            attachments=[attachment(session_entry(session))],
        )  # fmt: skip
    return len(people)
