"""Every address × method × actor, against the table in matrix.csv; a new address fails until it has its line.

`CATALYSE_WRITE_MATRIX=1 pytest tests/permissions` writes the table anew: read the difference before you keep it.
Independent of that table: outsiders meet the 404 of what does not exist, refusals change nothing, canaries stay in.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import reverse

from catalyse.places import loading
from catalyse.places.models import Commune
from tests.house.test_doors import doors, is_ours
from tests.permissions.world import ACTORS, CANARIES, NEVER, OUTSIDERS, SAMPLES, World, build, sample

TABLE = Path(__file__).parent / "matrix.csv"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# what other territories do know: published case studies, the pool of consultants, reference places
OPEN_TO_OUTSIDERS = {"signed_in", "results.casestudy", "contracting.consultantprofile"}
Answers = dict[tuple[str, str, str], tuple[int, str, bool]]
SIGNS_OUT = {"actors:end_sessions"}


@contextmanager
def two_territories() -> Iterator[World]:
    """Both territories and their people; nothing of it stays."""
    with transaction.atomic():
        if not Commune.objects.exists():
            loading.load()
        yield build()
        transaction.set_rollback(True)


def operations() -> Iterator[tuple[str, str, Any]]:
    """Every method of every address of ours: name, method, view."""
    for name, pattern, view in doors():
        if is_ours(name) and name not in SIGNS_OUT:
            for method in view.access.methods:
                if method != "HEAD":
                    yield name, method, (pattern, view)


def address(world: World, name: str, pattern: str, view: Any) -> str:
    """The address of a record of the first territory."""
    wanted = dict.fromkeys(re.findall(r"<(?:\w+:)?(\w+)>", pattern))
    label = view.access.policy
    model = apps.get_model(label) if "." in label else None
    if model is None and name.startswith("support:"):
        model = type(world.support)
    record = sample(model, world.support) if model else None
    values: dict[str, Any] = {}
    for key in wanted:
        if key in world.named.get(name, ()):
            values[key] = world.named[name][key]
        elif key == "pk":
            values[key] = record.pk if record else NEVER
        elif key == "slug" and record is not None and hasattr(record, "slug"):
            values[key] = record.slug
        elif key in SAMPLES:
            values[key] = SAMPLES[key]
        else:
            values[key] = NEVER
    return reverse(name, kwargs=values)


def clients(world: World) -> dict[str, Client]:
    """One browser for each actor."""
    found = {}
    for who in (one for one in ACTORS if one == "anonymous" or one in world.users):
        client = Client(raise_request_exception=False)
        if who != "anonymous":
            client.force_login(world.users[who], backend=BACKEND)
        found[who] = client
    return found


@contextmanager
def refusals_in_brief() -> Iterator[None]:
    """Each actor is shown the page of what does not exist once in full, then its status alone: half of all answers."""
    shown: set[int | None] = set()

    def brief(request: HttpRequest, *rest: Any, **options: Any) -> HttpResponse:
        if request.user.pk in shown:
            return HttpResponse(status=404)
        shown.add(request.user.pk)
        return render(request, *rest, **options)

    with mock.patch("catalyse.kernel.errors.render", brief):
        yield


@pytest.fixture(scope="session")
def answers(django_db_setup: None, django_db_blocker: Any) -> Answers:
    """(address, method, actor) -> status, text, whether anything was journaled or mailed. Asked once a process."""
    with django_db_blocker.unblock(), two_territories() as world, refusals_in_brief():
        return _ask(world)


def _ask(world: World) -> Answers:
    found: Answers = {}
    browsers = clients(world)
    for name, method, (pattern, view) in operations():
        url = address(world, name, pattern, view)
        for who, client in browsers.items():
            with transaction.atomic():
                before = _last()
                answer = client.generic(method, url)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                changed = _last() != before
                transaction.set_rollback(True)
            found[name, method, who] = (answer.status_code, body.decode("utf-8", "replace").replace(url, ""), changed)
    return found


def _last() -> tuple[int, int]:
    """The numbers of the last event and of the last letter: both are only ever added."""
    with connection.cursor() as cursor:
        cursor.execute("select (select max(id) from kernel_event), (select max(id) from kernel_letter)")
        return cursor.fetchone()


def table(answers: Answers) -> dict[tuple[str, str], list[str]]:
    rows: dict[tuple[str, str], list[str]] = {}
    for name, method, who in answers:
        rows.setdefault((name, method), []).append(str(answers[name, method, who][0]))
    return rows


def test_every_cell_is_the_one_of_the_table(answers):
    rows = table(answers)
    if os.environ.get("CATALYSE_WRITE_MATRIX"):
        with TABLE.open("w", newline="", encoding="utf-8") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(["address", "method", *ACTORS])
            writer.writerows([*key, *codes] for key, codes in sorted(rows.items()))
    with TABLE.open(encoding="utf-8") as source:
        kept = {(row[0], row[1]): row[2:] for row in list(csv.reader(source))[1:]}

    assert {key: codes for key, codes in rows.items() if kept.get(key) != codes} == {}
    assert set(kept) == set(rows), "an address came or went: give it its line"


def test_outsiders_meet_the_404_of_what_does_not_exist(answers):
    views = {name: view for name, _pattern, view in doors()}
    patterns = {name: pattern for name, pattern, _view in doors()}
    open_to = [
        (name, method, who, answers[name, method, who][0])
        for name, method, who in answers
        if who in OUTSIDERS
        and not views[name].access.public
        and "<int:pk>" in patterns[name]
        and views[name].access.policy not in OPEN_TO_OUTSIDERS
        and answers[name, method, who][0] not in ((302,) if who in ("anonymous", "A1 closed") else (404,))
    ]

    assert open_to == []


def test_a_refusal_and_a_reading_change_nothing(answers):
    changed = [
        key
        for key, (status, _body, changed) in answers.items()
        if changed and (key[1] == "GET" or status in (403, 404))
    ]

    assert changed == []


def test_nothing_breaks_whoever_knocks(answers):
    assert [key for key, (status, _body, _changed) in answers.items() if status >= 500] == []


@pytest.mark.parametrize("token", CANARIES)
def test_a_canary_is_read_only_by_those_who_may(answers, token):
    readers = {who for (_name, _method, who), (_status, body, _changed) in answers.items() if token in body}
    where = [key for key, (_s, body, _c) in answers.items() if token in body and key[2] not in CANARIES[token]]

    assert where == []
    assert readers, "nobody reads it: the canary is not where it should be"


def test_the_price_of_a_rival_is_read_by_the_partners_only(answers):
    leaks = [
        key
        for key, (_s, body, _c) in answers.items()
        if re.search(r"13.?999[.,]97", body) and key[2] not in CANARIES["kx7bid"] | {"committee", "T1 elected"}
    ]

    assert leaks == []
