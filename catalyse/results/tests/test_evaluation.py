"""Evaluations: asked once, answered by whom they were asked, read apart."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Letter
from catalyse.results import services
from catalyse.results.models import Evaluation, Rating, Statement
from catalyse.results.queries import choices
from catalyse.results.queries import evaluation as queries
from catalyse.results.tests.factories import DAY, HOUSE, RATED, answer, member, world
from catalyse.support.models import Support

pytestmark = pytest.mark.django_db


def test_asked_twice_is_asked_once_and_one_mail_leaves():
    here = world()
    ask = {"support": here.support, "organisation": here.associations[0], "side": "association", "today": DAY}

    first = services.ask_evaluation(**ask, email="lead@test.example", by=here.officer)
    again = services.ask_evaluation(**ask, email="other@test.example", by=here.officer)

    assert first.pk == again.pk
    assert [letter.address for letter in Letter.objects.all()] == ["lead@test.example"]
    assert f"/t-eval/{first.token}/" in Letter.objects.get().text


def test_only_the_partners_ask():
    here = world()

    with pytest.raises(Forbidden):
        services.ask_evaluation(
            support=here.support, organisation=here.associations[0], side="association", by=here.lead(), today=DAY
        )


def test_an_answer_keeps_ratings_and_the_three_helps_apart():
    here = world()

    row = answer(here, diagnosis="Clair", individual="Utile", collective="Vivant")

    kept = {
        r.item: (r.score if r.concerned else "na", r.words)
        for r in Rating.objects.system("a test").filter(evaluation=row)
    }
    assert kept == RATED
    assert (row.diagnosis, row.individual, row.collective) == ("Clair", "Utile", "Vivant")
    assert Event.objects.about(here.support).filter(name="evaluation.answered").count() == 1


def test_an_empty_answer_and_a_rating_out_of_scale_are_refused():
    here = world()

    with pytest.raises(Refused):
        answer(here, ratings={}, collective="")
    with pytest.raises(Refused):
        answer(here, ratings={"quality": (6, "")})
    assert not Rating.objects.system("a test").exists()


def test_whoever_was_not_asked_does_not_answer():
    here = world()
    row = services.ask_evaluation(
        support=here.support, organisation=here.associations[0], side="association", by=HOUSE, today=DAY
    )
    give = {"evaluation": row, "ratings": RATED, "today": DAY}

    with pytest.raises(Forbidden):
        services.answer_evaluation(**give, by=here.lead(1))
    with pytest.raises(Forbidden):
        services.answer_evaluation(**give, by=Actor(link=("results.evaluation", row.pk + 1)))
    assert services.answer_evaluation(**give, by=Actor(link=("results.evaluation", row.pk))).state == "answered"


def test_a_link_ends_after_thirty_days_and_once_it_has_served():
    here = world()
    row = services.ask_evaluation(
        support=here.support, organisation=here.associations[0], side="association", by=HOUSE, today=DAY
    )
    now = timezone.now()

    assert row.link_holds(now + timedelta(days=29))
    assert not row.link_holds(now + timedelta(days=31))
    services.answer_evaluation(evaluation=row, ratings=RATED, by=HOUSE, today=DAY)
    row.refresh_from_db()
    assert not row.link_holds(now)


def test_an_answer_is_read_by_its_giver_and_the_dla_not_by_the_other_partner():
    here = world()
    row = answer(here)
    stranger = member(world().territory.dla, "dla_officer")

    def reads(actor):
        return Evaluation.objects.visible_to(actor).filter(pk=row.pk).exists()

    assert reads(here.officer)
    assert reads(here.lead(0))
    assert not reads(here.partner)
    assert not reads(here.lead(1))
    assert not reads(stranger)
    assert not Rating.objects.visible_to(here.partner).exists()


def test_a_mean_of_fewer_than_three_is_not_shown_to_others():
    here = world()
    answer(here, 0)
    answer(here, 1)

    quality = {r.item: r for r in queries.ratings_of(here.support)}["quality"]
    assert (quality.hidden, quality.mean, quality.n) == (True, None, 0)

    answer(here, 2, ratings={"quality": (2, "")})
    quality = {r.item: r for r in queries.ratings_of(here.support)}["quality"]
    assert (quality.hidden, quality.mean, quality.n) == (False, 4, 3)


def test_the_evaluation_closes_once_somebody_has_answered():
    here = world()

    with pytest.raises(Refused):
        services.finish_evaluation(support=here.support, by=here.officer, today=DAY)
    answer(here)
    services.finish_evaluation(support=here.support, by=here.officer, today=DAY)

    assert Support.objects.system("a test").get(pk=here.support.pk).state == "evaluated"


def test_words_without_a_rating_are_neither_a_score_nor_a_lack_of_concern():
    here = world()
    answer(here, ratings={"quality": (None, "Du sérieux"), "respect": ("na", "")})

    found = {r.item: (r.n, r.not_concerned) for r in queries.ratings_of(here.support, least=0)}
    assert (found["quality"], found["respect"]) == ((0, 0), (0, 1))


def test_an_answer_with_a_quote_is_one_deed():
    here = world()
    row = services.ask_evaluation(
        support=here.support, organisation=here.associations[0], side="association", by=HOUSE, today=DAY
    )
    quote = {"quote": "Merci", "about": "collective", "permission": "name", "speaker": ""}

    with pytest.raises(Refused):
        services.answer_with_quote(evaluation=row, ratings=RATED, quote=quote, by=here.lead(0), today=DAY)
    row.refresh_from_db()
    assert (row.state, Statement.objects.system("a test").count()) == ("asked", 0)


def test_what_an_officer_writes_for_somebody_still_waits_for_a_permission():
    here = world()
    row = services.ask_evaluation(
        support=here.support, organisation=here.associations[0], side="association", by=HOUSE, today=DAY
    )
    quote = {"quote": "Merci", "about": "collective", "permission": "function"}

    services.answer_with_quote(evaluation=row, ratings=RATED, quote=quote, by=here.officer, today=DAY, on_behalf=True)

    one = Statement.objects.system("a test").get()
    assert (one.quotable, one.decided) == (False, False)


def test_those_to_ask_are_the_sides_that_were_not_asked_with_their_address():
    here = world()
    lead = here.lead(0)
    before = {(line.organisation, line.side): line for line in choices.to_be_asked(here.support, DAY)}
    answer(here, 1)

    after = {(line.organisation, line.side) for line in choices.to_be_asked(here.support, DAY)}
    assert len(before) == len(here.associations) + 2
    assert (here.associations[1], "association") not in after
    assert lead.user_id
    assert before[here.associations[0], "association"].email.endswith("@test.example")
