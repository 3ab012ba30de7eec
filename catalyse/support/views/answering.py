"""An association answers its invitation: by its personal link without an account, or from its account.

Opening the page changes nothing; only sending it does. The link closes thirty days after the day to answer by, and
when the list of associations is closed: it then says so, with a way to write to the partners.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from catalyse.kernel import drafts
from catalyse.kernel.access import GET_POST, Actor, access, may
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import refuse
from catalyse.support import papers, queries, services
from catalyse.support.forms.invitations import AnswerForm
from catalyse.support.models import Channel, Invitation, Support
from catalyse.support.policies import LINK
from catalyse.support.services.answers import ANSWER_FORM
from catalyse.support.states import SupportState
from catalyse.support.views.inviting import paper

GRACE = timedelta(days=30)


def _by_token(token: str, today: date) -> tuple[Invitation, Actor]:
    """The invitation that a personal link opens, and the actor that its holder is; 404 when it opens nothing."""
    found = queries.invitation_of_link(token, today - GRACE)
    if found is None:
        raise Http404
    return found, Actor(link=(LINK, found.pk), name=str(found.association))


@access("public", methods=GET_POST)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The personal page of an invitation: the sheet, the meeting, the answer."""
    invitation, actor = _by_token(token, request.today)
    urls = {
        "sheet_url": reverse("support:link_sheet", args=[token]),
        "back": reverse("support:link", args=[token]),
    }
    return _page(request, invitation, actor, Channel.LINK, urls)


@access("public")
def link_sheet(request: HttpRequest, token: str) -> HttpResponse:
    """The descriptive sheet, for the holder of a personal link."""
    invitation, actor = _by_token(token, request.today)
    support = _support(invitation, actor)
    return paper(papers.sheet(support, _meeting(support, actor, request.today), request.today), "pdf")


@access("support.invitation", methods=GET_POST)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page, from the account of the association."""
    rows = Invitation.objects.visible_to(request.actor).select_related("support", "association")
    invitation = get_object_or_404(rows, pk=pk)
    urls = {
        "sheet_url": reverse("support:sheet", args=[invitation.support_id, "pdf"]),
        "back": reverse("support:reply", args=[invitation.pk]),
    }
    return _page(request, invitation, request.actor, Channel.ACCOUNT, urls)


def _page(
    request: HttpRequest, invitation: Invitation, actor: Actor, channel: str, urls: dict[str, str]
) -> HttpResponse:
    support = _support(invitation, actor)
    meeting = _meeting(support, actor, request.today)
    coming = bool(meeting and meeting.on >= request.today)
    is_open = support.state == SupportState.INVITING
    form = AnswerForm(request.POST or None, initial=_known(invitation, actor, request.today), meeting_to_come=coming)
    if request.method == "POST" and "keep" not in request.POST and form.is_valid():
        try:
            _answer(invitation, actor, channel, request.today, form.cleaned_data)
            return redirect(urls["back"])
        except Refused as refusal:
            refuse(form, refusal)
    context = {
        "invitation": invitation,
        "support": support,
        "meeting": meeting,
        "coming": coming,
        "form": form,
        "is_open": is_open,
        "may_answer": is_open and bool(may(actor, "answer", invitation)),
        "answered": invitation.answered_on and not form.errors and "autre" not in request.GET,
        "partners": papers.partners(support),
        "days": queries.days_used(support),
        "steps": support.steps.all(),
        **urls,
    }
    return render(request, "support/link.html", context, status=422 if form.errors else 200)


def _known(invitation: Invitation, actor: Actor, today: date) -> dict[str, Any]:
    draft = drafts.find(actor, ANSWER_FORM, invitation)
    known = {
        "expectations": invitation.expectations,
        "reason": invitation.reason,
        "hindrance": invitation.hindrance,
        "signed_by": invitation.signed_by,
        "signed_function": invitation.signed_function or queries.speaks_for(invitation.association_id, today),
    }
    return {**known, **(draft.data if draft else {})}


def _answer(invitation: Invitation, actor: Actor, channel: str, today: date, data: dict[str, Any]) -> None:
    kept = {k: v for k, v in data.items() if k != "agreed"}
    services.answer(invitation=invitation, channel=channel, by=actor, today=today, **kept)


def _support(invitation: Invitation, actor: Actor) -> Support:
    rows = Support.objects.visible_to(actor).select_related(
        "dla", "partnership__authority", "dla_owner", "authority_owner"
    )
    return get_object_or_404(rows, pk=invitation.support_id)


def _meeting(support: Support, actor: Actor, today: date) -> Any:
    rows = list(support.meetings.visible_to(actor).filter(archived_at=None).order_by("on", "pk"))
    return next((one for one in rows if one.on >= today), rows[-1] if rows else None)
