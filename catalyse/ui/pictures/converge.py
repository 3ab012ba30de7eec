"""Several threads that meet in one bead: the picture of a collective support, for the head of its public page."""

from catalyse.ui.pictures.svg import COLOURS, dot, num, picture, text

WIDTH, LEFT = 1120, 14
BEAD = 30


def draw(names, *, title="", desc="", name="converge"):
    """One thread a name, from the left to the bead; as high as the names need."""
    count = max(1, len(names))
    step = max(13.0, min(25.0, 420 / count))
    top = 26
    height = max(150.0, top + (count - 1) * step + 40)
    middle = (top + top + (count - 1) * step) / 2 if count > 1 else height / 2
    centre, knot = 1010, 560
    parts = []
    for rank, words in enumerate(names):
        y = top + rank * step if count > 1 else middle
        spread = (rank - (count - 1) / 2) * min(7.0, 64 / count)
        parts.append(_thread(y, middle + spread, middle, knot, centre))
        parts.append(_bead(y, step))
        parts.append(text(LEFT + 18, y - 6, words, size=min(14.5, step * 0.62 + 1), weight=450, colour="ink"))
    parts.append(f'<circle cx="{centre}" cy="{num(middle)}" r="46" class="s-apricot" stroke="{COLOURS["apricot"]}" '
                 'stroke-opacity=".6" stroke-width="2" fill="none"/>')
    parts.append(dot(centre, middle, BEAD, "apricot"))
    return picture(WIDTH, max(height, middle + 60), "".join(parts), title=title, desc=desc, css="converge", name=name)


def _thread(start, waist, end, knot, centre):
    path = (f"M{LEFT} {num(start)}C{num(LEFT + 300)} {num(start)} {num(knot - 210)} {num(waist)} {knot} {num(waist)}"
            f"S{num(centre - 110)} {num(end)} {centre} {num(end)}")
    return f'<path d="{path}" class="s-thread" stroke="{COLOURS["thread"]}" stroke-width="2.2" fill="none"/>'


def _bead(y, step):
    return f'<circle cx="{LEFT}" cy="{num(y)}" r="{num(min(7, step / 2.6))}" class="f-bead f-pine" fill="{COLOURS["pine"]}"/>'
