"""What the rooms below know of one support, as a case study tells it: shares of the cost, plans, actions, ties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear, Organisation
from catalyse.contracting.models import Agreement
from catalyse.contracting.models import Share as ShareRow
from catalyse.results.queries.figures import Sources, Value
from catalyse.support.models import Support
from catalyse.ui import formats

if TYPE_CHECKING:
    from catalyse.results.queries.story import Story

WHY = "a case study is told"


@dataclass(frozen=True)
class Share:
    """The part of the cost that a funder takes, in percent; never the amount."""

    label: str
    percent: Decimal
    organisation: Organisation


@dataclass(frozen=True)
class Joint:
    """Something that associations do together."""

    title: str
    partners: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Network:
    """The ties among the associations, before and after."""

    names: list[str]
    before: list[tuple[int, int, str]]
    after: list[tuple[int, int, str]]


def agreement_of(support: Support) -> Agreement | None:
    """The agreement in force. Costs 1 query."""
    return Agreement.objects.system(WHY).current().filter(support=support).first()


def share_rows(support: Support) -> tuple[Agreement | None, list[ShareRow]]:
    """The shares of the agreement in force, in its order. Costs 2 queries, 1 without an agreement."""
    found = agreement_of(support)
    if found is None:
        return None, []
    rows = ShareRow.objects.system(WHY).filter(agreement=found).select_related("funder")
    return found, list(rows.order_by("position"))


def percent_of(row: ShareRow, agreement: Agreement) -> Decimal:
    """The share in percent: as it was agreed, else what its amount comes to."""
    return row.percent if row.percent is not None else row.amount * 100 / agreement.total


def _is_example(agreement: Agreement, rows: list[ShareRow]) -> bool:
    typed = any(row.percent is None for row in rows)
    return agreement.is_illustrative("shares") or (typed and agreement.is_illustrative("total"))


def parity(at: Sources) -> Value:
    """How the cost is shared, in percent: 50 / 50."""
    agreement, rows = share_rows(at.support)
    parts = [formats.number(round(percent_of(row, agreement), 1)) for row in rows] if agreement else []
    return Value(
        "partage", None, _("the cost, shared"), _("Shares of the agreement in force, in percent, in its order."),
        words=" / ".join(parts), example=bool(agreement and _is_example(agreement, rows)),
    )  # fmt: skip


def shares(story: Story) -> list[Share]:
    """Who paid which part, in the order of the agreement. Costs 2 queries."""
    agreement, rows = share_rows(story.support)
    if agreement is None or (story.public and _is_example(agreement, rows)):
        return []
    return [
        Share(
            str(row.funder) if story.guard.may_name(row.funder) else _g("another funder"),
            percent_of(row, agreement), row.funder,
        )
        for row in rows
    ]  # fmt: skip


def closer_facts(association: Organisation, year: AssociationYear | None, *, public: bool) -> list[tuple[str, str]]:
    """What one association is, for the part that looks at it closer; in public no example is told. Costs no query."""
    lines: list[tuple[str, str]] = []

    def add(record: Any, column: str, label: str, value: Any, say: Callable[[Any], str] = formats.number) -> None:
        if value is not None and not (public and record.is_illustrative(column)):
            lines.append((label, say(value)))

    plain = str
    since = association.founded_on.year if association.founded_on else association.founded_year
    add(association, "founded_on" if association.founded_on else "founded_year", _g("Founded"), since, plain)
    if year is not None:
        add(year, "volunteers", _g("Volunteers"), year.volunteers)
        add(year, "active_volunteers", _g("of whom active"), year.active_volunteers)
        add(year, "staff", _g("Employees"), year.staff)
        add(year, "fte", _g("Full-time equivalents"), year.fte)
        add(year, "permanent", _g("Permanent contracts"), year.permanent)
        add(year, "integration", _g("Integration posts"), year.integration)
        add(year, "market_share", _g("Market activity"), year.market_share, _percent)
        add(year, "self_financing_target", _g("Self-financing aimed at"), year.self_financing_target, _percent)
    return lines


def _percent(share: Decimal) -> str:
    return formats.percent(share * 100)


def plans(at: Sources) -> Value:
    """How many associations have their communication plan."""
    return Value("plans", None, _("communication plans"), _("Associations whose plan is finished."))


def joint_actions(story: Story) -> list[Joint]:
    """What the associations of the support do together."""
    return []


def network(story: Story) -> Network | None:
    """The ties before and after."""
    return None


COMPUTED: dict[str, Callable[[Sources], Value]] = {"partage": parity, "plans": plans}


def figure(token: str, at: Sources) -> Value | None:
    """A figure of the rooms below by its token; None for another token."""
    compute = COMPUTED.get(token)
    return compute(at) if compute else None
