"""What the rooms below know of one support, as a case study tells it: shares of the cost, plans, actions, ties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import AssociationYear, Organisation
from catalyse.communication.models import Plan
from catalyse.communication.states import WRITTEN
from catalyse.contracting.models import Agreement
from catalyse.contracting.models import Share as ShareRow
from catalyse.pooling import queries as pooling
from catalyse.pooling.models import ActionPartner, JointAction
from catalyse.pooling.states import ActionState
from catalyse.results.queries.figures import Sources, Value, any_example, vouched
from catalyse.support.models import Support
from catalyse.ui import formats

if TYPE_CHECKING:
    from catalyse.results.queries.story import Story

WHY = "a case study is told"
REAL = (ActionState.AGREED, ActionState.RUNNING, ActionState.DONE)


@dataclass(frozen=True)
class Share:
    """The part of the cost that a funder takes, in percent; never the amount."""

    label: str
    percent: Decimal
    organisation: Organisation


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
    """The share in percent: as it was agreed, else what its amount comes to. Costs no query."""
    return row.percent if row.percent is not None else row.amount * 100 / agreement.total


def _is_example(agreement: Agreement, rows: list[ShareRow]) -> bool:
    typed = any(row.percent is None for row in rows)
    return agreement.is_illustrative("shares") or (typed and agreement.is_illustrative("total"))


def parity(at: Sources) -> Value:
    """How the cost is shared, in percent: 50 / 50. Costs 2 queries."""
    agreement, rows = share_rows(at.support)
    parts = [formats.number(round(percent_of(row, agreement), 1)) for row in rows] if agreement else []
    return Value(
        "partage", None, _("the cost, shared"), _("Shares of the agreement in force, in percent, in its order."),
        words=f"{formats.NBSP}/{formats.NBSP}".join(parts), example=bool(agreement and _is_example(agreement, rows)),
    )  # fmt: skip


def shares(story: Story) -> list[Share]:
    """Who paid which part, in the order of the agreement. Costs 2 queries."""
    agreement, rows = share_rows(story.support)
    if agreement is None or (story.public and _is_example(agreement, rows)):
        return []
    return [
        Share(
            str(row.funder) if story.guard.may_name(row.funder) else gettext("another funder"),
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
    add(association, "founded_on" if association.founded_on else "founded_year", gettext("Founded"), since, plain)
    if year is not None:
        add(year, "volunteers", gettext("Volunteers"), year.volunteers)
        add(year, "active_volunteers", gettext("of whom active"), year.active_volunteers)
        add(year, "staff", gettext("Employees"), year.staff)
        add(year, "fte", gettext("Full-time equivalents"), year.fte)
        add(year, "permanent", gettext("Permanent contracts"), year.permanent)
        add(year, "integration", gettext("Integration posts"), year.integration)
        add(year, "market_share", gettext("Market activity"), year.market_share, _percent)
        add(year, "self_financing_target", gettext("Self-financing aimed at"), year.self_financing_target, _percent)
    return lines


def _percent(share: Decimal) -> str:
    return formats.percent(share * 100)


def plans(at: Sources) -> Value:
    """How many of the associations have decided their communication plan. Costs 1 query."""
    ids = [row.association_id for row in at.beneficiaries]
    rows = list(Plan.objects.system(WHY).current().filter(association__in=ids, state__in=WRITTEN))
    return Value(
        "plans", len({row.association_id for row in rows}) or None, _("communication plans"),
        _("Associations of the support that have decided their communication plan."),
        example=any_example(rows, "state"),
    )  # fmt: skip


def actions_of(support: Support) -> list[Any]:
    """The joint actions that are more than an idea, with who takes part. Costs 2 queries."""
    yes = ActionPartner.objects.system(WHY).filter(answer="yes").select_related("organisation")
    rows = JointAction.objects.system(WHY).filter(support=support, state__in=REAL, archived_at=None)
    told = rows.select_related("lead").prefetch_related(Prefetch("partners", yes, to_attr="who"))
    return list(told.order_by("starts_on", "pk"))


def actions(at: Sources) -> Value:
    """How many joint actions are agreed, under way or done. Costs 2 queries."""
    rows = actions_of(at.support)
    return Value(
        "actions", len(rows) or None, _("joint actions"), _("Joint actions that are agreed, under way or done."),
        example=any_example(rows, "title"),
    )  # fmt: skip


def joint_actions(story: Story) -> list[str]:
    """What the associations do together, a line each, with the names that may be said. Costs 2 queries."""
    lines = []
    for row in actions_of(story.support):
        if story.public and (not row.public or row.is_illustrative("title") or not story.guard.lets(row.title)):
            continue
        invented = story.public and (row.is_illustrative("partners") or row.is_illustrative("lead"))
        who = dict.fromkeys([row.lead, *(one.organisation for one in row.who)])
        names = [] if invented else [str(org) for org in who if story.guard.may_name(org)]
        lines.append(f"{row.title} ({', '.join(names)})" if names else row.title)
    return lines


def network(story: Story) -> Any:
    """The ties before and after, without the names that may not be said; None in public when one is an example.

    Costs 3 queries.
    """
    found = pooling.network(story.support)
    invented = found.before.illustrative or found.after.illustrative
    if not (found.before.answered and found.after.answered) or (story.public and invented):
        return None
    return replace(found, unnamed=frozenset(org.pk for org in found.members if not story.guard.may_name(org)))


def _ties(token: str, side: str, label: Any) -> Callable[[Sources], Value]:
    def compute(at: Sources) -> Value:
        found = getattr(pooling.network(at.support), side)
        rule = _("Pairs of associations that both say they inform each other, share means or act together.")
        return Value(token, found.total if found.answered else None, label, rule, example=found.illustrative)

    return compute


COMPUTED: dict[str, Callable[[Sources], Value]] = {
    "partage": parity,
    "plans": plans,
    "actions": actions,
    "liens-avant": _ties("liens-avant", "before", _("ties before")),
    "liens-apres": _ties("liens-apres", "after", _("ties after")),
}


def figure(token: str, at: Sources) -> Value | None:
    """A figure of the rooms below by its token; None for another token. Costs what its rows cost."""
    compute = COMPUTED.get(token)
    return vouched(compute(at), at.totals) if compute else None
