"""Screens of inviting: whom, with which words, to which meeting, read over, sent; then each answer as it comes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.actors.models import Organisation
from catalyse.kernel.access import GET_POST, POST, access, policy_of, require
from catalyse.kernel.documents import document_response, render_docx, render_pdf
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.kernel.tables.codes import CodeList
from catalyse.support import papers, queries, services
from catalyse.support.forms.invitations import (
    AddressForm,
    LeaveForm,
    LetterForm,
    MeetingForm,
    NotedAnswerForm,
    PresenceForm,
    TargetsForm,
)
from catalyse.support.models import InformationMeeting, Invitation, Support
from catalyse.support.queries import lists
from catalyse.support.services.mails import personal_link
from catalyse.support.states import ReplyState
from catalyse.support.views.frame import find


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    rows = Invitation.objects.visible_to(request.actor).select_related("support", "association")
    return get_object_or_404(rows, pk=pk)


def _list_url(support: Support, anchor: str = "invitations") -> str:
    return reverse("support:associations", args=[support.pk, support.slug]) + f"#{anchor}"


@access("support.support", methods=GET_POST)
def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The associations of the territory, to be ticked: those who need it first."""
    row = find(request, pk)
    require(request.actor, "invite", row)
    found = lists.targets_for(request.actor, row, request.GET)
    if request.method == "POST":
        everybody = Organisation.objects.visible_to(request.actor).active().associations()
        form = TargetsForm(request.POST, choices=everybody)
        if form.is_valid():
            ticked = set(form.cleaned_data["association"])
            shown = [one.association for one in found]
            kept = lists.invitations_of(request.actor, row).exclude(association__in=shown)
            wanted = ticked | {one.association for one in kept} | {one.association for one in found if one.sent}
            total = services.choose_targets(support=row, associations=wanted, by=request.actor, today=request.today)
            said(
                request,
                ngettext("%(n)d association on the list.", "%(n)d associations on the list.", total) % {"n": total},
            )
            return redirect("support:letter", row.pk)
    sectors = Code.objects.of(CodeList.SECTOR)
    chosen = sum(bool(request.GET.get(name)) for name in ("sector", "q"))
    context = {"support": row, "targets": found, "filters": request.GET, "sectors": sectors, "chosen": chosen}
    return render(request, "support/targets.html", context)


@access("support.support", methods=GET_POST)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter, written beside what will be read."""
    row = find(request, pk)
    require(request.actor, "invite", row)
    if request.method == "POST" and keep_for_later(request, "support.letter", row):
        return redirect(_list_url(row))
    draft = draft_frame(request, "support.letter", row)
    known = {
        "letter": row.letter or _first_words(row),
        "asked": row.asked,
        "reply_by": row.reply_by,
        "version": row.version,
    }
    form = LetterForm(request.POST or None, initial={**known, **(draft["draft_data"] or {})})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.write_letter(
                support=row, expected=data["version"], letter=data["letter"], asked=data["asked"],
                reply_by=data["reply_by"], by=request.actor, today=request.today,
            )  # fmt: skip
            said(request, _("Letter kept. It has not been sent."))
            return redirect("support:send" if _meetings(request, row).exists() else "support:meeting", row.pk)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": row, "meeting": _meetings(request, row).last(), **draft}
    return render(request, "support/letter.html", context, status=422 if form.errors else 200)


def _first_words(support: Support) -> str:
    return _("We would like to propose a support to you, together with other associations of the territory.") + (
        f"\n\n{support.context}" if support.context else ""
    )


def _meetings(request: HttpRequest, support: Support) -> Any:
    return support.meetings.visible_to(request.actor).filter(archived_at=None).order_by("on", "pk")


@access("support.support", methods=GET_POST)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The information meeting, planned."""
    row = find(request, pk)
    require(request.actor, "invite", row)
    draft = draft_frame(request, "support.meeting", row)
    form = MeetingForm(request.POST or None, initial={"agenda": _agenda(), **(draft["draft_data"] or {})})
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            services.plan_meeting(support=row, by=request.actor, today=request.today, **data)
            said(request, _("Meeting planned."))
            waiting = lists.invitations_of(request.actor, row).filter(state=ReplyState.PREPARED).exists()
            return redirect("support:send", row.pk) if waiting else redirect(_list_url(row))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": row, **draft}
    return render(request, "support/meeting.html", context, status=422 if form.errors else 200)


def _agenda() -> str:
    points = (
        _("The partners, and what they do together"),
        _("The support: why, what for, how it unfolds"),
        _("What you expect from it"),
        _("Practical terms: days, places, what is asked of you"),
    )
    return "\n".join(points)


@access("support.informationmeeting", methods=GET_POST)
def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting at another day, hour or place."""
    rows = InformationMeeting.objects.visible_to(request.actor).select_related("support")
    found = get_object_or_404(rows, pk=pk)
    require(request.actor, "edit", found)
    known = {name: getattr(found, name) for name in ("on", "starts", "place", "agenda", "version")}
    form = MeetingForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        expected = data.pop("version") or found.version
        services.edit_meeting(meeting=found, expected=expected, by=request.actor, today=request.today, **data)
        said(request, _("Meeting changed; those who were invited are told."))
        return redirect(_list_url(found.support))
    context = {"form": form, "support": found.support, "meeting": found, "draft_note": False}
    return render(request, "support/meeting.html", context, status=422 if form.errors else 200)


@access("support.informationmeeting", methods=GET_POST)
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came to the information meeting."""
    rows = InformationMeeting.objects.visible_to(request.actor).select_related("support")
    found = get_object_or_404(rows, pk=pk)
    require(request.actor, "edit", found)
    invited = lists.invitations_of(request.actor, found.support).exclude(state=ReplyState.PREPARED)
    here = Organisation.objects.visible_to(request.actor).filter(pk__in=invited.values("association"))
    came = [one.association_id for one in invited if one.met_on == found.on]
    likely = [one.association_id for one in invited if one.state in ("interested", "committed")]
    known = {"present": came or likely, "minutes": found.minutes}
    form = PresenceForm(request.POST or None, initial=known, choices=here)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_meeting(meeting=found, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Noted."))
            return redirect(_list_url(found.support))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "support": found.support, "meeting": found}
    return render(request, "support/presence.html", context, status=422 if form.errors else 200)


@access("support.support", methods=GET_POST)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything read over before it leaves."""
    row = find(request, pk)
    require(request.actor, "invite", row)
    waiting = list(lists.invitations_of(request.actor, row).filter(state=ReplyState.PREPARED))
    if request.method == "POST":
        try:
            sent = services.send_invitations(support=row, by=request.actor, today=request.today)
            said(
                request, ngettext("%(n)d invitation is leaving.", "%(n)d invitations are leaving.", sent) % {"n": sent}
            )
            return redirect(_list_url(row))
        except Refused as refusal:
            said(request, str(refusal.message))
    by_mail = [one for one in waiting if one.email]
    context = {
        "support": row,
        "waiting": waiting,
        "by_mail": by_mail,
        "by_post": [one for one in waiting if not one.email],
        "meeting": _meetings(request, row).last(),
        "missing": not (row.context and row.objectives and row.letter),
    }
    return render(request, "support/send.html", context)


@access("support.support", methods=GET_POST)
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """The list closed: who is in, who did not answer."""
    row = find(request, pk)
    require(request.actor, "invite", row)
    if request.method == "POST":
        try:
            services.enrol(support=row, by=request.actor, today=request.today)
            said(request, _("The list is closed."))
            return redirect(row)
        except Refused as refusal:
            said(request, str(refusal.message))
    return render(request, "support/enrol.html", {"support": row, "funnel": queries.funnel(row)})


@access("support.invitation", methods=POST)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """One association reminded."""
    one = _invitation(request, pk)
    try:
        services.remind(invitation=one, by=request.actor, today=request.today)
        said(request, _("%(name)s is reminded.") % {"name": one.association})
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(_list_url(one.support, f"invitation-{one.pk}"))


@access("support.invitation", methods=POST)
def silent(request: HttpRequest, pk: int) -> HttpResponse:
    """One association noted as not answering."""
    one = _invitation(request, pk)
    try:
        services.note_silence(invitation=one, by=request.actor, today=request.today)
        said(request, _("Noted."), one)
    except Refused as refusal:
        said(request, str(refusal.message))
    return redirect(_list_url(one.support, f"invitation-{one.pk}"))


@access("support.invitation", methods=GET_POST)
def note_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer heard on the telephone or read on paper."""
    one = _invitation(request, pk)
    require(request.actor, "edit", one)
    coming = _meetings(request, one.support).filter(on__gte=request.today).exists()
    form = NotedAnswerForm(request.POST or None, meeting_to_come=coming, initial={"expectations": one.expectations})
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "agreed"}
        try:
            services.answer(invitation=one, by=request.actor, today=request.today, **data)
            said(request, _("Answer noted."))
            return redirect(_list_url(one.support, f"invitation-{one.pk}"))
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "invitation": one, "support": one.support}
    return render(request, "support/note_reply.html", context, status=422 if form.errors else 200)


@access("support.invitation", methods=GET_POST)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """An association that had joined leaves."""
    one = _invitation(request, pk)
    require(request.actor, "edit", one)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.leave_support(invitation=one, by=request.actor, today=request.today, **form.cleaned_data)
            said(request, _("Noted."))
            return redirect(_list_url(one.support))
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "support/leave.html", {"form": form, "invitation": one, "support": one.support})


@access("support.invitation", methods=GET_POST)
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one invitation goes."""
    one = _invitation(request, pk)
    require(request.actor, "edit", one)
    form = AddressForm(request.POST or None, initial={"email": one.email})
    if request.method == "POST" and form.is_valid():
        services.set_address(invitation=one, by=request.actor, today=request.today, **form.cleaned_data)
        said(request, _("Changed."))
        return redirect(_list_url(one.support, f"invitation-{one.pk}"))
    context = {"form": form, "invitation": one, "support": one.support}
    return render(request, "support/address.html", context, status=422 if form.errors else 200)


@access("support.support")
def sheet(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The descriptive sheet as a file."""
    row = find(request, pk)
    return paper(papers.sheet(row, _meetings(request, row).last(), request.today), kind)


@access("support.support")
def letter_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The letter as a file; for those who send it."""
    row = find(request, pk)
    if "letter" not in policy_of(Support).readable(request.actor, row):
        raise Http404
    return paper(papers.letter(row, _meetings(request, row).last(), request.today), kind)


@access("support.invitation")
def own_letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The letter to one association, to be printed: for those without an e-mail."""
    one = _invitation(request, pk)
    require(request.actor, "edit", one)
    row = find(request, one.support_id)
    meeting = _meetings(request, row).last()
    return paper(papers.letter(row, meeting, request.today, to=one.association, link=personal_link(one)), kind)


def paper(document: Any, kind: str) -> HttpResponse:
    """A document in the asked form: PDF, or DOCX to be changed."""
    if kind not in ("pdf", "docx"):
        raise Http404
    content = render_pdf(document) if kind == "pdf" else render_docx(document)
    return document_response(content, str(document.title), kind, inline=kind == "pdf")  # type: ignore[arg-type]
