"""Who reads what is written about a drop-in session: the same rule as the policy, compared by a test."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalyse.actors.readers import Readers
from catalyse.actors.roles import OFFICERS
from catalyse.dropins.models import Opening


def readers_of(opening: Opening) -> Readers:
    """Who reads what somebody writes when they book, and what is noted. Costs no query when both teams are at hand."""
    words = _("The teams of %(dla)s and of %(host)s read this")
    return Readers("partners", frozenset(OFFICERS), words % {"dla": opening.dla, "host": opening.host})
