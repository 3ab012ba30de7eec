"""What now: the first page of each role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalyse.kernel.access import access


@access("public")
def welcome(request: HttpRequest) -> HttpResponse:
    """The door of the house for who is not signed in."""
    return render(request, "today/welcome.html")


@access("signed_in")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the actor today."""
    return render(request, "today/home.html")


@access("signed_in")
def search(request: HttpRequest) -> HttpResponse:
    """One box for the whole house."""
    return render(request, "today/search.html")


@access("signed_in")
def agenda(request: HttpRequest) -> HttpResponse:
    """What comes, day by day."""
    return render(request, "today/agenda.html")


@access("public")
def help_page(request: HttpRequest) -> HttpResponse:
    """How to do it, and the words of the field."""
    return render(request, "today/help.html")
