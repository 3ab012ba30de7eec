"""The first page and the record say the same: whose move it is, and what it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from catalyse.actors.models import User
from catalyse.actors.roles import OFFICERS
from catalyse.actors.sessions import actor_of
from catalyse.kernel import offers
from catalyse.kernel.access import Actor
from catalyse.support.models import Support
from catalyse.today.case import load_case
from catalyse.today.queries import day_of
from tests.house.code import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
FLERS = ROOT / "cases" / "flers.yaml"
DAYS = (date(2007, 9, 11), date(2007, 12, 3), date(2008, 3, 11), date(2008, 6, 20), date(2008, 10, 1), None)


def steps_of(actor: Actor, today: date) -> Iterable[tuple[Support, offers.Step]]:
    """Every support that this person reads, with what its record says comes next."""
    for support in Support.objects.visible_to(actor).current():
        step = offers.next_step(actor, support, today)
        if step is not None:
            yield support, step


def holds(lines: Iterable[dict[str, Any]], support: Support, step: offers.Step, words: str) -> bool:
    """Whether a line opens the page of the step, or says it on the record itself."""
    own = [line for line in lines if line["url"].startswith(support.get_absolute_url())]
    said = any(str(line[words]) == str(step.title) for line in own)
    opened = step.action_url.partition("#")[0]
    return said or (bool(opened) and any(line["url"].startswith(opened) for line in lines))


@pytest.mark.parametrize("until", DAYS)
def test_what_the_record_says_waits_for_you_is_on_the_first_page(until: date | None):
    load_case(FLERS, until=until)
    today = until or date(2008, 12, 1)

    told = 0
    for user in User.objects.filter(is_active=True):
        actor = actor_of(user, today)
        day = day_of(actor, today)
        for support, step in steps_of(actor, today):
            where = f"{user.email}, {support}: {step.title}"
            if step.yours:
                assert holds(day.yours + day.more, support, step, "title"), where
            elif step.owner and actor.holds(*OFFICERS):
                assert holds(day.waiting, support, step, "what"), where
            elif not step.owner and actor.holds(*OFFICERS):
                assert holds(day.coming, support, step, "title"), where
            else:
                continue
            told += 1
            keys = [line["url"] for line in day.yours + day.more]
            assert len(keys) == len(set(keys)), f"{user.email} is told twice: {keys}"
    assert told
