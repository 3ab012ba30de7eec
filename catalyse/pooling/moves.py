"""What the moves of a joint action are called on a button."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "agree": _("We are agreed"),
    "start": _("It begins"),
    "finish": _("It is done"),
    "drop": _("Give it up"),
    "resume": _("Take it up again"),
}

# these ask for a few words first: what it gave, why it stops
WITH_WORDS = {"finish", "drop"}


def label_of(verb: str) -> str | Promise:
    """The words of the button that does the verb."""
    return LABELS[verb]
