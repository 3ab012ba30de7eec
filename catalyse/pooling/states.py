"""The life of a joint action."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalyse.kernel.life import Life, Refused, move


class ActionState(models.TextChoices):
    IDEA = "idea", _("an idea")
    AGREED = "agreed", _("agreed")
    RUNNING = "running", _("under way")
    DONE = "done", pgettext_lazy("joint action", "done")
    DROPPED = "dropped", _("given up")


# what counts as done together: more than an idea, not given up
REAL = (ActionState.AGREED, ActionState.RUNNING, ActionState.DONE)


def two_said_yes(action: Any) -> None:
    """Nobody acts jointly alone: the lead and at least one partner."""
    if not action.partners.system("a guard counts").filter(answer="yes").exclude(organisation=action.lead).exists():
        raise Refused(_("One more association must say yes before this is agreed."))


ACTION = Life(
    move("agree", ActionState.IDEA, ActionState.AGREED, two_said_yes),
    move("start", ActionState.AGREED, ActionState.RUNNING),
    move("finish", (ActionState.AGREED, ActionState.RUNNING), ActionState.DONE),
    move("drop", (ActionState.IDEA, ActionState.AGREED, ActionState.RUNNING), ActionState.DROPPED),
    move("resume", ActionState.DROPPED, ActionState.IDEA),
    states=ActionState,
    start=ActionState.IDEA,
)
