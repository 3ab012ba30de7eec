"""What stands where there is nothing yet: threads and beads, one idea each."""

from catalyse.ui.pictures.svg import bend, dot, line, picture, ring


def no_need():
    """A thread with an open end: nothing has been heard yet."""
    return picture(
        220,
        72,
        bend((14, 50), (120, 26), "pine", 2.4)
        + line([(128, 25), (140, 24)], "thread", 2.4)
        + line([(150, 24), (160, 24)], "thread", 2.4)
        + dot(14, 50, 8, "pine")
        + ring(186, 24, 8, "control", 2.4),
    )


def no_support():
    """Beads that are not joined yet: needs, but no answer."""
    places = ((20, 46), (64, 20), (110, 48), (156, 24), (200, 44))
    return picture(220, 72, "".join(ring(x, y, 8, "control", 2.4) for x, y in places[1:]) + dot(*places[0], 8, "pine"))


def no_action():
    """Two threads about to meet: nothing is done together yet."""
    body = bend((14, 16), (98, 34), "pine", 2.4) + bend((14, 58), (98, 40), "slate", 2.4)
    return picture(
        220,
        72,
        body
        + dot(14, 16, 8, "pine")
        + dot(14, 58, 8, "slate")
        + ring(124, 37, 10, "apricot", 2.4)
        + line([(142, 37), (206, 37)], "thread", 2.4, "2 8"),
    )


def meeting():
    """Three threads that arrive at one bead: several say the same."""
    body = "".join(bend((10, y), (76, 34), "control", 2) + dot(10, y, 6, "pine") for y in (10, 32, 56))
    return picture(92, 68, body + dot(78, 34, 10, "apricot"))


KINDS = {"no_need": no_need, "no_support": no_support, "no_action": no_action}


def draw(kind):
    """The picture of one kind of emptiness."""
    return KINDS[kind]()
