"""How the network is told: its finding as a title, its two pictures, its table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalyse.pooling.models import Level
from catalyse.pooling.queries import Network, Side, drawing
from catalyse.ui import formats
from catalyse.ui.pictures import network as picture

WORDS = {
    Level.INFORMS: gettext_lazy("keep each other informed"),
    Level.SHARES_MEANS: gettext_lazy("share means"),
    Level.COOPERATES: gettext_lazy("act together"),
}
MOVES = {
    "agree": gettext_lazy("Agreed by all"),
    "start": gettext_lazy("It begins"),
    "finish": gettext_lazy("It is done"),
    "drop": gettext_lazy("Give it up"),
    "resume": gettext_lazy("Take it up again"),
}


def finding(net: Network) -> str:
    """The title: what the two moments show, in words and from the data."""
    before, after = net.before, net.after
    if before.answered and after.answered:
        return _("From %(before)s ties to %(after)s") % {
            "before": formats.in_words(before.total),
            "after": formats.in_words(after.total),
        }
    if before.answered or after.answered:
        known = after if after.answered else before
        text = ngettext("%(n)s tie between %(m)s associations", "%(n)s ties between %(m)s associations", known.total)
        return text % {"n": formats.in_words(known.total), "m": len(net.members)}
    return _("Who works with whom is not known yet")


def sides(net: Network) -> list[dict[str, Any]]:
    """The two moments as pictures, those that were asked."""
    named = (("before", _("Before"), net.before), ("after", _("After"), net.after))
    return [
        {"label": label, "asked_on": side.asked_on, "svg": _draw(net, label, side, key), "side": side}
        for key, label, side in named
        if side.answered
    ]


def _draw(net: Network, label: str, side: Side, key: str) -> str:
    words = _("%(label)s: %(total)s ties, %(alone)s associations without any") % {
        "label": label,
        "total": side.total,
        "alone": side.alone,
    }
    return drawing(net, side, label, words, f"network-{key}")


def rows(net: Network) -> list[dict[str, Any]]:
    """The table that says the same: kind of tie, before, after."""
    return [
        {
            "label": WORDS[level],
            "sign": picture.legend(rank),
            "before": net.before.counts[level],
            "after": net.after.counts[level],
        }
        for level, rank in ((Level.INFORMS, 1), (Level.SHARES_MEANS, 3), (Level.COOPERATES, 4))
    ]
