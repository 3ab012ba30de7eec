"""Pages for what went wrong: each says what to do next, and keeps what was typed."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Elsewhere(Exception):
    """What was asked for is now another record: the reader is led there, with a word about why."""

    def __init__(self, url: str, words: str):
        super().__init__(words)
        self.url = url
        self.words = words


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same answer for what does not exist and for what is not yours."""
    return render(request, "kernel/not_found.html", status=404)


LAST_WORDS = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Catalyse</title>
<body><h1>Quelque chose s’est cassé de notre côté</h1>
<p>Ce que vous aviez écrit est gardé. Revenez dans quelques minutes et reprenez où vous en étiez.</p>
<p lang="en">Something broke on our side. What you had written is kept: come back in a few minutes.</p></body></html>"""


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of the house: drafts are kept. Without its database the house still says so, as 503."""
    try:
        return render(request, "kernel/broken.html", status=500)
    except DatabaseError:
        return HttpResponse(LAST_WORDS, status=503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that waited too long: what was typed is shown again, ready to be sent."""
    typed = [(k, v) for k, values in request.POST.lists() for v in values if k not in ("csrfmiddlewaretoken", "once")]
    return render(request, "kernel/form_expired.html", {"typed": typed, "path": request.path}, status=403)
