"""What now: the first page of each role, the agenda, the search box, help."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalyse.actors.models import User
from catalyse.actors.roles import ASSOCIATION, PARTNERS, Role
from catalyse.actors.sessions import actor_of
from catalyse.engines.dates import named_day
from catalyse.kernel.access import POST, access
from catalyse.kernel.feeds import calendar_response
from catalyse.kernel.pages import said
from catalyse.today import guides, offers, pictures, queries, services
from catalyse.today.models import FeedLink
from catalyse.ui import terms


@access("public")
def welcome(request: HttpRequest) -> HttpResponse:
    """The door of the house; who is signed in goes straight to their day."""
    if request.actor.is_known:
        return redirect("today:home")
    return render(request, "today/welcome.html", {"picture": pictures.voices(), "steps": pictures.STORY})


@access("signed_in")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the actor today; readers of figures begin with the figures."""
    actor = request.actor
    if not actor.holds(*PARTNERS, *ASSOCIATION, Role.CONSULTANT):
        for role, url in offers.HOMES.items():
            if actor.holds(role):
                return redirect(url)
    day = queries.day_of(actor, request.today)
    context = {
        "day": day,
        "supports": offers.supports_of(actor, request.today),
        "notes": actor.holds(*PARTNERS, *ASSOCIATION) and not actor.holds(Role.AUTHORITY_ELECTED),
        "waits": len(day.yours) + len(day.more),
    }
    return render(request, "today/home.html", context)


@access("signed_in")
def search(request: HttpRequest) -> HttpResponse:
    """One box for the whole house: only what the actor may see."""
    query = request.GET.get("q", "")
    groups = queries.found(request.actor, query)
    context = {"query": query, "groups": groups, "count": sum(len(hits) for _kind, hits in groups)}
    return render(request, "today/_hits.html" if request.htmx else "today/search.html", context)


@access("signed_in")
def agenda(request: HttpRequest) -> HttpResponse:
    """What comes, week by week, and the secret address for one's own calendar."""
    start = named_day(request.GET.get("le", ""), request.today)
    start -= timedelta(days=start.weekday())
    weeks = [
        (monday, list(queries.coming(request.actor, monday, monday + timedelta(days=6))))
        for monday in (start + timedelta(days=7 * rank) for rank in range(4))
    ]
    link = FeedLink.objects.filter(owner=request.actor.user_id).first()
    address = request.build_absolute_uri(reverse("today:feed", args=[link.token])) if link else ""
    context = {
        "weeks": weeks,
        "before": (start - timedelta(days=28)).isoformat(),
        "after": (start + timedelta(days=28)).isoformat(),
        "address": address,
        "count": sum(len(items) for _monday, items in weeks),
    }
    return render(request, "today/agenda.html", context)


@access("signed_in", methods=POST)
def renew_feed(request: HttpRequest) -> HttpResponse:
    """Makes the address of one's agenda, or a new one that closes the old."""
    services.renew_feed(by=request.actor, today=request.today)
    said(request, _("Here is the new address of your agenda. The old one is closed."))
    return redirect("today:agenda")


@access("public")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of whoever owns this address, for their own calendar, with the rights of this very moment."""
    link = get_object_or_404(FeedLink.objects.select_related("owner"), token=token)
    actor = actor_of(User.objects.get(pk=link.owner_id), request.today)
    if not actor.is_known:
        raise Http404
    entries = queries.feed_of(actor, request.today, request.build_absolute_uri)
    return calendar_response(_("Catalyse, my dates"), entries, host=request.get_host())


@access("public")
def help_page(request: HttpRequest) -> HttpResponse:
    """How to do it, in short pages, and the words of the field."""
    return render(request, "today/help.html", {"guides": guides.every()})


@access("public")
def guide(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the guide."""
    found = guides.get(page)
    if found is None:
        raise Http404
    return render(request, "today/guide.html", {"guide": found, "guides": guides.every()})


@access("public")
def glossary(request: HttpRequest) -> HttpResponse:
    """Every official word, in plain words."""
    return render(request, "today/glossary.html", {"terms": terms.every()})
