"""Numbers are read as people write them; a wrong one says what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalyse.engines import identifiers
from catalyse.engines.identifiers import NotThisNumber, association, old_rna, rna, siren, siret, spaced


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("35600000000048", "35600000000048"),  # La Poste's head office: by its check digit
        ("35600000009075", "35600000009075"),  # a post office: digits that sum to a multiple of 5
        ("200 034 528 00014", "20003452800014"),
        ("732.829.320.00074", "73282932000074"),
        ("\u00a0732829320 00074\u202f", "73282932000074"),
        ("00000001800010", "00000001800010"),
    ],
)
def test_a_right_siret_comes_back_in_one_form(text, number):
    assert siret(text) == number


@pytest.mark.parametrize(
    ("text", "reason", "missing"),
    [
        ("20003452800041", "check_digit", 0),
        ("73282932000075", "check_digit", 0),
        ("35600000009076", "check_digit", 0),
        ("00000000000000", "check_digit", 0),
        ("2000345280001", "too_short", 1),
        ("", "too_short", 14),
        ("200034528000145", "too_long", -1),
        ("2000345280001A", "letters", 0),
        ("２０００３４５２８０００４１", "check_digit", 0),
        ("٢٠٠٠٣٤٥٢٨٠٠٠١٤", "letters", 0),
    ],
)
def test_a_wrong_siret_says_why(text, reason, missing):
    with pytest.raises(NotThisNumber) as refusal:
        siret(text)

    assert (refusal.value.reason, refusal.value.missing, refusal.value.kind) == (reason, missing, "siret")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("73282932", "too_short"), ("7328293200", "too_long"), ("732829321", "check_digit"), ("73282932O", "letters")],
)
def test_a_wrong_siren_says_why(text, reason):
    assert siren("732 829 320") == "732829320"

    with pytest.raises(NotThisNumber, match=reason):
        siren(text)


@pytest.mark.parametrize("text", ["W9R1011072", "w632007046", "W 632 007 046", "W-6320 07046"])
def test_an_rna_number_may_hold_a_letter_overseas(text):
    assert rna(text) in {"W9R1011072", "W632007046"}
    assert association(text) == ("rna", rna(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("W63200704", "too_short"),
        ("W6320070461", "too_long"),
        ("X632007046", "letters"),
        ("WR91011072", "letters"),
        ("W63200704A", "letters"),
    ],
)
def test_a_wrong_rna_number_says_why(text, reason):
    with pytest.raises(NotThisNumber) as refusal:
        rna(text)

    assert refusal.value.reason == reason


def test_an_older_association_keeps_its_older_number():
    assert association("751P00085568") == ("old_rna", "751P00085568")
    assert old_rna("2b1s 0123456") == "2B1S0123456"
    with pytest.raises(NotThisNumber, match="too_long"):
        rna("751P00085568")
    for text, reason in (("751P", "too_short"), ("75PP00085568", "letters"), ("751P0008556812345", "too_long")):
        with pytest.raises(NotThisNumber, match=reason):
            old_rna(text)


def test_a_number_is_printed_in_groups():
    assert spaced("73282932000074") == "732\u00a0829\u00a0320\u00a000074"
    assert spaced("732829320") == "732\u00a0829\u00a0320"
    assert spaced("W632007046") == "W632007046"


def test_a_siret_holds_its_siren():
    assert identifiers.siren_of("732 829 320 00074") == "732829320"


def luhn(digits):
    """The check as Hans Peter Luhn wrote it, worked out here a second time."""
    doubled = [2 * int(d) if i % 2 else int(d) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


@given(st.text("0123456789", min_size=14, max_size=14))
def test_a_siret_is_right_when_both_its_check_digits_are(number):
    try:
        right = siret(number) == number
    except NotThisNumber:
        right = False

    post_office = number.startswith("356000000") and sum(map(int, number)) % 5 == 0
    expected = luhn(number[:9]) and (luhn(number) or post_office) and int(number[:9]) > 0
    assert right == expected


@given(st.integers(1, 99_999_999), st.integers(0, 9999))
def test_every_number_has_exactly_one_right_check_digit(company, office):
    def right(check, text):
        try:
            return bool(check(text))
        except NotThisNumber:
            return False

    [whole] = [f"{company:08}{d}" for d in range(10) if right(siren, f"{company:08}{d}")]
    if whole != "356000000":
        assert sum(right(siret, f"{whole}{office:04}{d}") for d in range(10)) == 1


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_never_more(text):
    for read in (siren, siret, rna, old_rna, association):
        try:
            answer = read(text)
        except NotThisNumber as refusal:
            answer = refusal.reason
        assert answer in {"too_short", "too_long", "letters", "check_digit"} or answer == read(text)
