"""The order of the needs: open arithmetic, places by hand, the same whatever the order they come in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalyse.diagnosis.models import Priority
from catalyse.diagnosis.ranking import ranked

MARK = st.integers(1, 5)
NEEDS = st.lists(st.tuples(MARK, MARK, MARK, st.none() | st.integers(1, 30)), max_size=12)


def a_need(pk: int, importance: int, urgency: int, capacity: int, placed: int | None = None) -> Priority:
    return Priority(
        pk=pk, title=str(pk), importance=importance, urgency=urgency, capacity=capacity, placed=placed,
        reason="parce que" if placed else "",
    )  # fmt: skip


def order(*needs: Priority) -> list[int]:
    return [line.priority.pk for line in ranked(needs)]


def test_the_sum_then_the_importance_then_the_urgency_then_the_age():
    marks = [(3, 3, 3), (5, 5, 5), (4, 2, 3), (3, 4, 2), (3, 3, 3)]

    assert order(*(a_need(pk, *three) for pk, three in enumerate(marks, 1))) == [2, 3, 4, 1, 5]


def test_a_place_by_hand_counts_and_the_arithmetic_stays_visible():
    lines = ranked([a_need(1, 5, 5, 5), a_need(2, 4, 4, 4), a_need(3, 1, 1, 1, placed=1)])

    assert [(line.priority.pk, line.rank, line.counted, line.moved) for line in lines] == [
        (3, 1, 3, True), (1, 2, 1, False), (2, 3, 2, False),
    ]  # fmt: skip


def test_equal_sums_share_the_rank_that_the_marks_give():
    assert [line.counted for line in ranked([a_need(1, 3, 3, 3), a_need(2, 3, 3, 3), a_need(3, 1, 1, 1)])] == [1, 1, 3]


def test_a_place_beyond_the_end_is_the_last_one():
    assert order(a_need(1, 5, 5, 5, placed=30), a_need(2, 1, 1, 1)) == [2, 1]


def test_of_two_that_want_one_place_the_higher_sum_has_it():
    assert order(a_need(1, 1, 1, 1, placed=1), a_need(2, 5, 5, 5, placed=1), a_need(3, 3, 3, 3)) == [2, 1, 3]


@given(NEEDS, st.randoms())
def test_every_need_once_and_the_order_of_arrival_does_not_matter(rows, random):
    needs = [a_need(pk, *row) for pk, row in enumerate(rows, 1)]
    shuffled = list(needs)
    random.shuffle(shuffled)

    lines = ranked(needs)

    assert order(*shuffled) == [line.priority.pk for line in lines]
    assert sorted(line.priority.pk for line in lines) == list(range(1, len(needs) + 1))
    assert [line.rank for line in lines] == list(range(1, len(needs) + 1))
    free = [line.priority.score for line in lines if not line.moved]
    assert free == sorted(free, reverse=True)
