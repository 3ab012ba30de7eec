"""A form sent twice counts once: by two clicks, by a browser that asks again, after a connection that broke."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from catalyse.kernel.models import Once
from catalyse.kernel.seals import seal_of

if TYPE_CHECKING:
    from catalyse.kernel.access import Actor

FIELD = "once"  # `{% csrf_token %}` puts it in every form, with a number that only this showing of the form bears
RECEIVED, LAST = "received", 5  # the cookie, and how many forms it names
NUMBER = re.compile(r"[\w-]{1,40}", re.ASCII)
KEPT_FOR = timedelta(hours=24)
PURPOSE = "once"
LONGEST = Once._meta.get_field("leads_to").max_length or 0


def counts_once(request: Any, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a request; to a form that was sent before, the page that it led to the first time.

    Problem: requests that carry the same form may come twice, one after the other or at the same moment.
    Method: a row with a unique key, in the transaction of the answer; who comes second waits for the first to end.
    The key covers the words and the files: a person who goes back and writes something else does something else.
    A form that leads nowhere, because it was refused or has a fault, leaves no row: it may be sent again.
    Costs 3 queries more than the answer.
    """
    if request.method != "POST" or not request.POST.get(FIELD):
        return answer()
    response = _counted(request, answer)
    kept_only = "json" in response.get("Content-Type", "")  # a draft that was kept is not a form that was sent
    if "draft_form" in request.POST and response.status_code < 400 and not kept_only:
        _arrived(request, response)
    return response


def _counted(request: Any, answer: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        row, first = Once.objects.get_or_create(key=_key(request), who=_who(request.actor))
        if not first:
            messages.info(request, _("Already received: nothing was done twice."))
            return redirect(_opened(row.leads_to))
        response = answer()
        leads_to = response.headers.get("Location", "")
        if response.status_code == 302 and len(leads_to) <= LONGEST:
            Once.objects.filter(pk=row.pk).update(leads_to=_sealed(leads_to))
        else:
            row.delete()
    return response


def _arrived(request: Any, response: HttpResponse) -> None:
    """Tells the browser, in a cookie that its script reads, that it need no longer keep the words of this form."""
    before = [one for one in request.COOKIES.get(RECEIVED, "").split(".") if NUMBER.fullmatch(one)]
    now = request.POST[FIELD]
    if NUMBER.fullmatch(now):
        known = ".".join([*[one for one in before if one != now][1 - LAST :], now])
        response.set_cookie(RECEIVED, known, max_age=int(KEPT_FOR.total_seconds()), samesite="Lax",
                            secure=request.is_secure())  # fmt: skip


def _sealed(address: str) -> str:
    """The address, unread by whoever reads the database: it may be the personal link of somebody."""
    closed = seal_of(PURPOSE).encrypt(address.encode()).decode()
    return closed if len(closed) <= LONGEST else address  # a personal link is short


def _opened(kept: str) -> str:
    try:
        return seal_of(PURPOSE).decrypt(kept.encode()).decode()
    except InvalidToken:  # it was too long to be sealed
        return kept


def forget() -> None:
    """Forgets the sendings of yesterday. Costs 1 query."""
    Once.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()


def _who(actor: Actor) -> str:
    return f"link:{actor.link[0]}:{actor.link[1]}" if actor.link and not actor.user_id else f"user:{actor.user_id}"


def _key(request: Any) -> str:
    words = sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken" and k[:6] != "draft_")
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    return hashlib.sha256(repr([request.path, words, files]).encode()).hexdigest()
