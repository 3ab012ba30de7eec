"""Ties are counted when both sides say them, and drawn in places that do not move."""

import math
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalyse.engines.network import (
    COMPETES,
    COOPERATES,
    INFORMS,
    KNOWS,
    LEVELS,
    SHARES,
    STRENGTH,
    UNKNOWN,
    _distances,
    compare,
    confirmed_pairs,
    measure,
    positions,
    sunflower,
)


def both(level, *pairs):
    return {way: level for a, b in pairs for way in ((a, b), (b, a))}


@st.composite
def networks(draw, most=6):
    nodes = list("abcdefgh"[: draw(st.integers(0, most))])
    ways = list(permutations(nodes, 2))
    levels = draw(st.lists(st.sampled_from(LEVELS), min_size=len(ways), max_size=len(ways)))
    return nodes, dict(zip(ways, levels, strict=True))


def test_four_friends_before_and_after():
    before = both(KNOWS, "ab") | both(COMPETES, "cd")
    after = both(SHARES, "ab") | both(INFORMS, "cd", "bc") | {("a", "d"): COOPERATES}

    change = compare(list("abcd"), before, after)

    assert (change.before.density, change.after.density) == (Fraction(0), Fraction(7, 12))
    assert change.after.reciprocity == Fraction(6, 7)
    assert change.after.one_sided == 1
    assert change.new == (("a", "b"), ("b", "c"), ("c", "d"))
    assert change.before.alone == tuple("abcd")
    assert change.after.alone == ()
    assert change.before.pairs_by_level == {KNOWS: 1, COMPETES: 1, INFORMS: 0, COOPERATES: 0, SHARES: 0}


def test_nine_members_could_make_seventy_two_statements():
    assert measure(range(9), {}).possible == 72


def test_a_tie_is_as_strong_as_its_weaker_side():
    pairs = confirmed_pairs(list("abc"), {("a", "b"): SHARES, ("b", "a"): INFORMS, ("a", "c"): SHARES})

    assert pairs == {("a", "b"): INFORMS}
    assert confirmed_pairs(list("ab"), {("a", "b"): KNOWS, ("b", "a"): COMPETES}) == {("a", "b"): COMPETES}
    assert confirmed_pairs(list("ab"), {("a", "b"): COOPERATES, ("b", "a"): SHARES}) == {("a", "b"): SHARES}


def test_what_grows_and_what_is_lost_is_told_apart_from_what_is_new():
    change = compare(list("abc"), both(INFORMS, "ab") | both(SHARES, "bc"), both(SHARES, "ab") | both(KNOWS, "bc"))

    assert (change.new, change.stronger, change.lost) == ((), (("a", "b"),), (("b", "c"),))


@given(networks())
def test_the_figures_are_those_of_counting_by_hand(network):
    nodes, ties = network

    found = measure(nodes, ties)

    works = [way for way, level in ties.items() if level in {INFORMS, COOPERATES, SHARES}]
    assert found.working == len(works)
    assert found.density == (Fraction(len(works), len(ties)) if ties else None)
    assert sum(found.statements_by_level.values()) == found.possible
    assert found.pairs_working * 2 + found.one_sided == found.working
    assert found.pairs_working == sum(
        min(STRENGTH[ties[a, b]], STRENGTH[ties[b, a]]) >= 2 for a, b in combinations(nodes, 2)
    )
    linked = {node for a, b in works if (b, a) in works for node in (a, b)}
    assert set(found.alone) == set(nodes) - linked


@given(networks(), st.data())
def test_nothing_is_new_between_a_moment_and_itself_and_time_turns_round(network, data):
    nodes, before = network
    after = {way: data.draw(st.sampled_from(LEVELS)) for way in before}

    assert compare(nodes, before, before).new == ()
    assert compare(nodes, before, after).new == compare(nodes, after, before).lost


@given(networks())
def test_silence_is_unknown(network):
    nodes, ties = network
    spoken = {way: level for way, level in ties.items() if level != UNKNOWN}

    assert measure(nodes, spoken) == measure(nodes, ties)


@pytest.mark.parametrize("ties", [{("a", "z"): KNOWS}, {("a", "a"): KNOWS}, {("a", "b"): "hates"}])
def test_a_tie_that_is_none_is_refused(ties):
    with pytest.raises(ValueError, match="tie"):
        measure(list("ab"), ties)


def test_a_member_listed_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        measure(list("aa"), {})


@pytest.mark.parametrize("count", range(41))
def test_up_to_forty_points_lie_in_the_picture_and_apart(count):
    points = sunflower(count)

    assert len(points) == count
    assert all(-1e-9 <= value <= 1 + 1e-9 for p in points for value in (p.x, p.y))
    for a, b in combinations(points, 2):
        assert math.dist((a.x, a.y), (b.x, b.y)) * math.sqrt(count) > 0.8


@given(networks(8))
def test_places_are_the_points_each_once_and_the_same_each_time(network):
    nodes, ties = network
    pairs = list(confirmed_pairs(nodes, ties))

    placed = positions(nodes, pairs)

    assert sorted(placed.values(), key=str) == sorted(sunflower(len(nodes)), key=str)
    assert placed == positions(nodes, [(b, a) for a, b in reversed(pairs)])


@given(networks(5))
def test_placing_comes_close_to_the_best_of_all_placings(network):
    nodes, ties = network
    pairs, points = list(confirmed_pairs(nodes, ties)), sunflower(len(nodes))
    far = _distances(points)

    def length(order):
        return sum(far[order[nodes.index(a)]][order[nodes.index(b)]] for a, b in pairs)

    placed = positions(nodes, pairs)
    ours = length([points.index(placed[node]) for node in nodes])

    assert ours <= 1.25 * min(length(order) for order in permutations(range(len(nodes)))) + 1e-9
    assert ours <= length(range(len(nodes))) + 1e-9


def test_forty_members_are_placed_at_once():
    nodes = [f"association {i}" for i in range(40)]
    pairs = [(nodes[i], nodes[j]) for i in range(40) for j in range(i) if (i * j) % 7 == 1]

    placed = positions(nodes, pairs)

    straight = sum(math.dist(_xy(sunflower(40)[nodes.index(a)]), _xy(sunflower(40)[nodes.index(b)])) for a, b in pairs)
    assert sum(math.dist(_xy(placed[a]), _xy(placed[b])) for a, b in pairs) < 0.8 * straight


def _xy(point):
    return (point.x, point.y)
