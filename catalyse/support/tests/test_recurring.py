"""What recurs: found, joined, decided, remembered; and told to nobody who could name those who said it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from catalyse.kernel import jobs, journal, reactions
from catalyse.kernel.access import Forbidden, may
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Job
from catalyse.needs import services as needs
from catalyse.needs.models import Need
from catalyse.support import services
from catalyse.support.models import Invitation, Proposal, ProposalMember
from catalyse.support.offers.proposals import signal
from catalyse.support.queries import proposals as queries
from catalyse.support.tests.factories import DAY, HOUSE, Territory, member, need
from catalyse.support.tests.heard import WORDS, look, members_of, officer, only, partner, said

pytestmark = pytest.mark.django_db


def test_six_that_say_the_same_are_proposed_once(placed):
    heard = said(placed, 6)

    assert (look(placed), look(placed)) == (1, 0)

    proposal = only()
    assert members_of(proposal) == {one.pk for one in heard}
    assert (proposal.theme.code, proposal.state, proposal.found_on) == ("COM", "open", DAY)
    told = queries.told(officer(placed), proposal)
    assert (told.associations, told.others, told.whole) == (6, 0, True)
    assert (told.cost, told.cost_alone, told.saving) == (Decimal(11_000), Decimal(24_000), Decimal(13_000))


def test_what_is_heard_later_joins_visibly(placed):
    said(placed, 5)
    look(placed)
    late = said(placed, 1, first=5)[0]
    elsewhere = need(placed.association(), placed.dla, "Nos comptes", themes=["FIN"])

    assert look(placed, DAY + timedelta(days=1)) == 1

    joined = ProposalMember.objects.get(need=late)
    assert (joined.later, joined.since) == (True, DAY + timedelta(days=1))
    assert not ProposalMember.objects.filter(need=elsewhere).exists()
    assert Event.objects.filter(name="proposal.joined").count() == 1


def test_a_need_answered_otherwise_leaves(placed):
    heard = said(placed, 6)
    look(placed)
    needs.decide_need(need=heard[0], verb="decline", outcome="Déjà fait.", by=HOUSE, today=DAY)

    look(placed)

    assert heard[0].pk not in members_of(only())


def test_noting_a_need_asks_for_a_search_and_the_worker_makes_it(placed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        said(placed, 6)
    assert Job.objects.filter(kind="support.recurring").count() == 1  # one that waits is enough

    jobs.run_waiting()

    assert len(members_of(only())) == 6
    assert Job.objects.get().state == "done"


def test_accepting_opens_a_support_with_all_that_is_known(placed):
    heard = said(placed, 6)
    look(placed)
    by = officer(placed)

    support = services.accept_proposal(proposal=only(), title="Se faire connaître", by=by, today=DAY)

    assert (support.kind, support.collective_half_days, support.individual_half_days) == ("collective", 10, 12)
    assert (support.least, support.most, support.dla_owner_id) == (4, 14, by.user_id)
    assert [code.code for code in support.themes.all()] == ["COM"]
    assert "Personne ne nous connaît." in support.context
    assert set(Need.objects.system("a test").filter(state="converted")) == set(heard)
    asked = Invitation.objects.system("a test").filter(support=support)
    assert {one.association_id for one in asked} == {one.organisation_id for one in heard}
    assert {one.state for one in asked} == {"prepared"}
    proposal = only()
    assert (proposal.state, proposal.support, proposal.decided_on) == ("accepted", support, DAY)
    assert look(placed) == 0
    with pytest.raises(Refused):
        services.accept_proposal(proposal=proposal, title="Encore", by=by, today=DAY)


def test_what_was_learned_the_last_time_is_taken_along(placed):
    services.open_support(
        kind="collective", title="La première fois", dla=placed.dla, partnership=placed.partnership, by=HOUSE,
        today=DAY, themes=list(need(placed.association(), placed.dla).themes.all()), objectives="Trier ses contacts",
    )  # fmt: skip
    said(placed, 5)
    look(placed)

    support = services.accept_proposal(proposal=only(), title="Encore", by=officer(placed), today=DAY)

    assert support.objectives == "Trier ses contacts"


def test_a_refusal_is_remembered_and_can_be_taken_back(placed):
    said(placed, 6)
    look(placed)
    proposal, by = only(), officer(placed)
    with pytest.raises(Refused):
        services.refuse_proposal(proposal=proposal, reason="  ", by=by, today=DAY)

    services.refuse_proposal(proposal=proposal, reason="Trois d’entre elles le font déjà.", by=by, today=DAY)
    said(placed, 2)

    assert look(placed) == 0
    assert only().reason == "Trois d’entre elles le font déjà."

    journal.take_back(event=Event.objects.get(name="proposal.refused"), by=by, day=DAY)

    assert (only().state, only().reason) == ("open", "")
    assert ProposalMember.objects.filter(proposal=proposal, current=True).count() == 6


def test_more_new_voices_than_refused_ones_are_proposed_again_with_the_reason_at_hand(placed):
    said(placed, 4)
    look(placed)
    by = officer(placed)
    services.refuse_proposal(proposal=only(), reason="Trop tôt.", by=by, today=DAY)
    said(placed, 6)

    assert look(placed) == 1

    again = Proposal.objects.system("a test").get(state="open")
    assert [one.reason for one in queries.refused_alike(by, again)] == ["Trop tôt."]


def test_a_proposal_is_split_and_merged_again(placed):
    heard = said(placed, 7)
    look(placed)
    by = officer(placed)
    with pytest.raises(Refused, match="3"):
        services.split_proposal(proposal=only(), apart=heard[:2], by=by, today=DAY)

    first, second = services.split_proposal(proposal=only(), apart=heard[:3], by=by, today=DAY)

    assert (members_of(second), len(members_of(first))) == ({one.pk for one in heard[:3]}, 4)
    assert Proposal.objects.system("a test").get(pk=first.parent_id).state == "split"
    assert look(placed) == 0  # the house does not join what a person put apart

    services.merge_proposals(proposal=first, other=second, by=by, today=DAY)

    assert len(members_of(first)) == 7
    second.refresh_from_db()
    assert (second.state, second.into_id) == ("merged", first.pk)
    with pytest.raises(Refused):
        services.merge_proposals(proposal=first, other=second, by=by, today=DAY)


def test_a_support_opened_from_its_needs_is_what_became_of_it(placed, django_capture_on_commit_callbacks):
    heard = said(placed, 6)
    look(placed)

    with django_capture_on_commit_callbacks(execute=True):
        support = services.open_support(
            kind="collective", title="Ensemble", dla=placed.dla, partnership=placed.partnership, needs=heard[:5],
            by=HOUSE, today=DAY,
        )  # fmt: skip
    reactions.run_pending()

    assert (only().state, only().support) == ("accepted", support)


def test_a_need_is_in_one_open_proposal_at_most(placed):
    heard = said(placed, 4)
    look(placed)
    other = Proposal.objects.create(partnership=placed.partnership, found_on=DAY)

    with pytest.raises(IntegrityError, match="need_in_one_open_proposal"), transaction.atomic():
        ProposalMember.objects.create(proposal=other, need=heard[0], since=DAY)


@pytest.mark.parametrize(
    ("open_to_all", "kept", "told"),
    [
        (6, 0, (6, 0)),
        (0, 6, (6, 6)),  # enough among themselves: counted, never named
        (4, 2, (4, 0)),  # two more would be named by the difference of two counts
        (4, 3, (7, 3)),
        (2, 2, None),  # two that are read, two that are not: nothing
        (1, 3, (4, 3)),
    ],
)
def test_who_may_not_read_the_words_is_told_a_number_or_nothing(placed, open_to_all, kept, told):
    mine = said(placed, open_to_all) + said(placed, kept, shared=False, first=open_to_all)
    look(placed)
    proposal, reader = only(), partner(placed)
    assert members_of(proposal) == {one.pk for one in mine}

    seen = Proposal.objects.visible_to(reader).filter(pk=proposal.pk).first()

    assert (seen is None) is (told is None)
    assert [(one.associations) for one in queries.listed(reader)] == ([told[0]] if told else [])
    if told is None:
        assert signal(reader, DAY) is None
        return
    found = queries.told(reader, proposal)
    assert (found.associations, found.others) == told
    assert len(found.voices) == open_to_all
    assert bool(may(reader, "decide", proposal)) is (told[1] == 0)
    assert bool(may(officer(placed), "decide", proposal))
    if told[1]:
        with pytest.raises(Forbidden):
            services.refuse_proposal(proposal=proposal, reason="Non.", by=reader, today=DAY)


def test_fewer_than_the_setting_tell_nothing_to_anyone(placed, settings):
    said(placed, 6)
    look(placed)
    settings.RECURRING_TOLD = 7

    for reader in (officer(placed), partner(placed)):
        assert not Proposal.objects.visible_to(reader).exists()
        assert queries.listed(reader) == []
        assert signal(reader, DAY) is None


def test_two_in_a_group_of_two_are_never_told(placed, settings):
    settings.RECURRING = {**settings.RECURRING, "least": 2}
    said(placed, 2)
    look(placed)

    assert members_of(only())
    assert queries.listed(officer(placed)) == []


def test_strangers_associations_and_consultants_know_nothing(placed):
    heard = said(placed, 6)
    look(placed)
    stranger = Territory("Plaine")

    for reader in (
        officer(stranger), partner(stranger), member(heard[0].organisation, "association_lead"),
        member(placed.dla, "observer"), member(placed.dla, "committee_member"),
    ):  # fmt: skip
        assert not Proposal.objects.visible_to(reader).exists()
        assert signal(reader, DAY) is None


def test_the_signal_says_how_many_and_lets_one_of_them_speak(placed):
    said(placed, 6)
    look(placed)

    found = signal(officer(placed), DAY)

    assert found is not None
    assert "Six" in found["title"]
    assert any(words.rstrip(".") in found["text"] for words in WORDS)
    assert found["url"] == only().get_absolute_url()


def test_a_list_of_thirty_costs_as_many_questions_as_a_list_of_one(placed, django_assert_num_queries):
    for _turn in range(3):
        said(placed, 14)
    look(placed)
    by = officer(placed)
    assert len(queries.listed(by)) >= 2

    with django_assert_num_queries(1):
        queries.listed(by)
