"""Candidates for linkage, from a list held in memory: which known associations are worth comparing with a line.

Problem: five thousand lines beside a hundred thousand associations are too many pairs to compare one by one.
Method: an association is filed under each of its numbers, its website, its acronym, its words, and its words within
its commune. A line looks under its numbers, then under its rarest words, misspelt ones repaired by the deletion method
(see `search`), first within its commune and then everywhere while the word is rare enough to lead to few.
Cost: building O(words); a line O(candidates), which are bounded.
Source: blocking by several keys, the usual way of record linkage.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from catalyse.engines.linkage import NUMBERS, Answer, Facts, Known, commune_key, domain_of, link, place_of, squeezed
from catalyse.engines.linkage_names import Rarity, words_of
from catalyse.engines.search import REPAIRED_FROM, forms, one_apart

FEW = 120  # associations under one word alone: a word that leads to more is looked for with another
MEANT = 4  # words of the dictionary that a misspelt one may mean
MANY = 5000  # associations under a word: among so many, nobody looks for a second word
TAKEN = 400  # candidates compared, at most
WORDS = 5


class Index:
    """The known associations, filed. `link` answers for a line."""

    def __init__(self, known: Sequence[Known], rarity: Rarity | None = None):
        self.known = list(known)
        self.words = [words_of(one.facts.name) for one in self.known]
        counts = Counter(word for words in self.words for word in set(words))
        self.rarity = rarity or Rarity(counts, max(1, len(self.known)))
        self.places = Counter(place_of(one.facts) for one in self.known)
        self._by: dict[str, list[int]] = defaultdict(list)
        self._spelling: dict[str, set[str]] = defaultdict(set)
        for place, one in enumerate(self.known):
            for key in self._keys(one.facts, self.words[place]):
                self._by[key].append(place)
        for word in counts:
            if len(word) >= REPAIRED_FROM:
                for form in forms(word):
                    self._spelling[form].add(word)

    def link(self, row: Facts) -> Answer:
        """What the line is among those filed here."""
        return link(row, self.candidates(row), self.rarity, self.places)

    def candidates(self, row: Facts) -> list[Known]:
        """Those worth comparing with the line."""
        found: dict[int, None] = {}
        words = sorted(self._meant(words_of(row.name)), key=self.rarity.weight, reverse=True)
        for key, most in self._asked(row, words):
            under = self._by.get(key, ())
            if len(under) <= most:
                found.update(dict.fromkeys(under))
            if len(found) >= TAKEN:
                break
        for one, other in combinations(words[:WORDS], 2):
            if len(found) < TAKEN:
                found.update(dict.fromkeys(self._with_both(one, other)))
        return [self.known[place] for place in found]

    def _keys(self, facts: Facts, words: Iterable[str]) -> Iterator[str]:
        yield from exact_keys(facts)
        for word in set(words):
            yield f"w {word}"
            for place in places_named(facts):
                yield f"p {place} {word}"

    def _with_both(self, one: str, other: str) -> list[int]:
        """Those whose name holds both words, when each leads to too many and both to few."""
        short, long = sorted((self._by.get(f"w {one}", ()), self._by.get(f"w {other}", ())), key=len)
        if len(short) <= FEW or len(short) > MANY:
            return []
        among = set(long)
        both = [place for place in short if place in among]
        return both if len(both) <= FEW else []

    def _asked(self, row: Facts, words: list[str]) -> Iterator[tuple[str, int]]:
        """The keys to look under, with how many associations are too many under each."""
        yield from ((key, FEW) for key in exact_keys(row))
        if 2 < len(called := squeezed(row.name)) < 12:
            yield f"acronym {called}", FEW
        for place in places_named(row):
            yield from ((f"p {place} {word}", TAKEN) for word in words)
        yield from ((f"w {word}", FEW) for word in words[:WORDS])

    def _meant(self, words: Iterable[str]) -> list[str]:
        """The words with those that a misspelt one may stand for."""
        told = dict.fromkeys(words)
        for word in list(told):
            if len(word) >= REPAIRED_FROM:
                near = {w for form in forms(word) for w in self._spelling.get(form, ()) if one_apart(w, word)}
                told.update(dict.fromkeys(sorted(near - {word}, key=self.rarity.weight)[:MEANT]))
        return list(told)


def exact_keys(facts: Facts) -> Iterator[str]:
    """What leads to very few associations: numbers, website, acronym."""
    for name in NUMBERS:
        if number := getattr(facts, name):
            yield f"{name} {number}"
    if facts.siret and not facts.siren:
        yield f"siren {facts.siret[:9]}"
    for domain in {domain_of(facts.website), domain_of(facts.email)} - {""}:
        yield f"domain {domain}"
    if len(acronym := squeezed(facts.acronym)) > 2:
        yield f"acronym {acronym}"


def places_named(facts: Facts) -> Iterator[str]:
    """The commune under each of the ways in which it may be given."""
    yield from filter(None, (facts.insee, commune_key(facts.commune), facts.postal_code))
