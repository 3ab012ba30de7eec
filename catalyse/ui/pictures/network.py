"""Ties between associations, before and after, at fixed positions: only what is tied changes, so the eye sees it.

A level is told by its colour and by its stroke: dotted, plain, thick. Each is drawn with the names beside the beads.
"""

from dataclasses import dataclass
from functools import partial
from math import cos, hypot, pi, sin

from catalyse.ui.pictures import svg
from catalyse.ui.pictures.svg import COLOURS, dot, num, picture, ring, text, wrap

# level -> colour, width, dash; a higher level is a closer tie
LEVELS = {1: ("control", 2.0, "1.5 5.5"), 2: ("slate", 2.0, "8 5"), 3: ("pine", 2.4, ""), 4: ("apricot", 4.4, "")}


@dataclass(frozen=True)
class Node:
    """One association: a key, its name, and its place between 0 and 1 (set by `around` when it is not given)."""

    key: str
    name: str
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True)
class Tie:
    """What links two associations: their keys, and a level of 1 to 4."""

    one: str
    other: str
    level: int


def around(nodes):
    """The same nodes, each with a place on an ellipse (two rings past sixteen); places given already are kept."""
    count = len(nodes)
    inner = count // 3 if count > 16 else 0
    outer = count - inner
    placed = []
    for rank, node in enumerate(nodes):
        if node.x is not None and node.y is not None:
            placed.append(node)
            continue
        if count == 1:
            placed.append(Node(node.key, node.name, 0.5, 0.5))
            continue
        on_outer = rank < outer
        turn, of, reach = (rank, outer, 0.5) if on_outer else (rank - outer, inner, 0.26)
        angle = -pi / 2 + 2 * pi * (turn + (0.5 if not on_outer else 0)) / of
        placed.append(Node(node.key, node.name, 0.5 + reach * cos(angle), 0.5 + reach * sin(angle)))
    return placed


def draw(nodes, ties, *, title="", desc="", name="network", narrow=False):
    """One network; call it twice with the same nodes for before and after; `narrow` for a phone."""
    small = narrow or len(nodes) > 16
    width, height = (336, 420) if narrow else (560, 500)
    side, roof = (88, 46) if narrow else (96, 44) if small else (104, 52)
    nodes = around(nodes)
    places = {node.key: (side + node.x * (width - 2 * side), roof + node.y * (height - 2 * roof)) for node in nodes}
    degree = {node.key: 0 for node in nodes}
    for tie in ties:
        degree[tie.one] += 1
        degree[tie.other] += 1
    lines = "".join(
        _tie(places[tie.one], places[tie.other], tie.level, (width / 2, height / 2))
        for tie in sorted(ties, key=lambda tie: tie.level)
    )
    beads = "".join(_bead(node, places[node.key], degree[node.key], small, (width, height)) for node in nodes)
    return picture(width, height, lines + beads, title=title, desc=desc, css="network", name=name)


responsive = partial(svg.responsive, draw, name="network")


def _tie(start, end, level, centre):
    (x1, y1), (x2, y2) = start, end
    colour, width, dash = LEVELS[level]
    far = hypot(x2 - x1, y2 - y1) or 1
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    # lean towards the middle of the picture, a little more for every other level, so that lines do not hide each other
    inward = hypot(centre[0] - middle[0], centre[1] - middle[1]) or 1
    lean = far * (0.10 + 0.07 * (level % 2)) / inward * min(1.0, inward / 60)
    bent = (middle[0] + (centre[0] - middle[0]) * lean, middle[1] + (centre[1] - middle[1]) * lean)
    dashed = f' stroke-dasharray="{dash}" stroke-linecap="round"' if dash else ""
    return (
        f'<path d="M{num(x1)} {num(y1)}Q{num(bent[0])} {num(bent[1])} {num(x2)} {num(y2)}" class="s-{colour}" '
        f'stroke="{COLOURS[colour]}" stroke-width="{num(width)}" fill="none"{dashed}/>'
    )


def _bead(node, place, degree, small, size):
    x, y = place
    radius = (6 if small else 11) + min(degree, 7) * (0.7 if small else 1.3)
    mark = ring(x, y, radius, "surface", 4, "pine") if degree else ring(x, y, radius - 1, "control", 2.4, "surface")
    font = 12.5 if small else 15.5
    lines = wrap(node.name, 12 if small else 16)[:3]
    return mark + _label(lines, x, y, radius, font, size, bool(degree))


def _label(lines, x, y, radius, font, size, tied):
    """The name outside the ring of beads: above in the upper half, below in the lower half, beside at the flanks."""
    width, height = size
    dx, dy = x - width / 2, (y - height / 2) * width / height
    weight, lead = (600 if tied else 450), font * 1.15
    if abs(dx) > abs(dy) * 1.25 and len(lines) > 0 and abs(dx) > width * 0.12:
        anchor = "start" if dx > 0 else "end"
        at = x + (radius + 7 if dx > 0 else -radius - 7)
        top = y + font * 0.35 - (len(lines) - 1) * lead / 2
    else:
        anchor, at = "middle", x
        top = y + radius + font + 3 if dy > 0 else y - radius - 8 - (len(lines) - 1) * lead
    return "".join(
        text(at, top + rank * lead, words, size=font, weight=weight, anchor=anchor, halo=True)
        for rank, words in enumerate(lines)
    )


def legend(level):
    """The stroke of one level, for the line of signs under the picture."""
    colour, width, dash = LEVELS[level]
    dashed = f' stroke-dasharray="{dash}" stroke-linecap="round"' if dash else ""
    sign = f'class="s-{colour}" stroke="{COLOURS[colour]}" stroke-width="{num(width)}" fill="none"{dashed}'
    body = f'<path d="M2 6H34" {sign}/>'
    return picture(36, 12, body)


def bead(colour="pine"):
    """A bead for a line of signs."""
    return picture(14, 14, dot(7, 7, 5, colour))
