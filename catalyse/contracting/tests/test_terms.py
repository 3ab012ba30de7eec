"""Terms of reference: written together, approved by both, void at the next change."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from catalyse.contracting import queries, services
from catalyse.contracting.models import Approval, Criterion, Terms
from catalyse.contracting.services import CriterionLine
from catalyse.contracting.tests.factories import (
    a_support,
    approved_terms,
    closed_tender,
    now,
    open_tender,
    person,
    territory,
    written_terms,
)
from catalyse.kernel.access import Forbidden, house
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Stale


def test_terms_begin_from_what_the_support_says(world):
    support = a_support(world)

    terms = services.write_terms(support=support, by=world.officer, today=world.today)

    assert (terms.context, terms.objectives) == (support.context, support.objectives)
    assert (terms.individual_half_days, terms.collective_half_days, terms.kind) == (18, 10, "both")
    assert sum(terms.criteria.values_list("weight", flat=True)) == 100


def test_each_partner_may_write_and_a_stranger_may_not(world):
    support, other = a_support(world), territory("Landes")

    services.write_terms(support=support, by=world.authority_officer, today=world.today, method="Ensemble")
    with pytest.raises(Forbidden):
        services.write_terms(support=support, by=other.officer, today=world.today, method="Autrement")

    assert Terms.objects.system("test").get().method == "Ensemble"


def test_both_sides_approve_and_one_alone_does_not_suffice(world):
    terms = written_terms(world, a_support(world))

    one = services.approve_terms(terms=terms, by=world.officer, today=world.today)
    assert (one.state, queries.missing_sides(one)) == ("draft", ["authority"])
    both = services.approve_terms(terms=terms, by=world.authority_officer, today=world.today)

    assert both.state == "approved"
    assert [row.side for row in queries.approvals_of(both)] == ["dla", "authority"]


def test_a_side_does_not_approve_twice(world):
    terms = written_terms(world, a_support(world))
    services.approve_terms(terms=terms, by=world.officer, today=world.today)

    with pytest.raises(Refused):
        services.approve_terms(terms=terms, by=world.officer, today=world.today)

    assert Approval.objects.count() == 1


def test_one_person_does_not_approve_for_both_sides(world):
    terms = written_terms(world, a_support(world))
    by, one = house("case file"), person(world.dla, "dla_officer")
    services.approve_terms(terms=terms, by=by, today=world.today, side="dla", person=one)

    with pytest.raises(Refused):
        services.approve_terms(terms=terms, by=by, today=world.today, side="authority", person=one)

    assert Approval.objects.count() == 1


def test_an_elected_person_reads_and_does_not_approve(world):
    terms = written_terms(world, a_support(world))

    assert Terms.objects.visible_to(world.elected).count() == 1
    with pytest.raises(Forbidden):
        services.approve_terms(terms=terms, by=world.elected, today=world.today)


def test_a_change_makes_the_approvals_void(world):
    support = a_support(world)
    approved_terms(world, support)

    terms = services.write_terms(support=support, by=world.officer, today=world.today, method="Autrement")

    assert (terms.state, queries.approvals_of(terms)) == ("draft", [])
    assert queries.missing_sides(terms) == ["dla", "authority"]
    assert Approval.objects.filter(voided_on=world.today).count() == 2


def test_a_change_of_the_grid_alone_makes_the_approvals_void_too(world):
    support = a_support(world)
    before = approved_terms(world, support).version

    terms = services.write_terms(
        support=support, by=world.officer, today=world.today, criteria=[CriterionLine("Prix", 100)]
    )

    assert (terms.state, terms.version > before) == ("draft", True)
    assert queries.approvals_of(terms) == []


def test_saving_without_a_change_keeps_the_approvals(world):
    support = a_support(world)
    approved_terms(world, support)

    terms = services.write_terms(support=support, by=world.officer, today=world.today, context=support.context)

    assert terms.state == "approved"


def test_terms_are_not_approved_before_they_say_enough(world):
    support = a_support(world)
    terms = services.write_terms(support=support, by=world.officer, today=world.today, deadline_at=None)

    with pytest.raises(Refused, match=r"."):
        services.approve_terms(terms=terms, by=world.officer, today=world.today)

    assert not Approval.objects.exists()


def test_weights_make_a_hundred_before_anybody_approves(world):
    terms = written_terms(world, a_support(world), criteria=[CriterionLine("Prix", 40), CriterionLine("Méthode", 50)])

    with pytest.raises(Refused) as refusal:
        services.approve_terms(terms=terms, by=world.officer, today=world.today)

    assert "90" in str(refusal.value.message)


def test_the_database_refuses_approved_terms_whose_weights_do_not_make_a_hundred(world):
    terms = approved_terms(world, a_support(world))

    def weigh_more() -> None:
        with transaction.atomic():
            Criterion.objects.filter(terms=terms, position=1).update(weight=26)
            connection.cursor().execute("set constraints all immediate")

    with pytest.raises(IntegrityError):
        weigh_more()

    assert sum(terms.criteria.values_list("weight", flat=True)) == 100


def test_a_text_changed_meanwhile_is_not_approved_unread(world):
    support = a_support(world)
    read = written_terms(world, support).version
    terms = services.write_terms(support=support, by=world.authority_officer, today=world.today, method="Autrement")

    with pytest.raises(Stale):
        services.approve_terms(terms=terms, by=world.officer, today=world.today, expected=read)


def test_two_officers_who_write_at_once_lose_nothing(world):
    support = a_support(world)
    read = written_terms(world, support).version
    services.write_terms(support=support, by=world.officer, today=world.today, expected=read, method="A")

    with pytest.raises(Stale):
        services.write_terms(support=support, by=world.authority_officer, today=world.today, expected=read, method="B")

    assert Terms.objects.system("test").get().method == "A"


def test_consulted_terms_no_longer_change(world):
    support = a_support(world)
    open_tender(world, support)

    with pytest.raises(Refused):
        services.write_terms(support=support, by=world.officer, today=world.today, method="Trop tard")


def test_after_a_vain_tender_the_next_version_keeps_what_the_last_said(world):
    support = a_support(world)
    tender, _bids = closed_tender(world, support)
    services.end_without_choice(tender=tender, reason="Trop cher.", by=world.officer, today=world.today)

    terms = services.write_terms(support=support, by=world.officer, today=world.today, ceiling=Decimal(12000))

    assert (terms.number, terms.state, terms.ceiling) == (2, "draft", Decimal(12000))
    assert terms.objectives == tender.terms.objectives
    assert Terms.objects.system("test").get(number=1).state == "superseded"


def test_a_dla_alone_approves_alone(world):
    support = a_support(world, partnership=None)
    terms = written_terms(world, support)

    assert services.approve_terms(terms=terms, by=world.officer, today=world.today).state == "approved"


def test_the_ceiling_stays_out_of_the_journal(world):
    support = a_support(world)
    written_terms(world, support, ceiling=Decimal("13777.00"))

    services.write_terms(support=support, by=world.officer, today=world.today, ceiling=Decimal("13888.00"))

    said = " ".join(str((e.facts, e.before, e.after)) for e in Event.objects.all())
    assert "13888" not in said
    assert "13777" not in said


def test_a_deadline_is_a_moment(world):
    moment = now() + timedelta(days=20)

    terms = written_terms(world, a_support(world), deadline_at=moment)

    terms.refresh_from_db()
    assert terms.deadline_at == moment
