"""Who reads what of a tender and of the money: each role, each row, each group of columns."""

import pytest

from catalyse.actors.models import Organisation
from catalyse.contracting import queries, services
from catalyse.contracting.models import (
    Agreement,
    Award,
    Bid,
    ConsultantProfile,
    Consulted,
    Question,
    Share,
    Signature,
    Tender,
    Terms,
)
from catalyse.contracting.tests.factories import (
    a_support,
    an_agreement,
    association_actor,
    bid_of,
    chosen,
    closed_tender,
    let_the_deadline_pass,
    open_tender,
    profile_of,
    signed,
    territory,
    three_consultants,
    written_terms,
)
from catalyse.kernel.access import NOBODY, may, policy_of
from catalyse.support.models import Beneficiary, Support

SECRET = (Terms, Tender, Consulted, Question, Bid, Award, Agreement, Share, Signature)


def seen(actor, model) -> int:
    return model.objects.visible_to(actor).count()


def test_before_the_deadline_a_bid_is_known_to_its_consultant_alone(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    bid = bid_of(world, tender, firms[0])

    assert Bid.objects.visible_to(world.consultant(firms[0])).get() == bid
    for other in (world.officer, world.authority_officer, world.elected, world.committee, world.consultant(firms[1])):
        assert seen(other, Bid) == 0


def test_a_deadline_that_passed_opens_nothing_by_itself(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    bid_of(world, tender, firms[0])

    let_the_deadline_pass(tender)
    assert seen(world.officer, Bid) == 0
    services.open_bids(tender=tender, by=world.officer, today=world.today)

    assert (seen(world.officer, Bid), seen(world.authority_officer, Bid)) == (1, 1)
    assert seen(world.committee, Bid) == 0


def test_a_consultant_never_sees_a_rival_nor_that_there_is_one(world):
    support = a_support(world)
    tender, bids = chosen(world, support)
    winner, loser = (world.consultant(bid.consultant) for bid in bids[:2])

    for actor, own in ((winner, bids[0]), (loser, bids[1])):
        assert list(Bid.objects.visible_to(actor)) == [own]
        assert Consulted.objects.visible_to(actor).get().consultant == own.consultant
        assert ConsultantProfile.objects.visible_to(actor).get().organisation == own.consultant
        assert seen(actor, Award) == 0
        assert not may(actor, "read_bids", Tender.objects.visible_to(actor).get())
        assert not may(actor, "count", tender)


def test_before_the_deadline_only_the_dla_knows_how_many_answered(world):
    tender = open_tender(world, a_support(world))

    assert may(world.officer, "count", tender)
    assert not may(world.authority_officer, "count", tender)
    assert not may(world.committee, "count", tender)


def test_a_withdrawn_bid_is_not_read_by_the_partners(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    bid = bid_of(world, tender, firms[0])
    services.withdraw_bid(bid=bid, by=world.consultant(firms[0]), today=world.today)
    let_the_deadline_pass(tender)
    services.open_bids(tender=tender, by=world.officer, today=world.today)

    assert seen(world.officer, Bid) == 0


def test_another_tenant_sees_nothing_at_all(world):
    support = a_support(world)
    chosen(world, support)
    signed(world, an_agreement(world, support))
    other = territory("Landes")

    for actor in (other.officer, other.authority_officer, other.elected, other.committee, NOBODY):
        assert {model.__name__: seen(actor, model) for model in SECRET} == {model.__name__: 0 for model in SECRET}


def test_the_partners_see_their_tender_and_their_money(world):
    support = a_support(world)
    chosen(world, support)
    agreement = signed(world, an_agreement(world, support))

    for actor in (world.officer, world.authority_officer, world.elected):
        assert (seen(actor, Terms), seen(actor, Tender), seen(actor, Bid), seen(actor, Award)) == (1, 1, 3, 1)
        assert (seen(actor, Agreement), seen(actor, Share), seen(actor, Signature)) == (1, 2, 2)
        assert may(actor, "read_money", agreement)
        assert "total" in policy_of(Agreement).readable(actor, agreement)
    assert not may(world.elected, "edit", agreement)


def test_the_committee_reads_the_choice_and_neither_bids_nor_amounts(world):
    support = a_support(world)
    _tender, _bids = chosen(world, support)
    agreement = signed(world, an_agreement(world, support))
    actor = world.committee

    assert (seen(actor, Terms), seen(actor, Tender), seen(actor, Award), seen(actor, Agreement)) == (1, 1, 1, 1)
    assert (seen(actor, Bid), seen(actor, Share), seen(actor, Question)) == (0, 0, 0)
    assert not may(actor, "read_money", agreement)
    assert not may(actor, "minutes", Award.objects.visible_to(actor).get())
    assert {"total", "conditions"}.isdisjoint(policy_of(Agreement).readable(actor, agreement))
    assert queries.shares_of(actor, support) is None


def test_the_committee_does_not_read_a_draft(world):
    support = a_support(world)
    written_terms(world, support)

    assert seen(world.committee, Terms) == 0
    assert seen(association_actor(world, support), Terms) == 0


def test_an_association_reads_what_is_expected_and_who_was_chosen_not_the_money(world):
    support = a_support(world)
    _tender, bids = chosen(world, support)
    agreement = signed(world, an_agreement(world, support))
    actor = association_actor(world, support)
    terms = Terms.objects.visible_to(actor).get()

    assert {"objectives", "deliverables"} <= policy_of(Terms).readable(actor, terms)
    assert "ceiling" not in policy_of(Terms).readable(actor, terms)
    assert queries.consultant_of(support) == bids[0].consultant
    for model in (Tender, Consulted, Question, Bid, Award, Agreement, Share, Signature):
        assert seen(actor, model) == 0
    assert not may(actor, "read_money", agreement)
    assert queries.shares_of(actor, support) is None


def test_the_consulted_read_the_terms_with_the_ceiling_and_others_do_not(world):
    firms = three_consultants(world)
    support = a_support(world)
    tender = open_tender(world, support, firms[:3])
    stranger = three_consultants(territory("Landes"))[0]

    asked = world.consultant(firms[0])
    assert "ceiling" in policy_of(Terms).readable(asked, Terms.objects.visible_to(asked).get())
    assert seen(world.consultant(stranger), Terms) == 0
    assert seen(world.consultant(stranger), Tender) == 0
    assert may(asked, "bid", tender)
    assert not may(world.consultant(stranger), "bid", tender)


def test_an_unanswered_question_is_for_who_asked_and_the_partners(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    asker, rival = world.consultant(firms[0]), world.consultant(firms[1])
    question = services.ask_question(tender=tender, consultant=firms[0], text="Où ?", by=asker, today=world.today)

    assert (seen(asker, Question), seen(world.officer, Question), seen(rival, Question)) == (1, 1, 0)
    services.answer_question(question=question, answer="Ici.", by=world.officer, today=world.today)
    question.refresh_from_db()

    assert seen(rival, Question) == 1
    assert "consultant" not in policy_of(Question).readable(rival, question)
    assert "consultant" in policy_of(Question).readable(world.officer, question)
    assert "consultant" not in policy_of(Question).readable(world.committee, question)


def test_the_chosen_consultant_sees_its_support_and_the_others_do_not(world):
    support = a_support(world)
    _tender, bids = chosen(world, support)

    assert Support.objects.visible_to(world.consultant(bids[0].consultant)).get() == support
    assert seen(world.consultant(bids[1].consultant), Support) == 0
    assert may(world.consultant(bids[0].consultant), "note_attendance", support)
    assert not may(world.consultant(bids[1].consultant), "note_attendance", support)
    assert not may(world.consultant(bids[0].consultant), "edit", support)


@pytest.mark.parametrize(("party", "count"), [(True, 1), (False, 0)])
def test_the_consultant_reads_the_agreement_only_when_it_signs_it(world, party, count):
    support = a_support(world)
    _tender, bids = chosen(world, support)
    agreement = an_agreement(world, support, with_consultant=party)
    actor = world.consultant(bids[0].consultant)

    assert seen(actor, Agreement) == count
    assert seen(actor, Share) == 2 * count
    assert bool(may(actor, "read_money", agreement)) is party
    assert seen(world.consultant(bids[1].consultant), Agreement) == 0


def test_the_pool_is_open_to_partners_and_closed_between_consultants(world):
    firms = three_consultants(world)
    support = a_support(world)

    assert seen(world.officer, ConsultantProfile) == 3
    assert seen(world.elected, ConsultantProfile) == 3
    assert seen(world.consultant(firms[0]), ConsultantProfile) == 1
    assert seen(association_actor(world, support), ConsultantProfile) == 0
    assert not may(world.consultant(firms[0]), "list", ConsultantProfile)


def test_only_the_consultant_and_who_listed_it_change_its_page(world):
    firm = three_consultants(world)[0]
    profile = profile_of(firm)

    assert may(world.officer, "edit", profile)
    assert may(world.consultant(firm), "edit", profile)
    assert not may(territory("Landes").officer, "edit", profile)
    assert not may(world.elected, "edit", profile)


def test_deciding_is_for_the_officers_of_the_two_partners(world):
    support = a_support(world)
    tender, _bids = closed_tender(world, support)

    for verb in ("choose", "give_up", "open_bids"):
        assert may(world.officer, verb, tender)
        assert may(world.authority_officer, verb, tender)
        for other in (world.elected, world.committee, association_actor(world, support), territory(verb).officer):
            refusal = may(other, verb, tender)
            assert not refusal
            assert str(refusal.reason)


def test_a_consultant_reads_who_its_missions_help_and_nobody_else(world):
    support, other = a_support(world, joined=2), a_support(world)
    _tender, bids = chosen(world, support)
    helped = set(Beneficiary.objects.system("test").filter(support=support).values_list("association", flat=True))
    runs, rival = world.consultant(bids[0].consultant), world.consultant(bids[1].consultant)
    associations = Organisation.objects.system("test").filter(kind="association").values("pk")

    def reads(actor):
        seen = Organisation.objects.visible_to(actor).filter(pk__in=associations)
        return set(seen.values_list("pk", flat=True))

    assert reads(runs) == helped
    assert reads(rival) == set()
    row = Organisation.objects.visible_to(runs).get(pk=min(helped))
    assert "years" not in policy_of(Organisation).readable(runs, row)
    assert not may(runs, "edit", row)
    assert not Beneficiary.objects.visible_to(runs).filter(support=other).exists()


def test_an_association_that_left_is_no_longer_read_by_the_consultant(world):
    support = a_support(world)
    _tender, bids = chosen(world, support)
    runs = world.consultant(bids[0].consultant)
    row = Beneficiary.objects.system("test").get(support=support)

    Beneficiary.objects.system("test").update(left_on=world.today)

    assert not Organisation.objects.visible_to(runs).filter(pk=row.association_id).exists()
