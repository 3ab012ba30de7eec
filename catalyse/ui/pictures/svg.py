"""The few signs that every picture of the house is made of.

Each shape carries its colour twice: as an attribute, for paper and for documents, and as a class, which the style sheet
of the pages turns into the colour of the light or dark scheme.
"""

from html import escape

COLOURS = {
    "pine": "#0F5B4F",
    "apricot": "#D06A2C",
    "slate": "#44749F",
    "gold": "#B8901F",
    "plum": "#7A4E7E",
    "control": "#7F8A85",
    "thread": "#B9CBC4",
    "surface": "#FFFFFF",
    "sunk": "#ECEFEC",
    "ink": "#1B2A27",
    "muted": "#52625D",
    "soft": "#DFEEE9",
    "none": "none",
}
SERIES = ("pine", "apricot", "slate", "gold", "plum", "control")
FONT = "Atkinson Hyperlegible Next, sans-serif"


def num(value):
    """A coordinate with at most one decimal, as short as can be."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def fill(colour):
    return f'class="f-{colour}" fill="{COLOURS[colour]}"'


def stroke(colour, width, dash=""):
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'class="s-{colour}" stroke="{COLOURS[colour]}" stroke-width="{num(width)}" fill="none"{dashed}'


def dot(x, y, radius, colour):
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" {fill(colour)}/>'


def ring(x, y, radius, colour="control", width=2.0, inside="surface"):
    return (
        f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" class="s-{colour} f-{inside}" '
        f'stroke="{COLOURS[colour]}" stroke-width="{num(width)}" fill="{COLOURS[inside]}"/>'
    )


def line(points, colour, width=2.0, dash=""):
    path = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)
    return f'<path d="{path}" {stroke(colour, width, dash)}/>'


def bend(start, end, colour, width=2.0):
    """A soft S from one point to another, leaving and arriving level."""
    (x1, y1), (x2, y2) = start, end
    middle = (x1 + x2) / 2
    return (
        f'<path d="M{num(x1)} {num(y1)}C{num(middle)} {num(y1)} {num(middle)} {num(y2)} {num(x2)} {num(y2)}" '
        f"{stroke(colour, width)}/>"
    )


def text(x, y, words, *, size=15, colour="ink", weight=400, anchor="start", halo=False):
    around = (
        f' paint-order="stroke" stroke="{COLOURS["surface"]}" stroke-width="5" stroke-linejoin="round"' if halo else ""
    )
    css = f"f-{colour} halo" if halo else f"f-{colour}"
    return (
        f'<text x="{num(x)}" y="{num(y)}" font-size="{num(size)}" font-weight="{weight}" text-anchor="{anchor}" '
        f'class="{css}" fill="{COLOURS[colour]}"{around}>{escape(str(words))}</text>'
    )


def wrap(words, most):
    """A sentence in lines of at most `most` signs, words kept whole."""
    lines = [""]
    for word in str(words).split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def picture(width, height, body, *, title="", desc="", css="", name="", stretch=False):
    """The whole SVG: named and described for those who do not see it; hidden from them when it has no title."""
    size = f'viewBox="0 0 {num(width)} {num(height)}" width="{num(width)}" height="{num(height)}"'
    classes = f"picture {css}".strip()
    if stretch:
        size, classes = f'{size} preserveAspectRatio="none"', f"{classes} stretch"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} class="{classes}" font-family="{FONT}"'
    if not title:
        return f'{head} aria-hidden="true" focusable="false">{body}</svg>'
    ids = [f"{name or 'picture'}-title"] + ([f"{name or 'picture'}-desc"] if desc else [])
    said = f'<title id="{ids[0]}">{escape(str(title))}</title>'
    said += f'<desc id="{ids[1]}">{escape(str(desc))}</desc>' if desc else ""
    return f'{head} role="img" aria-labelledby="{" ".join(ids)}">{said}{body}</svg>'


def responsive(draw, *args, name, **options):
    """The same picture twice, for a wide page and for a phone; the style sheet shows one of them."""
    wide = draw(*args, name=name, **options)
    narrow = draw(*args, name=f"{name}-narrow", narrow=True, **options)
    return f'<div class="wide-only">{wide}</div><div class="narrow-only">{narrow}</div>'
