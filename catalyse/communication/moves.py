"""What a plan waits for: the one next gesture, for the page and for Today."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalyse.communication.models import Plan
from catalyse.communication.queries import Board
from catalyse.communication.states import PlanState

Text = str | Promise


@dataclass(frozen=True)
class NextMove:
    """The gesture: a page of a part (`part`), or one of the doors of the plan (`door`, posted when `post`)."""

    title: Text
    action: Text
    note: Text = ""
    part: str = ""
    door: str = ""
    post: bool = False


BEGIN = NextMove(
    _("Begin your communication plan"),
    _("Begin"),
    _("Seven short parts, one after the other. An example guides you."),
    door="start",
    post=True,
)
AGAIN = NextMove(
    _("Begin a new plan"), _("Begin"), _("The plan that you looked back upon stays readable."), door="start", post=True
)


def next_move(plan: Plan | None, board: Board, leads: bool) -> NextMove | None:
    """The next gesture of an association about its plan; None when others have it. Costs no query."""
    if plan is None:
        return BEGIN
    if board.next is not None:
        part = board.next
        return NextMove(part.question, _("Continue"), _("5 minutes, an example guides you"), part=part.slug)
    return _decision(plan) if leads else None


def _decision(plan: Plan) -> NextMove | None:
    if plan.state == PlanState.DRAFT:
        return NextMove(
            _("Have your plan decided"),
            _("Note the decision"),
            _("By the board or the general meeting; the plan is on one page."),
            door="adopt",
        )
    if plan.state == PlanState.ADOPTED:
        return NextMove(_("Carry your plan out"), _("We have begun"), door="run", post=True)
    if plan.state == PlanState.RUNNING:
        return NextMove(
            _("Look back upon your plan together"),
            _("We have looked back"),
            _("Then the next plan can begin."),
            door="finish",
            post=True,
        )
    return AGAIN
