"""Needs that recur: bounds kept, nobody twice, the order changes nothing, and the best of each small tree."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalyse.engines import grouping_words
from catalyse.engines.grouping import Bounds, Need, costs, propose
from catalyse.engines.grouping_near import Spot, distance, near
from catalyse.engines.grouping_sample import LEAST, MOST, sample, subjects
from catalyse.engines.grouping_tree import Node, linked, packed, worth

DAY = date(2008, 3, 1)
FLERS = {"latitude": 48.75, "longitude": -0.57}
SAID = {
    "COM": ("Personne ne nous connaît", "On ne sait pas communiquer", "Nos affiches coûtent cher", "Le journaliste"),
    "FIN": ("Nos comptes n’ont pas suivi", "La comptabilité nous dépasse", "Le bilan arrive en retard"),
    "": ("Nous voudrions de l’aide", "…", ""),
}


def need(key: object, words: str = "On ne sait pas communiquer", *themes: str, **values: object) -> Need:
    return Need(**{"key": str(key), "organisation": f"o{key}", "words": words, "on": DAY, "themes": themes,
                   **FLERS, **values})  # fmt: skip


@st.composite
def crowds(draw: st.DrawFn) -> list[Need]:
    found = []
    for key in range(draw(st.integers(0, 24))):
        theme = draw(st.sampled_from(sorted(SAID)))
        place = draw(st.sampled_from([(48.75, -0.57), (48.8, -0.5), (48.4, 0.1), (43.6, 3.8), (None, None)]))
        found.append(
            need(
                key, draw(st.sampled_from(SAID[theme])), *([theme] if theme and draw(st.booleans()) else []),
                organisation=f"o{draw(st.integers(0, 12))}", on=DAY + timedelta(days=draw(st.integers(0, 400))),
                latitude=place[0], longitude=place[1],
            )
        )  # fmt: skip
    return found


BOUNDS = st.builds(
    lambda least, more, km, days: Bounds(least=least, most=least + more, km=km, days=days),
    st.integers(2, 5), st.integers(0, 9), st.sampled_from([5.0, 45.0, 300.0]), st.integers(0, 400),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(crowds(), BOUNDS)
def test_bounds_are_kept_and_nobody_is_in_two_groups(needs, bounds):
    found = propose(needs, bounds)
    by_key = {one.key: one for one in needs}

    seen = Counter(key for one in found.proposals for key in one.members)
    assert set(seen.values()) <= {1}
    assert not seen.keys() & {one.key for one in found.left_out}
    assert seen.keys() | {one.key for one in found.left_out} == by_key.keys()
    for one in found.proposals:
        owners = {by_key[key].organisation for key in one.members}
        assert bounds.least <= one.associations == len(owners) <= bounds.most
        assert all(by_key[key].latitude is not None for key in one.members)
        assert (one.days, one.days_alone) == costs(len(owners), bounds)
        assert one.mean_km <= one.farthest_km


@settings(max_examples=100, deadline=None)
@given(crowds(), BOUNDS, st.randoms(use_true_random=False))
def test_the_order_of_the_needs_changes_nothing(needs, bounds, chance):
    other = list(needs)
    chance.shuffle(other)

    assert propose(needs, bounds) == propose(other, bounds)


@st.composite
def weighted(draw: st.DrawFn) -> tuple[int, dict[tuple[int, int], float], list[int]]:
    things = draw(st.integers(0, 7))
    pairs = {pair: draw(st.integers(1, 40)) / 40 for pair in combinations(range(things), 2) if draw(st.booleans())}
    return things, pairs, [draw(st.integers(0, 5)) for _thing in range(things)]


@settings(max_examples=300, deadline=None)
@given(weighted(), st.integers(2, 4), st.integers(0, 5), st.integers(0, 10))
def test_the_packing_is_the_best_of_all_ways_to_cut_the_tree(case, least, more, tenths):
    things, pairs, owners = case
    most, resolution = least + more, tenths / 10
    roots = linked(things, pairs, most, owners)

    kept = packed(roots, least, most, resolution)

    legal = [node for node in every(roots) if least <= node.size <= most]
    best = max(
        (
            sum(worth(node, resolution) for node in some)
            for ticks in product((False, True), repeat=len(legal))
            if apart(some := [node for node, tick in zip(legal, ticks, strict=True) if tick])
        ),
    )
    assert sum(worth(node, resolution) for node in kept) == pytest.approx(max(0.0, best))
    assert apart(kept)
    assert all(node.size <= most for node in every(roots))
    for node in every(roots):
        inside = sum(pairs.get(pair, 0.0) for pair in combinations(node.members, 2))
        assert node.within == pytest.approx(inside)
        assert node.size == len({owners[n] for n in node.members})


def every(nodes: list[Node]) -> list[Node]:
    return [one for node in nodes for one in (node, *every(list(node.branches or ())))]


def apart(nodes: list[Node]) -> bool:
    members = [n for node in nodes for n in node.members]
    return len(members) == len(set(members))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-89, 89), st.floats(-179, 179), st.integers(0, 30)), max_size=14),
    st.sampled_from([5.0, 200.0, 3000.0]),
)
def test_near_pairs_are_those_that_looking_at_all_pairs_finds(places, km):
    places += [(lat + 0.01, lon + 0.01, day) for lat, lon, day in places[:4]]
    spots = [Spot(*place) for place in places]

    found = {(pair.one, pair.other) for pair in near(range(len(spots)), spots, km, 10)}

    slow = {
        (i, j)
        for i, j in combinations(range(len(spots)), 2)
        if distance(spots[i], spots[j]) <= km and abs(spots[i].day - spots[j].day) <= 10
    }
    date_line = {(i, j) for i, j in slow if abs(spots[i].longitude - spots[j].longitude) > 180}
    assert slow - date_line <= found <= slow


def test_a_distance_is_the_known_one():
    flers, caen = Spot(48.7497, -0.5700, 0), Spot(49.1829, -0.3707, 0)

    assert distance(flers, caen) == pytest.approx(50.3, abs=0.5)


def test_words_are_read_past_accents_endings_and_slips():
    told = [grouping_words.stems(words) for words in ("Communiquer", "les COMMUNICATIONS", "commune")]
    assert told[0] == told[1] != told[2]
    assert grouping_words.stems("Nous n’avons pas besoin d’aide.") == ()
    often = [("affich",)] * 6

    put_right, met = grouping_words.repaired([*often, ("afich",), ("tracteur",)])

    assert put_right[-2:] == [("affich",), ("tracteur",)]
    assert met["affich"] == 7


def test_what_is_shared_is_shown_as_it_was_written():
    assert grouping_words.shared(["Nos affiches coûtent", "Une affiche, encore", "Les affiches"]) == ("affiches",)
    assert grouping_words.shared(["Un mot", "Autre idée"]) == ()


def test_a_group_says_what_it_saves_and_where_to_meet():
    needs = [need(n, SAID["COM"][n % 3], "COM", latitude=48.75 + n / 100) for n in range(5)]

    (group,) = propose(needs, Bounds(least=4, most=6)).proposals

    assert (group.theme, group.associations, group.meeting) == ("COM", 5, "2")
    assert (group.days, group.cost) == (Decimal(10), Decimal(10_000))
    assert (group.days_alone, group.cost_alone) == (Decimal(20), Decimal(20_000))
    assert group.farthest_km == pytest.approx(2.2, abs=0.1)
    assert group.travel_km == pytest.approx(10 * (2.224 * 2 + 1.112 * 2), abs=0.3)


def test_each_need_left_out_is_told_why():
    words = "On ne sait pas communiquer"
    group = [need(n, words, "COM") for n in range(4)]
    bounds = Bounds(least=4, most=4)

    def why(*more: Need, within: Bounds = bounds) -> dict[str, str]:
        return {one.key: one.why for one in propose([*group, *more], within).left_out}

    assert why(need("x", themes=("COM",), latitude=None, longitude=None)) == {"x": "place"}
    assert why(need("x", "Nos comptes", "FIN")) == {"x": "alone"}
    assert why(need("x", "Nos comptes", "FIN"), need("y", "Nos comptes", "FIN")) == {"x": "few", "y": "few"}
    assert why(need("x", words, "COM", latitude=43.6)) == {"x": "far"}
    assert why(need("x", words, "COM", on=DAY + timedelta(days=300))) == {"x": "date"}
    assert why(need("x", words, "COM", on=DAY + timedelta(days=9))) == {"x": "full"}


def test_an_association_counts_once_however_often_it_says_so():
    twice = [need(n, "On ne sait pas communiquer", "COM", organisation=f"o{n // 2}") for n in range(6)]

    assert not propose(twice, Bounds(least=4)).proposals
    (group,) = propose(twice, Bounds(least=3, most=3)).proposals
    assert (group.associations, len(group.members)) == (3, 6)


def test_a_need_without_known_words_joins_the_group_of_its_theme():
    needs = [need(n, "On ne sait pas communiquer", "COM") for n in range(4)]

    (group,) = propose([*needs, need("x", "Des soucis, encore", "COM")], Bounds()).proposals

    assert "x" in group.members


def test_settings_that_cannot_be_are_refused():
    for wrong in ({"least": 1}, {"least": 6, "most": 5}, {"km": 0.0}, {"day_price": Decimal(-1)}, {"days": -1},
                  {"individual_days": Decimal("NaN")}):  # fmt: skip
        with pytest.raises(ValueError, match=r"never negative|two associations"):
            Bounds(**wrong)
    with pytest.raises(ValueError, match="the same key"):
        propose([need(1), need(1)], Bounds())


def test_planted_groups_are_found_again_with_and_without_the_vocabulary():
    planted = sample(2500, 20_261)  # a seed on which nothing was chosen
    needs = [as_need(one) for one in planted]
    truth = {str(one.key): one.group for one in planted}

    for vocabulary, most_wrong in ((None, 0.2), ({}, 0.3)):
        found = propose(needs, Bounds(), vocabulary)
        pairs = [pair for one in found.proposals for pair in combinations(one.members, 2)]
        told = [(truth[a], truth[b]) for a, b in pairs if truth[a] is not None and truth[b] is not None]
        assert sum(a != b for a, b in told) / len(told) < most_wrong
        held = Counter(truth[key] for one in found.proposals for key in one.members)
        assert sum(n for group, n in held.items() if group is not None) > 0.8 * sum(
            g is not None for g in truth.values()
        )


def as_need(one) -> Need:
    return Need(str(one.key), str(one.organisation), one.words, one.on, one.themes, (), one.latitude, one.longitude)


def test_the_sample_is_what_it_says():
    planted = sample(3000, 3)
    groups = Counter(one.group for one in planted if one.group is not None)

    assert len(subjects()) == 48
    assert sum(groups.values()) / 3000 == pytest.approx(0.7, abs=0.02)
    assert all(n <= MOST for n in groups.values())
    assert sum(n < LEAST for n in groups.values()) <= 1
    for group in groups:
        members = [one for one in planted if one.group == group]
        assert len({(one.subject, one.body) for one in members}) == 1
        assert max(one.on for one in members) - min(one.on for one in members) < timedelta(days=40)
    assert planted == sample(3000, 3) != sample(3000, 4)


def test_keys_that_are_only_told_apart_by_their_text_keep_the_order_out_of_it():
    chance = random.Random(5)
    needs = [replace(need(n, SAID["COM"][n % 4], "COM"), on=DAY) for n in range(20)]
    first = propose(needs, Bounds())
    for _turn in range(5):
        chance.shuffle(needs)
        assert propose(needs, Bounds()) == first
