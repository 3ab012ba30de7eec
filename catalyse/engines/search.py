"""What somebody means by the letters typed into a search box.

Problem: of two million titles, find the few that a half-typed, misspelt, badly ordered text means, at every keystroke.
Method: the text is folded like the titles (see `text`) and cut into words, the last of which may go on. Typing errors
are repaired in the dictionary of words, never against titles: every word is filed under itself and under each form
that lacks one of its letters, so that two words one edit apart (a letter more, less, other, or two swapped) share a
form, and a look-up of a word's forms finds its neighbours (the deletion method). A number of ten to fourteen signs is
taken for what it is. The first letters of the words that count make the initials by which a group is often called.
Cost: O(length of a word squared) for its forms; the look-ups are the caller's.
Source: the symmetric deletion method as published by Wolf Garbe; initials leave out articles and prepositions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from catalyse.engines.identifiers import NotThisNumber, association, bare, siren, siret
from catalyse.engines.text import fold

LITTLE = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur", "un"}
)  # fmt: skip
REPAIRED_FROM = 3  # letters: what is shorter has too many neighbours
INITIALS_FROM = 3  # words
SEVERAL = range(2, 10)  # initials that can be told apart from a word
PREFIXES = range(4, 8)  # letters of a word that is still being typed


@dataclass(frozen=True)
class Question:
    """A text as it is looked for: `words`, the last of which may go on where `open`; a `number` with its kind."""

    folded: str
    words: tuple[str, ...]
    open: bool
    number: tuple[str, str] | None

    @cached_property
    def acronym(self) -> str:
        """The text as an acronym, or nothing when it is too long for one."""
        squeezed = self.folded.replace(" ", "")
        return squeezed if len(squeezed) in SEVERAL else ""


def understand(text: str) -> Question:
    """What is looked for. A text that ends with a blank has ended its last word."""
    folded = fold(text[:200])
    words = tuple(dict.fromkeys(folded.split()))
    return Question(folded, words, bool(words) and not text[-1:].isspace(), number_in(text))


def number_in(text: str) -> tuple[str, str] | None:
    """("rna" | "old_rna" | "siren" | "siret", number) when the text is one, however it is spaced."""
    digits = bare(text)
    if not 8 <= len(digits) <= 14 or not any(sign.isdigit() for sign in digits):
        return None
    for kind, read in (("siren", siren), ("siret", siret)):
        try:
            return kind, read(digits)
        except NotThisNumber:
            continue
    try:
        return association(digits)
    except NotThisNumber:
        return None


def initials(folded: str) -> str:
    """The first letters of the words that count, when there are enough of them to be a name."""
    first = [word[0] for word in folded.split() if word not in LITTLE and not word.isdigit()]
    return "".join(first) if INITIALS_FROM <= len(first) < SEVERAL.stop else ""


def forms(word: str) -> list[str]:
    """The word and what is left of it without one of its letters: what it shares with its neighbours."""
    return [word, *dict.fromkeys(word[:i] + word[i + 1 :] for i in range(len(word)))]


def one_apart(one: str, other: str) -> bool:
    """Whether one edit at most tells them apart: a letter more, less or other, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
