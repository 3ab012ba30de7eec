"""Pictures hold at any number, are well formed, and say what they show."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from catalyse.engines.maps import Spot
from catalyse.ui.pictures import bars, converge, empties, funnel, meters, network, territory, years

SVG = "{http://www.w3.org/2000/svg}"
COUNTS = (1, 5, 14, 23, 40)


def names(count):
    return tuple(f"Association numéro {rank} & fils" for rank in range(1, count + 1))


def circles(tree):
    return tree.findall(f".//{SVG}circle")


def parsed(svg):
    tree = ElementTree.fromstring(svg)
    assert tree.get("role") == "img"
    assert tree.find(f"{SVG}title").text
    assert "style" not in {name for node in tree.iter() for name in node.attrib}
    return tree


def the_funnel(invited):
    joined, met = max(0, invited - 5), max(0, invited - 3)
    return funnel.Funnel(
        stages=(("invitées", invited), ("à la réunion", met), ("engagées", joined)),
        names=names(joined),
        exits=(funnel.Exit(0, min(invited - met, 2), "sans réponse"),),
        title="Qui a rejoint",
        desc="Une phrase.",
    )


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", COUNTS)
def test_a_funnel_keeps_one_thread_for_each_that_was_invited(count, narrow):
    drawn = the_funnel(count)

    tree = parsed(funnel.draw(drawn, narrow=narrow))

    reached = sum(number for _, number in drawn.stages)
    left = count - drawn.stages[-1][1]
    assert len(circles(tree)) == reached + left


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", COUNTS)
def test_nothing_of_a_funnel_lies_outside_its_frame_or_on_another_line_of_text(count, narrow):
    tree = parsed(funnel.draw(the_funnel(count), narrow=narrow))

    height = float(tree.get("viewBox").split()[3])
    places = [(float(node.get("x")), float(node.get("y"))) for node in tree.findall(f".//{SVG}text")]
    columns = {}
    for x, y in places:
        columns.setdefault(x, []).append(y)
    assert all(0 < y < height for _, y in places)
    assert all(low - high >= 12 for lines in columns.values() for high, low in pairwise(sorted(lines)))


def test_a_funnel_refuses_stages_that_grow_and_exits_that_were_not_made():
    with pytest.raises(ValueError, match="later stage"):
        funnel.Funnel(stages=(("a", 3), ("b", 4)))
    with pytest.raises(ValueError, match="more are said"):
        funnel.Funnel(stages=(("a", 4), ("b", 3)), exits=(funnel.Exit(0, 2, "x"),))


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", COUNTS)
def test_a_network_keeps_its_places_whatever_the_ties(count, narrow):
    nodes = [network.Node(name, name) for name in names(count)]
    ties = [network.Tie(one.key, other.key, 1 + rank % 4) for rank, (one, other) in enumerate(pairwise(nodes))]

    before = parsed(network.draw(nodes, [], title="Avant", narrow=narrow))
    after = parsed(network.draw(nodes, ties, title="Après", narrow=narrow))

    assert [(c.get("cx"), c.get("cy")) for c in circles(before)] == [(c.get("cx"), c.get("cy")) for c in circles(after)]
    assert len(circles(after)) == count
    assert len(after.findall(f".//{SVG}path")) == len(ties)


def test_each_level_of_a_tie_is_told_by_more_than_its_colour():
    strokes = {(width, dash) for _, width, dash in network.LEVELS.values()}

    assert len(strokes) == len(network.LEVELS)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", COUNTS)
def test_as_many_threads_meet_as_there_are_names(count, narrow):
    tree = parsed(converge.draw(names(count), title="Ensemble", narrow=narrow))

    assert len(tree.findall(f".//{SVG}path")) == count
    assert [node.text for node in tree.findall(f".//{SVG}text")] == list(names(count))


def test_bars_go_from_the_largest_to_the_smallest_and_are_as_long_as_their_numbers():
    tree = parsed(bars.draw([("local", 17), ("insertion", 70), ("famille", 35)], title="Par secteur"))

    words = [node.text for node in tree.findall(f".//{SVG}text")]
    widths = [float(node.get("width")) for node in tree.findall(f".//{SVG}rect")]
    assert words == ["insertion", "70", "famille", "35", "local", "17"]
    assert widths[1] == pytest.approx(widths[0] / 2)


@pytest.mark.parametrize("svg", [
    meters.beads(["done", "current", "todo"]), meters.days(9, 18), meters.days(30, 80), meters.days(0, 0),
    meters.stack([1, 2, 3]),
    *(draw() for draw in empties.KINDS.values()), empties.meeting(),
])  # fmt: skip
def test_a_small_picture_is_well_formed_hidden_from_readers_and_light(svg):
    tree = ElementTree.fromstring(svg)

    assert tree.get("aria-hidden") == "true"
    assert len(svg) < 4000


@pytest.mark.parametrize("draw", empties.KINDS.values())
def test_an_empty_state_weighs_less_than_two_kilobytes(draw):
    assert len(draw().encode()) < 2048


def test_half_a_day_fills_half_a_pill():
    tree = ElementTree.fromstring(meters.days(3, 4))

    filled = [float(node.get("width")) for node in tree.findall(f".//{SVG}rect") if node.get("class") == "f-pine"]
    assert filled == [22, 11]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", [1, 2, 4, 8, 30])
def test_nothing_of_the_years_lies_outside_its_frame(count, narrow):
    rows = [(2000 + rank, (10 + rank, "10"), None if rank % 3 else (7, "7")) for rank in range(count)]
    parts = [(2000 + rank, 1, "100 %", 0.7) for rank in range(count)]

    for svg in (
        years.pairs(rows, title="Qui travaille", narrow=narrow),
        years.shares(parts, title="Ce qu’elle gagne", aim_words="visé 70 %", narrow=narrow),
    ):
        tree = parsed(svg)
        _x, _y, width, height = map(float, tree.get("viewBox").split())
        for node in tree.findall(f".//{SVG}rect"):
            assert float(node.get("x")) >= 0
            assert float(node.get("x")) + float(node.get("width")) <= width
            assert float(node.get("y")) + float(node.get("height")) <= height
        assert all(0 < float(node.get("x")) < width for node in tree.findall(f".//{SVG}text"))


def test_a_column_is_as_tall_as_its_number_and_the_aim_lies_at_its_share():
    tree = parsed(years.pairs([(2007, (24, "24"), (12, "12"))], title="Qui travaille"))
    first, second = (float(node.get("height")) for node in tree.findall(f".//{SVG}rect"))
    assert first == 2 * second

    tree = parsed(years.shares([(2007, 0.5, "50 %", 0.7)], title="Ce qu’elle gagne", aim_words="visé 70 %"))
    whole, part = tree.findall(f".//{SVG}rect")
    assert float(part.get("height")) * 2 == float(whole.get("height"))
    aim = next(node.get("d") for node in tree.findall(f".//{SVG}path") if node.get("stroke-dasharray"))
    reached = float(aim.split()[1].partition("L")[0])
    bottom = float(whole.get("y")) + float(whole.get("height"))
    assert bottom - reached == pytest.approx(0.7 * float(whole.get("height")))


@pytest.mark.parametrize("count", COUNTS)
def test_a_territory_shows_each_place_by_name_and_no_label_over_another(count):
    called = dict(enumerate(names(count)))
    spots = [Spot(key, (-0.5 + key % 7 / 30, 48.7 + key // 7 / 40), 50 * key) for key in called]

    for narrow in (False, True):
        tree = parsed(territory.draw(spots, called, marked=0, title="Carte", narrow=narrow))

        assert {node.find(f"{SVG}title").text for node in circles(tree)} == set(called.values())
        marked = [node for node in circles(tree) if "f-apricot" in node.get("class")]
        assert [node.find(f"{SVG}title").text for node in marked] == [called[0]]
        boxes = [
            (float(node.get("x")) - half, float(node.get("y")), float(node.get("x")) + half, float(node.get("y")))
            for node in tree.findall(f".//{SVG}text")
            for half in [len(node.text) * 14.5 * 0.27]
        ]
        assert boxes
        width = float(tree.get("viewBox").split()[2])
        assert all(left >= 0 and right <= width for left, _, right, _ in boxes)
        for rank, one in enumerate(boxes):
            for other in boxes[rank + 1 :]:
                assert one[2] <= other[0] or other[2] <= one[0] or abs(one[1] - other[1]) >= 14.5


def test_a_territory_that_nobody_knows_is_no_picture():
    assert territory.draw([Spot(1)], {1: "x"}, title="Carte") == ""
