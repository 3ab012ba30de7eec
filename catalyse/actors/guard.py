"""The keeper of sign-in: sessions that end in time, tries that are counted, a second factor where it is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalyse.actors import preview, throttling, ways_in
from catalyse.actors.roles import STRONG
from catalyse.kernel.access import NOBODY, ONLY_A_LOOK, Access
from catalyse.kernel.pages import LOOK

HOURS = 3600
STRONG_IDLE, STRONG_LONGEST = 2 * HOURS, 12 * HOURS
IDLE = 14 * 24 * HOURS
NOTE_EVERY = 60
FRESH = 15 * 60
RETRY_AFTER = "900"
CLOSED = {
    "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
    "socialaccount_signup", "socialaccount_connections", "mfa_signup_webauthn", "mfa_trust",
}  # fmt: skip
ALWAYS_OPEN = {"account_logout", "account_reauthenticate", "set_language", "kernel:health", "kernel:appearance",
               "actors:account", "actors:enrol", "today:help"}  # fmt: skip


class Guard:
    """Watches over each request before the front door does; security deadlines keep the real clock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in CLOSED:
            raise Http404
        if request.user.is_authenticated:
            end_in_time(request)
        if request.method == "POST" and not throttling.allowed(request, name):
            return too_many(request)
        if not request.user.is_authenticated:
            return None
        declared: Access | None = getattr(view, "access", None)
        answer = enrol_first(request, name) or step_up(request, declared)
        if answer is None and LOOK in request.GET:
            if request.method not in ("GET", "HEAD"):
                return render(request, "kernel/forbidden.html", {"reason": ONLY_A_LOOK}, status=403)
            preview.look(request, declared, kwargs)
        return answer


def end_in_time(request: HttpRequest) -> None:
    """Signs out a session that was left alone, or that is too old; the page then asks to sign in again."""
    now, session = time.time(), request.session
    began, seen = session.get("began_at", now), session.get("seen_at", now)
    strong = request.actor.holds(*STRONG)  # type: ignore[attr-defined]
    idle = STRONG_IDLE if strong else IDLE
    if now - seen > idle or (strong and now - began > STRONG_LONGEST):
        logout(request)
        request.actor = NOBODY  # type: ignore[attr-defined]
        messages.info(request, _("You were away for a while. Sign in again, your text is kept."))
    elif now - seen > NOTE_EVERY:
        session["seen_at"] = now


def too_many(request: HttpRequest) -> HttpResponse:
    """The same answer whoever asks and whatever was typed."""
    response = render(request, "actors/too_many.html", status=429)
    response["Retry-After"] = RETRY_AFTER
    return response


def enrol_first(request: HttpRequest, name: str) -> HttpResponse | None:
    """Leads those whose role asks for a second factor to add one; nothing else opens before."""
    if name in ALWAYS_OPEN or name.startswith("mfa_") or not ways_in.must_be_strong(request.actor):  # type: ignore[attr-defined]
        return None
    if ways_in.signed_in_strongly(request) or ways_in.has_second_factor(request.user):  # type: ignore[arg-type]
        return None
    return redirect("actors:enrol")


def step_up(request: HttpRequest, declared: Access | None) -> HttpResponse | None:
    """Asks once more who it is before a grave deed, when the last proof is older than a quarter of an hour."""
    if not (declared and declared.step_up and settings.STRONG_AUTH) or fresh(request):
        return None
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if not methods:  # an account that signs in by code only has nothing more to show
        return None
    back = request.get_full_path() if request.method in ("GET", "HEAD") else _page_before(request)
    messages.info(request, _("Show once more that it is you, then press the button again."))
    return redirect(f"{methods[0]['url']}?{urlencode({'next': back})}")


def fresh(request: HttpRequest) -> bool:
    """Whether the person proved who they are within a quarter of an hour."""
    records = request.session.get("account_authentication_methods") or []
    last = max((r.get("at", 0) for r in records), default=0)
    return time.time() - last < FRESH


def _page_before(request: HttpRequest) -> str:
    before = request.META.get("HTTP_REFERER", "")
    return before if before and get_adapter(request).is_safe_url(before) else "/"
