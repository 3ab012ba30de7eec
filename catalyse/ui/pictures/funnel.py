"""Who was invited, who came, who joined: one thread each, that ends where each left.

Threads are bundled by the place where they end, so that a reason is said once for those who share it. With many
threads they come closer together, but each keeps its own.
"""

from dataclasses import dataclass
from functools import partial

from catalyse.ui.pictures import svg
from catalyse.ui.pictures.svg import bend, dot, line, picture, ring, text, wrap

LEFT = 20
GAP_OF_LABEL = 14


@dataclass(frozen=True)
class Exit:
    """Some who left after a stage, for the reason in words; `after` is the rank of the last stage they reached."""

    after: int
    count: int
    reason: str


@dataclass(frozen=True)
class Funnel:
    """What the picture shows: stages (words, how many reached it), the names of those who joined, the exits."""

    stages: tuple[tuple[str, int], ...]
    names: tuple[str, ...] = ()
    exits: tuple[Exit, ...] = ()
    title: str = ""
    desc: str = ""

    def __post_init__(self):
        counts = [count for _, count in self.stages]
        if counts != sorted(counts, reverse=True):
            raise ValueError("a later stage cannot hold more than an earlier one")
        for rank in range(len(counts) - 1):
            left = sum(gone.count for gone in self.exits if gone.after == rank)
            if left > counts[rank] - counts[rank + 1]:
                raise ValueError("more are said to have left than did")


def _step(rows):
    """How far the threads lie apart: 24 for a few, never under 15."""
    return max(15.0, min(24.0, 560 / max(1, rows)))


def _groups(funnel):
    """Those who left, latest first, in groups with a reason; those without a reason form a group of their own."""
    counts = [count for _, count in funnel.stages]
    groups = []
    for rank in range(len(counts) - 2, -1, -1):
        unsaid = counts[rank] - counts[rank + 1]
        for gone in (gone for gone in funnel.exits if gone.after == rank and gone.count):
            groups.append((rank, gone.count, gone.reason))
            unsaid -= gone.count
        if unsaid:
            groups.append((rank, unsaid, ""))
    return groups


def draw(funnel, *, name="funnel", narrow=False):
    """The picture as SVG, as high as its threads need; `narrow` for a phone."""
    width = 336 if narrow else 760
    invited, joined = funnel.stages[0][1], funnel.stages[-1][1]
    step, last = _step(invited), width * 0.54
    places = tuple(LEFT + rank * (last - LEFT) / max(1, len(funnel.stages) - 1) for rank in range(len(funnel.stages)))
    heads, top = _heads(funnel, places, narrow)
    body = heads + _joined(funnel, places, top, step, joined)
    more, bottom = _left(funnel, places, top, step, joined, width)
    height = max(bottom, top + max(1, invited) * step) + 8
    return picture(width, height, body + more, title=funnel.title, desc=funnel.desc, css="funnel", name=name)


responsive = partial(svg.responsive, draw, name="funnel")


def _heads(funnel, places, narrow):
    """The count and the words of each stage, beside each other or, on a phone, below each other."""
    parts, top = [], 58
    room = (places[1] - places[0]) / 6.9 if len(places) > 1 else 40
    for (words, count), x in zip(funnel.stages, places, strict=True):
        parts.append(text(x - 6, 22, count, size=21, weight=700))
        if not narrow:
            parts.append(text(x + 12 * len(str(count)), 22, words, size=14.5, colour="muted"))
            continue
        lines = wrap(words, max(9, int(room)))
        parts.extend(text(x - 6, 41 + rank * 16, said, size=13.5, colour="muted") for rank, said in enumerate(lines))
        top = max(top, 62 + 16 * len(lines))
    return "".join(parts), top


def _joined(funnel, places, top, step, joined):
    parts = []
    for row in range(joined):
        y = top + row * step
        parts.append(line([(places[0], y), (places[-1], y)], "pine", 2))
        parts.extend(dot(x, y, 5, "pine") for x in places[:-1])
        parts.append(dot(places[-1], y, min(7, step / 2.4), "pine"))
        if row < len(funnel.names):
            parts.append(
                text(places[-1] + GAP_OF_LABEL + 5, y + 5, funnel.names[row], size=min(15.5, step * 0.8), weight=600)
            )
    return "".join(parts)


def _left(funnel, places, top, step, joined, width):
    """The threads of those who left, group by group, and where the last word of them ends."""
    parts, row, bottom = [], joined, 0.0
    for rank, count, reason in _groups(funnel):
        x = places[rank]
        end = x + (places[min(rank + 1, len(places) - 1)] - x) * 0.42
        first = max(top + row * step, bottom and bottom + 6)
        rows = [top + (row + index) * step for index in range(count)]
        ends = [max(first, rows[0]) + step * 0.62 + index * step for index in range(count)]
        for y, low in zip(rows, ends, strict=True):
            parts.append(line([(places[0], y), (x, y)], "thread", 2) if rank else "")
            parts.append(bend((x, y), (end, low), "thread", 2))
            parts.append(ring(end, low, min(5.5, step / 2.8)))
            parts.extend(dot(place, y, 5, "pine") for place in places[: rank + 1])
        said = f"{count} {reason}" if reason else ""
        words = wrap(said, max(16, int((width - end - 24) / 7.4))) if said else []
        middle = (ends[0] + ends[-1]) / 2 + 5 - (len(words) - 1) * 8.5
        parts.extend(
            text(end + 15, middle + index * 17, words_line, size=14, colour="muted")
            for index, words_line in enumerate(words)
        )
        row += count
        bottom = max(ends[-1] + step * 0.4, middle + (len(words) - 1) * 17 + 8)
    return "".join(parts), bottom
