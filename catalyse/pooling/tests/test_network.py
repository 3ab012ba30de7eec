"""Ties: each says for itself, the group sees what both say, nobody sees who competes with whom."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils import translation

from catalyse.kernel import drafts, offers
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.scoped import Unscoped
from catalyse.pooling import pictures, queries, services
from catalyse.pooling.models import Level, Moment, Tie, TieRound
from catalyse.pooling.offers import due
from catalyse.pooling.tests.factories import DAY, HOUSE, Group, Territory, asked, member, says
from catalyse.support.models import Support
from catalyse.support.queries.figures import FigureScope

pytestmark = pytest.mark.django_db


def everyone_says(group, row, levels):
    """Both sides of each pair say the same level: {(0, 1): "informs"}."""
    for rank in range(len(group.members)):
        mine = {b if a == rank else a: level for (a, b), level in levels.items() if rank in (a, b)}
        says(group, row, rank, mine)


def test_answers_are_never_read_without_saying_for_whom():
    with pytest.raises(Unscoped):
        list(Tie.objects.all())
    with pytest.raises(Unscoped):
        TieRound.objects.count()


def test_a_tie_is_drawn_when_both_sides_say_it(group):
    row = asked(group)
    says(group, row, 0, {1: Level.INFORMS, 2: Level.COOPERATES})
    one_side = queries.network(group.support).before

    says(group, row, 1, {0: Level.INFORMS})
    says(group, row, 2, {})
    both = queries.network(group.support).before

    assert (one_side.total, one_side.answered) == (0, 1)
    assert [(a, b, level) for a, b, level in both.ties] == [(group.members[0].pk, group.members[1].pk, Level.INFORMS)]
    assert both.one_sided == 1


def test_of_two_different_answers_the_weaker_one_is_kept(group):
    row = asked(group)
    says(group, row, 0, {1: Level.COOPERATES, 2: Level.COOPERATES})
    says(group, row, 1, {0: Level.SHARES_MEANS})
    says(group, row, 2, {0: Level.KNOWS})

    side = queries.network(group.support).before

    assert side.counts == {Level.INFORMS: 0, Level.SHARES_MEANS: 1, Level.COOPERATES: 0}


def test_who_competes_is_never_drawn_and_small_counts_are_not_told(group):
    row = asked(group)
    says(group, row, 0, {1: Level.COMPETES})
    says(group, row, 1, {0: Level.COMPETES})
    says(group, row, 2, {})
    two = queries.network(group.support).before

    says(group, row, 2, {0: Level.COMPETES})
    three = queries.network(group.support).before

    assert (two.ties, two.rivals, two.few) == ((), None, True)
    assert (three.ties, three.rivals, three.few) == ((), 3, False)


def test_what_one_says_of_another_is_read_by_it_and_by_the_dla_that_asked():
    group = Group(joined=3, invited=4)
    row = asked(group)
    says(group, row, 0, {1: Level.COMPETES})
    territory = group.territory
    invited = group.support.invitations.system("a test").exclude(association__in=group.members).get().association

    def reads(actor) -> bool:
        return Tie.objects.visible_to(actor).filter(source=group.members[0], level=Level.COMPETES).exists()

    readers = [group.lead(0), member(group.members[0], "association_member"), member(territory.dla, "dla_officer")]
    others = [
        group.lead(1),
        group.lead(2),
        member(invited, "association_lead"),
        member(territory.authority, "authority_officer"),
        member(territory.authority, "authority_elected"),
        member(territory.dla, "committee_member"),
        member(territory.dla, "observer"),
        member(Territory("Plaine").dla, "dla_officer"),
    ]
    assert [reads(actor) for actor in readers] == [True] * len(readers)
    assert [reads(actor) for actor in others] == [False] * len(others)


def test_each_association_answers_for_itself_and_the_dla_may_write_it_down(group):
    row = asked(group)
    levels = {group.members[1]: Level.INFORMS}
    answer = {"round": row, "source": group.members[0], "levels": levels, "today": DAY}

    for stranger in (group.lead(1), member(group.territory.authority, "authority_officer")):
        with pytest.raises(Forbidden):
            services.answer_ties(**answer, by=stranger)
    services.answer_ties(**answer, by=group.lead(0))
    services.answer_ties(**answer, by=member(group.territory.dla, "dla_officer"))

    assert Tie.objects.system("a test").filter(round=row).count() == 1


def test_ties_are_between_associations_of_the_group(group):
    row, outside = asked(group), group.territory.association()

    for source, target in ((group.members[0], outside), (outside, group.members[0]), (group.members[0],) * 2):
        with pytest.raises(Refused):
            services.answer_ties(round=row, source=source, levels={target: Level.KNOWS}, by=HOUSE, today=DAY)

    assert not Tie.objects.system("a test").exists()


def test_both_partners_may_ask_and_asking_twice_is_asking_once(group):
    officer = member(group.territory.authority, "authority_officer")
    first = services.open_round(support=group.support, moment=Moment.BEFORE, by=officer, today=DAY)

    again = services.open_round(support=group.support, moment=Moment.BEFORE, by=officer, today=DAY)
    with pytest.raises(Forbidden):
        services.open_round(support=group.support, moment=Moment.AFTER, by=group.lead(0), today=DAY)

    assert first == again


def test_the_picture_keeps_everybody_in_place_and_counts_what_changed(group):
    everyone_says(group, asked(group), {(0, 1): Level.INFORMS})
    before = queries.network(group.support)
    everyone_says(group, asked(group, Moment.AFTER), {(0, 1): Level.COOPERATES, (1, 2): Level.SHARES_MEANS})

    net = queries.network(group.support)
    wide = [side["svg"] for side in pictures.sides(net)]

    assert (net.before.total, net.after.total, net.new, net.stronger) == (1, 2, 1, 1)
    assert (net.before.density, net.after.density) == (Fraction(1, 3), Fraction(2, 3))
    assert (net.before.alone, net.after.alone) == (1, 0)
    assert before.after.answered == 0
    assert len(wide) == 2
    assert _places(wide[0]) == _places(wide[1])


def _places(svg: str) -> list[tuple[str, str]]:
    import re

    return re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {(0, 1): Level.INFORMS}, "Aucun lien avant, un après"),
        ({(0, 1): Level.INFORMS}, {(0, 1): Level.INFORMS, (1, 2): Level.INFORMS}, "D’un lien à deux"),
        (
            {(0, 1): Level.INFORMS, (0, 2): Level.INFORMS},
            dict.fromkeys([(0, 1), (0, 2), (1, 2)], Level.COOPERATES),
            "De deux liens à trois",
        ),
        ({(0, 1): Level.INFORMS}, {(0, 1): Level.COOPERATES}, "Toujours un lien"),
        ({}, {}, "Aucun lien avant, aucun après"),
    ],
)
def test_the_title_says_what_the_data_shows(group, before, after, words):
    everyone_says(group, asked(group), before)
    everyone_says(group, asked(group, Moment.AFTER), after)

    with translation.override("fr"):
        assert pictures.finding(queries.network(group.support)) == words


def test_one_moment_alone_compares_nothing(group):
    everyone_says(group, asked(group), {(0, 1): Level.INFORMS})
    net = queries.network(group.support)

    with translation.override("fr"):
        assert pictures.finding(net).replace("\xa0", " ") == "Un lien entre trois associations"
    assert pictures.lead(net) == []
    assert queries.ties_at(FigureScope(body=group.support.body), Moment.BEFORE) is None


def test_the_figures_of_a_territory_are_those_of_its_groups(group):
    everyone_says(group, asked(group), {(0, 1): Level.INFORMS})
    everyone_says(group, asked(group, Moment.AFTER), dict.fromkeys([(0, 1), (1, 2)], Level.INFORMS))
    elsewhere = Group(name="Plaine")
    everyone_says(elsewhere, asked(elsewhere), {(0, 1): Level.INFORMS})
    everyone_says(elsewhere, asked(elsewhere, Moment.AFTER), {(0, 1): Level.INFORMS})

    here = FigureScope(body=group.support.body)

    assert [queries.ties_at(here, moment) for moment in (Moment.BEFORE, Moment.AFTER)] == [1, 2]
    assert queries.ties_at(FigureScope(), Moment.AFTER) == 3


def waiting(actor):
    """The questions about ties that wait for an actor, by moment."""
    return [row.moment for row, _own in queries.to_answer(actor)]


def test_both_questions_wait_the_one_about_before_first_until_each_is_answered(group):
    lead, before = group.lead(0), asked(group)
    after = asked(group, Moment.AFTER)
    both, at_home = waiting(lead), [one.key for one in due(lead, DAY)]

    says(group, before, 0, {})
    second = waiting(lead)
    says(group, after, 0, {})

    own = group.members[0].pk
    assert both == ["before", "after"]
    assert at_home == [f"pooling.ties.{before.pk}.{own}", f"pooling.ties.{after.pk}.{own}"]
    assert second == ["after"]
    assert waiting(lead) == []


def test_the_question_about_before_is_let_go_once_the_sessions_are_over_and_the_second_is_open(group):
    lead, _before = group.lead(0), asked(group)
    Support.objects.system("a test ends the sessions").filter(pk=group.support.pk).update(state="debriefed")
    alone = waiting(lead)

    asked(group, Moment.AFTER)

    assert alone == ["before"]
    assert waiting(lead) == ["after"]


def test_the_support_asks_before_its_sessions_and_stops_asking_once_it_did(group):
    officer = member(group.territory.dla, "dla_officer")

    def steps():
        said = [say(officer, [group.support], DAY) for label, say in offers.steps if label == "support.support"]
        found = [step for steps in said for step in steps.values()]
        return [step.action_url for step in found if step.weight == 60 and "reseau" in step.action_url]

    before = steps()
    asked(group)

    assert len(before) == 1
    assert steps() == []


def test_two_half_filled_answers_of_an_officer_stay_apart(group):
    officer, row = member(group.territory.dla, "dla_officer"), asked(group)
    keys = [services.ties_form(one) for one in group.members[:2]]
    for rank, key in enumerate(keys):
        drafts.keep(officer, key, {"who": str(rank)}, row)

    services.answer_ties(round=row, source=group.members[0], levels={}, by=officer, today=DAY)

    assert [bool(drafts.find(officer, key, row)) for key in keys] == [False, True]


@pytest.mark.parametrize("joined", [2, 9])
def test_networks_cost_three_queries_whatever_the_number(joined, django_assert_num_queries):
    groups = [Group(joined=joined), Group(joined=2)]
    for one in groups:
        everyone_says(one, asked(one), {(0, 1): Level.INFORMS})

    with django_assert_num_queries(3):
        found = queries.networks([one.support for one in groups])

    assert [net.before.total for net in found.values()] == [1, 1]
