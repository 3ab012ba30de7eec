"""The four states of a part, what it says of itself, and the next gesture, told from the lines."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation

from catalyse.communication import queries, services
from catalyse.communication.examples import _all, example_for
from catalyse.communication.models import Part
from catalyse.communication.moves import next_move
from catalyse.communication.parts import _steps
from catalyse.communication.tests.factories import (
    DAY,
    FIRST_SIX,
    HOUSE,
    WHOLE,
    a_plan,
    a_running_support,
    beneficiaries,
    fresh,
    member,
    write,
)
from catalyse.kernel import drafts
from catalyse.kernel.models import Code
from catalyse.support.queries import FigureScope

pytestmark = pytest.mark.django_db
LACKING = {
    "objectives": {"statement": "Être connus"},
    "audiences": {"who": "Familles"},
    "messages": {"idea": "Venez"},
    "channels": {"medium": "poster"},
    "steps": {"title": "Poser l’affiche", "who": "Le bureau"},
    "budget": {"label": "Affiches"},
    "results": {"sign": "Du monde"},
}


def states(plan, actor=HOUSE) -> dict[str, str]:
    return {card.part: card.state for card in queries.board(actor, plan).cards}


@pytest.mark.parametrize("part", Part.values)
def test_a_part_goes_from_nothing_to_done(flers, part):
    oxy = flers.association()
    lead, plan = member(oxy, "association_lead"), a_plan(oxy)
    assert states(plan, lead)[part] == "todo"

    drafts.keep(lead, services.form_key(part), {"rows": "1"}, plan)
    assert states(plan, lead)[part] == "started"

    plan = write(plan, part, [LACKING[part]])
    assert states(plan, lead)[part] == "missing"

    plan = write(plan, part, WHOLE[part])
    assert states(plan, lead)[part] == "done"


def test_parts_and_minutes_are_counted_from_the_lines(flers):
    plan = a_plan(flers.association(), FIRST_SIX)
    board = queries.board(HOUSE, plan)
    assert (board.done, board.minutes, board.left) == (6, 5, 1)

    plan = write(plan, "channels", [])
    board = queries.board(HOUSE, plan)
    assert (board.done, board.minutes, board.next.part) == (5, 10, "channels")


def test_gifts_are_not_spent(flers):
    board = queries.board(HOUSE, a_plan(flers.association(), FIRST_SIX))

    detail = next(card.detail for card in board.cards if card.part == "budget")

    assert detail == "75,50\u00a0€ prévus, 80,00\u00a0€ payés"


def test_what_came_of_it_is_asked_only_once_the_plan_runs(flers):
    plan = a_plan(flers.association(), FIRST_SIX)
    assert queries.board(HOUSE, plan).next is None

    services.adopt_plan(plan=plan, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)
    services.start_running(plan=plan, by=HOUSE, today=DAY)

    assert queries.board(HOUSE, fresh(plan)).next.part == "results"


def test_the_next_gesture_leads_from_the_first_part_to_the_next_plan(flers):
    def gesture(plan, leads=True):
        move = next_move(plan and fresh(plan), queries.board(HOUSE, plan and fresh(plan)), leads)
        return move and (move.part or move.door)

    assert gesture(None) == "start"
    plan = a_plan(flers.association())
    assert gesture(plan) == "objectifs"
    for part, rows in FIRST_SIX.items():
        write(plan, part, rows)
    assert (gesture(plan), gesture(plan, leads=False)) == ("adopt", None)
    services.adopt_plan(plan=plan, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)
    assert gesture(plan) == "run"
    services.start_running(plan=plan, by=HOUSE, today=DAY)
    assert gesture(plan) == "resultats"
    write(plan, "results", WHOLE["results"])
    assert gesture(plan) == "finish"
    services.finish(plan=plan, by=HOUSE, today=DAY)
    assert gesture(plan) == "start"


def test_the_figure_counts_decided_plans_from_records(flers):
    support = a_running_support(flers)
    first, second = (a_plan(one, FIRST_SIX, support=support) for one in beneficiaries(support))
    assert queries.plans_done() == 0

    services.adopt_plan(plan=first, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)
    assert queries.plans_done(FigureScope(dla=flers.dla)) == 1
    services.adopt_plan(plan=second, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)

    assert queries.plans_done(FigureScope(dla=flers.dla)) == 2
    assert queries.plans_done(FigureScope(dla=flers.authority)) == 0


def test_the_example_comes_from_the_same_sector(flers):
    oxy = flers.association()
    oxy.sector_links.create(code=Code.objects.get(kind="sector", code="SAN"), main=True)

    assert example_for(oxy, "objectives")["words"] == _all()["SAN"]["objectives"]["fr"]
    assert example_for(flers.association(), "objectives")["words"] == _all()["ANI"]["objectives"]["fr"]


def test_every_sector_gives_an_example_of_every_part_in_both_languages():
    for sector in _all().values():
        assert set(sector) == {"who", *Part.values}
        assert all(set(words) == {"fr", "en"} and all(words.values()) for words in sector.values())


@pytest.mark.parametrize("joined", [1, 12])
def test_counts_cost_the_same_for_one_and_for_many(flers, joined, django_assert_max_num_queries):
    support = a_running_support(flers, joined=joined)
    for one in beneficiaries(support):
        a_plan(one, {"objectives": FIRST_SIX["objectives"]}, support=support)

    with django_assert_max_num_queries(9):
        assert len(queries.progress(support)) == joined


@pytest.mark.parametrize(
    ("done", "said"),
    [(0, "Deux étapes"), (1, "Deux étapes, dont une déjà faite"), (2, "Deux étapes, toutes faites")],
)
def test_the_steps_say_how_many_are_done(done, said):
    rows = [SimpleNamespace(done_on=DAY if rank < done else None) for rank in range(2)]

    with translation.override("fr"):
        assert _steps(rows) == said
