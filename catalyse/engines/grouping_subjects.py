"""What each need is about, learned from the needs themselves.

Problem: two associations say one thing with other words, and a theme covers many things.
Method: stems that stand together in needs more often than chance would have it, or that the vocabulary of the field
puts together, form subjects (average linkage over normalised pointwise mutual information). Then each need is given
to the subject that explains its words and its theme best, and each subject learns the words and the themes of its
needs, in turn (hard expectation-maximisation over a mixture of words, smoothed by the background). With few needs
nothing is learned and the vocabulary speaks alone; without known words the theme does, for its general subject.
Cost: O(words of all needs x rounds), and the linkage of frequent stems.
Source: Bouma, "Normalized (pointwise) mutual information in collocation extraction" (2009); Nigam et al., "Text
classification from labeled and unlabeled documents using EM" (2000).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import exp, log

from catalyse.engines.grouping_tree import linked
from catalyse.engines.grouping_words import Subject

TOGETHER = 3  # needs in which two stems must stand together
LEAST_NPMI, LEAST_MEAN = 0.15, 0.10
RING = 0.3  # how much the vocabulary binds two words of one subject
SHARED = 2  # words of the vocabulary that make a learned subject one of its own
MET = 5  # needs in which a stem must stand to be learned from
SEED = 6.0  # needs that a word of the vocabulary counts for
WORDS = 5  # that a need says
SMOOTH = 12.0  # words of background in each subject
TELLING, HEARD = 0.2, 0.03  # of what a word is met: some subject must have the one, and less than the other is none
ROUNDS = 3
OWN_THEME, OTHER_THEME = 0.75, 0.02
KEPT = 3  # subjects that a need may be about
BIGGEST = 60  # stems of a subject


@dataclass
class Learned:
    """A subject: its name where the vocabulary gives one, and how often each word and theme was met in it."""

    name: Subject | None
    words: dict[str, float] = field(default_factory=dict)
    themes: dict[str, float] = field(default_factory=dict)
    needs: float = 0.0

    @property
    def theme(self) -> str:
        """The theme that its needs bear most, else the one of the vocabulary."""
        if self.themes:
            return min(self.themes, key=lambda code: (-self.themes[code], code))
        return self.name[0] if self.name else ""

    @property
    def total(self) -> float:
        """How many words its needs say, about."""
        return self.needs * WORDS


def about(
    told: Sequence[Sequence[str]],
    themes: Sequence[Sequence[str]],
    vocabulary: Mapping[Subject, Sequence[str]],
) -> tuple[list[dict[int, float]], list[Learned]]:
    """For each need the subjects that it may be about, with their probability; and what was learned of each subject."""
    met = Counter(word for words in told for word in words)
    subjects = _begin(told, met, vocabulary)
    spread: list[dict[int, float]] = []
    for turn in range(ROUNDS):
        spread = _read(told, themes, subjects, met)
        if turn < ROUNDS - 1:
            subjects = _learn(told, themes, spread, subjects, vocabulary)
    return spread, subjects


def _begin(
    told: Sequence[Sequence[str]], met: Mapping[str, int], vocabulary: Mapping[Subject, Sequence[str]]
) -> list[Learned]:
    """The subjects of the vocabulary and those that stems met together form; one that holds most of another is it."""
    subjects = [_seeded(name, vocabulary) for name in vocabulary]
    rings: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(vocabulary):
        for word in vocabulary[name]:
            rings[word].append(place)
    for stems in _communities(told, met, vocabulary):
        shares = Counter(place for word in stems for place in rings.get(word, ()))
        best = min(shares, key=lambda place: (-shares[place], place), default=None)
        if best is None or shares[best] < SHARED:
            subjects.append(Learned(None, dict.fromkeys(stems, SEED), needs=SEED))
        else:
            subjects[best].words |= dict.fromkeys(stems, SEED)
    return subjects


def _seeded(name: Subject, vocabulary: Mapping[Subject, Sequence[str]]) -> Learned:
    return Learned(name, dict.fromkeys(vocabulary[name], SEED), {name[0]: SEED}, SEED)


def _communities(
    told: Sequence[Sequence[str]], met: Mapping[str, int], vocabulary: Mapping[Subject, Sequence[str]]
) -> list[list[str]]:
    frequent = sorted(word for word, n in met.items() if n >= MET)
    place = {word: n for n, word in enumerate(frequent)}
    together: Counter[tuple[int, int]] = Counter()
    for words in told:
        together.update(combinations([place[word] for word in words if word in place], 2))
    needs = len(told)
    pairs: dict[tuple[int, int], float] = {}
    for ring in vocabulary.values():
        pairs |= dict.fromkeys(combinations(sorted(place[word] for word in ring if word in place), 2), RING)
    for (one, other), n in together.items():
        if n < TOGETHER:
            continue
        lift = n * needs / (met[frequent[one]] * met[frequent[other]])
        if lift > 1 and (npmi := log(lift) / -log(n / needs)) >= LEAST_NPMI:
            pairs[one, other] = max(npmi, pairs.get((one, other), 0.0))
    roots = linked(len(frequent), pairs, BIGGEST, range(len(frequent)), LEAST_MEAN)
    return [[frequent[n] for n in root.members] for root in roots if len(root.members) > 1]


def _read(
    told: Sequence[Sequence[str]],
    themes: Sequence[Sequence[str]],
    subjects: Sequence[Learned],
    met: Mapping[str, int],
) -> list[dict[int, float]]:
    """Each need's likely subjects, by the words and the themes that each subject bears."""
    every = sum(met.values()) or 1
    borne: Counter[str] = Counter()
    for one in subjects:
        borne.update(one.words)
    telling = {word for one in subjects for word, n in one.words.items() if n >= TELLING * borne[word]}
    known: dict[str, list[tuple[int, float]]] = defaultdict(list)
    nothing = []
    for place, one in enumerate(subjects):
        nothing.append(-log((one.total + SMOOTH) / SMOOTH))
        for word, n in one.words.items():
            if word in telling and n >= HEARD * borne[word]:
                known[word].append((place, log(1 + n * every / (SMOOTH * met.get(word, 1)))))
    prior = [log(one.needs + 1) for one in subjects]
    lean = [_leaning(one) for one in subjects]
    general: dict[str, int] = {}
    for place, one in enumerate(subjects):
        if one.name:
            general.setdefault(one.name[0], place)
    return [
        _likely(words, codes, known, nothing, prior, lean, general) for words, codes in zip(told, themes, strict=True)
    ]


def _leaning(one: Learned) -> dict[str, float]:
    total = sum(one.themes.values())
    return {code: log((n + 0.02 * SEED) / (total + 0.25 * SEED)) for code, n in one.themes.items()}


def _likely(
    words: Sequence[str],
    codes: Sequence[str],
    known: Mapping[str, Sequence[tuple[int, float]]],
    nothing: Sequence[float],
    prior: Sequence[float],
    lean: Sequence[Mapping[str, float]],
    general: Mapping[str, int],
) -> dict[int, float]:
    said: dict[int, float] = defaultdict(float)
    telling = 0
    for word in words:
        if weights := known.get(word):
            telling += 1
            for place, weight in weights:
                said[place] += weight
    for code in codes:
        if code in general:
            said[general[code]] += 0.0
    if not said:
        return {}
    scores = {}
    for place, weight in said.items():
        score = weight + nothing[place] * telling + prior[place]
        if codes:
            score += max(lean[place].get(code, log(OTHER_THEME)) for code in codes)
        scores[place] = score
    first = sorted(scores, key=lambda place: (-scores[place], place))[:KEPT]
    top = scores[first[0]]
    mass = {place: exp(scores[place] - top) for place in first if scores[place] > top - 6}
    whole = sum(mass.values())
    return {place: part / whole for place, part in mass.items()}


def _learn(
    told: Sequence[Sequence[str]],
    themes: Sequence[Sequence[str]],
    spread: Sequence[Mapping[int, float]],
    subjects: Sequence[Learned],
    vocabulary: Mapping[Subject, Sequence[str]],
) -> list[Learned]:
    """The subjects with the words and themes of their needs; the vocabulary goes on counting a little."""
    fresh = [_seeded(one.name, vocabulary) if one.name else Learned(None) for one in subjects]
    for words, codes, likely in zip(told, themes, spread, strict=True):
        if not likely:
            continue
        one = fresh[max(likely, key=lambda place: (likely[place], -place))]
        one.needs += 1
        for word in words:
            one.words[word] = one.words.get(word, 0.0) + 1
        for code in codes:
            one.themes[code] = one.themes.get(code, 0.0) + 1
    return fresh
