"""The life of a plan: written, decided by the association, carried out, looked back upon."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.life import Life, Refused, move


class PlanState(models.TextChoices):
    DRAFT = "draft", _("being written")
    ADOPTED = "adopted", _("decided")
    RUNNING = "running", _("under way")
    EVALUATED = "evaluated", _("looked back upon")


def it_says_what_to_whom(plan: Any) -> None:
    """A board decides about a plan that says what for, to whom and what."""
    for rows in (plan.objectives, plan.audiences, plan.messages):
        if not rows.system("a guard counts").exists():
            raise Refused(_("Fill in the first three parts before the plan is decided: what for, to whom, and what."))


def it_says_what_came_of_it(plan: Any) -> None:
    """Looking back needs something that was seen."""
    if not plan.results.system("a guard counts").exists():
        raise Refused(_("Write down at least one thing that came of it first: it is the seventh part."))


WRITTEN = (PlanState.ADOPTED, PlanState.RUNNING, PlanState.EVALUATED)

PLAN = Life(
    move("adopt", PlanState.DRAFT, PlanState.ADOPTED, it_says_what_to_whom),
    move("start", PlanState.ADOPTED, PlanState.RUNNING),
    move("finish", PlanState.RUNNING, PlanState.EVALUATED, it_says_what_came_of_it),
    states=PlanState,
    start=PlanState.DRAFT,
)
