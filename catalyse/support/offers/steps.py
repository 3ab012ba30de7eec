"""The next step of a support, for the beads of this room: description, invitation, sessions, once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors.roles import ASSOCIATION, Role
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.kernel.offers import Step
from catalyse.support.models import Kind, Support
from catalyse.support.models.supports import AFTERWARDS
from catalyse.support.offers.known import Known
from catalyse.support.policies import leads
from catalyse.support.states import ReplyState, SupportState
from catalyse.ui import formats

PARTNERS = _("the two partners")


def owner_of(support: Support) -> Any:
    """Who leads this support: the person in charge, else the partners. Costs no query when they are joined."""
    return support.dla_owner or PARTNERS


def _step(support: Support, yours: bool, title: Any, label: Any, url: str, weight: int, **more: Any) -> Step:
    return Step(
        title=title, owner=str(owner_of(support)), yours=yours, action_label=label if yours else "",
        action_url=url if yours else "", weight=weight, **more,
    )  # fmt: skip


def _advance(support: Support, verb: str) -> str:
    return reverse("support:advance", args=[support.pk, verb])


def described(support: Support, known: Known) -> Step | None:
    """The description: to be completed, then said to be ready."""
    if support.state != SupportState.SPOTTED:
        return None
    yours = bool(leads(known.actor, support))
    days = support.individual_half_days or support.collective_half_days
    if not (support.context and support.objectives and days):
        url = reverse("support:edit", args=[support.pk])
        return _step(support, yours, _("Complete the description"), _("Complete"), url, 10)
    return _step(
        support, yours, _("Read the description over with the partner"), _("The description is ready"),
        _advance(support, "scope"), 12, action_method="post",
    )  # fmt: skip


def invited(support: Support, known: Known) -> Step | None:
    """The invitation: whom, which words, to be sent; then answers, and the list to be closed."""
    yours = bool(leads(known.actor, support))
    if support.kind == Kind.INDIVIDUAL:
        if support.state != SupportState.SCOPED:
            return None
        if support.plan_agreed_on is None:
            path = reverse("support:path", args=[support.pk, support.slug])
            detail = _("What the association does itself, what others bring, what a consultant brings.")
            return _step(
                support, yours, _("Agree the plan with the association"), _("See the plan"), path, 19, detail=detail
            )
        url = _advance(support, "enrol_one")
        return _step(support, yours, _("Go on to the terms of reference"), _("Go on"), url, 20, action_method="post")
    if support.state == SupportState.SCOPED:
        return _to_send(support, known, yours)
    if support.state != SupportState.INVITING:
        return None
    if not yours and known.actor.holds(*ASSOCIATION):
        return _own_answer(support, known)
    return _answers(support, known, yours)


def _to_send(support: Support, known: Known, yours: bool) -> Step:
    prepared = [one for one in known.invitations[support.pk] if one.state == ReplyState.PREPARED] if yours else []
    waiting = len(prepared)
    if not waiting:
        url = reverse("support:targets", args=[support.pk])
        return _step(support, yours, _("Choose the associations to invite"), _("Choose"), url, 20)
    if not (support.letter and support.reply_by):
        url = reverse("support:letter", args=[support.pk])
        return _step(support, yours, _("Write the letter"), _("Write the letter"), url, 21)
    title = ngettext("Send the invitation", "Send the %(n)d invitations", waiting) % {"n": waiting}
    return _step(support, yours, title, _("Read over and send"), reverse("support:send", args=[support.pk]), 22)


def _own_answer(support: Support, known: Known) -> Step | None:
    actor, mine = known.actor, known.actor.organisations(*ASSOCIATION)
    own = next((one for one in known.invitations[support.pk] if one.association_id in mine), None)
    if own is None or own.state not in (ReplyState.SENT, ReplyState.INTERESTED):
        return None
    answers = actor.holds(Role.ASSOCIATION_LEAD)
    by = formats.day(support.reply_by, "spoken") if support.reply_by else ""
    return Step(
        title=_("Answer the invitation"), detail=_("Before %(day)s.") % {"day": by} if by else "",
        owner=_("the lead of your association"), yours=answers, action_label=_("Read and answer") if answers else "",
        action_url=reverse("support:reply", args=[own.pk]) if answers else "", weight=20,
    )  # fmt: skip


def _answers(support: Support, known: Known, yours: bool) -> Step:
    today, meetings = known.today, known.meetings[support.pk]
    if meetings and yours:
        meeting = meetings[0]
        day = formats.day(meeting.on, "spoken")
        url = reverse("support:presence", args=[meeting.pk])
        return _step(
            support, yours, _("Note who came to the meeting of %(day)s") % {"day": day}, _("Note who came"), url, 23
        )
    way = known.funnels[support.pk]
    late = support.reply_by and support.reply_by < today
    if way.waiting and not late:
        since = min((row.sent_on for row in known.invitations[support.pk] if row.sent_on), default=today)
        n = way.waiting
        return Step(
            title=_("their answer to the invitation."),
            owner=ngettext("%(n)d association", "%(n)d associations", n) % {"n": n},
            detail=_("Until %(day)s.") % {"day": formats.day(support.reply_by)} if support.reply_by else "",
            action_label=_("See and remind") if yours else "",
            action_url=reverse("support:associations", args=[support.pk, support.slug]) if yours else "",
            since=(today - since).days, weight=24,
        )  # fmt: skip
    if not way.joined:
        url = reverse("support:associations", args=[support.pk, support.slug])
        return _step(
            support, yours, _("Nobody has joined yet: remind, or invite others"), _("See the invitations"), url, 25
        )
    detail = ngettext("%(n)d association joined.", "%(n)d associations joined.", way.joined) % {"n": way.joined}
    return _step(
        support, yours, _("Close the list of associations"), _("Close the list"),
        reverse("support:enrol", args=[support.pk]), 25, detail=detail,
    )  # fmt: skip


def met(support: Support, known: Known) -> Step | None:
    """The sessions: attendance to note, sessions to plan, the feedback to note; else who is waited for."""
    if support.state != SupportState.RUNNING:
        return None
    leading = bool(leads(known.actor, support))
    yours = leading or support.pk in known.crewed
    planned = known.planned[support.pk]
    past = [one for one in planned if one.on < known.today]
    if past:
        url = reverse("support:attendance", args=[past[0].pk])
        title = _("Note who came to the session of %(day)s") % {"day": formats.day(past[0].on, "spoken")}
        detail = _("Two minutes, the list is already filled in.")
        return _step(support, yours, title, _("Note who came"), url, 50, detail=detail)
    days = known.days[support.pk]
    if planned:
        nearest = planned[0]
        title = _("Next session: %(day)s") % {"day": formats.day(nearest.on, "spoken")}
        return Step(
            title=title, detail=str(nearest.association or nearest.place), weight=53,
            action_label=_("See the session"), action_url=nearest.get_absolute_url(),
        )  # fmt: skip
    if days.used < days.agreed:
        left = formats.half_days(days.agreed - days.used)
        url = reverse("support:plan", args=[support.pk])
        return _step(
            support, yours, _("Plan the next session"), _("Plan a session"), url, 51,
            detail=_("%(days)s are left.") % {"days": left},
        )  # fmt: skip
    return _step(
        support, leading, _("Note that the results were given back"), _("The feedback session was held"),
        _advance(support, "debrief"), 52, action_method="post",
    )  # fmt: skip


def stopped(support: Support, known: Known) -> Step | None:
    """A suspended support waits for somebody to take it up again; the reason says until when."""
    if support.state != SupportState.SUSPENDED or not leads(known.actor, support):
        return None
    return _step(
        support, True, _("Take this suspended support up again"), _("Take up again"), _advance(support, "resume"), 60,
        detail=support.end_reason, action_method="post",
    )  # fmt: skip


def again(support: Support, known: Known) -> Step | None:
    """The end: the lessons to write, then the same once more; what was closed long ago asks for nothing."""
    if support.state not in (SupportState.PUBLISHED, SupportState.CLOSED) or not leads(known.actor, support):
        return None
    since = known.today - AFTERWARDS
    if support.state == SupportState.CLOSED and not (support.ended_on and support.ended_on >= since):
        return None
    if support.pk in known.run_again:
        return None
    if not support.lessons:
        url = reverse("support:lessons", args=[support.pk])
        return _step(support, True, _("Write down what this support taught"), _("Write the lessons"), url, 90)
    url = reverse("support:run_again", args=[support.pk])
    detail = _("The documents and the lessons are taken along.")
    return _step(support, True, _("Do it again"), _("Do it again this year"), url, 91, detail=detail)


def next_steps(actor: Actor, supports: Sequence[Support], today: date) -> dict[int, Step]:
    """The next step of each support as far as this room knows. Costs 7 queries at most, whatever the number."""
    known = Known(actor, supports, today)
    beads = (described, invited, met, stopped, again)  # each speaks in states of its own
    return offers.each(supports, lambda support: next((step for say in beads if (step := say(support, known))), None))


offers.steps.add(("support.support", next_steps))
