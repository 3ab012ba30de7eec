"""The demo: a case opened as it was on a day, and the people that one can become. Never in production."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.urls import reverse

from catalyse.kernel import clock
from catalyse.ui import formats

if TYPE_CHECKING:
    from catalyse.today.case.format import Case

KEPT_TABLES = {"kernel_code", "django_migrations", "django_content_type"}


def ribbon(request: HttpRequest) -> SimpleNamespace:
    """What marks every page of a demo: the day that it is, and the way to change it."""
    day = request.today  # type: ignore[attr-defined]
    return SimpleNamespace(day=formats.day(day), url=reverse("today:demo"))


def load() -> bool:
    """Opens the case of the demo once; False when the house already holds something."""
    from catalyse.actors.models import Organisation

    if Organisation.objects.system("is there anything yet").exists():
        return False
    from catalyse.places import loading
    from catalyse.places.models import Commune

    if not Commune.objects.exists():
        loading.load()
    load_register()
    open_case(days()[-1].on if days() and not settings.CATALYSE_TODAY else None)
    return True


def load_register() -> None:
    """Makes the search of the demo answer, from a register that nobody is in."""
    from catalyse.today.demo.register import load_invented

    load_invented(list(_case().territory.body.communes), max([day.on for day in days()] or [clock.today()]))


def days() -> list:
    """The days on which the case of the demo may be opened, in order; its file is read again when it changes."""
    return sorted(_case().demo_days, key=lambda day: day.on)


def _case() -> Case:
    return _case_of(settings.DEMO_CASE, settings.DEMO_CASE.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _case_of(path: Path, written: int) -> Case:
    from catalyse.today.case import read_case

    return read_case(path).case


def open_case(day: date | None) -> None:
    """Builds the case as it was on that day (the day of the setting when none is given)."""
    from catalyse.today.case import load_case

    if day is not None:
        (settings.VAR / clock.DEMO_DAY).write_text(day.isoformat())
    load_case(settings.DEMO_CASE, until=clock.today())


@transaction.atomic
def begin_anew(day: date) -> None:
    """Empties the demo and opens its case on another day; what was written in it is lost, as its page says."""
    if not settings.DEMO:
        raise RuntimeError("only a demo begins anew")
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.db_table.startswith(("places_", "procrastinate_", "actors_register"))
    ]
    names = ", ".join(connection.ops.quote_name(t) for t in sorted(set(tables) - KEPT_TABLES))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    open_case(day)
