"""A plan: begun, written part by part, shared, decided, carried out, looked back upon."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from catalyse.communication import services
from catalyse.communication.models import Message, Objective, Plan, Result
from catalyse.communication.states import PLAN, PlanState
from catalyse.communication.tests.factories import DAY, FIRST_SIX, HOUSE, WHOLE, Territory, a_plan, fresh, member, write
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Draft, Event
from catalyse.kernel.records import Stale, change

pytestmark = pytest.mark.django_db


def objectives(plan: Plan) -> list[str]:
    return [row.statement for row in Objective.objects.system("test").filter(plan=plan)]


def test_an_association_has_one_plan_at_a_time(flers):
    oxy = flers.association()
    a_plan(oxy)

    with pytest.raises(Refused):
        a_plan(oxy)

    assert a_plan(flers.association()).association != oxy


def test_a_new_plan_begins_once_the_last_was_looked_back_upon(flers):
    oxy = flers.association()
    last = a_plan(oxy, WHOLE)
    services.adopt_plan(plan=last, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)
    services.start_running(plan=last, by=HOUSE, today=DAY)
    services.finish(plan=last, by=HOUSE, today=DAY)

    assert a_plan(oxy).state == PlanState.DRAFT


def test_nobody_begins_the_plan_of_another_association(flers):
    lead = member(flers.association(), "association_lead")

    with pytest.raises(Forbidden):
        services.start_plan(association=flers.association(), by=lead, today=DAY)


def test_writing_a_part_replaces_its_lines_as_one_event_and_forgets_the_draft(flers):
    oxy = flers.association()
    lead = member(oxy, "association_lead")
    plan = a_plan(oxy, {"objectives": [{"statement": "Avant"}]})
    drafts.keep(lead, services.form_key("objectives"), {"row-0-statement": "Ap"}, plan)

    write(plan, "objectives", [{"statement": "Un"}, {"statement": "Deux"}], by=lead)

    assert objectives(plan) == ["Un", "Deux"]
    assert not Draft.objects.exists()
    assert [e.name for e in Event.objects.about(plan)][:2] == ["plan.written", "plan.written"]
    assert Event.objects.about(plan).first().before["objectives"][0]["statement"] == "Avant"


def test_writing_the_same_again_tells_nothing_new(flers):
    plan = a_plan(flers.association(), {"objectives": [{"statement": "Un"}]})
    row = Objective.objects.system("test").get()

    write(plan, "objectives", [{"pk": row.pk, "statement": "Un"}])

    assert Event.objects.about(plan).count() == 2


def test_a_reworded_line_stays_the_one_that_others_refer_to(flers):
    plan = a_plan(flers.association(), WHOLE)
    row = Objective.objects.system("test").get()
    write(plan, "results", [{"sign": "Vu", "objective": row}])

    write(plan, "objectives", [{"pk": row.pk, "statement": "Dit autrement"}])

    assert Result.objects.system("test").get().objective.statement == "Dit autrement"


def test_a_line_of_another_plan_is_never_rewritten(flers):
    other = a_plan(flers.association(), FIRST_SIX)
    theirs = Objective.objects.system("test").get(plan=other)
    plan = a_plan(flers.association())

    write(plan, "objectives", [{"pk": theirs.pk, "statement": "Pris"}])

    assert objectives(other) == ["Faire venir les nouveaux"]
    assert objectives(plan) == ["Pris"]


def test_a_message_names_an_audience_of_the_plan_or_keeps_the_name(flers):
    plan = a_plan(flers.association(), FIRST_SIX)

    write(plan, "messages", [{"idea": "Un", "audience": "familles"}, {"idea": "Deux", "audience": "Le maire"}])

    first, second = Message.objects.system("test").filter(plan=plan)
    assert (first.audience.who, first.audience_name) == ("Familles", "")
    assert (second.audience, second.for_whom) == (None, "Le maire")


def test_the_late_writer_of_a_part_is_told_and_nothing_is_lost(flers):
    plan = a_plan(flers.association())
    write(plan, "objectives", [{"statement": "La première"}], expected=0)

    with pytest.raises(Stale):
        write(plan, "objectives", [{"statement": "La seconde"}], expected=0)

    assert objectives(plan) == ["La première"]


def test_two_people_write_two_parts_at_once(flers):
    plan = a_plan(flers.association())
    write(plan, "objectives", [{"statement": "Une"}], expected=0)

    write(plan, "audiences", [{"who": "Familles"}], expected=0)

    assert fresh(plan).editions == {"objectives": 1, "audiences": 1}


@pytest.mark.parametrize(
    ("part", "row", "field"),
    [
        ("objectives", {"statement": " "}, "statement"),
        ("objectives", {"statement": "Un", "kind": "rule"}, "kind"),
        ("channels", {"medium": "pigeon"}, "medium"),
        ("budget", {"label": "Affiches", "planned": Decimal("-1")}, "planned"),
        ("steps", {"title": "Poser", "on": "demain"}, "on"),
        ("audiences", {"who": "x" * 200}, "who"),
    ],
)
def test_a_line_that_says_something_impossible_is_refused_beside_its_question(flers, part, row, field):
    plan = a_plan(flers.association())

    with pytest.raises(Refused) as refusal:
        write(plan, part, [row])

    assert refusal.value.field == field


def test_a_part_holds_a_bounded_number_of_lines(flers):
    plan = a_plan(flers.association())

    with pytest.raises(Refused):
        write(plan, "objectives", [{"statement": str(n)} for n in range(7)])


def test_the_words_before_come_back_by_undo_until_somebody_writes_again(flers):
    oxy = flers.association()
    lead = member(oxy, "association_lead")
    plan = write(a_plan(oxy, {"objectives": [{"statement": "Avant"}]}), "objectives", [{"statement": "Après"}], by=lead)
    event = Event.objects.about(plan).first()

    journal.take_back(event=event, by=lead, day=DAY)

    assert objectives(plan) == ["Avant"]
    write(plan, "objectives", [{"statement": "Un"}], by=lead)
    second = Event.objects.about(plan).first()
    write(plan, "objectives", [{"statement": "Deux"}], by=lead)
    with pytest.raises(Refused):
        journal.take_back(event=second, by=lead, day=DAY)


def test_an_example_value_stops_being_one_when_somebody_changes_it(flers):
    plan = write(
        a_plan(flers.association()), "budget", [{"label": "Affiches", "planned": 75}], illustrative=["planned"]
    )
    row = plan.budget.system("test").get()
    assert row.is_illustrative("planned")

    write(plan, "budget", [{"pk": row.pk, "label": "Cinquante affiches", "planned": 75}])
    assert plan.budget.system("test").get().is_illustrative("planned")

    write(plan, "budget", [{"pk": row.pk, "label": "Cinquante affiches", "planned": 90}])
    assert not plan.budget.system("test").get().is_illustrative("planned")


def test_sharing_is_noted_with_its_day_and_taken_back(flers):
    oxy = flers.association()
    lead, plan = member(oxy, "association_lead"), a_plan(oxy)

    services.share_plan(plan=plan, by=lead, today=DAY)
    assert (fresh(plan).shared, fresh(plan).shared_on) == (True, DAY)

    journal.take_back(event=Event.objects.about(plan).first(), by=lead, day=DAY)
    assert not fresh(plan).shared


def test_a_plan_is_decided_by_someone_on_a_day_that_has_come(flers):
    plan = a_plan(flers.association(), FIRST_SIX)

    with pytest.raises(Refused) as nobody:
        services.adopt_plan(plan=plan, adopted_by=" ", on=DAY, by=HOUSE, today=DAY)
    with pytest.raises(Refused) as tomorrow:
        services.adopt_plan(plan=plan, adopted_by="Le bureau", on=DAY + timedelta(days=1), by=HOUSE, today=DAY)

    assert (nobody.value.field, tomorrow.value.field) == ("adopted_by", "on")


def test_an_empty_plan_is_not_decided(flers):
    with pytest.raises(Refused):
        services.adopt_plan(plan=a_plan(flers.association()), adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)


def test_looking_back_needs_a_result(flers):
    plan = a_plan(flers.association(), FIRST_SIX)
    services.adopt_plan(plan=plan, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)
    services.start_running(plan=plan, by=HOUSE, today=DAY)

    with pytest.raises(Refused):
        services.finish(plan=plan, by=HOUSE, today=DAY)

    write(plan, "results", WHOLE["results"])
    assert services.finish(plan=plan, by=HOUSE, today=DAY).state == PlanState.EVALUATED


VERBS = {
    "adopt": lambda plan: services.adopt_plan(plan=plan, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY),
    "start": lambda plan: services.start_running(plan=plan, by=HOUSE, today=DAY),
    "finish": lambda plan: services.finish(plan=plan, by=HOUSE, today=DAY),
}


@pytest.mark.parametrize("verb", PLAN.moves)
@pytest.mark.parametrize("state", PlanState.values)
def test_only_the_table_of_moves_decides(flers, verb, state):
    plan = a_plan(flers.association(), WHOLE)
    change(fresh(plan), state=state, adopted_on=DAY, adopted_by="Le bureau")

    if state in PLAN.moves[verb].sources:
        assert VERBS[verb](plan).state == PLAN.moves[verb].target
    else:
        with pytest.raises(Refused):
            VERBS[verb](plan)
        assert fresh(plan).state == state


def test_a_decision_noted_by_mistake_is_taken_back(flers):
    oxy = flers.association()
    lead, plan = member(oxy, "association_lead"), a_plan(oxy, FIRST_SIX)
    services.adopt_plan(plan=plan, adopted_by="Le bureau", on=DAY, by=lead, today=DAY)

    journal.take_back(event=Event.objects.about(plan).first(), by=lead, day=DAY)

    assert (fresh(plan).state, fresh(plan).adopted_on) == (PlanState.DRAFT, None)


def test_an_archived_plan_leaves_its_place_to_another(flers: Territory):
    oxy = flers.association()
    plan = services.archive_plan(plan=a_plan(oxy), by=HOUSE, today=DAY)
    a_plan(oxy)

    with pytest.raises(Refused):
        services.restore_plan(plan=plan, by=HOUSE, today=DAY)
