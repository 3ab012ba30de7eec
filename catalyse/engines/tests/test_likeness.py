from hypothesis import given
from hypothesis import strategies as st

from catalyse.engines.likeness import CROWD, SMALL, Name, alike, pairs, pieces

WORDS = st.lists(st.sampled_from(["comite", "fetes", "amis", "ecole", "sport", "club", "jeunes"]), max_size=4)


def test_pieces_are_those_of_the_database():
    assert pieces("cat sat") == {"  c", " ca", "cat", "at ", "  s", " sa", "sat"}


def test_one_letter_makes_a_pair_and_another_place_does_not():
    names = [Name(1, 7, "comite des fetes"), Name(2, 7, "comite des fete"), Name(3, 8, "comite des fetes"),
             Name(4, None, "comite des fetes"), Name(5, 7, "club de tir")]  # fmt: skip

    assert set(pairs(names, 0.5)) == {(1, 2)}


def test_in_a_large_place_a_twin_is_found_among_many():
    many = [Name(rank, 1, f"association nombre{rank:03}") for rank in range(10, 10 + 3 * SMALL)]

    found = pairs([*many, Name(1, 1, "harmonie municipale"), Name(2, 1, "harmonie municipal")], 0.7)

    assert found.keys() == {(1, 2)}


def test_what_a_crowd_shares_is_not_weighed():
    crowd = [Name(rank, 1, "comite des fetes") for rank in range(max(SMALL, CROWD) + 1)]

    assert pairs(crowd, 0.5) == {}


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    a, b = pieces(" ".join(one)), pieces(" ".join(other))

    assert 0 <= alike(a, b) == alike(b, a) <= 1
    assert alike(a, a) == (1 if a else 0)
