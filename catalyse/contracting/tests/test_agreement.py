"""An agreement: shares to the cent, signed by all, unchanged once signed."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from catalyse.contracting import queries, services
from catalyse.contracting.models import Agreement, Share
from catalyse.contracting.services import ShareLine
from catalyse.contracting.sharing import share_out
from catalyse.contracting.tests.factories import (
    HALF,
    a_support,
    an_agreement,
    chosen,
    organisation,
    signed,
)
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Stale

CENT = Decimal("0.01")


class Funder:
    """A funder of which only the number matters."""

    def __init__(self, pk: int):
        self.pk = pk

    def __str__(self) -> str:
        return f"funder {self.pk}"


FUNDERS = [Funder(rank) for rank in range(8)]


def amounts(agreement: Agreement) -> list[str]:
    return [str(share.amount) for share in agreement.shares.system("test")]


def refuse_now() -> None:
    """Asks the database for its judgement before the end of the transaction."""
    connection.cursor().execute("set constraints all immediate")


@transaction.atomic
def judged(change) -> None:
    """Does the change and asks the database for its judgement."""
    change()
    refuse_now()


@pytest.mark.parametrize(("named", "wanted"), [(0, ["6750.01", "6750.00"]), (1, ["6750.00", "6750.01"])])
def test_the_odd_cent_goes_to_the_funder_that_is_named(world, named, wanted):
    support = a_support(world, state="chosen")

    agreement = an_agreement(world, support, odd_cent_to=(world.dla, world.authority)[named])
    refuse_now()

    assert amounts(agreement) == wanted


def test_three_funders_share_by_percentages(world):
    support, third = a_support(world, state="chosen"), organisation("funder", "Fonds")
    lines = [ShareLine(world.dla, HALF), ShareLine(world.authority, Decimal(30)), ShareLine(third, Decimal(20))]

    agreement = an_agreement(world, support, "10000.01", shares=lines)
    refuse_now()

    assert amounts(agreement) == ["5000.01", "3000.00", "2000.00"]


def test_a_fixed_amount_comes_first_and_the_rest_is_shared(world):
    support, third = a_support(world, state="chosen"), organisation("funder", "Fonds")
    lines = [ShareLine(third, amount=Decimal("2000.00")), ShareLine(world.dla), ShareLine(world.authority)]

    agreement = an_agreement(world, support, "9000.01", shares=lines, odd_cent_to=world.authority)
    refuse_now()

    assert amounts(agreement) == ["2000.00", "3500.00", "3500.01"]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([ShareLine(FUNDERS[0], HALF)], None),
        ([ShareLine(FUNDERS[0], HALF), ShareLine(FUNDERS[1], Decimal(51))], None),
        ([ShareLine(FUNDERS[0], Decimal(100)), ShareLine(FUNDERS[1])], None),
        ([ShareLine(FUNDERS[0], amount=Decimal(99)), ShareLine(FUNDERS[1], amount=Decimal("0.99"))], None),
        ([ShareLine(FUNDERS[0], amount=Decimal(101)), ShareLine(FUNDERS[1])], None),
        ([ShareLine(FUNDERS[0], HALF), ShareLine(FUNDERS[0], HALF)], None),
        ([ShareLine(FUNDERS[0], HALF, Decimal(10)), ShareLine(FUNDERS[1])], None),
        ([ShareLine(FUNDERS[0], Decimal("33.333")), ShareLine(FUNDERS[1])], None),
        ([ShareLine(FUNDERS[0], Decimal(0)), ShareLine(FUNDERS[1])], None),
        ([ShareLine(FUNDERS[0], amount=Decimal("1.001")), ShareLine(FUNDERS[1])], None),
        ([ShareLine(FUNDERS[0], amount=Decimal(-1)), ShareLine(FUNDERS[1])], None),
        ([ShareLine(FUNDERS[0], amount=Decimal(1)), ShareLine(FUNDERS[1])], 0),
        ([ShareLine(FUNDERS[0]), ShareLine(FUNDERS[1])], 2),
        ([], None),
    ],
)
def test_shares_that_cannot_make_the_total_are_refused_with_a_reason(lines, named):
    with pytest.raises(Refused) as refusal:
        share_out(Decimal(100), lines, None if named is None else FUNDERS[named])

    assert str(refusal.value.message)


@st.composite
def shares(draw):
    """A total and shares that fit it: fixed amounts, percentages, and some that take what is left."""
    cents = draw(st.integers(1, 10**9))
    number = draw(st.integers(1, 6))
    fixed = draw(st.lists(st.integers(0, cents // (number + 1)), max_size=number - 1))
    left = number - len(fixed)
    cuts = sorted(draw(st.lists(st.integers(1, 9_999), min_size=left - 1, max_size=left - 1, unique=True)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    takers = draw(st.integers(0, left))
    lines = [ShareLine(FUNDERS[rank], amount=Decimal(one) / 100) for rank, one in enumerate(fixed)]
    lines += [
        ShareLine(FUNDERS[len(fixed) + rank], None if rank < takers else Decimal(part) / 100)
        for rank, part in enumerate(parts)
    ]
    return Decimal(cents) / 100, lines, draw(st.integers(len(fixed), number - 1))


@given(shares())
def test_any_shares_make_exactly_the_total_and_nobody_is_a_cent_away(case):
    total, lines, named = case

    found = share_out(total, lines, lines[named].funder)

    assert sum(found) == total
    rest = total - sum(line.amount for line in lines if line.amount is not None)
    said = sum((line.percent for line in lines if line.percent is not None), Decimal(0))
    takers = sum(line.takes_the_rest for line in lines)
    for line, amount in zip(lines, found, strict=True):
        if line.amount is not None:
            assert amount == line.amount
            continue
        percent = Fraction(line.percent) if line.percent is not None else Fraction(100 - said) / takers
        assert abs(Fraction(amount) - Fraction(rest) * percent / 100) < Fraction(CENT)
        assert amount == amount.quantize(CENT)


@given(st.integers(1, 10**9), st.integers(2, 8), st.data())
def test_equal_parts_differ_by_a_cent_at_most_and_the_named_one_never_pays_less(cents, number, data):
    named = data.draw(st.integers(0, number - 1))
    lines = [ShareLine(FUNDERS[rank]) for rank in range(number)]

    found = share_out(Decimal(cents) / 100, lines, FUNDERS[named])

    assert sum(found) == Decimal(cents) / 100
    assert max(found) - min(found) <= CENT
    assert found[named] == max(found)


def test_the_database_refuses_shares_that_do_not_make_the_total(world):
    agreement = an_agreement(world, a_support(world, state="chosen"))
    refuse_now()

    for change in (
        lambda: Share.objects.system("test").filter(funder=world.dla).update(amount=Decimal("6750.02")),
        lambda: Share.objects.system("test").filter(funder=world.dla).delete(),
        lambda: Agreement.objects.system("test").update(total=Decimal("13500.02")),
        lambda: Agreement.objects.system("test").update(odd_cent_to=organisation("funder", "Personne")),
    ):
        with pytest.raises(IntegrityError):
            judged(change)

    assert amounts(agreement) == ["6750.01", "6750.00"]


def test_a_change_of_total_and_shares_is_judged_at_the_end_of_the_transaction(world):
    agreement = an_agreement(world, a_support(world, state="chosen"))

    services.rewrite_agreement(
        agreement=agreement, expected=agreement.version, by=world.officer, today=world.today, total=Decimal("100.01"),
        shares=[ShareLine(world.dla), ShareLine(world.authority)], odd_cent_to=world.authority,
    )  # fmt: skip
    refuse_now()

    assert amounts(agreement) == ["50.00", "50.01"]


def test_the_agreement_follows_the_choice(world):
    early = a_support(world)
    with pytest.raises(Refused):
        an_agreement(world, early)

    _tender, bids = chosen(world, early)
    agreement = an_agreement(world, early)

    assert agreement.consultant == bids[0].consultant
    assert queries.proposed_agreement(world.officer, early)["total"] == Decimal("13500.01")


def test_one_agreement_at_a_time(world):
    support = a_support(world, state="chosen")
    an_agreement(world, support)

    with pytest.raises(Refused):
        an_agreement(world, support)


def test_the_support_begins_when_all_have_signed(world):
    support = a_support(world, state="chosen")
    agreement = an_agreement(world, support)
    call = {"agreement": agreement, "function": "présidence", "by": world.officer, "today": world.today}

    services.sign_agreement(organisation=world.dla, **call)
    agreement.refresh_from_db()
    support.refresh_from_db()
    assert (agreement.state, support.state) == ("signing", "chosen")
    services.sign_agreement(organisation=world.authority, **call)

    agreement.refresh_from_db()
    support.refresh_from_db()
    assert (agreement.state, agreement.signed_on, support.state) == ("signed", world.today, "running")


def test_the_consultant_signs_too_when_it_is_a_party(world):
    support = a_support(world)
    _tender, bids = chosen(world, support)
    agreement = signed(world, an_agreement(world, support, with_consultant=True))

    assert (agreement.state, queries.missing_parties(agreement)) == ("signing", [bids[0].consultant])
    services.sign_agreement(
        agreement=agreement, organisation=bids[0].consultant, function="gérance", by=world.officer, today=world.today
    )

    agreement.refresh_from_db()
    assert agreement.state == "signed"


def test_a_signed_agreement_no_longer_changes(world):
    agreement = an_agreement(world, a_support(world, state="chosen"))
    services.sign_agreement(
        agreement=agreement, organisation=world.dla, function="présidence", by=world.officer, today=world.today
    )
    agreement.refresh_from_db()

    with pytest.raises(Refused):
        services.rewrite_agreement(
            agreement=agreement, expected=agreement.version, by=world.officer, today=world.today, total=Decimal(1),
            shares=[ShareLine(world.dla)],
        )  # fmt: skip
    for change in (
        lambda: Agreement.objects.system("test").update(total=Decimal(2)),
        lambda: Share.objects.system("test").update(percent=Decimal(10)),
        lambda: Share.objects.system("test").delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("days", [-1, 1])
def test_a_signature_has_a_function_and_a_day_that_can_be(world, days):
    agreement = an_agreement(world, a_support(world, state="chosen"))
    call = {"agreement": agreement, "organisation": world.dla, "by": world.officer, "today": world.today}

    with pytest.raises(Refused):
        services.sign_agreement(function=" ", **call)
    with pytest.raises(Refused):
        services.sign_agreement(function="présidence", signed_on=world.today + timedelta(days=days), **call)
    with pytest.raises(Refused):
        services.sign_agreement(function="x", **{**call, "organisation": organisation("funder", "Autre")})

    assert queries.missing_parties(agreement) == [world.dla, world.authority]


def test_a_signature_noted_by_mistake_is_taken_back_and_the_text_opens_again(world):
    agreement = an_agreement(world, a_support(world, state="chosen"))
    services.sign_agreement(
        agreement=agreement, organisation=world.dla, function="présidence", by=world.officer, today=world.today
    )

    journal.take_back(event=Event.objects.get(name="agreement.party_signed"), by=world.officer, day=world.today)

    agreement.refresh_from_db()
    assert (agreement.state, queries.missing_parties(agreement)) == ("draft", [world.dla, world.authority])


def test_once_all_have_signed_a_signature_stays(world):
    agreement = signed(world, an_agreement(world, a_support(world, state="chosen")))

    with pytest.raises(Forbidden):
        services.take_signature_back(
            signature=agreement.signatures.system("test").first(), by=world.officer, today=world.today
        )


def test_two_officers_who_rewrite_at_once_lose_nothing(world):
    agreement = an_agreement(world, a_support(world, state="chosen"))
    call = {
        "agreement": agreement, "expected": agreement.version, "by": world.officer, "today": world.today,
        "total": Decimal("13500.01"),
    }  # fmt: skip
    services.rewrite_agreement(shares=[ShareLine(world.dla)], **call)

    with pytest.raises(Stale):
        services.rewrite_agreement(shares=[ShareLine(world.authority)], **call)


def test_amounts_stay_out_of_the_journal(world):
    agreement = an_agreement(world, a_support(world, state="chosen"), conditions="Solde de 4321,00 €")
    services.rewrite_agreement(
        agreement=agreement, expected=agreement.version, by=world.officer, today=world.today, total=Decimal("777.77"),
        shares=[ShareLine(world.dla)], conditions="Solde de 5432,00 €",
    )  # fmt: skip

    said = " ".join(str((e.facts, e.before, e.after)) for e in Event.objects.all())
    assert not any(amount in said for amount in ("13500", "777", "4321", "5432"))


def test_the_side_block_says_the_shares_and_marks_examples(world):
    support = a_support(world, state="chosen")
    an_agreement(world, support, illustrative=["total"])

    found = queries.shares_of(world.officer, support)

    assert found.equal
    assert found.illustrative
    assert [str(share.amount) for share in found.shares] == ["6750.01", "6750.00"]
