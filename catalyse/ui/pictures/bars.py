"""Counts by category as horizontal bars, the largest first, each with its label and its number: long words fit."""

from functools import partial

from catalyse.ui.pictures import svg
from catalyse.ui.pictures.svg import fill, num, picture, text

ROW, LABEL_SIZE = 46, 15.5


def draw(rows, *, title="", desc="", name="bars", marked="", narrow=False):
    """Bars for pairs (label, number); `marked` names the one that the title speaks of; `narrow` for a phone."""
    width = 336 if narrow else 640
    rows = sorted(rows, key=lambda row: (-row[1], str(row[0])))
    most = max((value for _, value in rows), default=0) or 1
    room, parts = width - 64, []
    for rank, (label, value) in enumerate(rows):
        y = rank * ROW
        colour = "apricot" if marked and label == marked else "pine"
        wide = max(2.0, room * float(value) / float(most)) if value else 0
        parts.append(text(0, y + 17, label, size=LABEL_SIZE))
        parts.append(f'<rect x="0" y="{y + 24}" width="{num(wide)}" height="12" rx="3" {fill(colour)}/>')
        parts.append(text(wide + 9, y + 35, value, size=15, weight=650))
    return picture(width, max(ROW, len(rows) * ROW), "".join(parts), title=title, desc=desc, css="bars", name=name)


responsive = partial(svg.responsive, draw, name="bars")
