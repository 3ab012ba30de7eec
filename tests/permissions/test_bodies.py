"""Those who are refused send the very form that somebody else may send, and nothing changes.

An empty form proves little: it is refused by its words before it is refused by its sender.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from catalyse.kernel.models import Allowance, Draft, Once
from catalyse.places import loading
from catalyse.places.models import Commune, CommuneMembership, IntermunicipalBody
from tests.permissions.bodies import Pairs, forms_of
from tests.permissions.stages import STAGES, on
from tests.permissions.test_matrix import address, clients, operations, refusals_in_brief, two_territories
from tests.permissions.world import OUTSIDERS, World

UNSENT = Path(__file__).parent / "unsent.txt"  # addresses whose form the world cannot send, each with its reason
# each changes only what is his own; an appointment is booked by anybody
OWN = {"today:renew_feed", "actors:change_address", "dropins:book", "dropins:en:book"}
POOL = {("contracting:add_consultant", who) for who in ("D2 officer", "T2 officer")}  # any officer adds to the pool
# a mere visit leaves the first three; the others are lists of the State, and long
NOT_COUNTED = (Once, Draft, Allowance, Commune, CommuneMembership, IntermunicipalBody)
ABLE = ("D1 officer", "D1 manager", "T1 officer", "A1 lead", "P1 awarded", "admin")
Sent = dict[tuple[str, str], tuple[int, bool]]
Record = list[tuple[str, int, int]]
Pages = list[tuple[str, str]]  # who, address
Trial = tuple[str, str, str, Pairs]  # door, who, address, body
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="session")
def sent(django_db_setup: None, django_db_blocker: Any) -> Sent:
    """(address, actor) -> status and whether the record changed, for the body that the first able actor sends."""
    every = {name for name, method, _where in operations() if method == "POST"}
    with django_db_blocker.unblock(), transaction.atomic(), refusals_in_brief():
        loading.load()  # once for all the days
        with two_territories() as world:
            browsers, urls = clients(world), _buttons(world)
            tried = chain(_forms(browsers, _pages(world)), ((name, who, url, []) for who in ABLE for name, url in urls))
            found = _send(browsers, tried, every)
        for day, pages in STAGES.items():
            missed = every - {name for name, who in found if who}
            with on(day) as world:
                browsers = clients(world)
                later = _send(browsers, _forms(browsers, _pages(world, pages)), missed)
            found |= {key: value for key, value in later.items() if key[1] or value[0] or not found[key][0]}
        transaction.set_rollback(True)
    answered = {name for name, who in found if who}
    return {key: value for key, value in found.items() if key[1] or key[0] not in answered}


def _pages(world: World, wanted: dict[str, tuple[str, ...]] | None = None) -> Pages:
    """Who opens which addresses: those wanted, or all of them as each of those who can do most."""
    urls = {name: address(world, name, *where) for name, method, where in operations() if method == "GET"}
    return [(who, urls[name]) for who, names in (wanted or dict.fromkeys(ABLE, urls)).items() for name in names]


def _buttons(world: World) -> list[tuple[str, str]]:
    """Every door that takes something, for those that a bare button opens."""
    return [(name, address(world, name, *where)) for name, method, where in operations() if method == "POST"]


def _send(browsers: dict[str, Client], tried: Iterable[Trial], wanted: set[str]) -> Sent:
    """What came of these forms, each sent by whoever fills it, and where it serves by everybody."""
    found: Sent = dict.fromkeys(((name, "") for name in wanted), (0, False))
    before = _record()  # whatever is sent is taken back
    sent_already: set[tuple[str, str, bool]] = set()  # the frame of every page has the same small forms
    for name, who, url, body in tried:
        if (name, "") not in found or who not in browsers or (who, url, bool(body)) in sent_already:
            continue
        sent_already.add((who, url, bool(body)))
        status, changed = _knock(browsers[who], url, body, before)
        if not (changed and status in (200, 302, 303)):
            found[name, ""] = (found[name, ""][0] or status if body else found[name, ""][0], False)
            continue
        del found[name, ""]
        found[name, who] = (status, changed)
        if body:  # a bare button carries no mark of its form
            found[name, "again"] = (status, _grows_again(browsers[who], url, body))
        found |= {(name, other): _knock(browsers[other], url, body, before) for other in browsers if other != who}
    return found


def _forms(browsers: dict[str, Client], pages: Pages) -> Iterator[Trial]:
    """Each form on the pages that open."""
    for who, url in pages:
        with transaction.atomic():
            answer = browsers[who].get(url)
            transaction.set_rollback(True)
        if answer.status_code == 200 and not answer.streaming and "text/html" in answer.headers["Content-Type"]:
            for target, body in forms_of(answer.content.decode(), url).items():
                yield resolve(target).view_name, who, target, body


def _knock(client: Client, url: str, body: Pairs, before: Record) -> tuple[int, bool]:
    with transaction.atomic():
        written = _written()
        status = client.generic("POST", url, urlencode(body), content_type=FORM).status_code
        # summing every table is slow: only where something was written at all
        changed = _written() != written and _record() != before
        transaction.set_rollback(True)
    return status, changed


def _grows_again(client: Client, url: str, body: Pairs) -> bool:
    """Whether the same form, sent a second time, adds something a second time."""
    with transaction.atomic():
        client.generic("POST", url, urlencode(body), content_type=FORM)
        once = [count for _table, count, _sum in _record()]
        client.generic("POST", url, urlencode(body), content_type=FORM)
        grown = [count for _table, count, _sum in _record()] != once
        transaction.set_rollback(True)
    return grown


@cache
def _kept() -> list[str]:
    """The tables of the house, but for what a mere visit leaves."""
    names = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("catalyse.")}
    return sorted(names - {model._meta.db_table for model in NOT_COUNTED})


def _written() -> int:
    """How many rows this transaction has written, taken back or not; the view of all tables takes ten times as long."""
    did = " + ".join(f"pg_stat_get_xact_tuples_{verb}(t)" for verb in ("inserted", "updated", "deleted"))
    with connection.cursor() as cursor:
        cursor.execute(f"select sum({did}) from unnest(%s::text[]::regclass[]) t", [_kept()])
        return int(cursor.fetchone()[0])


def _record() -> Record:
    """Each table of the house: how many rows, and a sum of what they say."""
    summed = (f"select '{t}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) from {t} t" for t in _kept())
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(summed))
        return sorted(cursor.fetchall())


def _reason(status: int) -> str:
    return f"the filled form is answered {status} and nothing changes" if status else "no page shows its form"


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
    changed_by_outsiders = {key for key, (_status, changed) in sent.items() if changed and key[1] in OUTSIDERS}

    assert [key for key in changed_by_outsiders - POOL if key[0] not in OWN] == []


def test_a_form_sent_twice_counts_once(sent):
    again = {name: grown for (name, who), (_status, grown) in sent.items() if who == "again"}

    assert len(again) > len(unsent()) / 4  # enough doors were really knocked at
    assert [name for name, grown in again.items() if grown] == []


def test_no_form_breaks_whoever_sends_it(sent):
    assert [(key, status) for key, (status, _changed) in sent.items() if status >= 500] == []
