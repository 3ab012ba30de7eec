"""What each actor sees of each model, column group by column group, and what they may do: against rows.csv.

The table of addresses says who enters; this one says what is found behind. Each cell counts rows of two whole
territories, so a rule that lets one row more through moves a number. `CATALYSE_WRITE_MATRIX=1` writes it anew:
a line whose zero became a number gives something to somebody, and is read before it is kept.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from catalyse.actors.models import User, YearAsk
from catalyse.actors.sessions import actor_of
from catalyse.kernel.access import NOBODY, Actor, Policy, policy_of
from catalyse.results.models import Approval, Evaluation, Statement
from catalyse.support.models import Invitation
from tests.permissions.stages import on
from tests.permissions.test_matrix import two_territories
from tests.permissions.world import ACTORS, HOUSE, NEVER, World

TABLE = Path(__file__).parent / "rows.csv"
ASKED = 30  # rows of a model that a verb is asked about, at most
LINKS = {
    "by letter": Invitation, "by question": Evaluation, "by quote": Statement, "by consent": Approval,
    "by figures": YearAsk,
}  # fmt: skip
EARLIER = {date(2007, 11, 4): "contracting.", date(2009, 1, 5): "results."}  # bids are sealed; a study is being written
COLUMNS = (*ACTORS, *(name for link in LINKS for name in (link, f"{link}, of another kind")), "the house")
Table = dict[str, list[str]]


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: Any) -> Table:
    """Question -> one answer for each actor."""
    with django_db_blocker.unblock():
        with two_territories() as world:
            answers = [dict(_asked(actor)) for actor in _actors(world, timezone.localdate())]
        for day, room in EARLIER.items():
            with on(day) as world:
                for found, actor in zip(answers, _actors(world, day), strict=True):
                    found |= {f"{day} {question}": count for question, count in _asked(actor, room)}
    return {question: [found[question] for found in answers] for question in sorted(answers[0])}


def _actors(world: World, day: date) -> Iterator[Actor]:
    """Those of the table of addresses, those who come by a personal link, and the house itself."""
    known = {user.pk: user for user in User.objects.all()}  # as they are now: some were closed since
    for who in ACTORS:
        yield actor_of(known[world.users[who].pk], day) if who in world.users else NOBODY
    for model in LINKS.values():
        record = model.objects.system("the matrix").order_by("pk").last()
        yield replace(NOBODY, link=(model._meta.label_lower, record.pk if record else NEVER))
        yield replace(NOBODY, link=("today.feedlink", record.pk if record else NEVER))
    yield HOUSE


def _asked(actor: Actor, room: str = "") -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        label = model._meta.label_lower
        if model.__module__.startswith("catalyse.") and label.startswith(room):
            try:
                policy = policy_of(model)
            except KeyError:  # a table that is read through another one
                continue
            yield from _of_model(label, policy, actor)


def _of_model(label: str, policy: Policy[Any], actor: Actor) -> Iterator[tuple[str, str]]:
    rows = policy.visible_to(actor, policy.model._base_manager.order_by("pk"))
    yield f"{label} rows", str(rows.count())
    for entry in policy.entries:
        yield f"{label} may {entry}", str(int(bool(policy.may(actor, entry))))
    for group in policy.fields:
        yield f"{label} sees {group}", str(policy.with_groups(actor, rows).filter(**{f"sees_{group}": True}).count())
    if policy.verbs:
        some = list(rows[:ASKED])
        for verb in policy.verbs:
            yield f"{label} may {verb} of {ASKED}", str(sum(bool(policy.may(actor, verb, row)) for row in some))


def test_every_answer_is_the_one_of_the_table(seen):
    if os.environ.get("CATALYSE_WRITE_MATRIX"):
        with TABLE.open("w", newline="", encoding="utf-8") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(["question", *COLUMNS])
            writer.writerows([question, *counts] for question, counts in seen.items())
    with TABLE.open(encoding="utf-8") as source:
        kept = {row[0]: row[1:] for row in list(csv.reader(source))[1:]}

    assert {question: counts for question, counts in seen.items() if kept.get(question) != counts} == {}
    assert set(kept) == set(seen), "a model, a group or a verb came or went: give it its line"


def test_whoever_did_not_sign_in_may_only_read(seen):
    open_to_all = {question for question, counts in seen.items() if counts[0] != "0"}

    assert open_to_all != set()  # what is published
    assert [question for question in open_to_all if " may " in question] == []


@pytest.mark.parametrize("who", ["D1 ended", "A1 closed", *(f"{link}, of another kind" for link in LINKS)])
def test_whoever_left_or_came_by_the_wrong_link_is_nobody(seen, who):
    column = COLUMNS.index(who)

    assert [question for question, counts in seen.items() if counts[column] != counts[0]] == []
