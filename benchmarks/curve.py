"""Growth curves as a picture: both axes are logarithms, a straight line is a power of the size."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 900, 460, 70, 30, 340, 50
COLOURS = ("#0b5d4e", "#b3541e", "#3a5a9b", "#8a3d78", "#6b6b00", "#444444")


def drawn(curves: dict[str, dict[int, float]]) -> str:
    """An SVG; each curve is named at its end, with its values as titles of its points."""
    xs = [log10(size) for points in curves.values() for size in points]
    ys = [log10(max(value, 1e-3)) for points in curves.values() for value in points.values()]
    x0, x1, y0, y1 = floor(min(xs)), max(xs), floor(min(ys)), ceil(max(ys))

    def at(size: float, value: float) -> tuple[float, float]:
        x = LEFT + (log10(size) - x0) / max(x1 - x0, 1e-9) * (WIDTH - LEFT - RIGHT)
        y = TOP + (y1 - log10(max(value, 1e-3))) / max(y1 - y0, 1e-9) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="13" role="img"><title>Growth with the size of the register</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(y0, y1 + 1):
        _x, y = at(10**x0, 10**power)
        parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{10**power:g}</text>')
    for size in sorted({size for points in curves.values() for size in points}):
        x, _y = at(size, 1)
        parts.append(f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="#eeeeee"/>')
        label = f"{size / 1e6:g} M" if size >= 1e6 else f"{size:,}"
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" font-size="11">{label}</text>')
    names = sorted(curves, key=lambda name: -list(curves[name].values())[-1])
    for place, name in enumerate(names):
        colour, points = COLOURS[place % len(COLOURS)], curves[name]
        path = " ".join(f"{x},{y}" for x, y in (at(*point) for point in points.items()))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        for size, value in points.items():
            x, y = at(size, value)
            parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"><title>{value:.1f}</title></circle>')
        y = TOP + 20 + place * 24
        parts.append(f'<path d="M{WIDTH - RIGHT + 20} {y - 4}h24" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 52}" y="{y}">{escape(name)}</text>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 10}">associations in the register</text></svg>')
    return "\n".join(parts) + "\n"
