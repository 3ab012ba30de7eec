"""Screens of the path of a support: what the committee says, the plan and its actions, the follow-ups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalyse.kernel.access import GET_POST, POST, access, require
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, refuse, said
from catalyse.needs import queries as needs
from catalyse.support import services
from catalyse.support.forms.plan import ActionForm, AgreeForm, FollowUpForm, OpinionForm, TellForm
from catalyse.support.models import FollowUp, Opinion, PlanAction, Support
from catalyse.support.models.plan import MONTHS
from catalyse.support.policies import reads_path
from catalyse.support.queries import plan as queries
from catalyse.support.services import plan as names
from catalyse.support.views.frame import find, frame


@access("support.support")
def path(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The path of a support: opinions, plan, follow-ups."""
    row = find(request, pk)
    if not reads_path(request.actor, row):
        raise Http404
    context = {
        **frame(request, row, "path"),
        "opinions": queries.opinions_of(request.actor, row),
        "plan": queries.plan_of(request.actor, row),
        "follow_ups": queries.follow_ups_of(request.actor, row),
    }
    return render(request, "support/path.html", context)


def _asked(
    request: HttpRequest, row: Support, form: forms.Form, page: dict[str, Any], deed: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """One question answered: the deed done and told, or the form again with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            deed(dict(form.cleaned_data))
            said(request, page["done"])
            return redirect("support:path", row.pk, row.slug)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": row, **page}
    return render(request, "support/path_form.html", context, status=422 if form.errors else 200)


@access("support.support", methods=GET_POST)
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """What the committee said."""
    row = find(request, pk)
    require(request.actor, "move", row)
    draft = draft_frame(request, names.OPINION_FORM, row)
    form = OpinionForm(request.POST or None, initial=draft["draft_data"])
    page = {"heading": _("What the committee said"), "verb": _("Note this opinion"), "done": _("Noted."), **draft}
    note = services.note_opinion
    return _asked(request, row, form, page, lambda d: note(support=row, by=request.actor, today=request.today, **d))


@access("support.support", methods=GET_POST)
def add_action(request: HttpRequest, pk: int) -> HttpResponse:
    """One more action in the plan."""
    row = find(request, pk)
    require(request.actor, "move", row)
    draft = draft_frame(request, names.ACTION_FORM, row)
    form = ActionForm(request.POST or None, initial=draft["draft_data"], actor=request.actor, support=row)
    page = {"heading": _("An action of the plan"), "verb": _("Put it into the plan"), "done": _("Kept."), **draft}

    def add(data: dict[str, Any]) -> None:
        data.pop("version")
        services.add_action(support=row, by=request.actor, today=request.today, **data)

    return _asked(request, row, form, page, add)


def _action(request: HttpRequest, pk: int) -> PlanAction:
    rows = PlanAction.objects.visible_to(request.actor).filter(archived_at=None)
    return get_object_or_404(rows.select_related("support"), pk=pk)


@access("support.planaction", methods=GET_POST)
def change_action(request: HttpRequest, pk: int) -> HttpResponse:
    """An action of the plan, told otherwise."""
    row = _action(request, pk)
    require(request.actor, "edit", row)
    draft = draft_frame(request, names.ACTION_FORM, row)
    known = {name: getattr(row, name) for name in ("title", "way", "who", "due_on", "need", "version")}
    form = ActionForm(
        request.POST or None, initial={**known, **(draft["draft_data"] or {})}, actor=request.actor, support=row.support
    )
    page = {"heading": _("An action of the plan"), "verb": _("Keep the changes"), "done": _("Changed."), **draft}

    def change(data: dict[str, Any]) -> None:
        services.change_action(
            action=row, expected=data.pop("version"), by=request.actor, today=request.today, **data
        )  # fmt: skip

    return _asked(request, row.support, form, page, change)


@access("support.planaction", methods=GET_POST)
def tell_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an action stands."""
    row = _action(request, pk)
    require(request.actor, "tell", row)
    form = TellForm(request.POST or None, initial={"progress": row.progress, "outcome": row.outcome})
    page = {"heading": row.title, "verb": _("Note it"), "done": _("Noted.")}
    tell = services.tell_action
    return _asked(
        request, row.support, form, page, lambda d: tell(action=row, by=request.actor, today=request.today, **d)
    )


@access("support.support", methods=GET_POST)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan agreed with the association."""
    row = find(request, pk)
    require(request.actor, "move", row)
    form = AgreeForm(request.POST or None, initial={"on": row.plan_agreed_on or request.today})
    page = {"heading": _("The plan is agreed with the association"), "verb": _("Note it"), "done": _("Noted.")}
    agree = services.agree_plan
    return _asked(request, row, form, page, lambda d: agree(support=row, by=request.actor, today=request.today, **d))


@access("support.support", methods=GET_POST)
def follow_up(request: HttpRequest, pk: int, months: int) -> HttpResponse:
    """What became of the support some months later."""
    row = find(request, pk)
    require(request.actor, "move", row)
    if months not in MONTHS:
        raise Http404
    draft = draft_frame(request, names.FOLLOW_UP_FORM, row)
    form = FollowUpForm(request.POST or None, initial={"on": request.today, **(draft["draft_data"] or {})})
    heading = _("What has become of it after %(months)s months") % {"months": months}
    page = {"heading": heading, "verb": _("Note this follow-up"), "done": _("Noted."), **draft}
    note = services.note_follow_up
    return _asked(
        request, row, form, page, lambda d: note(support=row, months=months, by=request.actor, today=request.today, **d)
    )


def _put_aside(request: HttpRequest, row: Any, deed: Callable[..., Any], name: str) -> HttpResponse:
    deed(**{name: row}, by=request.actor, today=request.today)
    said(request, _("Put aside."), row)
    return redirect("support:path", row.support_id, row.support.slug)


@access("support.opinion", methods=POST)
def put_opinion_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """An opinion no longer shown, with a way back."""
    rows = Opinion.objects.visible_to(request.actor).filter(archived_at=None).select_related("support")
    return _put_aside(request, get_object_or_404(rows, pk=pk), services.archive_opinion, "opinion")


@access("support.planaction", methods=POST)
def put_action_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """An action taken out of the plan, with a way back."""
    return _put_aside(request, _action(request, pk), services.archive_action, "action")


def _follow_up(request: HttpRequest, pk: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.actor).filter(archived_at=None)
    return get_object_or_404(rows.select_related("support"), pk=pk)


@access("support.followup", methods=POST)
def make_need(request: HttpRequest, pk: int) -> HttpResponse:
    """What the association wants now, as a need of its own, in one gesture."""
    row = _follow_up(request, pk)
    require(request.actor, "edit", row)
    try:
        need = services.need_of_follow_up(
            follow_up=row, heard_by=needs.listener(request.actor), by=request.actor, today=request.today
        )
    except Refused as refusal:
        said(request, str(refusal.message))
        return redirect("support:path", row.support_id, row.support.slug)
    said(request, _("Need noted."), need)
    return redirect(need)


@access("support.followup", methods=POST)
def put_follow_up_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """A follow-up no longer shown, with a way back."""
    return _put_aside(request, _follow_up(request, pk), services.archive_follow_up, "follow_up")
