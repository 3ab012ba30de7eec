"""One's own appointment, by the personal link: opening it changes nothing, buttons do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors import throttling
from catalyse.actors.guard import too_many
from catalyse.dropins import queries, services
from catalyse.dropins.forms import slot_named
from catalyse.dropins.letters import booking_entry
from catalyse.dropins.models import Booking
from catalyse.dropins.policies import LINK
from catalyse.dropins.states import BookingState
from catalyse.kernel.access import GET_POST, POST, Actor, access
from catalyse.kernel.english import framed, prefix_of
from catalyse.kernel.feeds import calendar_response, own_host
from catalyse.kernel.life import Refused

UNKNOWN_LINK = "dropins:unknown_link"
View = Callable[[HttpRequest, Booking, str], HttpResponse]


def by_link(view: View) -> Callable[..., HttpResponse]:
    """Enters by the secret of a personal link, as whoever booked; an unknown one says where to book anew."""

    @wraps(view)
    def inner(request: HttpRequest, token: str) -> HttpResponse:
        booking = queries.booking_by_token(token)
        if booking is None:
            if not throttling.allowed(request, UNKNOWN_LINK):
                return too_many(request)
            return render(request, "dropins/unknown.html", {"prefix": prefix_of(request)}, status=404)
        request.actor = Actor(link=(LINK, booking.pk))  # type: ignore[attr-defined]
        response = view(request, booking, token)
        response["Cache-Control"] = "no-store"
        return response

    return inner


def _address(request: HttpRequest, name: str, token: str) -> str:
    return prefix_of(request) + reverse(f"dropins:{name}", args=[token])


def _page(request: HttpRequest, booking: Booking, token: str) -> dict[str, Any]:
    """Whether it can still be changed, and by which addresses."""
    doors = {name: _address(request, name, token) for name in ("mine", "move", "cancel", "calendar")}
    stands = booking.state == BookingState.BOOKED and booking.on >= request.today  # type: ignore[attr-defined]
    return {"booking": booking, "opening": booking.opening, "doors": doors, "stands": stands,
            "prefix": prefix_of(request), "cancelled": booking.state == BookingState.CANCELLED}  # fmt: skip


@access("public")
@framed
@by_link
def mine(request: HttpRequest, booking: Booking, token: str) -> HttpResponse:
    """Step three: the appointment, with its calendar file and the two ways to change it."""
    return render(request, "dropins/mine.html", _page(request, booking, token))


@access("public", methods=GET_POST)
@framed
@by_link
def move(request: HttpRequest, booking: Booking, token: str) -> HttpResponse:
    """Another day or hour: one button each; a time taken meanwhile leads to the others."""
    problem = ""
    if request.method == "POST":
        wanted = slot_named(request.POST.get("slot", ""))
        try:
            if wanted is None:
                raise Refused(_("Choose one of the times below."))
            services.move_booking(
                booking=booking, on=wanted[0], starts=wanted[1], by=request.actor, today=request.today
            )
            messages.info(request, _("Your appointment is moved."))
            return redirect(_address(request, "mine", token))
        except Refused as refusal:
            problem = str(refusal.message)
    context = {**_page(request, booking, token), "problem": problem,
               "days": queries.free_days(booking.opening, request.today)}  # fmt: skip
    return render(request, "dropins/move.html", context, status=422 if problem else 200)


@access("public", methods=POST)
@framed
@by_link
def cancel(request: HttpRequest, booking: Booking, token: str) -> HttpResponse:
    """The appointment given up: somebody else may have it."""
    services.cancel_booking(booking=booking, by=request.actor, today=request.today)
    return redirect(_address(request, "mine", token))


@access("public")
@framed
@by_link
def calendar(request: HttpRequest, booking: Booking, token: str) -> HttpResponse:
    """The appointment as a file for one's own calendar."""
    url = request.build_absolute_uri(_address(request, "mine", token))
    entry = booking_entry(booking, booking.opening, url=url)
    return calendar_response(_("appointment"), [entry], host=own_host())
