"""A need said by a personal link: given by an officer, sent or printed, used on a phone without an account."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import qrcode  # type: ignore[import-untyped]
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

from catalyse.actors import throttling
from catalyse.actors.asks import addresses_of
from catalyse.actors.guard import too_many
from catalyse.actors.models import Organisation
from catalyse.kernel import throttle
from catalyse.kernel import views as kernel_views
from catalyse.kernel.access import GET_POST, POST, Actor, access
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import draft_frame, keep_for_later, refuse, said
from catalyse.needs import queries
from catalyse.needs.forms import GiveLinkForm, SayForm
from catalyse.needs.models import NeedLink
from catalyse.needs.policies import LINK
from catalyse.needs.readers import readers_of_new
from catalyse.needs.services import links as services

HOUR = timedelta(hours=1)
UNKNOWN_LINK = "needs:unknown_link"
SENDINGS = 30  # an hour, by one link
throttling.LIMITS.update(
    {
        "needs:say": (throttling.Limit("machine", 120, HOUR),),
        "needs:keep_said": (throttling.Limit("machine", 1200, HOUR),),
        UNKNOWN_LINK: (throttling.Limit("machine", 60, HOUR),),  # trying links that nobody was given
    }
)


@access("needs.needlink", entry="give", methods=GET_POST)
def give(request: HttpRequest) -> HttpResponse:
    """A link for one association: sent to its address, or printed."""
    rows = Organisation.objects.visible_to(request.actor).active().associations().filter(unnamed=False)
    number = request.GET.get("association", "")
    row = get_object_or_404(rows, pk=number[:18] if number.isascii() and number.isdigit() else 0)
    known = addresses_of([row], request.today)[0][1]
    form = GiveLinkForm(request.POST or None, initial={"email": known})
    if request.method == "POST" and form.is_valid():
        printed = "print" in request.POST
        if printed or form.cleaned_data["email"]:
            return _given(request, row, "" if printed else form.cleaned_data["email"])
        form.add_error("email", _("Write the address, or print the link."))
    context = {"form": form, "row": row, "days": services.LINK_DAYS}
    return render(request, "needs/give_link.html", context, status=422 if form.errors else 200)


def _given(request: HttpRequest, row: Organisation, email: str) -> HttpResponse:
    link, token = services.give_link(
        organisation=row, team=queries.listener(request.actor), email=email, by=request.actor, today=request.today
    )
    if not email:
        return redirect("needs:print_link", token=token)
    said(request, _("The link leaves to %(address)s.") % {"address": email}, link)
    return redirect(row)


@access("needs.needlink", entry="give")
def print_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link on a sheet of paper: to be photographed, typed, or read out."""
    found = queries.link_by_token(token)
    row = get_object_or_404(NeedLink.objects.visible_to(request.actor), pk=found.pk if found else 0)
    if not row.holds(timezone.now()):
        raise Http404
    url = settings.BASE_URL + reverse("needs:say", args=[token])
    context = {"link": row, "url": url, "picture": _picture(url)}
    return render(request, "needs/print_link.html", context)


def _picture(url: str) -> SafeString:
    """The square that a telephone reads; its paths come from our own address only."""
    return SafeString(qrcode.make(url, image_factory=SvgPathImage, border=2).to_string().decode())


@access("needs.needlink", methods=POST)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a link, at once, with a way back."""
    row = get_object_or_404(NeedLink.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    services.end_link(link=row, by=request.actor, today=request.today)
    said(request, _("This link no longer opens anything."), row)
    return redirect(row.organisation)


def _opened(request: HttpRequest, token: str) -> NeedLink | HttpResponse:
    """The link, with its holder as the actor of the request; or the page that says why it opens nothing."""
    row = queries.link_by_token(token)
    if row is None:
        if not throttling.allowed(request, UNKNOWN_LINK):
            return too_many(request)
        return render(request, "needs/link_over.html", status=404)
    if not row.holds(timezone.now()):
        return render(request, "needs/link_over.html", {"link": row}, status=410)
    request.actor = Actor(name=str(row.organisation), link=(LINK, row.pk))
    return row


@access("public", methods=GET_POST)
def say(request: HttpRequest, token: str) -> HttpResponse:
    """What do you need? For whoever holds the link; opening it changes nothing."""
    row = _opened(request, token)
    if isinstance(row, HttpResponse):
        return row
    if request.method == "POST" and keep_for_later(request, services.SAID_FORM, row):
        return redirect(request.path)
    if request.method == "POST" and not throttle.spend(f"need-link:{row.pk}", times=SENDINGS, per=HOUR):
        return too_many(request)
    draft = {**draft_frame(request, services.SAID_FORM, row), "draft_url": reverse("needs:keep_said", args=[token])}
    form = SayForm(request.POST or None, initial=draft["draft_data"], organisation=row.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            data: dict[str, Any] = form.cleaned_data
            data["sending"] = data["sending"] or secrets.token_urlsafe(9)
            services.say_need(link=row, by=request.actor, today=request.today, **data)
            return redirect("needs:said", token=token)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row.organisation, "readers": readers_of_new(None), **draft}
    return render(request, "needs/say.html", context, status=422 if form.errors else 200)


@access("public", methods=POST)
def keep_said(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps what is being written by whoever holds the link."""
    row = _opened(request, token)
    return kernel_views.keep_draft(request) if isinstance(row, NeedLink) else row


@access("public")
def said_page(request: HttpRequest, token: str) -> HttpResponse:
    """What was said by this link, and where it stands."""
    row = _opened(request, token)
    if isinstance(row, HttpResponse):
        return row
    return render(request, "needs/said.html", {"row": row.organisation, "needs": queries.said_by(row), "token": token})
