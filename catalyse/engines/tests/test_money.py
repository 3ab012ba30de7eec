"""Money is shared to the cent, and nobody is further from its share than need be."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalyse.engines.money import (
    NotAnAmount,
    Part,
    SharesDoNotFit,
    cents,
    euros,
    percents_of,
    share_out,
    split,
    split_by_percent,
)

amounts = st.integers(0, 10**12).map(euros)
weight_lists = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)


def distance(total, weights, shares):
    """The largest gap between a share and its exact quota, in cents times the sum of weights."""
    whole = sum(weights)
    return max(abs(cents(s) * whole - cents(total) * w) for s, w in zip(shares, weights, strict=True))


def test_parity_of_an_odd_cent_goes_to_the_funder_named_in_the_agreement():
    total = Decimal("13500.01")

    assert split_by_percent(total, [Decimal(50), Decimal(50)]) == [Decimal("6750.01"), Decimal("6750.00")]
    assert split_by_percent(total, [Decimal(50), Decimal(50)], odd_cent_to=1) == [
        Decimal("6750.00"),
        Decimal("6750.01"),
    ]


def test_a_larger_remainder_comes_before_the_named_funder():
    assert split(Decimal("0.01"), [1, 2], odd_cent_to=0) == [Decimal("0.00"), Decimal("0.01")]


def test_three_funders_at_fifty_thirty_twenty():
    shares = split_by_percent(Decimal("9999.99"), [Decimal(50), Decimal(30), Decimal(20)])

    assert shares == [Decimal("4999.99"), Decimal("3000.00"), Decimal("2000.00")]


@given(amounts, weight_lists, st.data())
def test_the_shares_add_up_and_none_is_a_cent_away(total, weights, data):
    odd = data.draw(st.integers(0, len(weights) - 1))

    shares = split(total, weights, odd)

    assert sum(shares) == total
    assert all(share >= 0 and share.as_tuple().exponent == -2 for share in shares)
    assert distance(total, weights, shares) < sum(weights)
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)


@given(amounts, weight_lists, st.integers(2, 50))
def test_only_the_proportion_of_weights_counts(total, weights, factor):
    assert split(total, weights) == split(total, [w * factor for w in weights])
    assert split(total, weights) == split(total, [Decimal(w) / 8 for w in weights])


@given(amounts, weight_lists, st.data())
def test_the_named_payer_never_gets_less_than_without_being_named(total, weights, data):
    odd = data.draw(st.integers(0, len(weights) - 1))

    assert split(total, weights, odd)[odd] >= split(total, weights, 0)[odd]


def test_no_other_division_comes_closer_up_to_three_payers_and_sixty_cents():
    for weights in product(range(4), repeat=3):
        if not any(weights):
            continue
        for whole in range(0, 61, 7):
            total = euros(whole)
            best = min(
                distance(total, weights, (euros(a), euros(b), euros(whole - a - b)))
                for a in range(whole + 1)
                for b in range(whole - a + 1)
            )
            assert distance(total, weights, split(total, weights)) == best, (weights, whole)


def test_a_fixed_sum_is_taken_first_and_the_rest_goes_by_percentage():
    parts = [Part(amount=Decimal("2000")), Part(percent=Decimal(50)), Part(percent=Decimal(50))]

    shares = share_out(Decimal("13500.01"), parts, odd_cent_to=2)

    assert shares == [Decimal("2000.00"), Decimal("5750.00"), Decimal("5750.01")]


@given(st.lists(amounts, min_size=1, max_size=4), amounts, weight_lists)
def test_fixed_sums_and_percentages_add_up(fixed, rest, weights):
    percents = percents_of([Decimal(w) for w in weights])
    total = sum(fixed, rest)
    parts = [Part(amount=a) for a in fixed] + [Part(percent=p) for p in percents]

    shares = share_out(total, parts)

    assert sum(shares) == total
    assert shares[: len(fixed)] == fixed


@given(st.lists(amounts, min_size=1, max_size=6).filter(any))
def test_percentages_of_amounts_add_up_to_a_hundred(payers):
    assert sum(percents_of(payers)) == 100


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Decimal("NaN"), "finite"),
        (Decimal("sNaN"), "finite"),
        (Decimal("Infinity"), "finite"),
        (Decimal("-0.01"), "negative"),
        (Decimal("0.001"), "cents"),
        (Decimal("1E-30"), "cents"),
        (1.5, "type"),
        ("12", "type"),
        (True, "type"),
        (None, "type"),
    ],
)
def test_what_is_not_an_amount_is_refused_with_its_reason(value, reason):
    with pytest.raises(NotAnAmount) as refusal:
        split(value, [1])

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("gesture", "reason"),
    [
        (lambda: split(Decimal(1), []), "nobody"),
        (lambda: split(Decimal(1), [1], odd_cent_to=1), "nobody"),
        (lambda: split(Decimal(1), [0, 0]), "nothing"),
        (lambda: split(Decimal(1), [2, -1]), "negative"),
        (lambda: split_by_percent(Decimal(1), [Decimal(50), Decimal("49.99")]), "not_100"),
        (lambda: share_out(Decimal(1), []), "nobody"),
        (lambda: share_out(Decimal(1), [Part(amount=Decimal(2))]), "too_much"),
        (lambda: share_out(Decimal(3), [Part(amount=Decimal(2))]), "missing"),
        (lambda: Part(), "missing"),
        (lambda: Part(percent=Decimal(1), amount=Decimal(1)), "missing"),
    ],
)
def test_shares_that_cannot_fit_are_refused_with_their_reason(gesture, reason):
    with pytest.raises(SharesDoNotFit) as refusal:
        gesture()

    assert refusal.value.reason == reason


@pytest.mark.parametrize("weight", [float("nan"), 0.5, Decimal("NaN"), True])
def test_a_weight_is_a_whole_or_decimal_number(weight):
    with pytest.raises(NotAnAmount):
        split(Decimal(1), [1, weight])


def test_a_very_long_amount_is_exact():
    huge = Decimal("123456789012345678901234567890.12")

    assert cents(huge) == 12345678901234567890123456789012
    assert sum(map(cents, split(huge, [1, 1, 1]))) == cents(huge)
