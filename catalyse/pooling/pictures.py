"""How the network is told: its finding as a title, its two pictures, its table."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalyse.pooling.models import Level
from catalyse.pooling.queries import DRAWN, Network, Side, drawing
from catalyse.ui import formats
from catalyse.ui.pictures import network as picture

WORDS = {
    Level.INFORMS: gettext_lazy("meet"),
    Level.SHARES_MEANS: gettext_lazy("share a means"),
    Level.COOPERATES: gettext_lazy("act together"),
}


def finding(net: Network) -> str:
    """The title: what the two moments show, in words and from the data."""
    before, after = net.before, net.after
    if net.compared:
        return _changed(before.total, after.total)
    if net.known:
        known = after if after.answered else before
        text = ngettext("%(n)s tie between %(m)s associations", "%(n)s ties between %(m)s associations", known.total)
        given = {"n": _count(known.total), "m": formats.in_words(len(net.members))}
        return (text % given).capitalize() if known.total else _("No tie between the associations yet")
    return _("Who works with whom is not known yet")


def _changed(before: int, after: int) -> str:
    if before == after:
        text = ngettext("Still %(n)s tie", "Still %(n)s ties", after)
        return text % {"n": _count(after)} if after else _("No tie before, none after")
    if not before:
        return _("No tie before, %(after)s after") % {"after": _count(after)}
    text = ngettext("From one tie to %(after)s", "From %(before)s ties to %(after)s", before)
    return text % {"before": _count(before), "after": _count(after)}


def _count(number: int) -> str:
    return formats.in_words(number)


def lead(net: Network) -> list[str]:
    """What the pictures show, in two sentences: who worked with nobody before, and how it is afterwards."""
    if not net.compared:
        return []
    return [_before(net.before.alone, len(net.members)), _after(net)]


def _before(alone: int, members: int) -> str:
    if not alone:
        return _("Before the support, each association already worked with at least one other.")
    text = ngettext(
        "Before the support, one association out of %(m)s worked with no other one.",
        "Before the support, %(n)s associations out of %(m)s worked with no other one.",
        alone,
    )
    return text % {"n": _count(alone), "m": _count(members)}


def _after(net: Network) -> str:
    if net.after.alone:
        text = ngettext(
            "Afterwards, one still works with no other.", "Afterwards, %(n)s still work with no other.", net.after.alone
        )
        return text % {"n": _count(net.after.alone)}
    least = min(degrees(net, net.after).values())
    text = ngettext(
        "Afterwards, each one is tied to at least one other.",
        "Afterwards, each one is tied to at least %(n)s others.",
        least,
    )
    return text % {"n": _count(least)}


def degrees(net: Network, side: Side) -> dict[int, int]:
    """How many ties each member has at one moment."""
    found = {member.pk: 0 for member in net.members}
    for a, b, _level in side.ties:
        found[a] += 1
        found[b] += 1
    return found


def sides(net: Network) -> list[dict[str, Any]]:
    """The two moments as pictures, those that were answered."""
    named = (("before", _("Before"), net.before), ("after", _("After"), net.after))
    return [
        {"label": label, "asked_on": side.asked_on, "svg": _draw(net, label, side, key), "side": side, "key": key}
        for key, label, side in named
        if side.answered
    ]


def _draw(net: Network, label: str, side: Side, key: str) -> str:
    ties = ngettext("%(n)s tie", "%(n)s ties", side.total) % {"n": side.total}
    alone = ngettext("%(n)s association without any", "%(n)s associations without any", side.alone) % {"n": side.alone}
    words = _("%(label)s: %(ties)s, %(alone)s.") % {"label": label, "ties": ties, "alone": alone}
    return drawing(net, side, label, words, f"network-{key}")


def rows(net: Network) -> list[dict[str, Any]]:
    """The table that says the same: kind of tie, before, after."""
    return [
        {
            "label": WORDS[level],
            "sign": picture.legend(rank),
            "before": net.before.counts[level] if net.before.answered else None,
            "after": net.after.counts[level] if net.after.answered else None,
        }
        for level, rank in DRAWN.items()
    ]


def pairs(net: Network) -> list[dict[str, Any]]:
    """Each pair that is drawn in one picture or the other, with its tie before and after."""
    was = {(a, b): level for a, b, level in net.before.ties}
    now = {(a, b): level for a, b, level in net.after.ties}
    name = {member.pk: member for member in net.members}
    return [
        {"one": name[a], "other": name[b], "before": _said(was.get((a, b))), "after": _said(now.get((a, b)))}
        for a, b in sorted(was.keys() | now.keys(), key=lambda pair: (str(name[pair[0]]), str(name[pair[1]])))
    ]


def _said(level: str | None) -> Any:
    return WORDS[Level(level)] if level else ""


def measures(net: Network) -> list[dict[str, Any]]:
    """What is computed from the answers, each with the rule by which it is."""
    return [
        {
            "label": _("Out of all possible pairs"),
            "before": _share(net.before, net.before.density),
            "after": _share(net.after, net.after.density),
            "rule": _("Ties that both sides say, out of all pairs of the group."),
        },
        {
            "label": _("Said by both"),
            "before": _share(net.before, net.before.reciprocity),
            "after": _share(net.after, net.after.reciprocity),
            "rule": _("Of all answers that tell of a tie, those that the other side gives too."),
        },
        {
            "label": _("Answers that tell of competition"),
            "before": _rivals(net.before),
            "after": _rivals(net.after),
            "rule": _("A number and never a name; one and two are not told apart."),
        },
        {
            "label": _("Associations that answered"),
            "before": _number(net.before, net.before.answered),
            "after": _number(net.after, net.after.answered),
            "rule": _("An association that did not answer has no tie in the picture."),
        },
    ]


def _share(side: Side, share: Fraction | None) -> str | None:
    if not side.answered or share is None:
        return None
    return formats.percent(Decimal(share.numerator * 100) / share.denominator)


def _rivals(side: Side) -> str | None:
    return _("one or two") if side.few else _number(side, side.rivals)


def _number(side: Side, count: int | None) -> str | None:
    return formats.number(count) if side.asked_on and count is not None else None
