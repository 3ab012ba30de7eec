"""From what each funder takes on, in its own way of saying it, to cents that add up to the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.engines import money
from catalyse.kernel.life import Refused
from catalyse.ui import formats

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class ShareLine:
    """What one funder takes: a percentage, a fixed amount, or (neither) what the others leave.

    Percentages are of what the fixed amounts leave; funders that take what is left take it in equal parts.
    """

    funder: Organisation
    percent: Decimal | None = None
    amount: Decimal | None = None

    @property
    def takes_the_rest(self) -> bool:
        return self.percent is None and self.amount is None


def share_out(total: Decimal, lines: Sequence[ShareLine], odd_cent_to: Organisation | None = None) -> list[Decimal]:
    """The amount of each line, to the cent, adding up to exactly the total.

    An odd cent goes to the largest remainder; when remainders are equal, to the funder that is named.
    """
    _check(total, lines, odd_cent_to)
    fixed = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    split = [rank for rank, line in enumerate(lines) if line.amount is None]
    if fixed > total:
        raise Refused(_("The fixed amounts exceed the total by %(sum)s.") % {"sum": formats.money(fixed - total)})
    if not split:
        if fixed != total:
            missing = formats.money(total - fixed)
            raise Refused(_("The amounts leave %(sum)s without a funder.") % {"sum": missing})
        return [line.amount for line in lines]  # type: ignore[misc]
    shares = iter(
        money.split(total - fixed, _weights([lines[rank] for rank in split]), _named(lines, split, odd_cent_to))
    )
    return [next(shares) if line.amount is None else line.amount for line in lines]


def _check(total: Decimal, lines: Sequence[ShareLine], odd_cent_to: Organisation | None) -> None:
    if not lines:
        raise Refused(_("Say who pays: at least one funder."))
    if total <= 0:
        raise Refused(_("Write a total above zero."), "total")
    if len({line.funder.pk for line in lines}) != len(lines):
        raise Refused(_("Each funder is named once."))
    if odd_cent_to is not None and odd_cent_to.pk not in {line.funder.pk for line in lines}:
        raise Refused(_("The odd cent goes to one of the funders."), "odd_cent_to")
    for line in lines:
        if line.percent is not None and line.amount is not None:
            raise Refused(_("A funder takes a percentage or an amount, not both."))
        if line.percent is not None and not 0 < line.percent <= HUNDRED:
            raise Refused(_("A percentage lies between 0 and 100."))
        if line.percent is not None and line.percent != line.percent.quantize(money.CENT):
            raise Refused(_("Percentages have two decimals at most: let the last funder take what is left."))
    try:
        for amount in (total, *(line.amount for line in lines if line.amount is not None)):
            money.cents(amount)
    except money.NotAnAmount as fault:
        raise Refused(_("Write amounts to the cent, zero or more.")) from fault


def _weights(lines: Sequence[ShareLine]) -> list[Decimal]:
    """Percentages as they are; those who take the rest share what the percentages leave, in equal weights."""
    said = sum((line.percent for line in lines if line.percent is not None), Decimal(0))
    takers = sum(line.takes_the_rest for line in lines)
    left = HUNDRED - said
    if left < 0:
        raise Refused(_("The percentages add up to %(sum)s: more than 100.") % {"sum": formats.number(said)})
    if left and not takers:
        raise Refused(_("The percentages add up to %(sum)s: they must make 100.") % {"sum": formats.number(said)})
    if takers and not left:
        raise Refused(_("The percentages make 100 already: nothing is left for the others."))
    return [left if line.percent is None else line.percent * (takers or 1) for line in lines]


def _named(lines: Sequence[ShareLine], split: Sequence[int], odd_cent_to: Organisation | None) -> int:
    if odd_cent_to is None:
        return 0
    for place, rank in enumerate(split):
        if lines[rank].funder.pk == odd_cent_to.pk:
            return place
    raise Refused(_("The odd cent goes to a funder whose amount is not fixed."), "odd_cent_to")
