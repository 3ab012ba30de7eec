"""Every page asks the database as often for thirty lines as for two, and not often at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalyse.actors import services
from catalyse.actors.models import Organisation, User
from catalyse.actors.sessions import actor_of
from catalyse.support.models import Support
from catalyse.today.case import load_case
from tests import records
from tests.house.test_doors import doors
from tests.pages.places import PAGES, addresses
from tests.pages.valley import FIRST, write

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PEOPLE = {
    "officer": "mission", "authority": "pole", "association": "asso",
    "consultant": "conseil", "admin": "administration",
}  # fmt: skip
FEW, MANY = 2, 30
SIDE_BY_SIDE = "two records side by side"
SLACK = 2  # a line of another kind may be the first of its kind
CEILING = 60
Counts = dict[tuple[str, str], tuple[int, list[str]]]


def ask(client: Client, url: str, *, follow: bool = True) -> tuple[int, list[str]]:
    """The status of a page, and its queries; where it leads elsewhere, those of that page."""
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        answer = client.get(url)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    if follow and answer.status_code == 302:
        return ask(client, answer.url, follow=False)
    return answer.status_code, [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]


def visit(rows: int, folder: Path) -> Counts:
    """Every page of the territory in that size: as the officer; the lists, and what is theirs alone, as the others."""
    found: Counts = {}
    with transaction.atomic():
        load_case(write(rows, folder / f"{rows}.yaml"))
        support = Support.objects.system("a test").get(title="Gagner du temps ensemble")
        association = Organisation.objects.system("a test").get(name=FIRST)
        found_at = addresses(support, association, PAGES) | _more(association, rows)
        lists = {name for name, pattern, _view in doors() if "<" not in pattern}
        for who, person in PEOPLE.items():
            client = Client()
            client.force_login(User.objects.get(email=f"{person}@vallee.example"), backend=BACKEND)
            client.get("/")
            for name in found_at:
                if who == "officer" or name in lists or found[name, "officer"][0] != 200:
                    found[name, who] = ask(client, found_at[name])
        transaction.set_rollback(True)
    return found


def _more(association: Organisation, rows: int) -> dict[str, str]:
    """So many of what no case tells of an association, and the address of two of its records side by side."""
    today = timezone.localdate()
    by = actor_of(User.objects.get(email="mission@vallee.example"), today)
    for number in range(rows):
        records.paper(association, by, today, f"{number}.pdf")
        records.affiliation(association, by, today, f"Réseau {number}")
        records.merged(association, by, today)
        records.contested(association, 1930 + number, by, today)
    records.lines(records.brought(by), rows)
    twin = records.twin_of(association, by, today, "Une autre")
    for number in range(rows):
        services.add_milestone(organisation=twin, year=1990, title=f"Un jour {number}", by=by, today=today)
        records.affiliation(twin, by, today, f"Label {number}")
    return {SIDE_BY_SIDE: f"{reverse('actors:merge', args=[association.pk])}?avec={twin.pk}"}


@pytest.fixture(scope="module")
def visits(country: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[tuple[Counts, Counts]]:
    folder = tmp_path_factory.mktemp("valley")
    with django_db_blocker.unblock():
        yield visit(FEW, folder), visit(MANY, folder)


@pytest.mark.parametrize("door", [*PAGES, SIDE_BY_SIDE])
def test_a_page_asks_as_often_for_thirty_lines_as_for_two(door: str, visits: tuple[Counts, Counts]):
    few, many = visits
    for who in (who for who in PEOPLE if (door, who) in many and (door, who) in few):
        (status, before), (other, after) = few[door, who], many[door, who]
        if (status, other) == (200, 200):
            assert len(after) <= len(before) + SLACK, (
                f"{who}: {len(before)} queries, then {len(after)}: {common(after)}"
            )
            assert len(after) <= CEILING, f"{who}: {len(after)} queries"


def test_most_pages_were_really_visited(visits: tuple[Counts, Counts]):
    opened = {door for (door, _who), (status, _queries) in visits[1].items() if status == 200}

    assert len(opened) > len(PAGES) * 2 // 3, sorted(set(PAGES) - opened)


def common(queries: list[str]) -> str:
    """The query that comes most often, its numbers taken out."""
    shapes = [re.sub(r"\d+", "N", query) for query in queries]
    most = max(set(shapes), key=shapes.count)
    return f"{shapes.count(most)} × {most[:300]}"
