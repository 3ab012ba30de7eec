"""A tender: opened to the consulted, closed until the deadline, chosen with reasons."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from catalyse.contracting import queries, services
from catalyse.contracting.models import Award, Bid, Consulted, Tender
from catalyse.contracting.tests.factories import (
    a_consultant,
    a_support,
    approved_terms,
    bid_of,
    chosen,
    closed_tender,
    let_the_deadline_pass,
    now,
    open_tender,
    organisation,
    person,
    three_consultants,
    written_terms,
)
from catalyse.kernel.access import Forbidden, house
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Letter


def test_each_consultant_is_told_once_with_a_link(world):
    tender = open_tender(world, a_support(world))

    letters = Letter.objects.filter(batch=f"tender:{tender.pk}:consulted")
    assert letters.count() == 3
    assert all(f"/appels-d-offres/{tender.pk}/" in letter.text for letter in letters)
    assert {letter.address for letter in letters} == {
        f"consultant.{row.consultant_id}@example.org" for row in tender.consulted.system("test")
    }


def test_a_consultancy_without_an_account_is_told_at_its_public_address(world):
    firms = three_consultants(world)[:2]
    unknown = organisation("consultant", "Sans compte", public_email="bonjour@sans-compte.example")

    open_tender(world, a_support(world), [*firms, unknown])

    assert Letter.objects.filter(address="bonjour@sans-compte.example").count() == 1


def test_nobody_is_consulted_before_both_have_approved(world):
    terms = written_terms(world, a_support(world))

    with pytest.raises(Refused):
        services.consult(terms=terms, consultants=three_consultants(world), by=world.officer, today=world.today)

    assert not Tender.objects.system("test").exists()


@pytest.mark.parametrize(("least", "number", "needed"), [(3, 2, True), (3, 3, False), (2, 2, False), (1, 1, False)])
def test_fewer_consultants_than_the_setting_need_a_written_reason(world, settings, least, number, needed):
    settings.TENDER_LEAST = least
    terms, firms = approved_terms(world, a_support(world)), three_consultants(world)[:number]
    call = {"terms": terms, "consultants": firms, "by": world.officer, "today": world.today}

    if needed:
        with pytest.raises(Refused) as refusal:
            services.consult(**call)
        assert refusal.value.field == "justification"
        call["justification"] = "Deux seulement travaillent dans le bocage."
    tender = services.consult(**call)

    assert tender.consulted.system("test").count() == number


@pytest.mark.parametrize(("days", "given", "needed"), [(15, 14, True), (15, 15, False), (5, 6, False)])
def test_fewer_days_than_the_setting_need_a_written_reason(world, settings, days, given, needed):
    settings.TENDER_DAYS = days
    terms = approved_terms(world, a_support(world), deadline_at=now() + timedelta(days=given))
    call = {"terms": terms, "consultants": three_consultants(world), "by": world.officer, "today": world.today}

    if needed:
        with pytest.raises(Refused):
            services.consult(**call)
        call["justification"] = "Le comité se réunit dans deux semaines."

    assert services.consult(**call).state == "open"


def test_a_deadline_that_is_past_is_refused(world):
    terms = approved_terms(world, a_support(world), deadline_at=now() - timedelta(minutes=1))

    with pytest.raises(Refused) as refusal:
        services.consult(terms=terms, consultants=three_consultants(world), by=world.officer, today=world.today)

    assert refusal.value.field == "deadline_on"


def test_only_the_house_says_when_a_past_act_happened(world):
    terms = approved_terms(world, a_support(world), deadline_at=now() - timedelta(days=300))
    firms, past = three_consultants(world), now() - timedelta(days=330)
    call = {"terms": terms, "consultants": firms, "today": past.date(), "at": past}

    with pytest.raises(ValueError, match="only the house"):
        services.consult(by=world.officer, **call)
    tender = services.consult(by=house("case file"), **call)
    bid = services.file_bid(
        tender=tender, consultant=firms[0], amount=100, half_days=2, text="x", by=house("case file"),
        today=world.today, at=now() - timedelta(days=301),
    )  # fmt: skip

    assert bid.filed_at < tender.deadline_at
    assert not Letter.objects.exists()


def test_a_support_is_not_put_to_tender_twice_at_once(world):
    support = a_support(world)
    tender = open_tender(world, support)

    with pytest.raises(Refused):
        services.consult(terms=tender.terms, consultants=three_consultants(world), by=world.officer, today=world.today)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.create(
            support=support, terms=tender.terms, opened_on=world.today, deadline_at=tender.deadline_at
        )


def test_a_bid_takes_the_place_of_the_one_before(world):
    firm = a_consultant(world, "Atelier")
    tender = open_tender(world, a_support(world), [firm, *three_consultants(world)[1:]])

    first = bid_of(world, tender, firm, "14000")
    second = bid_of(world, tender, firm, "13500.01", text="Mieux.")

    assert Bid.objects.system("test").count() == 1
    assert (second.pk, str(second.amount), second.text) == (first.pk, "13500.01", "Mieux.")
    assert second.filed_at > first.filed_at
    assert queries.answers_of(tender).filed == 1


def test_after_the_deadline_the_database_takes_nothing_more(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    bid = bid_of(world, tender, firms[0])
    let_the_deadline_pass(tender)

    with pytest.raises(Refused):
        bid_of(world, tender, firms[1])
    with pytest.raises(Refused):
        bid_of(world, tender, firms[0], "1.00")
    with pytest.raises(Refused):
        services.withdraw_bid(bid=bid, by=world.consultant(firms[0]), today=world.today)

    bid.refresh_from_db()
    assert (bid.state, str(bid.amount)) == ("filed", "13500.01")


def test_a_demo_reads_the_hour_on_its_own_day(world, settings):
    settings.DEMO = True
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    yesterday, late = world.today, tender.deadline_at.date() + timedelta(days=1)
    bid_of(world, tender, firms[0])

    assert yesterday < late
    with pytest.raises(Refused):
        services.file_bid(
            tender=tender, consultant=firms[1], amount=1, half_days=2, text="x", by=world.consultant(firms[1]),
            today=late,
        )  # fmt: skip


def test_a_consultant_files_only_for_itself_and_only_when_asked(world):
    firms, stranger = three_consultants(world), a_consultant(world, "Étranger")
    tender = open_tender(world, a_support(world), firms)
    call = {"tender": tender, "amount": 100, "half_days": 2, "text": "x", "today": world.today}

    with pytest.raises(Forbidden):
        services.file_bid(consultant=firms[1], by=world.consultant(firms[0]), **call)
    with pytest.raises(Forbidden):
        services.file_bid(consultant=stranger, by=world.consultant(stranger), **call)
    with pytest.raises(Forbidden):
        services.file_bid(consultant=firms[0], by=world.officer, **call)

    assert not Bid.objects.system("test").exists()


def test_a_withdrawn_bid_is_gone_for_the_partners_and_may_be_filed_again(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    bid = bid_of(world, tender, firms[0])

    services.withdraw_bid(bid=bid, by=world.consultant(firms[0]), today=world.today)
    assert queries.answers_of(tender).filed == 0
    again = bid_of(world, tender, firms[0], "13000")

    assert (again.pk, again.state) == (bid.pk, "filed")


def test_a_no_is_noted_and_a_later_bid_takes_it_back(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    by = world.consultant(firms[0])

    services.decline_to_bid(tender=tender, consultant=firms[0], by=by, today=world.today, reason="Trop de travail.")
    assert queries.answers_of(tender).declined == 1
    bid_of(world, tender, firms[0])

    assert queries.answers_of(tender).declined == 0
    with pytest.raises(Refused):
        services.decline_to_bid(tender=tender, consultant=firms[0], by=by, today=world.today)


def test_bids_stay_closed_until_the_deadline(world):
    tender = open_tender(world, a_support(world))

    with pytest.raises(Refused):
        services.open_bids(tender=tender, by=world.officer, today=world.today)
    let_the_deadline_pass(tender)

    assert services.open_bids(tender=tender, by=world.officer, today=world.today).state == "closed"


def test_the_choice_moves_the_support_and_keeps_its_reasons(world):
    support = a_support(world)
    tender, bids = closed_tender(world, support)

    award = services.choose(tender=tender, bid=bids[1], reasons="Le terrain.", by=world.officer, today=world.today)

    support.refresh_from_db()
    assert (support.state, award.reasons, award.decided_by_id) == ("chosen", "Le terrain.", world.officer.user_id)
    states = dict(Bid.objects.system("test").values_list("pk", "state"))
    assert states == {bids[0].pk: "not_chosen", bids[1].pk: "chosen", bids[2].pk: "not_chosen"}
    assert queries.consultant_of(support) == bids[1].consultant


def test_each_consultant_hears_of_its_own_result_only(world):
    support, firms = a_support(world), [*three_consultants(world), a_consultant(world, "Silence")]
    tender = open_tender(world, support, firms)
    won, lost = bid_of(world, tender, firms[0]), bid_of(world, tender, firms[1], "14000")
    services.decline_to_bid(tender=tender, consultant=firms[2], by=world.consultant(firms[2]), today=world.today)
    let_the_deadline_pass(tender)
    services.open_bids(tender=tender, by=world.officer, today=world.today)
    Letter.objects.all().delete()

    services.choose(tender=tender, bid=won, reasons="La méthode.", by=world.officer, today=world.today)

    sent = dict(Letter.objects.values_list("address", "batch"))
    assert sent == {
        f"consultant.{firms[0].pk}@example.org": f"tender:{tender.pk}:chosen",
        f"consultant.{firms[1].pk}@example.org": f"tender:{tender.pk}:not_chosen",
        f"consultant.{firms[3].pk}@example.org": f"tender:{tender.pk}:ended",
    }
    told = Letter.objects.get(address=f"consultant.{firms[1].pk}@example.org")
    assert firms[0].name not in told.subject + told.text
    assert lost.consultant.name in told.text


def test_a_choice_without_reasons_or_of_another_tender_is_refused(world):
    tender, bids = closed_tender(world, a_support(world))
    _other, foreign = closed_tender(world, a_support(world))
    call = {"tender": tender, "by": world.officer, "today": world.today}

    with pytest.raises(Refused) as refusal:
        services.choose(bid=bids[0], reasons="  ", **call)
    assert refusal.value.field == "reasons"
    with pytest.raises(Refused):
        services.choose(bid=foreign[0], reasons="La méthode.", **call)

    assert not Award.objects.system("test").exists()


def test_nothing_starts_for_associations_that_have_not_joined(world):
    support = a_support(world, state="inviting")
    tender, bids = closed_tender(world, support)

    with pytest.raises(Refused):
        services.choose(tender=tender, bid=bids[0], reasons="La méthode.", by=world.officer, today=world.today)

    tender.refresh_from_db()
    assert tender.state == "closed"
    assert not Letter.objects.filter(batch__endswith=":chosen").exists()


def test_the_house_names_who_decided(world):
    tender, bids = closed_tender(world, a_support(world))
    who = person(world.authority, "authority_officer")

    award = services.choose(
        tender=tender, bid=bids[0], reasons="La méthode.", by=house("case"), today=world.today, person=who
    )

    assert award.decided_by == who


def test_a_question_is_answered_to_all_without_the_name_of_who_asked(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    asked = services.ask_question(
        tender=tender, consultant=firms[0], text="Où ?", by=world.consultant(firms[0]), today=world.today
    )
    Letter.objects.all().delete()

    services.answer_question(question=asked, answer="À Flers.", by=world.authority_officer, today=world.today)

    assert Letter.objects.count() == 3
    assert not any(firms[0].name in letter.subject + letter.text for letter in Letter.objects.all())
    assert [q.answer for q in queries.questions_of(world.consultant(firms[2]), tender)] == ["À Flers."]


def test_no_price_reaches_the_journal_or_a_letter(world):
    support = a_support(world)
    tender, _bids = chosen(world, support)

    said = " ".join(str((e.facts, e.before, e.after)) for e in Event.objects.all())
    written = " ".join(letter.subject + letter.text for letter in Letter.objects.all())
    assert tender.state
    for price in ("13500", "13 500", "13950", "14000"):
        assert price not in said
        assert price not in written


def test_who_was_consulted_is_known_to_the_tender_alone(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)

    assert Consulted.objects.visible_to(world.consultant(firms[0])).get().consultant == firms[0]
    assert Consulted.objects.visible_to(world.officer).count() == 3
    assert tender.consulted.system("test").count() == 3
