"""Public pages in English: each also stands under /en/, where the frame of the page speaks English."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Under /en/ the frame of the page speaks English; what associations wrote stays in its own language."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.path.startswith("/en/"):
            return view(request, *args, **kwargs)
        with translation.override("en"):
            request.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            response["Content-Language"] = "en"
            return response

    return inner


def prefix_of(request: HttpRequest) -> str:
    """What the addresses of public pages begin with for who reads them in English."""
    return "/en" if request.path.startswith("/en/") else ""
