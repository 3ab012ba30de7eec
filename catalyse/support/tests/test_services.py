"""The deeds of a support, from opening to running it again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalyse.kernel import journal
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Stale
from catalyse.needs.models import Need
from catalyse.support import queries, services
from catalyse.support.models import Beneficiary, Invitation, Support
from catalyse.support.tests.factories import (
    DAY,
    HOUSE,
    OPENED,
    a_running_support,
    a_support,
    an_individual_support,
    an_invitation,
    answered,
    beneficiaries,
    member,
    need,
    sent_to,
)

pytestmark = pytest.mark.django_db


def fresh(support: Support) -> Support:
    return Support.objects.system("a test").get(pk=support.pk)


def state_of(row: Need) -> str:
    return Need.objects.system("a test").get(pk=row.pk).state


def test_opening_a_support_answers_its_needs_and_gives_it_six_steps(bocage):
    said = [need(bocage.association(), bocage.dla), need(bocage.association(), bocage.dla)]

    support = a_support(bocage, needs=said)

    assert [state_of(row) for row in said] == ["converted", "converted"]
    assert [step.position for step in support.steps.all()] == [1, 2, 3, 4, 5, 6]
    assert support.body == bocage.partnership.body


def test_opening_leaves_one_event_of_its_own_and_can_be_taken_back(bocage):
    officer = member(bocage.dla, "dla_officer")
    said = need(bocage.association(), bocage.dla)

    support = services.open_support(
        kind="collective", title="Ensemble", dla=bocage.dla, partnership=bocage.partnership, needs=[said], by=officer,
        today=DAY,
    )  # fmt: skip
    event = Event.objects.get(name="support.opened")
    journal.take_back(event=event, by=officer, day=DAY)

    assert fresh(support).archived_at is not None
    assert state_of(said) == "eligible"


def test_an_individual_support_has_its_association_with_its_headcount_at_once(bocage):
    oxy = bocage.association()

    support = an_individual_support(bocage, oxy, staff=24)

    row = Beneficiary.objects.system("a test").get(support=support)
    assert (row.association, row.staff, row.joined_on) == (oxy, 24, OPENED)


def test_an_individual_support_needs_an_association(bocage):
    with pytest.raises(Refused) as refusal:
        services.open_support(kind="individual", title="Seule", dla=bocage.dla, by=HOUSE, today=DAY)

    assert refusal.value.field == "association"


def test_saving_over_a_newer_version_is_told_and_writes_nothing(bocage):
    support = a_support(bocage)
    services.edit_support(support=support, expected=support.version, by=HOUSE, today=DAY, public="Tous")

    with pytest.raises(Stale):
        services.edit_support(support=support, expected=support.version, by=HOUSE, today=DAY, public="Personne")

    assert fresh(support).public == "Tous"


def test_a_need_taken_out_of_a_support_waits_again(bocage):
    said = [need(bocage.association(), bocage.dla), need(bocage.association(), bocage.dla)]
    support = a_support(bocage, needs=said)

    services.edit_support(support=support, expected=support.version, by=HOUSE, today=DAY, needs=said[:1])

    assert [state_of(row) for row in said] == ["converted", "eligible"]


def test_giving_up_needs_a_reason_and_resuming_goes_back_to_where_it_was(bocage):
    support = a_running_support(bocage)

    with pytest.raises(Refused):
        services.advance(support=support, verb="abandon", by=HOUSE, today=DAY)
    services.advance(support=support, verb="abandon", reason="Le financement manque.", by=HOUSE, today=DAY)
    given_up = fresh(support)
    services.advance(support=support, verb="resume", by=HOUSE, today=DAY)

    assert (given_up.state, given_up.ended_on) == ("abandoned", DAY)
    assert (fresh(support).state, fresh(support).ended_on) == ("running", None)


def test_a_move_can_be_taken_back_unless_the_support_has_gone_on(bocage):
    officer = member(bocage.dla, "dla_officer")
    support = a_support(bocage)
    services.advance(support=support, verb="scope", by=officer, today=DAY)
    moved = Event.objects.get(name="support.scope")
    sent_to(support, [bocage.association()])

    with pytest.raises(Refused):
        journal.take_back(event=moved, by=officer, day=DAY)

    assert fresh(support).state == "inviting"


def test_the_target_list_is_chosen_as_a_whole(bocage):
    support, (first, second, third) = a_support(bocage), [bocage.association() for _ in range(3)]
    services.choose_targets(support=support, associations=[first, second], by=HOUSE, today=DAY)

    total = services.choose_targets(support=support, associations=[second, third], by=HOUSE, today=DAY)

    rows = Invitation.objects.system("a test").filter(support=support)
    assert (total, {row.association for row in rows}) == (2, {second, third})


def test_nothing_leaves_when_nobody_is_chosen(bocage):
    with pytest.raises(Refused):
        services.send_invitations(support=a_support(bocage), by=HOUSE, today=DAY)


def test_an_invitation_sent_twice_leaves_once(bocage):
    support = a_support(bocage)
    sent_to(support, [bocage.association()])

    with pytest.raises(Refused):
        services.send_invitations(support=support, by=HOUSE, today=DAY)

    assert Event.objects.filter(name="support.invite").count() == 1


def test_a_double_press_of_the_answer_makes_one_event_and_one_beneficiary(bocage):
    invitation = an_invitation(bocage)

    answered(invitation, "join")
    answered(invitation, "join")

    assert Event.objects.filter(name="invitation.join").count() == 1
    assert Beneficiary.objects.system("a test").filter(support=invitation.support).count() == 1


def test_whoever_declined_may_still_join_while_the_list_is_open(bocage):
    invitation = answered(an_invitation(bocage), "decline", reason="Personne à envoyer")

    joined = answered(invitation, "join")

    assert (joined.state, joined.declined_on, joined.hindrance) == ("committed", None, "")


def test_joining_needs_a_name_and_declining_a_reason(bocage):
    first, second = sent_to(a_support(bocage), [bocage.association(), bocage.association()])

    with pytest.raises(Refused) as unsigned:
        answered(first, "join", signed_by=" ")
    with pytest.raises(Refused) as unsaid:
        answered(second, "decline", hindrance="")

    assert (unsigned.value.field, unsaid.value.field) == ("signed_by", "hindrance")


def test_closing_the_list_needs_a_yes_notes_silence_and_refuses_late_answers(bocage):
    support = a_support(bocage)
    first, second = sent_to(support, [bocage.association(), bocage.association()])
    with pytest.raises(Refused):
        services.enrol(support=support, by=HOUSE, today=DAY)
    answered(first, "join")

    services.enrol(support=support, by=HOUSE, today=DAY)

    second.refresh_from_db()
    assert (fresh(support).state, second.state) == ("enrolled", "silent")
    with pytest.raises(Refused):
        answered(second, "join")


def test_a_reminder_leaves_once_a_day_and_never_after_an_answer(bocage):
    invitation = an_invitation(bocage)
    services.remind(invitation=invitation, by=HOUSE, today=DAY)

    with pytest.raises(Refused):
        services.remind(invitation=invitation, by=HOUSE, today=DAY)
    services.remind(invitation=invitation, by=HOUSE, today=DAY + timedelta(days=1))
    answered(invitation, "decline", on=DAY)

    with pytest.raises(Refused):
        services.remind(invitation=invitation, by=HOUSE, today=DAY + timedelta(days=2))


def test_whoever_leaves_keeps_its_past_and_no_longer_counts_as_present(bocage):
    support = a_running_support(bocage, joined=2)
    invitation = Invitation.objects.system("a test").filter(support=support).first()

    services.leave_support(invitation=invitation, by=HOUSE, today=DAY)

    row = Beneficiary.objects.system("a test").get(support=support, association=invitation.association)
    assert row.left_on == DAY
    assert queries.funnel(support).joined == 2
    assert queries.funnel(support).left == 1


def test_run_again_keeps_what_was_ticked_and_proposes_those_who_did_not_join(bocage):
    past = a_support(bocage, asked="Une personne à chaque séance", public="Tous")
    first, second, third = sent_to(past, [bocage.association() for _ in range(3)])
    answered(first, "join")
    answered(second, "decline")
    services.enrol(support=past, by=HOUSE, today=DAY)

    new = services.run_again(support=past, title="Encore", keep={"context", "days"}, by=HOUSE, today=DAY)

    proposed = Invitation.objects.system("a test").filter(support=new)
    assert (new.previous, new.context, new.collective_half_days) == (past, past.context, 10)
    assert (new.public, new.asked) == ("", "")
    assert [row.association for row in proposed] == [second.association, third.association]
    assert {row.state for row in proposed} == {"prepared"}


def test_a_past_support_is_closed_and_waits_for_nobody(bocage):
    oxy = bocage.association()

    support = services.record_past_support(
        kind="individual", title="Autrefois", dla=bocage.dla, associations=[(oxy, 7)], opened_on=OPENED,
        ended_on=DAY, by=HOUSE, today=DAY, partnership=bocage.partnership,
    )  # fmt: skip

    assert support.state == "closed"
    assert beneficiaries(support) == [oxy]
    assert support.body == bocage.partnership.body
