"""Text made comparable.

Problem: find a name however it was written: accents, ligatures, capitals, apostrophes and hyphens differ, "Saint" is
shortened, composed and decomposed forms of one letter look alike.
Method: compatibility decomposition without combining marks, ligatures spelt out, casefold, everything that is not a
letter or a digit becomes one space, "st" and "ste" become "saint" and "sainte".
Cost: O(length).
Source: Unicode Standard Annex 15 (NFKD).
"""

from __future__ import annotations

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
SHORTENED = {"st": "saint", "ste": "sainte"}


def fold(text: str) -> str:
    """A text as it is compared and searched: "Saint-Georges-des-Groseillers" and "st georges des groseillers" agree."""
    spelt = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in spelt if not unicodedata.combining(c)).casefold()
    words = re.sub(r"[\W_]+", " ", letters.translate(LIGATURES)).split()
    return " ".join(SHORTENED.get(word, word) for word in words)
