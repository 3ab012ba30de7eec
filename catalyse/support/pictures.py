"""The funnel of a support as a picture: its threads, its words, and the sentence for those who do not see it."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.support.models import Hindrance
from catalyse.support.queries.days import Days
from catalyse.support.queries.funnel import Funnel
from catalyse.ui import formats
from catalyse.ui.pictures import funnel as drawer
from catalyse.ui.pictures.svg import responsive

SILENT = "silent"


def reason_words(code: str, count: int) -> str:
    """Why some stopped, as it reads after their number: "2 would rather have an individual support"."""
    words = {
        Hindrance.INDIVIDUAL: ngettext(
            "would rather have an individual support", "would rather have individual supports", count
        ),
        Hindrance.NOBODY: ngettext("has nobody to send", "have nobody to send", count),
        Hindrance.NOT_NOW: ngettext("would rather wait", "would rather wait for another time", count),
        Hindrance.NOT_US: ngettext("does not feel concerned", "do not feel concerned", count),
        Hindrance.OTHER: ngettext("for another reason", "for other reasons", count),
        SILENT: ngettext("gave no answer", "gave no answer yet", count),
        "waiting": ngettext("has not answered yet", "have not answered yet", count),
    }
    return str(words.get(code, ""))


def exits(way: Funnel) -> list[drawer.Exit]:
    """Those who stopped, after which place and why, in the order in which their threads are drawn."""
    counted: Counter[tuple[int, str]] = Counter()
    for row in way.rows:
        if not row.joined:
            what = "waiting" if row.waiting else row.hindrance or SILENT
            counted[(1 if row.met and way.met_known else 0, what)] += 1
    lines = sorted(counted.items(), key=lambda item: (-item[0][0], item[0][1] == SILENT, -item[1]))
    return [drawer.Exit(after, count, reason_words(what, count)) for (after, what), count in lines]


def funnel_picture(way: Funnel) -> str:
    """The funnel as SVG, for a wide page and for a telephone, with the sentence that says the same."""
    middle = [(_("at the meeting"), way.met)] if way.met is not None else []
    names = tuple(row.name for row in way.rows if row.joined)
    said = {"invited": way.invited, "joined": way.joined}
    shown = drawer.Funnel(
        stages=((_("invited"), way.invited), *middle, (_("joined"), way.joined)),
        names=names,
        exits=tuple(exits(way)),
        title=_("%(invited)s invited, %(joined)s joined") % said,
        desc=", ".join(names),
    )
    return responsive(drawer.draw, shown, name="funnel")


def funnel_words(way: Funnel) -> dict[str, str]:
    """The finding of the picture as a title, the sentence below it, and what its examples are."""
    invited = formats.in_words(way.invited, feminine=True).capitalize()
    joined = formats.in_words(way.joined, feminine=True)
    title = ngettext("%(n)s invited", "%(n)s invited", way.invited) % {"n": invited}
    left = way.invited - way.joined
    lead = ""
    if way.waiting:
        lead = ngettext("%(n)d answer is awaited.", "%(n)d answers are awaited.", way.waiting) % {"n": way.waiting}
    elif left:
        lead = ngettext(
            "The one that did not join will be proposed it first the next time.",
            "The %(n)s that did not join will be proposed it first the next time.",
            left,
        ) % {"n": formats.in_words(left, feminine=True)}
    joined_words = ngettext("%(n)s joined", "%(n)s joined", way.joined) % {"n": joined}
    note = (
        _("Who came to the meeting and the reasons are examples: the source does not say.") if way.illustrative else ""
    )
    return {"funnel_title": f"{title}, {joined_words}", "funnel_lead": lead, "funnel_note": note}


def days_title(days: Days) -> str:
    """The days of a support as a title: Fourteen days."""
    if days.agreed % 2 or days.agreed > 40:
        return formats.half_days(days.agreed)
    words = formats.in_words(days.agreed // 2).capitalize()
    return ngettext("%(n)s day", "%(n)s days", days.agreed // 2) % {"n": words}
