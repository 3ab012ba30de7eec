"""Booking in three steps, without an account: the day and the hour, who and what, confirmed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from catalyse.actors import throttling
from catalyse.actors.guard import too_many
from catalyse.actors.roles import ASSOCIATION
from catalyse.dropins import queries, services
from catalyse.dropins.forms import BookForm, slot_named
from catalyse.dropins.models import Opening
from catalyse.dropins.policies import at_the_door
from catalyse.dropins.queries.days import FreeTime
from catalyse.dropins.states import Taken
from catalyse.kernel.access import GET_POST, access
from catalyse.kernel.english import framed, prefix_of
from catalyse.kernel.life import Refused
from catalyse.kernel.pages import pages_of, refuse

MANY = 12  # places on one page
BOOK_FORM = "dropins.book"  # kept on the visitor's own device: of somebody who has not booked the house knows nothing
BOOKED = "dropins:booked"  # what counts is a time that is taken, not a form that was put right


def _openings(request: HttpRequest) -> Any:
    return Opening.objects.visible_to(request.actor).active().select_related("commune__department", "dla", "host")


@access("public")
@framed
def places(request: HttpRequest) -> HttpResponse:
    """Where the DLA receives, with the next free time of each place; with one place only, its days at once."""
    page = pages_of(request, queries.at_hand(_openings(request)), size=MANY)
    if page.paginator.count == 1:
        return _days(request, page[0])
    lines = [{"opening": row, "next": queries.next_free(row, request.today)} for row in page]
    return render(request, "dropins/places.html", {"lines": lines, "page": page, "prefix": prefix_of(request)})


@access("public")
@framed
def days(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Step one: the days and hours that are free at one place."""
    opening = get_object_or_404(_openings(request), pk=pk)
    if slug != opening.slug:
        return redirect(prefix_of(request) + reverse("dropins:days", args=[opening.pk, opening.slug]))
    return _days(request, opening)


def _days(request: HttpRequest, opening: Opening) -> HttpResponse:
    context = {
        "opening": opening,
        "days": queries.free_days(opening, request.today),
        "closed": queries.closed_soon(opening, request.today),
        "prefix": prefix_of(request),
    }
    return render(request, "dropins/days.html", context)


@access("public", methods=GET_POST)
@framed
def book(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    """Step two: who comes and what for. A time that somebody took meanwhile keeps every word that was typed."""
    opening = get_object_or_404(_openings(request), pk=pk)
    wanted = slot_named(request.POST.get("slot") or slot) or slot_named(slot)
    if wanted is None:
        raise Http404
    time = FreeTime(*wanted)
    if request.method != "POST":
        gone = not _still_free(request, opening, time)
        others = _others(request, opening, time) if gone else []
        return _form(request, opening, time, BookForm(others=others, initial=_known(request)), gone=gone)
    form = BookForm(request.POST)
    if not form.is_valid():
        return _form(request, opening, time, form)
    try:
        token = _booked(request, opening, time, form.cleaned_data)
    except _TooMany:
        return too_many(request)
    except Taken as refusal:
        return _taken(request, opening, time, refusal)
    except Refused as refusal:
        refuse(form, refusal)
        return _form(request, opening, time, form)
    return redirect(prefix_of(request) + reverse("dropins:mine", args=[token]))


class _TooMany(Exception):
    """This machine has booked so often today that it is no longer somebody with a question."""


@transaction.atomic
def _booked(request: HttpRequest, opening: Opening, time: FreeTime, data: dict[str, Any]) -> str:
    """The secret of the personal link of a new appointment."""
    _booking, token = services.book(
        opening=opening, on=time.on, starts=time.starts, language=(get_language() or "fr")[:2],
        by=at_the_door(request.actor, opening), today=request.today, **data,
    )  # fmt: skip
    if not throttling.allowed(request, BOOKED):
        raise _TooMany
    return token


def _taken(request: HttpRequest, opening: Opening, time: FreeTime, refusal: Refused) -> HttpResponse:
    """The same form with what was typed, and the next free times to choose from."""
    others = _others(request, opening, time)
    typed = request.POST.copy()
    typed["slot"] = others[0].value if others else ""
    form = BookForm(typed, others=others)
    form.is_valid()
    refuse(form, refusal)
    return _form(request, opening, time, form, gone=True)


def _known(request: HttpRequest) -> dict[str, str]:
    """What the house knows of somebody of an association who is signed in: it is not asked again."""
    seat = next((one for one in request.actor.seats if one.role in ASSOCIATION), None)
    if seat is None or not request.user.is_authenticated:
        return {}
    return {"name": str(request.user), "email": request.user.email, "structure": seat.organisation}


def _still_free(request: HttpRequest, opening: Opening, time: FreeTime) -> bool:
    return any(one == time for day in queries.free_days(opening, request.today, most=100) for one in day.slots)


def _others(request: HttpRequest, opening: Opening, time: FreeTime) -> list[FreeTime]:
    return queries.free_times(opening, request.today, time.on)


def _form(
    request: HttpRequest, opening: Opening, time: FreeTime, form: BookForm, *, gone: bool = False
) -> HttpResponse:
    context = {"opening": opening, "time": time, "form": form, "gone": gone, "prefix": prefix_of(request),
               "draft_form": BOOK_FORM}  # fmt: skip
    return render(request, "dropins/book.html", context, status=422 if form.errors else 200)
