"""Communes where they lie: areas or circles, with the names of the greatest and of the one that is spoken of."""

from functools import partial
from html import escape

from catalyse.engines import maps
from catalyse.ui.pictures import svg
from catalyse.ui.pictures.svg import COLOURS, fill, num, picture, text

NAMED, SIZE, BOLD = 6, 14.5, 650


def draw(spots, names, *, marked=None, bare=frozenset(), title="", desc="", name="territory", narrow=False):
    """A map of `engines.maps.Spot`s; `names`, `marked` and `bare` go by their keys. Empty when no place is known.

    A bare place counts nothing: it is a grey point without a name, so that it is not taken for a small number.
    """
    sheet = maps.draw(spots, width=336 if narrow else 640, tallest=360 if narrow else 560, most=22 if narrow else 30)
    if sheet is None:
        return ""
    shapes = [_area(area.path, names[area.key], area.key == marked) for area in sheet.areas]
    shapes += [
        _point(one, names[one.key]) if one.key in bare else _circle(one, names[one.key], one.key == marked)
        for one in sheet.circles
    ]
    labels = _labels(sheet, names, marked, bare)
    return picture(
        sheet.width, sheet.height, "".join(shapes + labels), title=title, desc=desc, css="territory", name=name
    )


responsive = partial(svg.responsive, draw, name="territory")


def _labels(sheet, names, marked, bare):
    """The names of some places: within an area; above a circle, or below where there is no room; none over another."""
    taken: list[tuple[float, ...]] = []
    labels = []
    spots: list[tuple[int, int, tuple[float, ...], float]]
    spots = [(one.key, one.x, (one.y + SIZE / 3,), 0) for one in sheet.areas]
    spots += [
        (one.key, one.x, (one.y - one.r - 5, one.y + one.r + SIZE), one.r)
        for one in sheet.circles
        if one.key not in bare
    ]
    for key, middle, heights, r in sorted(spots, key=lambda spot: spot[0] != marked)[:NAMED]:
        half = len(names[key]) * SIZE * 0.27 + 2
        x = min(max(middle, half), sheet.width - half)
        for y in heights:
            box = (x - half, y - SIZE, x + half, y + 4)
            if SIZE < y < sheet.height and not any(_meet(box, other) for other in taken):
                taken.append(box)
                weight = BOLD if key == marked else 400
                labels.append(text(x, y, names[key], size=SIZE, weight=weight, anchor="middle", halo=True))
                break
        if r:
            taken.append((middle - r, heights[0] + 5, middle + r, heights[-1] - SIZE))
    return labels


def _meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _paint(marked):
    inside = "apricot" if marked else "soft"
    return (
        f'class="s-pine f-{inside}" stroke="{COLOURS["pine"]}" stroke-width="1.5" fill="{COLOURS[inside]}" '
        f'fill-rule="evenodd"'
    )


def _area(path, name, marked):
    return f'<path d="{path}" stroke-linejoin="round" {_paint(marked)}><title>{escape(name)}</title></path>'


def _circle(one, name, marked):
    return (
        f'<circle cx="{one.x}" cy="{one.y}" r="{num(one.r)}" fill-opacity="0.8" {_paint(marked)}>'
        f"<title>{escape(name)}</title></circle>"
    )


def _point(one, name):
    return f'<circle cx="{one.x}" cy="{one.y}" r="2.5" {fill("control")}><title>{escape(name)}</title></circle>'
