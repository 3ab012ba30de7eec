"""Finding recurring needs: the engine beside what is usually done, on the same planted needs, in the same run.

python -m benchmarks.grouping [NEEDS]    20,000 unless said otherwise; igraph must be installed for one of the peers
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb, exp, log, sqrt

from catalyse.engines import grouping_words
from catalyse.engines.grouping import Bounds, Need, propose
from catalyse.engines.grouping_near import Spot, near
from catalyse.engines.grouping_sample import MOST, Planted, sample
from catalyse.engines.grouping_tree import linked, packed

NEEDS = 20_000
SEEDS = (40_519, 77_003, 91_177)  # on which nothing was chosen
SIZES = (2_500, 5_000, 10_000, 20_000, 40_000)
HALF_YEAR, QUARTER = 182, 90  # days
WINDOWS = 4  # beginnings of the quarter that the oracle may choose among
PLAIN = (0.05, 0.1, 0.2)  # resolutions of the peers, of which the best counts, in their favour
GOAL_ARI, GOAL_RATIO, GOAL_SLOPE = 0.75, 1.2, 1.35
BOUNDS = Bounds()
Labels = list[Hashable]


@dataclass(frozen=True)
class Result:
    """How well planted groups were found again: on their members, and with the single needs as groups of one."""

    name: str
    seconds: float | None  # of processor: other work on the machine does not count
    planted: float
    everything: float
    groups: int

    def line(self) -> str:
        took = f"{self.seconds:>8.2f} s" if self.seconds is not None else "         -"
        return f"{self.name:<44} {self.planted:>11.3f} {self.everything:>11.3f} {self.groups:>8} {took}"


def lines(needs: int = NEEDS) -> Iterator[str]:
    """A table a seed, then how time grows; what must not be begins with WRONG."""
    for seed in SEEDS:
        planted = sample(needs, seed)
        groups = len({one.group for one in planted}) - 1
        yield f"\n{len(planted)} needs, {groups} planted groups, seed {seed}"
        yield f"{'':<44} ARI planted  ARI all    groups       CPU"
        results = [*_ours(planted), *_peers(planted), _oracle(planted)]
        yield from (one.line() for one in results)
        ours, base = results[0], results[2]
        ratio = ours.planted / base.planted
        yield f"ours: {ratio:.2f} times the plain rule, {ours.planted / results[-1].planted:.2f} of the oracle"
        if ours.planted < GOAL_ARI or ratio < GOAL_RATIO:
            yield f"WRONG: an ARI of {GOAL_ARI} and {GOAL_RATIO} times the plain rule are the least"
    yield from _growth()


def _ours(planted: Sequence[Planted]) -> Iterator[Result]:
    needs = _needs(planted)
    for name, vocabulary in (("ours", None), ("ours, without its vocabulary", {})):
        grouping_words._of.cache_clear()
        began = time.process_time()
        found = propose(needs, BOUNDS, vocabulary)
        seconds = time.process_time() - began
        at = {key: rank for rank, one in enumerate(found.proposals) for key in one.members}
        yield _result(name, seconds, planted, [at.get(str(one.key)) for one in planted])


def _needs(planted: Sequence[Planted]) -> list[Need]:
    return [
        Need(str(one.key), str(one.organisation), one.words, one.on, one.themes, (), one.latitude, one.longitude)
        for one in planted
    ]


def _peers(planted: Sequence[Planted]) -> Iterator[Result]:
    """The plain rule, then two methods over the likeness of plain words: average linkage and Leiden."""
    began = time.process_time()
    rule: Labels = [(one.themes[:1], one.body, one.on.toordinal() // HALF_YEAR) for one in planted]
    yield _result("theme + body of communes + half-year", time.process_time() - began, planted, rule)
    began = time.process_time()
    pairs = _plain_pairs(planted)
    graph = time.process_time() - began
    yield max((_linked(planted, pairs, graph, one) for one in PLAIN), key=lambda one: one.planted)
    try:
        import igraph  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        print("igraph is not installed: Leiden is left out.", file=sys.stderr)
        return
    yield max((_leiden(igraph, planted, pairs, graph, one) for one in PLAIN), key=lambda one: one.planted)


def _plain_pairs(planted: Sequence[Planted]) -> dict[tuple[int, int], float]:
    """Cosine of TF-IDF stems, less with distance and days: what the peers are given."""
    told = [grouping_words.stems(one.words) for one in planted]
    met = Counter(word for words in told for word in words)
    vectors = []
    for words in told:
        weights = {word: log(len(planted) / met[word]) for word in words}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors.append({word: weight / length for word, weight in weights.items()})
    spots = [Spot(one.latitude, one.longitude, one.on.toordinal()) for one in planted]
    pairs = {}
    for pair in near(range(len(planted)), spots, BOUNDS.km, BOUNDS.days):
        mine, yours = vectors[pair.one], vectors[pair.other]
        alike = sum(weight * yours[word] for word, weight in mine.items() if word in yours)
        if alike and (weight := alike * exp(-pair.km / 20 - pair.days / 45)) > 0.02:
            pairs[pair.one, pair.other] = weight
    return pairs


def _linked(planted: Sequence[Planted], pairs: Mapping[tuple[int, int], float], graph: float, least: float) -> Result:
    began = time.process_time()
    roots = linked(len(planted), pairs, MOST, range(len(planted)))
    labels: Labels = [None] * len(planted)
    for rank, node in enumerate(packed(roots, BOUNDS.least, BOUNDS.most, least)):
        for n in node.members:
            labels[n] = rank
    return _result("average linkage over plain words", time.process_time() - began + graph, planted, labels)


def _leiden(
    igraph: object, planted: Sequence[Planted], pairs: Mapping[tuple[int, int], float], graph: float, resolution: float
) -> Result:
    began = time.process_time()
    drawn = igraph.Graph(n=len(planted), edges=list(pairs))  # type: ignore[attr-defined]
    found = drawn.community_leiden("CPM", weights=list(pairs.values()), resolution=resolution, n_iterations=4)
    return _result(
        "Leiden (igraph, CPM) over plain words", time.process_time() - began + graph, planted, found.membership
    )


def _oracle(planted: Sequence[Planted]) -> Result:
    """Who knows the true sub-need and body, and looks at quarters: the best of four beginnings of the quarter."""
    answers: list[Labels] = [
        [(one.subject, one.body, (one.on.toordinal() + shift * QUARTER // WINDOWS) // QUARTER) for one in planted]
        for shift in range(WINDOWS)
    ]
    return max((_result("oracle: sub-need and body known", None, planted, one) for one in answers), key=_by_planted)


def _by_planted(one: Result) -> float:
    return one.planted


def _result(name: str, seconds: float | None, planted: Sequence[Planted], labels: Sequence[Hashable]) -> Result:
    """`None` as a label says: in no group."""
    told: Labels = [("alone", n) if one is None else one for n, one in enumerate(labels)]
    truth: Labels = [("alone", n) if one.group is None else one.group for n, one in enumerate(planted)]
    inside = [n for n, one in enumerate(planted) if one.group is not None]
    only = adjusted_rand([truth[n] for n in inside], [told[n] for n in inside])
    groups = sum(BOUNDS.least <= n <= BOUNDS.most for n in Counter(told).values())
    return Result(name, seconds, only, adjusted_rand(truth, told), groups)


def adjusted_rand(truth: Sequence[Hashable], told: Sequence[Hashable]) -> float:
    """Agreement of two partitions: 1 when they are one, about 0 when they agree by chance (Hubert and Arabie, 1985)."""
    both = sum(comb(n, 2) for n in Counter(zip(truth, told, strict=True)).values())
    mine, yours = (sum(comb(n, 2) for n in Counter(one).values()) for one in (truth, told))
    chance = mine * yours / comb(len(truth), 2)
    most = (mine + yours) / 2
    return (both - chance) / (most - chance) if most != chance else 1.0


def _growth() -> Iterator[str]:
    """Seconds by the number of needs, the country growing with them, and the slope between the two ends."""
    took: dict[int, float] = {}
    for size in SIZES:
        needs = _needs(sample(size, SEEDS[0]))
        runs = []
        for _run in range(2):
            grouping_words._of.cache_clear()
            began = time.process_time()
            propose(needs, BOUNDS)
            runs.append(time.process_time() - began)
        took[size] = min(runs)
    yield "\nCPU time by needs: " + ", ".join(f"{size}: {seconds:.2f} s" for size, seconds in took.items())
    slope = log(took[SIZES[-1]] / took[SIZES[0]]) / log(SIZES[-1] / SIZES[0])
    yield f"slope of growth {slope:.2f} (1 is in proportion)"
    if slope > GOAL_SLOPE:
        yield f"WRONG: it grows faster than {GOAL_SLOPE}"


if __name__ == "__main__":
    for text in lines(*map(int, sys.argv[1:2])):
        print(text, flush=True)
