import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalyse.engines.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Saint-Georges-des-Groseillers", "saint georges des groseillers"),
        ("ST GEORGES DES GROSEILLERS", "saint georges des groseillers"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("Œuilly", "oeuilly"),
        ("La Ferté-Macé", "la ferte mace"),
        ("Straße", "strasse"),
        ("ﬁn  _ de ligne", "fin de ligne"),
        ("Ǽ Ǿ Łódź", "ae o lodz"),
        ("", ""),
    ],
)
def test_what_people_write_differently_folds_alike(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_and_composition_does_not_count(text):
    once = fold(text)

    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
