"""A joint action: proposed by one, agreed by each, told when it is over."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from catalyse.kernel import drafts, journal, offers
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Stale
from catalyse.kernel.scoped import Unscoped
from catalyse.pooling import queries, services
from catalyse.pooling.models import ActionPartner, Answer, JointAction
from catalyse.pooling.offers import due
from catalyse.pooling.policies import in_the_group
from catalyse.pooling.states import ACTION, ActionState
from catalyse.pooling.tests.factories import DAY, HOUSE, Group, Territory, an_action, member
from catalyse.support.queries.figures import FigureScope

pytestmark = pytest.mark.django_db


def sees(actor, action) -> bool:
    return JointAction.objects.visible_to(actor).filter(pk=action.pk).exists()


def answer_of(action, organisation) -> str:
    return ActionPartner.objects.system("a test").get(action=action, organisation=organisation).answer


def test_joint_actions_are_never_read_without_saying_for_whom():
    with pytest.raises(Unscoped):
        list(JointAction.objects.all())
    with pytest.raises(Unscoped):
        ActionPartner.objects.count()


def test_whoever_is_named_takes_part_only_once_it_says_so_itself(group):
    action = an_action(group, group.members[1])
    other, lead = group.lead(1), group.lead(0)

    assert answer_of(action, group.members[1]) == Answer.PROPOSED
    with pytest.raises(Forbidden):
        services.answer_action(action=action, organisation=group.members[1], joins=True, by=lead, today=DAY)

    services.answer_action(action=action, organisation=group.members[1], joins=True, by=other, today=DAY)

    assert answer_of(action, group.members[1]) == Answer.YES


def test_nothing_is_agreed_by_one_alone(group):
    action = an_action(group, group.members[1])
    with pytest.raises(Refused):
        services.move_action(action=action, verb="agree", by=group.lead(0), today=DAY)

    services.answer_action(action=action, organisation=group.members[1], joins=True, by=group.lead(1), today=DAY)
    services.move_action(action=action, verb="agree", by=group.lead(0), today=DAY)

    action.refresh_from_db()
    assert action.state == ActionState.AGREED


@pytest.mark.parametrize("verb", list(ACTION.moves))
@pytest.mark.parametrize("state", ActionState.values)
def test_the_moves_of_a_joint_action_are_those_of_its_table(group, state, verb):
    action = an_action(group, group.members[1])
    services.answer_action(action=action, organisation=group.members[1], joins=True, by=HOUSE, today=DAY)
    JointAction.objects.system("a test").filter(pk=action.pk).update(state=state)

    def move():
        services.move_action(action=action, verb=verb, reason="Plus personne", by=HOUSE, today=DAY)

    if state in ACTION.moves[verb].sources:
        move()
        action.refresh_from_db()
        assert action.state == ACTION.moves[verb].target
    else:
        with pytest.raises(Refused):
            move()


def test_giving_up_asks_why_and_can_be_taken_back(group):
    action, lead = an_action(group), group.lead(0)
    with pytest.raises(Refused) as refusal:
        services.move_action(action=action, verb="drop", by=lead, today=DAY)
    services.move_action(action=action, verb="drop", reason="Pas de salle", by=lead, today=DAY)

    journal.take_back(event=Event.objects.about(action).first(), by=lead, day=DAY)

    action.refresh_from_db()
    assert refusal.value.field == "reason"
    assert (action.state, action.end_reason) == (ActionState.IDEA, "")


def test_days_are_in_order_when_proposed_and_when_changed(group):
    late, early = DAY + timedelta(days=9), DAY
    with pytest.raises(Refused):
        an_action(group, starts_on=late, ends_on=early)
    action = an_action(group, starts_on=early, ends_on=late)

    with pytest.raises(Refused) as refusal:
        services.edit_action(
            action=action, expected=action.version, ends_on=early - timedelta(days=1), by=HOUSE, today=DAY
        )

    assert refusal.value.field == "ends_on"


def test_a_late_writer_is_told_and_overwrites_nothing(group):
    action = an_action(group)
    services.edit_action(action=action, expected=1, place="Salle des fêtes", by=HOUSE, today=DAY)

    with pytest.raises(Stale):
        services.edit_action(action=action, expected=1, place="Ailleurs", by=HOUSE, today=DAY)

    action.refresh_from_db()
    assert action.place == "Salle des fêtes"


def test_more_may_be_invited_later_and_nobody_twice(group):
    action = an_action(group, group.members[1])

    named = services.invite_partners(action=action, partners=group.members[1:], by=group.lead(0), today=DAY)
    again = services.invite_partners(action=action, partners=group.members[1:], by=group.lead(0), today=DAY)

    assert (named, again) == ([group.members[2]], [])
    assert action.partners.system("a test").count() == 3


def test_one_proposes_in_the_name_of_ones_own_association(group):
    with pytest.raises(Forbidden):
        services.propose_action(title="Un bal", lead=group.members[1], by=group.lead(0), today=DAY)

    made = services.propose_action(title="Un bal", lead=group.members[0], by=group.lead(0), today=DAY)

    assert [row.title for row in queries.actions_for(group.lead(0))] == [made.title]


def test_archiving_is_taken_back_and_restoring_brings_it_to_the_lists(group):
    action, lead = an_action(group), group.lead(0)
    services.archive_action(action=action, by=lead, today=DAY)
    assert not queries.actions_for(lead).exists()

    journal.take_back(event=Event.objects.about(action).first(), by=lead, day=DAY)

    assert queries.actions_for(lead).exists()


def test_the_group_and_its_partners_see_its_actions_and_nobody_else():
    group = Group(joined=3, invited=4)
    action = an_action(group, group.members[1])
    territory = group.territory
    readers = {
        "lead": group.lead(0),
        "named": group.lead(1),
        "of the group": group.lead(2),
        "officer": member(territory.dla, "dla_officer"),
        "authority": member(territory.authority, "authority_officer"),
        "elected": member(territory.authority, "authority_elected"),
        "committee": member(territory.dla, "committee_member"),
    }
    strangers = {
        "invited, did not join": _invited_only(group),
        "observer": member(territory.dla, "observer"),
        "another territory": member(Territory("Plaine").dla, "dla_officer"),
        "another association": member(territory.association(), "association_lead"),
    }

    assert {name: sees(actor, action) for name, actor in readers.items()} == dict.fromkeys(readers, True)
    assert {name: sees(actor, action) for name, actor in strangers.items()} == dict.fromkeys(strangers, False)


def _invited_only(group: Group):
    rows = group.support.invitations.system("a test").exclude(association__in=group.members)
    return member(rows.get().association, "association_lead")


def test_an_idea_outside_a_support_stays_between_those_named_until_it_is_agreed(group):
    officer = member(group.territory.authority, "authority_officer")
    action = an_action(group, group.members[1], support=None)
    before = [sees(actor, action) for actor in (officer, group.lead(1), group.lead(2))]

    services.answer_action(action=action, organisation=group.members[1], joins=True, by=group.lead(1), today=DAY)
    services.move_action(action=action, verb="agree", by=group.lead(0), today=DAY)

    assert before == [False, True, False]
    assert [sees(actor, action) for actor in (officer, group.lead(2))] == [True, False]


def test_a_no_is_known_to_those_concerned_only(group):
    action = an_action(group, group.members[1])
    services.answer_action(action=action, organisation=group.members[1], joins=False, by=group.lead(1), today=DAY)

    def told(actor) -> bool:
        return ActionPartner.objects.visible_to(actor).filter(action=action, answer=Answer.NO).exists()

    officer = member(group.territory.dla, "dla_officer")
    assert [told(group.lead(rank)) for rank in range(3)] == [True, True, False]
    assert told(officer)


def test_only_the_lead_and_the_partners_change_an_action_and_others_are_told_why(group):
    action = an_action(group, group.members[1])

    with pytest.raises(Forbidden) as refusal:
        services.edit_action(action=action, expected=1, place="Ici", by=group.lead(1), today=DAY)
    services.edit_action(
        action=action, expected=1, place="Ici", by=member(group.territory.authority, "authority_officer"), today=DAY
    )

    assert str(refusal.value.reason)
    action.refresh_from_db()
    assert action.place == "Ici"


def test_a_proposal_waits_on_the_home_page_of_the_association_until_it_answers(group):
    action = an_action(group, group.members[1])
    other = group.lead(1)
    waiting = [one.key for one in due(other, DAY)]

    services.answer_action(action=action, organisation=group.members[1], joins=False, by=other, today=DAY)

    assert len(waiting) == 1
    assert [one.key for one in due(other, DAY)] == []


def test_an_action_that_is_over_asks_its_lead_what_it_gave(group):
    action = an_action(group, group.members[1], starts_on=DAY, ends_on=DAY + timedelta(days=2))
    services.answer_action(action=action, organisation=group.members[1], joins=True, by=HOUSE, today=DAY)
    services.move_action(action=action, verb="agree", by=HOUSE, today=DAY)
    lead = group.lead(0)

    during = [one.key for one in due(lead, DAY + timedelta(days=2))]
    after = [one.key for one in due(lead, DAY + timedelta(days=3))]

    assert (during, after) == ([], [f"pooling.over.{action.pk}"])


def test_the_next_step_names_who_has_the_move(group):
    action = an_action(group, group.members[1])

    asked_one = offers.next_step(group.lead(1), action, DAY)
    waiting = offers.next_step(group.lead(0), action, DAY)
    services.answer_action(action=action, organisation=group.members[1], joins=True, by=group.lead(1), today=DAY)
    then = offers.next_step(group.lead(0), action, DAY)

    assert (asked_one.yours, waiting.yours, then.yours) == (True, False, True)
    assert waiting.owner == str(group.members[1])
    assert then.action_method == "post"


def test_an_action_that_begins_is_in_the_calendar_unless_it_was_given_up(group):
    action = an_action(group, starts_on=DAY + timedelta(days=3))
    week = (DAY, DAY + timedelta(days=7))

    def dates(actor):
        return [one.on for say in offers.coming for one in say(actor, *week) if one.uid == f"joint-action-{action.pk}"]

    before = dates(group.lead(2))
    services.move_action(action=action, verb="drop", reason="Pas de salle", by=HOUSE, today=DAY)

    assert before == [DAY + timedelta(days=3)]
    assert dates(group.lead(2)) == []


def test_the_figure_counts_what_was_agreed_and_changes_with_it(group):
    scope = FigureScope(body=group.support.body)
    action = an_action(group, group.members[1])
    an_action(group, title="Une autre idée")
    idea = queries.joint_action_count(scope)

    services.answer_action(action=action, organisation=group.members[1], joins=True, by=HOUSE, today=DAY)
    services.move_action(action=action, verb="agree", by=HOUSE, today=DAY)

    assert (idea, queries.joint_action_count(scope)) == (0, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_costs_the_same_for_one_action_and_for_thirty(group, count, django_assert_max_num_queries):
    for number in range(count):
        an_action(group, *group.members[1:], title=f"Action {number}", planned=Decimal("12.50"))
    actor = group.lead(0)

    with django_assert_max_num_queries(2):
        rows = list(queries.actions_for(actor))
        names = [str(one.organisation) for row in rows for one in row.shown_partners]

    assert (len(rows), len(names)) == (count, 3 * count)


def test_sending_an_action_forgets_its_draft(group):
    lead = group.lead(0)
    drafts.keep(lead, services.ACTION_FORM, {"title": "Un bal"})

    services.propose_action(title="Un bal", lead=group.members[0], by=lead, today=DAY)

    assert drafts.find(lead, services.ACTION_FORM) is None


def test_partners_around_hear_of_an_action_outside_a_support_once_it_is_public(group):
    officer = member(group.territory.dla, "dla_officer")
    alone = an_action(group, support=None)
    told = an_action(group, support=None, title="Une fête", public=True)

    assert (sees(officer, alone), sees(officer, told)) == (False, True)


def test_whoever_joined_another_support_is_not_of_this_group(group):
    elsewhere = Group(name="Plaine")

    assert in_the_group(group.lead(0), group.support)
    assert not in_the_group(elsewhere.lead(0), group.support)
