"""The numbers of French associations and businesses, read as people write them.

Problem: tell whether a typed text is a possible RNA, old RNA, SIREN or SIRET number, give it back in one
form, and otherwise say what is wrong in a way that a form can word.
Method: spaces, dots and dashes are left out and letters made capital; then length, characters, check digit, in this
order, so that the first thing told is the first thing to put right. SIREN and SIRET carry a Luhn digit; a SIRET
holds a valid SIREN, and those of La Poste (356000000) may instead have digits that sum to a multiple of 5.
RNA numbers have no check digit. Whether the number has been given to anybody is not asked.
Cost: O(length).
Source: python-stdnum (stdnum.fr) for the check digits; the shapes of the RNA files of the Ministry of the Interior
(W, then nine characters; a letter among them overseas; older associations keep office, letter, number).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from stdnum.exceptions import ValidationError
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

NBSP = "\u00a0"
RNA = re.compile(r"W\d[0-9A-Z]\d{7}")
OLD_RNA = re.compile(r"\d[0-9AB]\d[A-Z]\d{4,10}")


class NotThisNumber(ValueError):
    """A text that cannot be such a number.

    `reason` is one of: too_short, too_long, letters (characters that have no place there), check_digit.
    `expected` and `given` are counts of characters; `expected` is None where several lengths are possible.
    """

    def __init__(self, kind: str, reason: str, given: int, expected: int | None):
        super().__init__(f"not a {kind} number: {reason} ({given} characters, {expected or 'several'} expected)")
        self.kind, self.reason, self.given, self.expected = kind, reason, given, expected

    @property
    def missing(self) -> int:
        """How many characters are missing; negative when there are too many."""
        return (self.expected or self.given) - self.given


def siren(text: str) -> str:
    """The nine digits of a SIREN, or NotThisNumber."""
    return _checked("siren", bare(text), 9, stdnum_siren.validate)


def siret(text: str) -> str:
    """The fourteen digits of a SIRET, or NotThisNumber."""
    return _checked("siret", bare(text), 14, stdnum_siret.validate)


def rna(text: str) -> str:
    """An RNA number (W and nine characters), or NotThisNumber. An older number is refused: see `association`."""
    number = bare(text)
    _refuse_length("rna", number, 10)
    if not RNA.fullmatch(number):
        raise NotThisNumber("rna", "letters", len(number), 10)
    return number


def old_rna(text: str) -> str:
    """The number of an association that has declared no change since 2009, such as 751P00085568."""
    number = bare(text)
    if not OLD_RNA.fullmatch(number):
        short, long = len(number) < 8, len(number) > 14
        raise NotThisNumber("old_rna", "too_short" if short else "too_long" if long else "letters", len(number), None)
    return number


def association(text: str) -> tuple[str, str]:
    """("rna", number) or ("old_rna", number) of an association, whichever the text is, or NotThisNumber."""
    number = bare(text)
    if OLD_RNA.fullmatch(number):
        return "old_rna", number
    return "rna", rna(text)


def bare(text: str) -> str:
    """A number without the spaces, dots and dashes that people put into it, in capital letters."""
    return re.sub(r"[\s.\-_/\u2010-\u2015]", "", unicodedata.normalize("NFKC", text)).upper()


def siren_of(number: str) -> str:
    """The SIREN that a SIRET holds."""
    return siret(number)[:9]


def spaced(number: str) -> str:
    """A SIREN or SIRET as it is printed: 123 456 789 00012, with no-break spaces; other numbers unchanged."""
    if len(number) not in {9, 14} or not number.isdigit():
        return number
    return NBSP.join(filter(None, (number[0:3], number[3:6], number[6:9], number[9:])))


def _checked(kind: str, number: str, length: int, validate: Callable[[str], str]) -> str:
    if not (number.isascii() and number.isdigit()) and number:
        raise NotThisNumber(kind, "letters", len(number), length)
    _refuse_length(kind, number, length)
    try:
        validate(number)
    except ValidationError:
        raise NotThisNumber(kind, "check_digit", length, length) from None
    if set(number[:9]) == {"0"}:  # satisfies the check digit, belongs to nobody
        raise NotThisNumber(kind, "check_digit", length, length)
    return number


def _refuse_length(kind: str, number: str, length: int) -> None:
    if len(number) != length:
        raise NotThisNumber(kind, "too_short" if len(number) < length else "too_long", len(number), length)
