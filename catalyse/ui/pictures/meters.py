"""Small pictures that measure: beads of a thread, days as pills, a whole cut in shares."""

from catalyse.ui.pictures.svg import COLOURS, SERIES, dot, line, num, picture, ring

STEP = 26
PILL, GAP = 22, 5
MOST_PILLS = 20
WIDTH = 320


def beads(states, *, yours=True):
    """A thread of small beads, one a stage: full when done, the accent when it is current and yours."""
    middle, parts = 9, []
    places = [9 + rank * STEP for rank in range(len(states))]
    for rank in range(len(states) - 1):
        done = states[rank] == "done"
        parts.append(line([(places[rank], middle), (places[rank + 1], middle)], "pine" if done else "thread", 2))
    for x, state in zip(places, states, strict=True):
        if state == "done":
            parts.append(dot(x, middle, 5.5, "pine"))
        elif state == "current":
            parts.append(dot(x, middle, 6.5, "apricot") if yours else ring(x, middle, 5.5, "pine", 3))
        else:
            parts.append(ring(x, middle, 5, "control", 2))
    return picture(max(18, 18 + (len(states) - 1) * STEP), 18, "".join(parts), css="beads")


def days(done, total):
    """Whole days as pills, from half-days: full, half full, empty. A bar when there are too many to count at sight."""
    count = (total + 1) // 2
    if count > MOST_PILLS or count == 0:
        return bar(done, total)
    parts = []
    for rank in range(count):
        x, got = 1 + rank * (PILL + GAP), min(2, max(0, done - 2 * rank))
        whole = 2 if total >= 2 * rank + 2 else 1
        width = PILL if whole == 2 else PILL / 2
        state = ("control", "sunk") if not got else ("pine", "sunk")
        parts.append(
            f'<rect x="{num(x)}" y="1.5" width="{num(width)}" height="9" rx="4.5" class="s-{state[0]} f-{state[1]}" '
            f'stroke="{COLOURS[state[0]]}" stroke-width="1.5" fill="{COLOURS[state[1]]}"/>'
        )
        if got:
            part = width if got >= whole else width / 2
            parts.append(
                f'<rect x="{num(x)}" y="1.5" width="{num(part)}" height="9" rx="4.5" class="f-pine" '
                f'fill="{COLOURS["pine"]}"/>'
            )
    return picture(count * (PILL + GAP), 12, "".join(parts), css="days")


def bar(done, total):
    """How much of a whole is done, as one bar."""
    part = 0 if not total else min(1, done / total) * WIDTH
    body = f'<rect x="0" y="1" width="{WIDTH}" height="10" class="f-sunk" fill="{COLOURS["sunk"]}"/>'
    body += f'<rect x="0" y="1" width="{num(part)}" height="10" class="f-pine" fill="{COLOURS["pine"]}"/>'
    return picture(WIDTH, 12, body, stretch=True)


def stack(amounts):
    """A whole cut in shares, each drawn to its amount; after the third a pattern tells it from the others too."""
    whole, x, parts = sum(amounts), 0.0, []
    for rank, amount in enumerate(amounts):
        width = float(amount / whole) * WIDTH
        gap = 2 if rank < len(amounts) - 1 else 0
        colour = _share_colour(rank)
        parts.append(
            f'<rect x="{num(x)}" y="0" width="{num(max(0, width - gap))}" height="14" class="f-{colour}" '
            f'fill="{COLOURS[colour]}"/>'
        )
        x += width
    return picture(WIDTH, 14, "".join(parts), css="stack", stretch=True)


def _share_colour(rank):
    """Pine, then slate: the accent is kept for what waits for the reader."""
    order = ("pine", "slate", "gold", "plum", "control")
    return order[rank % len(order)] if rank < len(order) else SERIES[rank % len(SERIES)]
