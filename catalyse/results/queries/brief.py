"""The large figures under the title and the facts beside the text, as far as they are facts."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.results.queries.figures import Value
from catalyse.results.queries.story import Story
from catalyse.ui import formats


def headline_figures(story: Story) -> list[tuple[str, str]]:
    """Invited, joined, days, shares: value and words; what is not a fact is left out. Costs no more than the story."""
    lines = []
    if story.support.is_collective and (value := story.fact("invitees")):
        lines.append((value.text, _agreeing(value, _("association invited"), _("associations invited"))))
    if value := story.fact("engagees"):
        lines.append((value.text, _agreeing(value, _("joins"), _("join"))))
    if value := story.fact("jours"):
        lines.append((value.text, _days_words(story)))
    if (value := story.fact("partage")) and len(story.shares) > 1:
        lines.append((value.text, _shared_words(story)))
    return lines


def _agreeing(value: Value, one: str, many: str) -> str:
    return one if value.number == 1 else many


def _days_words(story: Story) -> str:
    together, apart = story.fact("jours-ensemble"), story.fact("jours-individuels")
    if together is None or apart is None or not (together.number and apart.number):
        return _("days of advice")
    return _("days of advice, %(together)s together and %(apart)s one by one") % {
        "together": together.text, "apart": apart.text,
    }  # fmt: skip


def _shared_words(story: Story) -> str:
    kinds = {"dla": _("the DLA"), "authority": _("the authority")}
    ways = [kinds.get(one.organisation.kind, "") for one in story.shares]
    if len(ways) == 2 and all(ways) and ways[0] != ways[1]:
        return _("the cost, shared between %(one)s and %(other)s") % {"one": ways[0], "other": ways[1]}
    count = len(ways)
    return ngettext("the cost, paid by one", "the cost, shared by %(n)s", count) % {"n": formats.in_words(count)}


def brief_of(story: Story) -> list[tuple[str, str]]:
    """Label and value: territory, partners, the associations, for whom. Costs no more than the story."""
    lines: list[tuple[str, str]] = []

    def add(label: str, *parts: str) -> None:
        told = ", ".join(part for part in parts if part)
        if told:
            lines.append((label, told))

    communes, inhabitants = story.fact("communes"), story.fact("habitants")
    add(_("Territory"), story.place, _counted(communes, _("commune"), _("communes")),
        _counted(inhabitants, _("inhabitant"), _("inhabitants")))  # fmt: skip
    add(_("Partners"), *story.partners)
    joined = story.fact("engagees")
    if joined and joined.number:
        label = ngettext("In the association", "In the %(n)s associations", int(joined.number))
        add(label % {"n": joined.spelt()}, *_people(story))
    if not (story.public and story.support.is_illustrative("public")):
        add(_("For whom"), story.free(story.support.public))
    return lines


def _people(story: Story) -> list[str]:
    return [
        _counted(story.fact("benevoles-actifs"), _("active volunteer"), _("active volunteers")),
        _counted(story.fact("salaries"), _("employee"), _("employees")),
        _counted(story.fact("etp"), _("full-time equivalent"), _("full-time equivalents")),
        _counted(story.fact("saisonniers"), _("seasonal worker"), _("seasonal workers")),
    ]


def _counted(value: Value | None, one: str, many: str) -> str:
    if value is None or value.number is None:
        return ""
    least = "" if value.is_whole else _("at least") + " "
    return f"{least}{value.text} {one if value.number < 2 else many}"
