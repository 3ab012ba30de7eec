"""Figures that look odd beside others: told on the page, never refused.

Whoever copies figures of a yearly report copies its mistakes too, and may be right where the rule is not: a count of
people who are both permanent and in integration, a budget without its small change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalyse.actors.models import AssociationYear
from catalyse.ui import formats

LEAP = 5  # so many times more or less from one year to the next: a digit too many, or one that is missing
LEAPS: dict[str, tuple[str | Promise, int]] = {  # what is compared, and how much more it must be to be told
    "volunteers": (gettext_lazy("Volunteers"), 20),
    "staff": (gettext_lazy("Employees"), 10),
    "fte": (gettext_lazy("Full-time equivalents"), 10),
    "members": (gettext_lazy("Members"), 50),
    "beneficiaries": (gettext_lazy("People helped"), 200),
    "resources": (gettext_lazy("Resources of the year"), 5000),
}
INCOMES = ("income_market", "income_grants", "income_members", "income_private", "income_other")
ONE = Decimal(1)  # euros: amounts are rounded when they are copied
POINTS = Decimal("0.02")


@dataclass(frozen=True)
class Oddity:
    """A figure that looks odd beside another: the year, the column, and what to look at."""

    year: int
    column: str
    says: str


def oddities(years: Sequence[AssociationYear]) -> list[Oddity]:
    """What looks odd in some years of one association, newest first. Costs no query."""
    found = []
    for row, before in zip(years, [*years[1:], None], strict=False):
        said = [*_people(row), *_posts(row), *_money(row), *(_leaps(before, row) if before else ())]
        found += [Oddity(row.year, column, words) for column, words in said]
    return found


def _people(year: AssociationYear) -> Iterator[tuple[str, str]]:
    staff, seasonal = year.staff, year.seasonal or 0
    if year.volunteers is not None and year.active_volunteers is not None and year.active_volunteers > year.volunteers:
        yield "active_volunteers", _("More active volunteers than volunteers: check both numbers.")
    if year.fte is not None and staff is not None and year.fte > staff + seasonal:
        yield "fte", _("More full-time equivalents than people: check both numbers.")


def _posts(year: AssociationYear) -> Iterator[tuple[str, str]]:
    staff, permanent, fixed = year.staff, year.permanent, year.fixed_term
    if staff is None:
        return
    if permanent is not None and permanent > staff:
        yield "permanent", _("More permanent contracts than employees: check both numbers.")
    elif permanent is not None and fixed is not None and permanent + fixed > staff:
        yield (
            "fixed_term",
            _("Permanent and fixed-term contracts make %(sum)s for %(staff)s employees: check the three numbers.")
            % {"sum": permanent + fixed, "staff": staff},
        )
    if permanent is not None and year.integration is not None:
        yield from _integration(permanent + year.integration, staff)


def _integration(together: int, staff: int) -> Iterator[tuple[str, str]]:
    if together > staff:
        yield (
            "integration",
            _("Permanent contracts and integration posts make %(sum)s for %(staff)s employees: some count twice.")
            % {"sum": together, "staff": staff},
        )
    elif together == staff and together:
        yield (
            "integration",
            _("Permanent contracts and integration posts make up all %(staff)s employees: check that none is both.")
            % {"staff": staff},
        )


def _money(year: AssociationYear) -> Iterator[tuple[str, str]]:
    shares = [s for s in (year.market_share, year.grants_share) if s is not None]
    if sum(shares, Decimal(0)) > 1:
        total = formats.percent(sum(shares, Decimal(0)) * 100)
        yield "grants_share", _("The two shares make %(total)s: check them.") % {"total": total}
    known = [getattr(year, column) for column in INCOMES]
    parts = sum((part or Decimal(0) for part in known), Decimal(0))
    whole = None not in known
    if year.resources is None or not any(part is not None for part in known):
        return
    if parts > year.resources + ONE or (whole and parts < year.resources - ONE):
        yield (
            "resources",
            _("The kinds of income make %(sum)s, the resources are %(total)s: check them.")
            % {"sum": formats.money(parts), "total": formats.money(year.resources)},
        )
    if year.resources and year.market_share is not None and year.income_market is not None:
        counted = year.income_market / year.resources
        if abs(counted - year.market_share) > POINTS:
            yield (
                "market_share",
                _("Its own activity is said to bring %(said)s; the amounts make %(counted)s: check them.")
                % {"said": formats.percent(year.market_share * 100), "counted": formats.percent(counted * 100)},
            )


def _leaps(before: AssociationYear, year: AssociationYear) -> Iterator[tuple[str, str]]:
    for column, (label, least) in LEAPS.items():
        old, new = getattr(before, column), getattr(year, column)
        if not old or not new or abs(new - old) < least:  # a first employee is no mistake of typing
            continue
        if new >= old * LEAP or old >= new * LEAP:
            say = formats.money if column == "resources" else formats.number
            values = {"label": label, "old": say(old), "new": say(new), "year": before.year}
            yield column, _("%(label)s: %(new)s, after %(old)s in %(year)s. Is a digit wrong?") % values
