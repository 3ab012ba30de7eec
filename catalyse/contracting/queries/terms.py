"""Reads of terms of reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalyse.contracting.models import Approval, Scope, Side, Tender, Terms
from catalyse.contracting.states import TermsState
from catalyse.kernel.access import Actor
from catalyse.support.models import Support

TERMS_COLUMNS = (
    "context", "needs", "kind", "reasons", "objectives", "method", "individual_half_days", "collective_half_days",
    "ceiling", "deliverables", "calendar", "deadline_at",
)  # fmt: skip


def prefilled_terms(support: Support) -> dict[str, Any]:
    """What the house knows already of the terms of a support. Costs 1 query."""
    together, alone = support.collective_half_days, support.individual_half_days
    kind = Scope.BOTH if together and alone else Scope.INDIVIDUAL if alone else Scope.COLLECTIVE
    return {
        "context": support.context,
        "kind": kind,
        "objectives": support.objectives,
        "method": support.form,
        "individual_half_days": alone,
        "collective_half_days": together,
        "deliverables": "",
        "needs": "\n".join(_themes(support)),
    }


def _themes(support: Support) -> list[str]:
    # the words of a need stay with who said them: only its theme reaches the consultants
    return [str(theme) for theme in support.themes.all()]


def terms_of(actor: Actor, support: Support) -> Terms | None:
    """The version in force, if the actor may read it. Costs 1 query."""
    rows = Terms.objects.visible_to(actor).current().filter(support=support)
    return rows.select_related("support").first()


def sides_of(support: Support) -> tuple[str, ...]:
    """Whose approval the terms need: both partners, or the DLA when it acts alone. Costs no query."""
    return (Side.DLA, Side.AUTHORITY) if support.partnership_id else (Side.DLA,)


def approvals_of(terms: Terms) -> list[Approval]:
    """The approvals that hold. Costs 1 query."""
    return list(terms.approvals.filter(voided_on=None).select_related("approved_by"))


def missing_sides(terms: Terms) -> list[str]:
    """Who has not approved yet. Costs 1 query."""
    given = set(terms.approvals.filter(voided_on=None).values_list("side", flat=True))
    return [side for side in sides_of(terms.support) if side not in given]


def deadline_of(terms: Terms) -> datetime | None:
    """Until when consultants answer: the moment of the latest tender, else the one that the text proposes.

    Costs 1 query.
    """
    rows = Tender.objects.system("what the paper prints").filter(terms=terms).order_by("-opened_on", "-pk")
    return rows.values_list("deadline_at", flat=True).first() or terms.deadline_at


def contract_half_days(support: Support) -> tuple[int, int] | None:
    """The half-days one by one and together that the consultant was chosen for. Costs 1 query."""
    rows = Terms.objects.system("what was contracted").current().filter(support=support, state=TermsState.FROZEN)
    return rows.values_list("individual_half_days", "collective_half_days").first()
