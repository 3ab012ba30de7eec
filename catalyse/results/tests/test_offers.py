"""What the house shows of this room elsewhere: next steps, what is due, search, tabs."""

import pytest
from django.utils import translation

from catalyse.kernel import offers
from catalyse.results import offers as mine
from catalyse.results import services
from catalyse.results.models import CaseStudy
from catalyse.results.tests.factories import DAY, HOUSE, answer, member, said, world

pytestmark = pytest.mark.django_db


def step(here, actor):
    support = here.fresh()
    return mine.evaluation_steps(actor, [support], DAY).get(support.pk) or mine.case_study_steps(
        actor, [support], DAY
    ).get(support.pk)


def test_each_bead_says_whose_move_it_is():
    here = world(joined=1)
    assert (step(here, here.officer).yours, step(here, here.officer).weight) == (True, 70)
    assert not step(here, here.lead(0)).yours

    answer(here)
    assert step(here, here.officer).action_url.endswith("/terminer/")
    services.finish_evaluation(support=here.support, by=HOUSE, today=DAY)
    assert (step(here, here.officer).action_method, step(here, here.officer).weight) == ("post", 80)

    study = here.study()
    assert step(here, here.officer).action_url.endswith("/ecrire/")
    services.ask_approvals(case_study=study, by=HOUSE, today=DAY)
    assert step(here, here.lead(0)).yours
    assert "/accords/" in step(here, here.lead(0)).action_url
    study = here.published_again(study)
    assert step(here, here.officer) is None


def test_answers_are_plural_from_two_on():
    here = world()
    with translation.override("fr"):
        answer(here)
        one = mine.evaluation_steps(here.officer, [here.support], DAY)[here.support.pk]
        answer(here, 1)
        two = mine.evaluation_steps(here.officer, [here.support], DAY)[here.support.pk]

        details = [str(step.detail) for step in (one, two)]

    assert details == ["1 réponse sur 1.", "2 réponses sur 2."]


def test_what_waits_for_a_lead_is_due_and_gone_once_done():
    here = world(joined=1)
    lead = here.lead(0)
    asked = services.ask_evaluation(
        support=here.support, organisation=here.associations[0], side="association", by=HOUSE, today=DAY
    )
    one = said(here, permission=None)

    def due():
        return {line.key.rsplit(".", 1)[0] for line in mine.due(lead, DAY)}

    assert due() == {"results.evaluation", "results.statement"}
    services.answer_evaluation(evaluation=asked, ratings={"quality": (5, "")}, by=lead, today=DAY)
    services.permit_statement(statement=one, permission="anonymous", by=lead, today=DAY)
    assert due() == set()
    services.ask_approvals(case_study=here.study(), by=HOUSE, today=DAY)
    assert due() == {"results.approval"}


def test_officers_wait_for_the_evaluations_that_others_owe():
    here = world(joined=2)
    for rank in range(2):
        services.ask_evaluation(
            support=here.support, organisation=here.associations[rank], side="association", by=HOUSE, today=DAY
        )

    waiting = [line for line in mine.due(here.officer, DAY) if not line.yours]
    assert [(line.since, line.owner.count(",")) for line in waiting] == [(DAY, 1)]
    assert [line for line in mine.due(here.lead(0), DAY) if not line.yours] == []


def test_what_waits_costs_the_same_for_one_and_for_many(django_assert_max_num_queries):
    here = world(joined=2)
    for rank in range(2):
        services.ask_evaluation(
            support=here.support, organisation=here.associations[rank], side="association", by=HOUSE, today=DAY
        )
        for _ in range(12):
            said(here, permission=None, organisation=here.associations[rank])

    lead = here.lead(0)
    with django_assert_max_num_queries(4):
        assert len(list(mine.due(lead, DAY))) > 3


def test_a_case_study_is_found_by_who_may_read_it():
    here = world(joined=1)
    study = here.study()

    def found(actor):
        return [hit.title for hit in mine.search(actor, "connaitre", 5)]

    assert found(here.officer) == [study.title]
    assert found(member(world().territory.dla, "dla_officer")) == []
    assert found(here.lead(0)) == []
    here.published_again(study)
    assert found(here.lead(0)) == [study.title]
    assert CaseStudy.objects.system("a test").count() == 1


def test_a_support_shows_its_evaluation_tab_and_its_public_story():
    here = world(joined=1)
    tabs = {tab["key"]: tab for tab in offers.tabs_of(here.officer, here.support)}

    assert tabs["evaluation"]["count"] is None
    answer(here)
    assert {t["key"]: t["count"] for t in offers.tabs_of(here.officer, here.support)}["evaluation"] == 1
    assert mine.told_block(here.officer, here.support) is None
    here.study()
    assert mine.told_block(here.officer, here.support)["may_write"]
