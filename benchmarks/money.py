"""Sharing an amount: the engine beside a search through every way of giving out the odd cents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import partial
from itertools import combinations
from statistics import median

from catalyse.engines.money import CENT, split

TOTAL = Decimal("13500.01")
WEIGHTS = {2: [1, 1], 5: [7, 5, 3, 2, 2], 12: [13, 11, 7, 7, 5, 5, 3, 3, 2, 2, 1, 1]}


def brute(total: Decimal, weights: list[int]) -> list[Decimal]:
    """The shares nearest to the exact ones, among all ways of giving out the cents that rounding down left."""
    exact = [Fraction(total) * weight / sum(weights) for weight in weights]
    down = [(Decimal(e.numerator) / e.denominator).quantize(CENT, ROUND_DOWN) for e in exact]
    left = int((total - sum(down)) / CENT)
    tries = ([d + CENT * (n in chosen) for n, d in enumerate(down)] for chosen in combinations(range(len(down)), left))
    return min(tries, key=lambda shares: sum(abs(Fraction(s) - e) for s, e in zip(shares, exact, strict=True)))


def lines() -> Iterator[str]:
    """One line a number of payers: how many times faster, and whether both found the same error."""
    yield "Sharing an amount: the engine beside a search through all ways of giving out the odd cents."
    for payers, weights in WEIGHTS.items():
        ours, theirs = split(TOTAL, weights), brute(TOTAL, weights)
        same = _error(ours, weights) == _error(theirs, weights) and sum(ours) == TOTAL
        ratio = _time(partial(brute, TOTAL, weights)) / _time(partial(split, TOTAL, weights))
        yield f"{payers:>4} payers  {ratio:>7.1f} times faster  {'as near' if same else 'NOT as near'}"


def _error(shares: list[Decimal], weights: list[int]) -> Fraction:
    whole = sum(weights)
    return sum(
        (abs(Fraction(s) - Fraction(TOTAL) * w / whole) for s, w in zip(shares, weights, strict=True)), Fraction(0)
    )


def _time(deed: Callable[[], object]) -> float:
    def once() -> float:
        began = time.perf_counter()
        deed()
        return time.perf_counter() - began

    return median(once() for _ in range(25))
