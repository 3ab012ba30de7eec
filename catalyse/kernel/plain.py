"""Addresses that hold nothing a database cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

NUL = "\x00"


class PlainAddress:
    """Answers an address with a NUL as one that does not exist: no record bears one, and no text column takes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if NUL in request.path or any(NUL in value for _name, values in request.GET.lists() for value in values):
            raise Http404
