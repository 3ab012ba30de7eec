"""A form sent twice counts once: by two clicks, by a browser that asks again, after a connection that broke."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from catalyse.kernel.access import Actor
from catalyse.kernel.models import Once
from catalyse.kernel.pages import said

FIELD = "once"
KEPT_FOR = timedelta(hours=24)
Deed = Callable[[], Any]  # a record that has an address


def once(request: HttpRequest, deed: Deed, done: str) -> HttpResponse:
    """The page of the record that the deed makes, saying what was done; the same form sent again gets that page too.

    Problem: requests that carry the same form may come twice, one after the other or at the same moment.
    Method: a row with a unique key, in the transaction of the deed; who comes second waits for the first to end.
    The key covers the words: a person who goes back and writes something else does something else.
    A refused deed leaves no row, so it may be tried again. Costs 3 queries more than the deed.
    """
    if not request.POST.get(FIELD):
        made = deed()
        said(request, done, made)
        return redirect(made)
    with transaction.atomic():
        row, first = Once.objects.get_or_create(key=_key(request), who=_who(request.actor))  # type: ignore[attr-defined]
        if not first:
            said(request, done)
            return redirect(row.leads_to)
        made = deed()
        Once.objects.filter(pk=row.pk).update(leads_to=made.get_absolute_url())  # type: ignore[attr-defined]
    said(request, done, made)
    return redirect(made)


def forget() -> None:
    """Forgets the sendings of yesterday. Costs 1 query."""
    Once.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()


def _who(actor: Actor) -> str:
    return f"link:{actor.link[0]}:{actor.link[1]}" if actor.link and not actor.user_id else f"user:{actor.user_id}"


def _key(request: HttpRequest) -> str:
    words = sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken" and k[:6] != "draft_")
    return hashlib.sha256(repr([request.path, words]).encode()).hexdigest()
