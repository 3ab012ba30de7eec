"""Becoming somebody of the demo, on a day of the case. Outside a demo these addresses do not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from catalyse.actors import services as actors
from catalyse.actors.models import Membership, User
from catalyse.kernel.access import POST, access
from catalyse.today import demo


def only_in_a_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view answers 404 outside a demo."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@access("public")
@only_in_a_demo
def people(request: HttpRequest) -> HttpResponse:
    """One button a person, and the days of the case."""
    held = Membership.objects.system("the people of the demo").on(request.today).select_related("user", "organisation")
    context = {
        "people": [
            {
                "pk": row.user_id,
                "name": str(row.user),
                "code": row.role,
                "role": row.get_role_display(),
                "organisation": str(row.organisation),
                "current": row.user_id == request.actor.user_id,
            }
            for row in held.order_by("user_id")
        ],
        "days": [
            {"day": day.on, "label": day.label, "current": day.on == request.today}
            for day in ([] if settings.CATALYSE_TODAY else demo.days())
        ],
    }
    return render(request, "today/demo.html", context)


@access("public", methods=POST)
@only_in_a_demo
def become(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs in as that person."""
    actors.sign_in_as(request, get_object_or_404(User, pk=pk, is_active=True))
    return redirect("today:home")


@access("public", methods=POST)
@only_in_a_demo
def choose_day(request: HttpRequest) -> HttpResponse:
    """Opens the case as it was on another of its days."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Http404 from None
    if settings.CATALYSE_TODAY or day not in {known.on for known in demo.days()}:
        raise Http404
    demo.begin_anew(day)
    return redirect("today:demo")
