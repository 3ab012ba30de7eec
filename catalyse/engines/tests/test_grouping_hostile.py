"""What nobody means to send and somebody does: thousands of times one sentence, a pasted book, no numbers at all."""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import inf, nan

import pytest

from catalyse.engines import grouping
from catalyse.engines.commands import run
from catalyse.engines.grouping_near import Spot, near
from catalyse.engines.grouping_search import READ, Search
from catalyse.engines.grouping_words import vocabulary

DAY = date(2024, 3, 4)


def need(number: int, words: str = "Personne ne connaît notre association.", **values) -> grouping.Need:
    given = {"themes": ("COM",), "latitude": 48.75, "longitude": -0.57, "on": DAY, "organisation": f"o{number}"}
    return grouping.Need(key=f"n{number:05}", words=words, **{**given, **values})


def test_one_sentence_said_by_thousands_in_one_place_is_grouped_and_costs_no_square():
    many = 3_000
    needs = [need(n, on=DAY + timedelta(days=n % 90)) for n in range(many)]

    found = grouping.propose(needs, grouping.Bounds())

    taken = [key for one in found.proposals for key in one.members]
    assert len(taken) == len(set(taken))
    assert len(taken) + len(found.left_out) == many
    assert all(4 <= one.associations <= 14 for one in found.proposals)
    assert len(taken) > many / 2
    search = Search(needs, grouping.Bounds(), vocabulary())
    assert sum(1 for _pair in search.pairs_of(range(many))) < 70 * many
    random.Random(5).shuffle(needs)
    assert grouping.propose(needs, grouping.Bounds()) == found


def test_in_a_crowd_the_pairs_are_those_that_stand_nearest_in_order():
    spots = [Spot(48.0, 0.0, n) for n in range(50)]

    pairs = {(pair.one, pair.other) for pair in near(range(50), spots, 10, 100, most=3)}

    assert pairs == {(one, other) for other in range(50) for one in range(max(0, other - 3), other)}


def test_one_association_that_says_it_a_thousand_times_is_one():
    needs = [need(n, organisation="o") for n in range(1_000)]

    assert grouping.propose(needs, grouping.Bounds()).proposals == ()


def test_a_book_that_is_pasted_five_times_is_read_in_its_beginning():
    book = " ".join(f"mot{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(3_000))
    needs = [need(n, f"Nous faire connaître. {book}") for n in range(6)]

    found = grouping.propose(needs, grouping.Bounds())

    assert len(found.proposals[0].members) == 6
    assert all(len(words) < READ / 4 for words in Search(needs, grouping.Bounds(), vocabulary()).told)


@pytest.mark.parametrize(
    "words", ["", " ", "😀😀😀", "\x00", "ﷺ" * 500, "\u202eaide", "مرحبا بكم", "１２３", "x" * 50_000]
)
def test_words_of_any_kind_are_read(words):
    found = grouping.propose([need(n, words) for n in range(5)], grouping.Bounds())

    assert sum(len(one.members) for one in found.proposals) + len(found.left_out) == 5


@pytest.mark.parametrize("place", [(nan, 0.0), (0.0, nan), (inf, 0.0), (91.0, 0.0), (0.0, 181.0)])
def test_a_place_that_is_none_is_refused(place):
    with pytest.raises(ValueError, match="no place on earth"):
        need(1, latitude=place[0], longitude=place[1])


@pytest.mark.parametrize("wrong", [{"km": nan}, {"km": inf}, {"km": 0}, {"days": -1}, {"least": 5, "most": 4}])
def test_bounds_that_hold_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match=r"never negative|no less"):
        grouping.Bounds(**wrong)


ONE = {"key": "a", "organisation": "o", "words": "x", "on": "2024-03-04"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"needs": [ONE, ONE]}, "same key"),
        ({"needs": [{**ONE, "on": "2024-02-30"}]}, r"needs\[0\].on"),
        ({"needs": [{**ONE, "place": {"latitude": nan, "longitude": 0}}]}, "not between"),
        ({"needs": [{**ONE, "place": {"latitude": 0, "longitude": inf}}]}, "not between"),
        ({"needs": [{**ONE, "place": {"latitude": True, "longitude": 0}}]}, "expected number"),
        ({"needs": [], "bounds": {"least": 9, "most": 3}}, "no less"),
        ({"needs": [], "bounds": {"day_price": "-1"}}, "not written as expected"),
        ({"needs": [], "bounds": {"day_price": "١"}}, "not written as expected"),
    ],
)
def test_the_command_refuses_them_with_a_sentence(given, says):
    with pytest.raises(ValueError, match=says):
        run("grouping", given)


def test_no_need_gives_no_proposal():
    assert run("grouping", {"needs": []}) == {"proposals": [], "left_out": []}
