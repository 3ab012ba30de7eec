"""Pages for what went wrong: each says what to do next, and keeps what was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same answer for what does not exist and for what is not yours."""
    return render(request, "kernel/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of the house: drafts are kept."""
    return render(request, "kernel/broken.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that waited too long: what was typed is shown again, ready to be sent."""
    typed = [(k, v) for k, values in request.POST.lists() for v in values if k != "csrfmiddlewaretoken"]
    return render(request, "kernel/form_expired.html", {"typed": typed, "path": request.path}, status=403)
