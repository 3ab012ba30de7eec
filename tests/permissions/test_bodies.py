"""Those who are refused send the very form that somebody else may send, and nothing changes.

An empty form proves little: it is refused by its words before it is refused by its sender.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection, transaction

from catalyse.kernel.models import Allowance, Draft, Once
from catalyse.places.models import Commune
from tests.permissions.bodies import Pairs, forms_of
from tests.permissions.test_matrix import address, clients, operations, two_territories
from tests.permissions.world import OUTSIDERS, World

UNSENT = Path(__file__).parent / "unsent.txt"  # addresses whose form the world cannot send, each with its reason
OWN = {"today:renew_feed", "actors:change_address"}  # each changes only what is his own
NOT_COUNTED = (Once, Draft, Allowance, Commune)  # a mere visit leaves the first three; the last is a list of the State
Sent = dict[tuple[str, str], tuple[int, bool]]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="session")
def sent(django_db_setup: None, django_db_blocker: Any) -> Sent:
    """(address, actor) -> status and whether the record changed, for the body that the first able actor sends."""
    with django_db_blocker.unblock(), two_territories() as world:
        return _send(world)


def _send(world: World) -> Sent:
    browsers, found = clients(world), {}
    pages = [(name, address(world, name, *where)) for name, method, where in operations() if method == "GET"]
    doors = {address(world, name, *where): name for name, method, where in operations() if method == "POST"}
    bodies = _bodies(browsers, pages, set(doors))
    for url, name in doors.items():
        best = 0
        for who, body in bodies.get(url, {}).items():
            status, changed = _knock(browsers[who], url, body)
            best = status
            if changed and status in (200, 302, 303):
                found[name, who] = (status, changed)
                found[name, "again"] = (status, _grows_again(browsers[who], url, body))
                for other in browsers:
                    if other != who:
                        found[name, other] = _knock(browsers[other], url, body)
                break
        else:
            found[name, ""] = (best, False)
    return found


def _bodies(browsers: dict[str, Any], pages: list[tuple[str, str]], doors: set[str]) -> dict[str, dict[str, Pairs]]:
    able: dict[str, dict[str, Pairs]] = {}
    for who in ("D1 manager", "T1 officer", "A1 lead", "P1 awarded", "committee", "admin"):
        for _name, url in pages:
            with transaction.atomic():
                answer = browsers[who].get(url)
                transaction.set_rollback(True)
            if answer.status_code == 200 and not answer.streaming and "text/html" in answer.headers["Content-Type"]:
                for target, body in forms_of(answer.content.decode(), url).items():
                    if target in doors:
                        able.setdefault(target, {}).setdefault(who, body)
    return able


def _knock(client: Any, url: str, body: Pairs) -> tuple[int, bool]:
    with transaction.atomic():
        before = _rows()
        status = client.generic("POST", url, urlencode(body), content_type=FORM).status_code
        changed = _rows() != before
        transaction.set_rollback(True)
    return status, changed


def _grows_again(client: Any, url: str, body: Pairs) -> bool:
    """Whether the same form, sent a second time, does something a second time."""
    with transaction.atomic():
        client.generic("POST", url, urlencode(body), content_type=FORM)
        once = _rows()
        client.generic("POST", url, urlencode(body), content_type=FORM)
        grown = _rows() != once
        transaction.set_rollback(True)
    return grown


def _rows() -> list[tuple[str, int]]:
    """How many rows each table of the house holds, but for what a mere visit leaves."""
    names = [m._meta.db_table for m in apps.get_models() if m.__module__.startswith("catalyse.")]
    kept = sorted(set(names) - {model._meta.db_table for model in NOT_COUNTED})
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(f"select '{name}', count(*) from {name}" for name in kept))
        return sorted(cursor.fetchall())


def _reason(status: int) -> str:
    return f"the filled form is answered {status} and nothing is journaled" if status else "no page shows its form"


def unsent() -> set[str]:
    lines = UNSENT.read_text(encoding="utf-8").splitlines() if UNSENT.exists() else []
    return {line.split("\t")[0] for line in lines if line and line[0] != "#"}


def test_every_form_is_sent_by_somebody_or_listed_with_its_reason(sent):
    missed = {name: status for (name, who), (status, _changed) in sent.items() if not who}
    if os.environ.get("CATALYSE_WRITE_MATRIX"):
        lines = [f"{name}\t{_reason(status)}\n" for name, status in sorted(missed.items())]
        UNSENT.write_text("".join(lines), encoding="utf-8")

    assert set(missed) == unsent()


def test_a_refused_sender_of_a_valid_form_changes_nothing(sent):
    assert [key for key, (status, changed) in sent.items() if changed and status in (401, 403, 404)] == []


def test_an_outsider_changes_nothing_by_the_form_of_somebody_else(sent):
    assert [
        key for key, (_status, changed) in sent.items() if changed and key[1] in OUTSIDERS and key[0] not in OWN
    ] == []


def test_a_form_sent_twice_counts_once(sent):
    again = {name: grown for (name, who), (_status, grown) in sent.items() if who == "again"}

    assert len(again) > len(unsent()) / 4  # enough doors were really knocked at
    assert [name for name, grown in again.items() if grown] == []


def test_no_form_breaks_whoever_sends_it(sent):
    assert [(key, status) for key, (status, _changed) in sent.items() if status >= 500] == []
