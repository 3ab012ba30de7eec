"""What waits for somebody because of supports, and the dates to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors.roles import ASSOCIATION, OFFICERS, Role
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.kernel.offers import Coming, Due
from catalyse.support import states
from catalyse.support.models import Deliverable, InformationMeeting, Invitation, Session, Support
from catalyse.support.policies import crews
from catalyse.support.queries import agenda
from catalyse.support.queries.plan import follow_ups_due
from catalyse.support.services.calendar import session_title, session_uid
from catalyse.support.states import SessionState, SupportState
from catalyse.ui import formats

SOON = timedelta(days=14)


@offers.due.add
def attendance(actor: Actor, today: date) -> Iterable[Due]:
    """Sessions that took place and whose attendance nobody noted yet. Costs 1 query, 1 a support for a consultant."""
    if not actor.holds(*OFFICERS, Role.CONSULTANT):
        return
    for one in agenda.to_note(actor, today).filter(support__state=SupportState.RUNNING)[:20]:
        if actor.holds(*OFFICERS) or crews(actor, one.support):
            yield Due(
                key=f"session.attendance:{one.pk}",
                title=_("Note who came on %(day)s") % {"day": formats.day(one.on, "spoken")},
                context=f"{one.support}, {one.association or _('together')}",
                url=reverse("support:attendance", args=[one.pk]), action=_("Note who came"), on=one.on, weight=20,
            )  # fmt: skip


@offers.due.add
def answers(actor: Actor, today: date) -> Iterable[Due]:
    """Associations that have not answered their invitation: one line a support. Costs 1 query."""
    if not actor.holds(*OFFICERS):
        return
    waiting = Q(invitations__state__in=states.WAITING)
    rows = Support.objects.visible_to(actor).current().filter(state=SupportState.INVITING)
    counted = rows.annotate(n=Count("invitations", filter=waiting), since=Min("invitations__sent_on", filter=waiting))
    for support in counted.filter(n__gt=0).order_by("reply_by", "pk")[:20]:
        n, since = support.n, support.since  # type: ignore[attr-defined]
        late = bool(support.reply_by and support.reply_by < today)
        url = reverse("support:associations", args=[support.pk, support.slug])
        owner = ngettext("%(n)d association", "%(n)d associations", n) % {"n": n}
        yield Due(
            key=f"support.answers:{support.pk}",
            title=_("Remind them, or close the list") if late else _("answers to the invitation"),
            context=support.title, url=f"{url}#invitations", on=support.reply_by, action=_("See and remind"),
            yours=late, owner="" if late else owner, since=since, weight=30,
        )  # fmt: skip


@offers.due.add
def meetings(actor: Actor, today: date) -> Iterable[Due]:
    """Information meetings that took place and whose attendance nobody noted. Costs 1 query."""
    if not actor.holds(*OFFICERS):
        return
    rows = InformationMeeting.objects.visible_to(actor).filter(
        on__lt=today, noted_on=None, archived_at=None, support__state=SupportState.INVITING, support__archived_at=None
    )
    for meeting in rows.select_related("support").order_by("on")[:10]:
        yield Due(
            key=f"meeting.presence:{meeting.pk}",
            title=_("Note who came to the meeting of %(day)s") % {"day": formats.day(meeting.on, "spoken")},
            context=meeting.support.title, url=reverse("support:presence", args=[meeting.pk]),
            action=_("Note who came"), on=meeting.on, weight=21,
        )  # fmt: skip


@offers.due.add
def deliverables(actor: Actor, today: date) -> Iterable[Due]:
    """Documents that are due or wait to be read. Costs 1 query."""
    if not actor.holds(*OFFICERS, Role.CONSULTANT):
        return
    rows = Deliverable.objects.visible_to(actor).filter(accepted_on=None, archived_at=None, support__archived_at=None)
    rows = rows.exclude(support__state__in=states.STOPPED).filter(
        Q(received_on__isnull=False, sent_back_on=None) | Q(due_on__lte=today + SOON, received_on=None)
    )
    for row in rows.select_related("support", "association").order_by("due_on", "pk")[:20]:
        officer, came = actor.holds(*OFFICERS), row.received_on is not None
        where = reverse("support:documents", args=[row.support_id, row.support.slug])
        yield Due(
            key=f"deliverable:{row.pk}",
            title=_("Read “%(title)s”") % {"title": row.title} if came and officer else row.title,
            context=f"{row.support}, {row.association or _('for the whole group')}", url=f"{where}#livrables",
            on=row.received_on if came else row.due_on, action=_("Read"), yours=came if officer else not came,
            owner="" if (came if officer else not came) else _("the consultant") if officer else _("the partners"),
            since=row.received_on if came else row.due_on, weight=35,
        )  # fmt: skip


@offers.due.add
def follow_ups(actor: Actor, today: date) -> Iterable[Due]:
    """Supports whose plan was agreed 6, 12 or 18 months ago and of which nobody has asked since. Costs 2 queries."""
    if not actor.holds(*OFFICERS):
        return
    for support, one in follow_ups_due(actor, today)[:20]:
        yield Due(
            key=f"support.follow_up:{support.pk}:{one.months}",
            title=_("Ask what has become of it after %(months)s months") % {"months": one.months},
            context=support.title, url=reverse("support:follow_up", args=[support.pk, one.months]),
            action=_("Note it"), on=one.due_on, weight=40,
        )  # fmt: skip


@offers.due.add
def own_invitations(actor: Actor, today: date) -> Iterable[Due]:
    """What an association is invited to and has not answered. Costs 1 query."""
    own = actor.organisations(*ASSOCIATION)
    if not own:
        return
    rows = Invitation.objects.visible_to(actor).filter(association__in=own, state__in=states.WAITING, archived_at=None)
    open_ones = rows.filter(support__state=SupportState.INVITING, support__archived_at=None)
    for one in open_ones.select_related("support").order_by("support__reply_by", "pk")[:10]:
        leads = one.association_id in actor.organisations(Role.ASSOCIATION_LEAD)
        yield Due(
            key=f"invitation:{one.pk}", title=_("Answer the invitation: %(title)s") % {"title": one.support.title},
            context=_("Before %(day)s") % {"day": formats.day(one.support.reply_by)} if one.support.reply_by else "",
            url=reverse("support:reply", args=[one.pk]), on=one.support.reply_by, action=_("Read and answer"),
            yours=leads, owner="" if leads else _("the lead of your association"), since=one.sent_on, weight=10,
        )  # fmt: skip


@offers.due.add
def tomorrow(actor: Actor, today: date) -> Iterable[Due]:
    """The session of today or tomorrow, for an association or a consultant. Costs 1 query."""
    if not actor.holds(*ASSOCIATION, Role.CONSULTANT):
        return
    rows = agenda.between(actor, today, today + timedelta(days=1)).filter(state=SessionState.PLANNED)
    for one in rows[:5]:
        yield Due(
            key=f"session:{one.pk}", title=_("Session on %(day)s") % {"day": formats.day(one.on, "spoken")},
            context=", ".join(part for part in (session_title(one), _hour(one), one.place) if part),
            url=one.get_absolute_url(), on=one.on, action=_("See the session"), weight=15,
        )  # fmt: skip


def _hour(one: Session | InformationMeeting) -> str:
    return formats.hour(one.starts) if one.starts else ""


def _clock(one: Session | InformationMeeting) -> str:
    return one.starts.strftime("%H:%M") if one.starts else ""


@offers.coming.add
def coming(actor: Actor, first: date, last: date) -> Iterable[Coming]:
    """The sessions and information meetings of an actor, from a day to a day. Costs 2 queries."""
    for one in agenda.between(actor, first, last):
        days = (one.half_days + 1) // 2
        yield Coming(
            on=one.on, title=session_title(one), url=one.get_absolute_url(), detail=str(one.support),
            until=one.on + timedelta(days=days - 1) if days > 1 else None, hour=_clock(one), uid=session_uid(one),
            place=one.place, sequence=one.sequence, cancelled=one.state == SessionState.CANCELLED,
        )  # fmt: skip
    for meeting in agenda.meetings_between(actor, first, last):
        yield Coming(
            on=meeting.on, title=_("Information meeting: %(title)s") % {"title": meeting.support.title},
            url=reverse("support:associations", args=[meeting.support_id, meeting.support.slug]),
            detail=str(meeting.support), hour=_clock(meeting), uid=f"meeting-{meeting.pk}", place=meeting.place,
            sequence=meeting.sequence,
        )  # fmt: skip
