"""Screens of organisations and accounts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from catalyse.actors.models import Organisation
from catalyse.kernel.access import access


@access("signed_in")
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, language, ways to sign in."""
    return render(request, "actors/account.html")


@access("actors.organisation")
def organisation(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The page of an organisation."""
    row = get_object_or_404(Organisation.objects.visible_to(request.actor), pk=pk)
    return render(request, "actors/organisation.html", {"organisation": row})
