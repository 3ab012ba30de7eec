"""Several threads that meet in one bead: the picture of a collective support, for the head of its public page."""

from functools import partial

from catalyse.ui.pictures import svg
from catalyse.ui.pictures.svg import COLOURS, dot, num, picture, text

LEFT = 14


def draw(names, *, title="", desc="", name="converge", narrow=False):
    """One thread a name, from the left to the bead; as high as the names need; `narrow` for a phone."""
    width, knot, centre, bead = (336, 226, 286, 20) if narrow else (1120, 560, 1010, 30)
    count = max(1, len(names))
    step = max(13.0, min(25.0, 420 / count))
    height = max(150.0, 26 + (count - 1) * step + 40)
    top = (height - (count - 1) * step) / 2
    middle = top + (count - 1) * step / 2
    parts = []
    for rank, words in enumerate(names):
        y = top + rank * step
        waist = middle + (rank - (count - 1) / 2) * min(7.0, 64 / count) * (0.7 if narrow else 1)
        parts.append(_thread(y, waist, middle, knot, centre))
        parts.append(_bead(y, step))
        parts.append(text(LEFT + 18, y - 6, words, size=min(14.5, step * 0.62 + 1), weight=450, halo=True))
    parts.append(
        f'<circle cx="{centre}" cy="{num(middle)}" r="{num(bead * 1.53)}" class="s-apricot" '
        f'stroke="{COLOURS["apricot"]}" stroke-opacity=".6" stroke-width="2" fill="none"/>'
    )
    parts.append(dot(centre, middle, bead, "apricot"))
    return picture(width, height, "".join(parts), title=title, desc=desc, css="converge", name=name)


responsive = partial(svg.responsive, draw, name="converge")


def _thread(start, waist, end, knot, centre):
    level, last = knot - LEFT, centre - knot
    straight = 0.55 if knot > 400 else 0.72
    path = (
        f"M{LEFT} {num(start)}C{num(LEFT + level * straight)} {num(start)} "
        f"{num(knot - level * (0.93 - straight))} {num(waist)} "
        f"{knot} {num(waist)}S{num(centre - last * 0.25)} {num(end)} {centre} {num(end)}"
    )
    return f'<path d="{path}" class="s-thread" stroke="{COLOURS["thread"]}" stroke-width="2.2" fill="none"/>'


def _bead(y, step):
    radius = num(min(7, step / 2.6))
    return f'<circle cx="{LEFT}" cy="{num(y)}" r="{radius}" class="f-bead f-pine" fill="{COLOURS["pine"]}"/>'
