"""What recurs: a way to look at needs, the one signal of the first page, and how its events read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalyse.actors.roles import OFFICERS
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor, may
from catalyse.needs.models import Need
from catalyse.support.models import Proposal
from catalyse.support.queries import proposals as queries
from catalyse.ui import formats

offers.ways.add(
    offers.Way(
        "needs.need", "proposals", gettext_lazy("What recurs"), "support:proposals", "flow-arrow",
        lambda actor: bool(may(actor, "list", Proposal)),
    )
)  # fmt: skip


@offers.signals.add
def signal(actor: Actor, today: date) -> dict[str, Any] | None:
    """“Six associations say the same thing”, with the words of one of them where they may be read."""
    if not actor.holds(*OFFICERS):
        return None
    found = queries.signalled(actor)
    if found is None:
        return None
    count = formats.in_words(found.associations, feminine=True)
    return {
        "title": _("%(count)s associations say the same thing") % {"count": count.capitalize()},
        "text": " ".join(part for part in (_quoted(found.needs), _heard(found)) if part),
        "url": found.proposal.get_absolute_url(),
        "action": _("See whether a collective support would answer"),
    }


def _quoted(needs: Sequence[Need]) -> str:
    shortest = min(needs, key=lambda need: (len(need.words), need.pk), default=None)
    return formats.quoted(formats.beginning(shortest.words, 140)) if shortest else ""


def _heard(found: queries.Signalled) -> str:
    if not found.needs:
        return _("About: %(theme)s.") % {"theme": found.proposal}
    *first, last = dict.fromkeys(need.get_heard_display() for need in found.needs)
    places = _("%(places)s and %(last)s") % {"places": ", ".join(first), "last": last} if first else last
    month = formats.day(found.needs[0].heard_on, "month")
    return _("Heard %(places)s, since %(month)s.") % {"places": places, "month": month}


for name, text in {
    "proposal.found": gettext_lazy("The same thing was found in what associations say: {n} of them"),
    "proposal.joined": gettext_lazy("More say the same and joined: {n}"),
    "proposal.left": gettext_lazy("Needs were answered otherwise and left: {n}"),
    "proposal.accepted": gettext_lazy("{who} opened the support “{title}” from it"),
    "proposal.answered": gettext_lazy("The support “{title}” was opened for what it says"),
    "proposal.refused": gettext_lazy("{who} put the proposal aside"),
    "proposal.taken_up": gettext_lazy("{who} took the proposal up again"),
    "proposal.split": gettext_lazy("{who} made two proposals of it"),
    "proposal.part": gettext_lazy("{who} put {n} needs apart"),
    "proposal.merged": gettext_lazy("{who} brought {n} needs of another proposal in"),
}.items():
    journal.sentence(name, text)
