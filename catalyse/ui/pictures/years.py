"""One association year after year: two counts side by side, or shares of a whole with the share aimed at.

One year or ten, the columns keep a width that reads; a year whose number is unknown keeps its place, empty.
"""

from functools import partial

from catalyse.ui.pictures import svg
from catalyse.ui.pictures.svg import fill, line, num, picture, text

HEIGHT, TOP, FOOT = 190, 28, 30
WIDTH, NARROW = 380, 300
MOST, MOST_NARROW = 6, 4  # years: more are in the table
BAND = 100


def _places(rows, narrow, right=0):
    """The years that fit (the last ones), the width of each, and where each begins."""
    rows = list(rows)[-(MOST_NARROW if narrow else MOST) :]
    width = NARROW if narrow else WIDTH
    band = min(BAND, (width - right) / max(1, len(rows)))
    return rows, width, band, [rank * band for rank in range(len(rows))]


def _column(x, width, share, colour, room):
    tall = max(2.0, share * room)
    return f'<rect x="{num(x)}" y="{num(TOP + room - tall)}" width="{num(width)}" height="{num(tall)}" {fill(colour)}/>'


def pairs(rows, *, title="", desc="", name="pairs", narrow=False):
    """Columns for (year, first, second): the first full, the second in slate beside it, each with its number.

    A number is a pair (value, words) or None when nobody knows it.
    """
    rows, width, band, starts = _places(rows, narrow)
    most = max((float(n[0]) for _, *two in rows for n in two if n), default=0) or 1
    parts, room, bar = [line([(0, TOP + HEIGHT), (width, TOP + HEIGHT)], "thread", 1)], HEIGHT, min(38, band * 0.4)
    for (year, *two), start in zip(rows, starts, strict=True):
        for rank, number in enumerate(two):
            if number is None:
                continue
            x = start + rank * (bar + 3)
            share = float(number[0]) / most
            parts.append(_column(x, bar, share, ("pine", "slate")[rank], room))
            top = TOP + room - max(2.0, share * room)
            parts.append(text(x + bar / 2, top - 7, number[1], size=14, weight=650, anchor="middle"))
        parts.append(text(start + bar + 1.5, TOP + room + 21, year, size=14, colour="muted", anchor="middle"))
    return picture(width, TOP + HEIGHT + FOOT, "".join(parts), title=title, desc=desc, css="years", name=name)


def shares(rows, *, aim_words="", title="", desc="", name="shares", narrow=False):
    """Columns for (year, part, words, aim): the part that is said in words, full, of a whole column; the aim a line.

    Part and aim lie between 0 and 1, or are None.
    """
    rows, width, band, starts = _places(rows, narrow, right=96 if aim_words else 0)
    room, bar = HEIGHT, min(64, band * 0.72)
    parts = [line([(0, TOP + room), (width, TOP + room)], "thread", 1)]
    end = None
    for (year, part, words, aim), start in zip(rows, starts, strict=True):
        if part is not None:
            parts.append(_column(start, bar, 1.0, "sunk", room))
            parts.append(_column(start, bar, float(part), "pine", room))
            top = TOP + room - max(2.0, float(part) * room)
            parts.append(text(start + bar / 2, top - 7, words, size=14, weight=650, anchor="middle"))
        if aim is not None:
            y = TOP + room * (1 - float(aim))
            parts.append(line([(start - 3, y), (start + bar + 6, y)], "apricot", 2.5, "6 4"))
            end = y
        parts.append(text(start + bar / 2, TOP + room + 21, year, size=14, colour="muted", anchor="middle"))
    if end is not None and aim_words:  # past the last column: over the columns it would hide a number
        parts.append(text(starts[-1] + bar + 12, end + 5, aim_words, size=14))
    return picture(width, TOP + HEIGHT + FOOT, "".join(parts), title=title, desc=desc, css="years", name=name)


def responsive(draw, rows, *, name, **options):
    """One of the two for a wide page and for a phone; the style sheet shows one of them."""
    return svg.responsive(partial(draw, rows), name=name, **options)


def sign(colour, *, dashed=False):
    """The small sign of a key: a square of that colour, or a piece of the line of the aim."""
    body = (
        line([(0, 8), (22, 8)], colour, 2.5, "6 4")
        if dashed
        else f'<rect x="0" y="1" width="14" height="14" {fill(colour)}/>'
    )
    return picture(22 if dashed else 14, 16, body)
