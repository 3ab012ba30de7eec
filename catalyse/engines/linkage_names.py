"""Two names of associations compared word by word, each word counting as much as it is rare.

Problem: "Ass. sportive de Bellou", "ASSOCIATION SPORTIVE DE BELLOU" and "A.S. Bellou" are one association; "École de
danse de Bellou" and "École de chant de Bellou" are two. Letters alone cannot tell.
Method: names are folded, articles left out, usual abbreviations spelt out, words paired: equal, one edit apart, one
the beginning of the other, or much alike. An agreement on a word that few names hold counts much (the logarithm of
its rarity), on ASSOCIATION or COMITÉ next to nothing. A word without its pair counts against, more when the other name
has another word in its place. The words of the commune count little where the commune is known to agree: they say
that a second time. Common words come in company, so that together they count for less than their sum.
Cost: O(words squared) a pair of names.
Source: term-frequency adjustment of Fellegi and Sunter's weights, as published by Winkler.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz.distance import Levenshtein

from catalyse.engines.search import LITTLE, one_apart
from catalyse.engines.text import fold

ABBREVIATIONS: Mapping[str, str] = {
    "ass": "association", "asso": "association", "assoc": "association", "assn": "association",
    "as": "association sportive", "us": "union sportive", "fc": "football club", "cs": "club sportif",
    "ape": "association parents eleves", "apel": "association parents eleves", "cdf": "comite fetes",
    "cte": "comite", "cmte": "comite", "fed": "federation", "amic": "amicale", "dept": "departementale",
    "dep": "departementale", "depart": "departementale", "reg": "regionale", "nat": "nationale",
    "mjc": "maison jeunes culture", "soc": "societe", "coll": "collectif", "ctre": "centre",
    "ec": "ecole", "sp": "sportive", "spor": "sportive", "mun": "municipale", "munic": "municipale",
    "gpt": "groupement", "grpt": "groupement", "cie": "compagnie", "ot": "office tourisme",
    "anc": "anciens", "acpg": "anciens combattants", "bibl": "bibliotheque",
    "dev": "developpement", "devt": "developpement", "envt": "environnement", "solid": "solidarite",
    "sap": "sapeurs", "pomp": "pompiers", "commerc": "commercants",
    "gym": "gymnastique", "rando": "randonnee", "foot": "football",
}  # fmt: skip
# they say what any association is; without a count of words, these count for nothing much
USUAL = frozenset(
    [
        "association",
        "comite",
        "amicale",
        "club",
        "union",
        "societe",
        "federation",
        "groupe",
        "groupement",
        "collectif",
        "compagnie",
        "centre",
        "maison",
    ]
)
EXACT, MOST, LEAST = 1.0, 12.0, 0.2
COMMON = 5.0  # a word weighing less comes in company of others
COMPANY = 0.6
PLACE = 0.7  # the most that a word of the commune counts when the commune agrees
LOST, MORE, OTHER = 0.5, 0.8, 2.0  # weight of a word that the row lost, that it has more, and of a word for another
PENALTY = 4.0
WHOLE = 3.0  # the same words in the same order say more than each of them
UNLIKE = 1.5  # what a word that is only like the other counts less
ALIKE = 0.74


@dataclass(frozen=True)
class Rarity:
    """In how many of `total` names each word stands. An unknown word is a rare one."""

    counts: Mapping[str, int]
    total: int

    def weight(self, word: str) -> float:
        """What an agreement on this word tells, as a natural logarithm of odds."""
        if word in USUAL:
            return LEAST
        return max(LEAST, min(MOST, log(max(self.total, 100) / (self.counts.get(word, 0) + 1))))


@dataclass(frozen=True)
class Likeness:
    """How two names compare. `odds` is a logarithm; `share` of their weight is paired (1: every word, both ways)."""

    odds: float
    share: float
    paired: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()  # words of the known name that the row lacks
    more: tuple[str, ...] = ()  # words of the row that the known name lacks
    whole: bool = False  # the same words in the same order, but for their spelling


NOTHING = Likeness(0.0, 0.0)


@lru_cache(maxsize=100_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that count, abbreviations spelt out, initials with dots as one word."""
    folded = fold(_together(name))
    told: list[str] = []
    for word in folded.split():
        told += ABBREVIATIONS.get(word, word).split()
    kept = tuple(word for word in told if word not in LITTLE)
    return kept or tuple(told)


def _together(name: str) -> str:
    """ "A.S. Bellou" as "AS Bellou"."""
    parts = name.split()
    return " ".join(
        part.replace(".", "") if part.count(".") and all(len(one) <= 1 for one in part.split(".")) else part
        for part in parts
    )


def likeness(row: tuple[str, ...], known: tuple[str, ...], rarity: Rarity, place: Iterable[str] = ()) -> Likeness:
    """The names compared. `place` are the words of the commune on which both already agree."""
    if not row or not known:
        return NOTHING
    local = frozenset(place)
    weigh = {word: _weight(word, rarity, local) for word in {*row, *known}}
    left, right = list(row), list(known)
    pairs: list[tuple[str, str, float]] = []
    for word in row:
        if word in right:
            left.remove(word)
            right.remove(word)
            pairs.append((word, word, EXACT))
    close = sorted(((near(a, b), a, b) for a in set(left) for b in set(right)), reverse=True)
    for degree, a, b in close:
        if degree and a in left and b in right:
            left.remove(a)
            right.remove(b)
            pairs.append((a, b, degree))
    gained = [weigh[b] * degree - (UNLIKE if degree < EXACT else 0) for _a, b, degree in pairs]
    common = sum(one for one in gained if 0 < one < COMMON)
    odds = sum(gained) - common * (1 - COMPANY) if len(gained) > 1 else sum(gained)
    odds -= LOST * sum(min(weigh[word], PENALTY) for word in right)
    odds -= MORE * sum(min(weigh[word], PENALTY) for word in left)
    odds -= OTHER if left and right else 0
    held = sum((weigh[a] + weigh[b]) * degree for a, b, degree in pairs)
    share = held / (sum(weigh[word] for word in row) + sum(weigh[word] for word in known))
    told = tuple((a, b) for a, b, _degree in pairs)
    straight = dict(told)
    whole = len(row) == len(known) and all(straight.get(a) == b for a, b in zip(row, known, strict=True))
    return Likeness(odds + WHOLE * whole, min(share, 1.0), told, tuple(right), tuple(left), whole)


def _weight(word: str, rarity: Rarity, local: frozenset[str]) -> float:
    weight = rarity.weight(word)
    return min(weight, PLACE) if word in local else weight


@lru_cache(maxsize=200_000)
def near(one: str, other: str) -> float:
    """How far one word may stand for the other: 1 equal, 0 not at all."""
    if one == other:
        return EXACT
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or short.isdigit() or long.isdigit():
        return 0.0
    if long.startswith(short):
        return 0.85
    if len(short) >= 4 and one_apart(one, other):
        return 0.9
    if len(short) >= 6 and (alike := Levenshtein.normalized_similarity(one, other)) >= ALIKE:
        return alike * 0.9
    return 0.0
