"""The demo: its fixed days and the people that one can become."""

from types import SimpleNamespace

from django.http import HttpRequest


def ribbon(request: HttpRequest) -> SimpleNamespace:
    """What marks every page of a demo: the day that it is."""
    return SimpleNamespace(day=request.today, url="/demo/")  # type: ignore[attr-defined]
