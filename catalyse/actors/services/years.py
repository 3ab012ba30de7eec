"""What an association was in a year, and the points of its path."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear, Milestone, Organisation
from catalyse.actors.services.organisations import CHANGED_SINCE, hold
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.parts import Parts
from catalyse.kernel.records import as_before, change

YEAR_FORM = "actors.year"
MILESTONE_FORM = "actors.milestone"
COUNTS = (
    "volunteers", "active_volunteers", "staff", "permanent", "fixed_term", "integration", "subsidised", "seasonal",
    "members", "beneficiaries",
)  # fmt: skip
INCOMES = ("income_market", "income_grants", "income_members", "income_private", "income_other")
SHARES = ("market_share", "grants_share", "self_financing_target")
FIGURES = (*COUNTS, "fte", "resources", *INCOMES, "result", *SHARES)
BELOW_ZERO = ("result",)
FIRST_YEAR = 1901
MILESTONES = Parts(Milestone, "milestone", "edit", lambda row: {"title": row.title})


@transaction.atomic
def add_year(
    *,
    organisation: Organisation,
    year: int,
    by: Actor,
    today: date,
    illustrative: Sequence[str] = (),
    **figures: Any,
) -> AssociationYear:
    """The figures of one year; what is left out stays unknown. Two snapshots of a year are refused."""
    require(by, "figures", organisation)
    in_range(year, today)
    hold(organisation)
    taken = AssociationYear.objects.system("one snapshot a year").filter(organisation=organisation, year=year)
    if taken.exists():
        raise Refused(_("The figures of %(year)s are there already: change them.") % {"year": year}, "year")
    figures = checked(figures)
    row = AssociationYear.objects.create(
        organisation=organisation, year=year, illustrative=list(illustrative), **figures
    )
    drafts.discard(by, YEAR_FORM, organisation)
    journal.record("year.added", on=row, also=[organisation], by=by, day=today, year=year, **figures)
    return row


@transaction.atomic
def change_year(*, snapshot: AssociationYear, expected: int, by: Actor, today: date, **figures: Any) -> AssociationYear:
    """The same year with other figures; a figure that is no longer an example loses its mark."""
    rows = AssociationYear.objects.system("a service changes it").select_for_update(of=("self",))
    row = rows.select_related("organisation").get(pk=snapshot.pk)
    require(by, "edit", row)
    figures = checked(figures)
    corrected = {column for column, value in figures.items() if getattr(row, column) != value}
    marks = [c for c in row.illustrative if c not in corrected]
    changes = change(row, expected=expected, illustrative=marks, **figures)
    drafts.discard(by, YEAR_FORM, row)
    if changes:
        journal.record(
            "year.changed", on=row, also=[row.organisation], by=by, day=today, changes=changes, year=row.year,
            undo=("year.change_back", {"pk": row.pk, "before": changes.before, "version": row.version}),
        )  # fmt: skip
    return row


@journal.undoes("year.change_back")
@transaction.atomic
def _undo_change_year(*, pk: int, before: dict[str, Any], version: int, by: Actor, day: date) -> None:
    rows = AssociationYear.objects.visible_to(by).select_for_update(of=("self",))
    row = rows.select_related("organisation").get(pk=pk)
    require(by, "edit", row)
    if row.version != version:
        raise Refused(CHANGED_SINCE)
    changes = change(row, **as_before(row, before))
    journal.record(
        "year.change_undone", on=row, also=[row.organisation], by=by, day=day, changes=changes, year=row.year
    )


def in_range(year: int, today: date) -> None:
    """Goes on for a year from the law of 1901 to this one."""
    if not FIRST_YEAR <= year <= today.year:
        raise Refused(
            _("Choose a year between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": today.year}, "year"
        )


def checked(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures, when none is impossible; what is only odd is told on the page and never refused."""
    strange = set(figures) - {*FIGURES, "note"}
    if strange:
        raise TypeError(f"not a yearly figure: {', '.join(sorted(strange))}")
    for column in set(figures) & set(FIGURES):
        value = figures[column]
        if value is not None and value < 0 and column not in BELOW_ZERO:
            raise Refused(_("A count is zero or more."), column)
        if column in SHARES and value is not None and Decimal(value) > 1:
            raise Refused(_("A share is at most 100 %."), column)
    return figures


@transaction.atomic
def add_milestone(
    *,
    organisation: Organisation,
    year: int,
    title: str,
    by: Actor,
    today: date,
    month: int | None = None,
    detail: str = "",
    illustrative: Sequence[str] = (),
) -> Milestone:
    """A point of the path of an association: founded, a label won, a site opened."""
    require(by, "edit", organisation)
    _milestone_possible(year, month, title, today)
    row = Milestone.objects.create(
        organisation=organisation,
        year=year,
        month=month,
        title=title.strip(),
        detail=detail.strip(),
        illustrative=list(illustrative),
    )
    drafts.discard(by, MILESTONE_FORM, organisation)
    journal.record(
        "milestone.added", on=row, also=[organisation], by=by, day=today, title=row.title,
        undo=("milestone.archive", {"pk": row.pk}),
    )  # fmt: skip
    return row


def _milestone_possible(year: int, month: int | None, title: str, today: date) -> None:
    if not title.strip():
        raise Refused(_("Write what happened, in a few words."), "title")
    in_range(year, today)
    if month is not None and not 1 <= month <= 12:
        raise Refused(_("Choose a month."), "month")


@transaction.atomic
def change_milestone(*, milestone: Milestone, expected: int, by: Actor, today: date, **values: Any) -> Milestone:
    """The same point of the path, told otherwise."""
    row = MILESTONES.locked(milestone)
    require(by, "edit", row.organisation)
    _milestone_possible(
        values.get("year", row.year), values.get("month", row.month), values.get("title", row.title), today
    )
    changes = change(row, expected=expected, **values)
    drafts.discard(by, MILESTONE_FORM, row)
    if changes:
        journal.record(
            "milestone.changed", on=row, also=[row.organisation], by=by, day=today, changes=changes, title=row.title
        )
    return row


def archive_milestone(*, milestone: Milestone, by: Actor, today: date) -> Milestone:
    """A point taken off the path; it can be brought back."""
    return MILESTONES.archive(milestone, by=by, today=today)
