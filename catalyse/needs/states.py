"""The life of a need: heard, understood, then answered in one way or another."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.life import Life, Refused, move


class NeedState(models.TextChoices):
    RECEIVED = "received", _("heard")
    QUALIFIED = "qualified", _("understood")
    ELIGIBLE = "eligible", _("to be supported")
    REDIRECTED = "redirected", _("directed elsewhere")
    DECLINED = "declined", _("not taken up")
    DUPLICATE = "duplicate", _("said before")
    CONVERTED = "converted", _("in a support")


def it_has_a_theme(need: Any) -> None:
    """A need without a theme cannot be read beside others."""
    if not need.themes.exists():
        raise Refused(_("Say what it is about first: choose at least one theme."), field="themes")


OPEN = (NeedState.RECEIVED, NeedState.QUALIFIED, NeedState.ELIGIBLE)

NEED = Life(
    move("qualify", NeedState.RECEIVED, NeedState.QUALIFIED, it_has_a_theme),
    move("accept", (NeedState.RECEIVED, NeedState.QUALIFIED), NeedState.ELIGIBLE, it_has_a_theme),
    move("redirect", OPEN, NeedState.REDIRECTED),
    move("decline", OPEN, NeedState.DECLINED),
    move("join_twin", OPEN, NeedState.DUPLICATE),
    move("convert", OPEN, NeedState.CONVERTED),
    move("release", NeedState.CONVERTED, NeedState.ELIGIBLE),
    move("reopen", (NeedState.REDIRECTED, NeedState.DECLINED, NeedState.DUPLICATE), NeedState.RECEIVED),
    states=NeedState,
    start=NeedState.RECEIVED,
)
