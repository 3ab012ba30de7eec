"""Words one edit apart find one another, and a text is understood however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalyse.engines.search import forms, initials, one_apart, understand

WORDS = st.text("abcdé", max_size=6)


def distance(one: str, other: str) -> int:
    """Edits between two words, by the whole table."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


@given(WORDS, WORDS)
def test_one_apart_is_an_edit_distance_of_one_at_most(one: str, other: str):
    assert one_apart(one, other) == (distance(one, other) <= 1)


@given(WORDS, WORDS)
def test_words_one_edit_apart_share_a_form(one: str, other: str):
    if distance(one, other) <= 1:
        assert set(forms(one)) & set(forms(other))


@pytest.mark.parametrize(
    ("text", "words", "open_", "number"),
    [
        ("Comité dse Fêtes", ("comite", "dse", "fetes"), True, None),
        ("L’Arc-en-Ciel ", ("l", "arc", "en", "ciel"), False, None),
        ("W611 000 001", ("w611", "000", "001"), True, ("rna", "W611000001")),
        ("751P00085568", ("751p00085568",), True, ("old_rna", "751P00085568")),
        ("732 829 320", ("732", "829", "320"), True, ("siren", "732829320")),
        ("356 000 000 00048", ("356", "000", "00048"), True, ("siret", "35600000000048")),
        ("", (), False, None),
    ],
)
def test_a_text_is_understood(text: str, words: tuple[str, ...], open_: bool, number: tuple[str, str] | None):
    question = understand(text)

    assert (question.words, question.open, question.number) == (words, open_, number)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("association pour le developpement des usages du quartier", "aduq"),
        ("comite des fetes", ""),
        ("union sportive de flers 1921", "usf"),
    ],
)
def test_initials_leave_little_words_and_years_out(title: str, said: str):
    assert initials(title) == said
