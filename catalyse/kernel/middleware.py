"""The front door: who comes, what day it is, and whether the view said who may enter."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from psycopg.errors import ExclusionViolation, UniqueViolation

from catalyse.kernel import clock, journal
from catalyse.kernel.access import Access, Forbidden, policy_named, policy_of
from catalyse.kernel.errors import Elsewhere
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Stale

log = logging.getLogger(__name__)
NUL = "\x00"
TAKEN = (UniqueViolation, ExclusionViolation)


class PackedPages(GZipMiddleware):
    """Sends pages packed, with some noise in the length so that it tells nothing; files are packed as they are made."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response


class PlainAddress:
    """Answers an address with a NUL as one that does not exist: no record bears one, and no text column takes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if NUL in request.path or any(NUL in value for _name, values in request.GET.lists() for value in values):
            raise Http404


class FrontDoor:
    """Gives each request its actor and its day, and closes every door that nobody declared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.actor_for = import_string(settings.ACTOR_FACTORY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: self.actor_for(request))  # type: ignore[attr-defined, assignment]
        request.today = clock.today(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if any(name == other or name.startswith(f"{other}:") for other in settings.THIRD_PARTY_DOORS):
            return None
        declared: Access | None = getattr(view, "access", None)
        if declared is None:
            log.error("view without declared access", extra={"view": name})
            raise Http404
        if declared.public:
            return None
        if not request.actor.is_known:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        if declared.entry and not policy_named(declared.policy).may(request.actor, declared.entry):  # type: ignore[attr-defined]
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, Forbidden):
            return render(request, "kernel/forbidden.html", {"reason": fault.reason}, status=403)
        if isinstance(fault, Refused):  # a gesture that came too late: the page that offered it was older
            return render(request, "kernel/refused.html", {"reason": fault.message}, status=409)
        if isinstance(fault, Elsewhere):
            messages.info(request, fault.words)
            return redirect(fault.url)
        if isinstance(fault, Stale):
            return render(request, "kernel/stale.html", two_texts(request, fault), status=409)
        if isinstance(fault, IntegrityError) and isinstance(fault.__cause__, TAKEN):
            # two at the same instant: both looked before either wrote, and the database let one through
            log.warning(
                "two at once", extra={"view": request.resolver_match.view_name if request.resolver_match else ""}
            )
            reason = _("Somebody did the same thing at the same moment, and it is there already.")
            return render(request, "kernel/refused.html", {"reason": reason}, status=409)
        return None


def two_texts(request: HttpRequest, fault: Stale) -> dict[str, Any]:
    """What a late writer typed beside what is kept now, field by field, and who saved last. Costs 3 queries at most.

    Of what is kept, only what the writer was about to write and may read: the names in a request can be anything.
    """
    unsent = ("csrfmiddlewaretoken", "version", "once")
    typed = [(k, v) for k, values in request.POST.lists() for v in values if k not in unsent and k[:6] != "draft_"]
    fresh = type(fault.record)._base_manager.get(pk=fault.record.pk)
    policy = policy_of(type(fresh))
    shown = policy.readable(request.actor, fresh) & fault.columns if policy.fields else fault.columns  # type: ignore[attr-defined]
    label = {column.name: column.verbose_name for column in fresh._meta.concrete_fields}
    last = Event.objects.about(fresh).first()
    return {
        "typed": [(label.get(name, name), value) for name, value in typed],
        "kept": [(label[name], getattr(fresh, name)) for name, _value in typed if name in label and name in shown],
        "changed": journal.told(last) if last else "",
    }
