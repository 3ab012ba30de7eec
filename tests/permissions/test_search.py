"""The search box finds for each actor only what that actor may open, and never a word that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from catalyse.actors.models import User
from catalyse.actors.sessions import actor_of
from catalyse.kernel.access import NOBODY
from catalyse.today import queries
from tests.permissions.test_matrix import clients, two_territories
from tests.permissions.world import ACTORS, CANARIES, OUTSIDERS, World

ASKED = ("oxy jeunes", "oxy jeunse", "communication", "dla", "flers", "val", "plan", "charge")
Found = dict[str, dict[str, list[Any]]]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, Found, dict[tuple[str, str], int]]]:
    """What each actor finds by each text, and what each address that was found answers to that actor."""
    with django_db_blocker.unblock(), two_territories() as world:
        browsers = clients(world)
        found: Found = {}
        answers = {}
        for who in ACTORS:
            if who not in browsers:
                continue
            known = User.objects.filter(pk=world.users[who].pk).first() if who in world.users else None
            actor = actor_of(known, timezone.localdate()) if known else NOBODY
            texts = [*ASKED, *CANARIES]
            found[who] = {text: [hit for _kind, hits in queries.found(actor, text) for hit in hits] for text in texts}
            for url in {hit.url for hits in found[who].values() for hit in hits}:
                answers[who, url] = browsers[who].get(url).status_code
        yield world, found, answers


def test_whatever_is_found_may_be_opened(told):
    _world, _found, answers = told

    assert len(answers) > 100
    assert {key: code for key, code in answers.items() if code not in (200, 302)} == {}


def test_a_hidden_word_leads_only_those_who_may_read_it_to_its_record(told):
    _world, found, _answers = told
    astray = [
        (who, word, hit.title)
        for who, by_text in found.items()
        for word, allowed in CANARIES.items()
        if who not in allowed
        for hit in by_text[word]
    ]

    assert astray == []
    assert found["D1 officer"]["kx7need"] != []


def test_outsiders_find_nobody_of_the_other_territory(told):
    _world, found, _answers = told

    assert [hit.title for hit in found["D1 officer"]["oxy jeunse"]][:1] == ["Oxy Jeunes"]
    for who in OUTSIDERS:
        for text in ("oxy jeunes", "oxy jeunse"):
            assert [hit.title for hit in found.get(who, {}).get(text, []) if "Oxy" in hit.title] == []
