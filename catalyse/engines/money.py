"""Amounts of euros to the cent, and how payers share them.

Problem: divide an amount among payers by weights, percentages or fixed sums, so that the cents add up
exactly and nobody is further from its share than need be.
Method: largest remainder (Hamilton): each share is rounded down to the cent, then the cents left over go
one each to the largest remainders. Where remainders are equal, the payer that the agreement names comes
first, then the others in their order.
Cost: O(n log n) for n payers.
Source: Balinski & Young, Fair Representation, 1982, chapter 2. Exact fractions, never floating point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


class NotAnAmount(ValueError):
    """A value that cannot be an amount of euros. `reason`: type, finite, negative, cents."""

    def __init__(self, reason: str, value: object):
        super().__init__(f"{value!r} is not an amount of euros ({reason})")
        self.reason = reason


class SharesDoNotFit(ValueError):
    """Shares that cannot divide the amount. `reason`: nobody, negative, nothing, not_100, too_much, missing."""

    def __init__(self, reason: str, detail: object = ""):
        super().__init__(f"These shares do not fit ({reason}) {detail}".strip())
        self.reason = reason


@dataclass(frozen=True)
class Part:
    """What one payer takes: a fixed amount, or a percentage of what the fixed amounts leave."""

    percent: Decimal | None = None
    amount: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.amount is None):
            raise SharesDoNotFit("missing", "give a percentage or an amount, not both")


def cents(amount: Decimal | int) -> int:
    """An amount of euros in whole cents; refuses what is not finite, negative, or finer than a cent."""
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise NotAnAmount("type", amount)
    amount = Decimal(amount)
    if not amount.is_finite():
        raise NotAnAmount("finite", amount)
    if amount < 0:
        raise NotAnAmount("negative", amount)
    numerator, denominator = amount.as_integer_ratio()
    whole, rest = divmod(numerator * 100, denominator)
    if rest:
        raise NotAnAmount("cents", amount)
    return whole


def euros(whole_cents: int) -> Decimal:
    """Whole cents as an amount of euros with two places."""
    return Decimal(f"{whole_cents // 100}.{whole_cents % 100:02d}")


def split(total: Decimal, weights: Sequence[int | Decimal], odd_cent_to: int = 0) -> list[Decimal]:
    """Divide an amount among payers, to the cent, as close as possible to their weights.

    `odd_cent_to` is the place of the payer that takes the cent when two remainders are equal.
    """
    exact = [_weight(weight) for weight in weights]
    if not exact:
        raise SharesDoNotFit("nobody")
    if not 0 <= odd_cent_to < len(exact):
        raise SharesDoNotFit("nobody", "the payer named for the odd cent is not among the payers")
    whole = sum(exact)
    if whole == 0:
        raise SharesDoNotFit("nothing", "all weights are zero")
    quotas = [cents(total) * weight / whole for weight in exact]
    shares = [quota.numerator // quota.denominator for quota in quotas]
    first = sorted(range(len(exact)), key=lambda i: (shares[i] - quotas[i], i != odd_cent_to, i))
    for i in first[: cents(total) - sum(shares)]:
        shares[i] += 1
    return [euros(share) for share in shares]


def split_by_percent(total: Decimal, percents: Sequence[Decimal], odd_cent_to: int = 0) -> list[Decimal]:
    """Divide an amount by percentages that add up to exactly 100."""
    if sum(_weight(percent) for percent in percents) != 100:
        raise SharesDoNotFit("not_100", sum(percents))
    return split(total, percents, odd_cent_to)


def share_out(total: Decimal, parts: Sequence[Part], odd_cent_to: int = 0) -> list[Decimal]:
    """Divide an amount among payers of whom some give a fixed sum and others a percentage of the rest.

    The percentages add up to 100; without any, the fixed sums must add up to the amount.
    """
    if not parts:
        raise SharesDoNotFit("nobody")
    rest = cents(total) - sum(cents(part.amount) for part in parts if part.amount is not None)
    if rest < 0:
        raise SharesDoNotFit("too_much", euros(-rest))
    by_percent = [i for i, part in enumerate(parts) if part.percent is not None]
    if not by_percent and rest:
        raise SharesDoNotFit("missing", euros(rest))
    percents = [parts[i].percent or Decimal(0) for i in by_percent]
    named = by_percent.index(odd_cent_to) if odd_cent_to in by_percent else 0
    shares = iter(split_by_percent(euros(rest), percents, named)) if by_percent else iter(())
    return [next(shares) if part.amount is None else euros(cents(part.amount)) for part in parts]


def percents_of(amounts: Sequence[Decimal]) -> list[Decimal]:
    """What percentage each amount is of their sum, to two places, adding up to exactly 100."""
    return split(HUNDRED, [cents(amount) for amount in amounts])


def _weight(weight: int | Decimal) -> Fraction:
    if isinstance(weight, bool) or not isinstance(weight, Decimal | int):
        raise NotAnAmount("type", weight)
    if isinstance(weight, Decimal) and not weight.is_finite():
        raise NotAnAmount("finite", weight)
    if weight < 0:
        raise SharesDoNotFit("negative", weight)
    return Fraction(weight)
