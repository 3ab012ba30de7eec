"""The drawings of a case study, on screen and on paper, each with the sentence that says the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from catalyse.pooling import queries as pooling
from catalyse.results.queries.story import Story
from catalyse.ui import formats
from catalyse.ui.pictures import bars, converge, funnel, svg
from catalyse.ui.pictures.svg import COLOURS, dot, num, picture, text

# the threads on the dark head of a printed page, where no style sheet turns the colours
ON_DARK = {"thread": "#4F9484", "pine": "#BDE3D8", "ink": "#FFFFFF", "apricot": "#F0A06C"}
PAPER_WIDTH, PAPER_HEIGHT = 640, 330
WIDE = re.compile(r'<div class="wide-only">(<svg.*?</svg>)</div>', re.DOTALL)


@dataclass(frozen=True)
class Drawing:
    """An SVG, its title that states the finding, and the sentence that says the same."""

    svg: str
    title: str
    alt: str


def threads(story: Story) -> list[str]:
    """A name for each thread; who does not agree to be named has a thread without one."""
    return [*story.associations, *[""] * story.unnamed]


def converge_words(story: Story) -> str:
    """What the picture of the threads shows, in a sentence."""
    count = len(story.names.associations)
    named = ", ".join(story.associations)
    said = ngettext(
        "%(n)s association takes part.", "The threads of %(n)s associations meet in one bead.", count
    ) % {"n": formats.number(count)}  # fmt: skip
    return f"{said} {named}." if named else said


def on_screen(story: Story) -> str:
    """The threads for the head of the public page, wide and for a phone."""
    return converge.responsive(threads(story), title=_("Associations that act together"), desc=converge_words(story))


def on_cover(story: Story) -> Drawing:
    """The threads for the cover, with names large enough for paper."""
    names = threads(story)
    count = max(1, len(names))
    step = min(36.0, (PAPER_HEIGHT - 40) / count)
    height = max(120.0, (count - 1) * step + 50)
    top, centre, knot, left = (height - (count - 1) * step) / 2, 575, 390, 8
    middle, parts = height / 2, []
    for rank, words in enumerate(names):
        y = top + rank * step
        waist = middle + (rank - (count - 1) / 2) * min(6.0, 50 / count)
        path = (f"M{left} {num(y)}C{num(left + 245)} {num(y)} {num(knot - 150)} {num(waist)} {knot} {num(waist)}"
                f"S{num(centre - 60)} {num(middle)} {centre} {num(middle)}")  # fmt: skip
        parts.append(f'<path d="{path}" stroke="{COLOURS["thread"]}" stroke-width="1.7" fill="none"/>')
        parts.append(dot(left, y, min(5.2, step / 3), "pine"))
        beside = y - 6 if y <= middle else y + 14  # on the side from which its thread bends away
        parts.append(text(left + 14, beside, words, size=min(13, step * 0.5 + 1), weight=500))
    parts.append(f'<circle cx="{centre}" cy="{num(middle)}" r="39" stroke="{COLOURS["apricot"]}" stroke-opacity=".6" '
                 'stroke-width="1.6" fill="none"/>')  # fmt: skip
    parts.append(dot(centre, middle, 25, "apricot"))
    drawn = picture(PAPER_WIDTH, height, "".join(parts))
    for name, colour in ON_DARK.items():
        drawn = drawn.replace(COLOURS[name], colour)
    return Drawing(drawn, "", converge_words(story))


def funnel_of(story: Story) -> tuple[funnel.Funnel, str, str] | None:
    """Who was invited and who joined: the drawing's data, its title and its sentence; None when nobody was invited."""
    invited, joined = story.fact("invitees"), story.fact("engagees")
    if not story.support.is_collective or invited is None or joined is None or not invited.number:
        return None
    n, m = int(invited.number), int(joined.number or 0)
    if m > n:
        return None
    title = ngettext("%(invited)s invited, one takes part", "%(invited)s invited, %(joined)s take part", m) % {
        "invited": invited.spelt(capital=True), "joined": joined.spelt(),
    }  # fmt: skip
    gone = ngettext("association invited does not take part", "associations invited do not take part", n - m)
    exits = (funnel.Exit(0, n - m, gone),) if n > m else ()
    shown = funnel.Funnel(
        ((pgettext("several associations", "invited"), n), (_("join"), m)), tuple(threads(story)), exits, title, gone
    )
    alt = f"{title}. {converge_words(story)}"
    return shown, title, alt


def funnel_on_screen(story: Story) -> Drawing | None:
    """The funnel for a page, wide and for a phone."""
    found = funnel_of(story)
    return Drawing(funnel.responsive(found[0]), found[1], found[2]) if found else None


def funnel_on_paper(story: Story) -> Drawing | None:
    """The funnel for a printed page."""
    found = funnel_of(story)
    return Drawing(funnel.draw(found[0]), found[1], found[2]) if found else None


def region_bars(story: Story, *, paper: bool = False) -> Drawing | None:
    """The supports of the region by sector, as bars: narrow ones on paper, two widths on screen."""
    rows = [(str(value.label), int(value.number or 0)) for value in story.region if value.number]
    if not rows:
        return None
    rows.sort(key=lambda row: (-row[1], row[0]))
    title = _("Supports in the region, by sector")
    alt = "; ".join(f"{label} : {formats.number(n)}" for label, n in rows)
    said = {"title": title, "desc": alt, "name": "region"}
    drawn = bars.draw(rows[:6], narrow=True, **said) if paper else svg.responsive(bars.draw, rows[:6], **said)
    return Drawing(drawn, title, alt)


def network_pair(story: Story, *, paper: bool = False) -> dict[str, Any] | None:
    """The ties before and after, at the same places; on paper one drawing a moment, on screen two widths of it."""
    found = story.network
    if found is None:
        return None
    drawn = {}
    for key, side, said in (("before", found.before, _("Before")), ("after", found.after, _("After"))):
        words = ngettext("%(when)s: %(n)s tie.", "%(when)s: %(n)s ties.", side.total) % {
            "when": said, "n": formats.number(side.total),
        }  # fmt: skip
        svg = pooling.drawing(found, side, said, words, key)
        drawn[key] = Drawing(WIDE.search(svg)[1] if paper else svg, said, words)  # type: ignore[index]
    title = _("%(before)s ties before, %(after)s after") % {
        "before": formats.in_words(found.before.total).capitalize(), "after": formats.in_words(found.after.total),
    }  # fmt: skip
    return {"title": title, **drawn}
