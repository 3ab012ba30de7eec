"""Every page that a role can walk to from the first one, read with care: marks, words, links, in both languages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from catalyse.actors.models import Membership, Organisation
from catalyse.actors.roles import Role
from catalyse.actors.sessions import actor_of
from tests import records
from tests.pages.reading import Page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = (*Role.values, "")
ALIKE = 2  # pages of one kind: the second may have what the first has not
ENDS_THE_SESSION = {"actors:end_sessions"}


def client_of(role: str, language: str) -> Client:
    client = Client(headers={"accept-language": language})
    if role:
        user = Membership.objects.system("a test").filter(role=role).earliest("pk").user
        user.language = language
        user.save()
        client.force_login(user, backend=BACKEND)
    client.cookies["django_language"] = language
    return client


def walk(role: str, language: str, *more: str) -> Iterator[tuple[str, int, Page | None]]:
    """These pages and those of a role, from link to link: address, status, what it says when it is a page."""
    client, kinds = client_of(role, language), Counter[str]()
    seen: set[str] = set()
    to_see = [*more, "/"]
    while to_see:
        url = to_see.pop(0)
        if url in seen:
            continue
        seen.add(url)
        try:
            kind = resolve(url.partition("?")[0]).view_name
        except Resolver404:
            yield url, 404, None
            continue
        if kinds[kind] >= ALIKE or kind in ENDS_THE_SESSION:
            continue
        answer = client.get(url)
        if answer.status_code == 302:
            to_see.insert(0, answer.url)
            continue
        kinds[kind] += 1
        page = None
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = Page(url, answer.content.decode(), french=language == "fr" and not url.startswith("/en/"))
            to_see += page.links
        elif answer.streaming:
            b"".join(answer.streaming_content)
        yield url, answer.status_code, page


@pytest.fixture(scope="module")
def more(flers: Any) -> list[str]:
    """Addresses of the pages that show what no case tells; the officer begins there."""
    today = timezone.localdate()
    user = Membership.objects.system("a test").filter(role=Role.DLA_OFFICER).earliest("pk").user
    oxy = Organisation.objects.system("a test").get(name="Oxy Jeunes")
    return records.pages_of(oxy, actor_of(user, today), today)


@pytest.mark.parametrize(
    ("role", "language"),
    [
        *((role, "fr") for role in ROLES),
        *((role, "en") for role in ("dla_officer", "association_lead", "consultant", "admin", "")),
    ],
)
def test_every_page_that_a_role_can_walk_to_reads_well(role: str, language: str, more: list[str]):
    faults: dict[str, list[str]] = defaultdict(list)
    read = 0

    for url, status, page in walk(role, language, *(more if role == Role.DLA_OFFICER else ())):
        if status != 200:
            faults[f"a link leads to {status}"].append(url)
        for fault in page.faults() if page else ():
            faults[fault].append(url)
        read += page is not None

    assert read > 5
    assert {fault: urls[:3] for fault, urls in faults.items()} == {}


BAD = """<html lang="en"><head><title>Page</title></head><body><main><h2>Merci de valider</h2><h4>Il dit : « oui »</h4>
<button class="btn btn-primary"></button><a class="btn btn-primary" href="/x/">Open the list</a><img src="//away/x.png">
<input name="day" id="day"><p id="day" aria-describedby="gone">l'eau, None</p></main></body></html>"""


def test_a_careful_reader_stops_at_each_fault():
    found = "; ".join(Page("/", BAD).faults())

    for fault in (
        "0 h1", "skip a level", "2 primary", "lang en", "day stands twice", "gone", "day has no label",
        "says nothing", "no alt", "from another host", "None in", "Merci de in", "typography of “Il dit", "l'eau",
    ):  # fmt: skip
        assert fault in found
