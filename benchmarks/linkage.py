"""Linking lines of spreadsheets: the engine beside splink on DuckDB, on the same worn lines, in the same run.

python -m benchmarks.linkage [REGISTER LINES]    the defaults take about a minute; splink must be installed
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import logging
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalyse.engines.linkage import PERHAPS, SAME, Known, commune_key, domain_of
from catalyse.engines.linkage_index import Index
from catalyse.engines.linkage_sample import HARD, REAL, Line, held, lines_of, register_of
from catalyse.engines.register_sample import Place
from catalyse.engines.text import fold

COMMUNES = Path(__file__).resolve().parent.parent / "catalyse/places/data/places.json.gz"
REGISTER, LINES = 60_000, 3000
SEED = 40_519  # on which nothing was chosen
TOP = 5
COLUMNS = ("unique_id", "name", "commune", "postal_code", "siret", "siren", "rna", "year", "website")


@dataclass(frozen=True)
class Result:
    """How well lines were linked. `sure` are those linked without asking, `shown` the first five."""

    name: str
    seconds: float
    precision: float
    recall: float
    shown: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)

    def line(self) -> str:
        return (
            f"{self.name:<28} {self.precision:>9.4f} {self.recall:>7.3f} {self.f1:>6.3f} {self.shown:>7.3f}"
            f" {self.seconds:>8.1f} s"
        )


def lines(register: int = REGISTER, count: int = LINES) -> Iterator[str]:
    """A table for lines as spreadsheets have them, and one for lines with nothing but a worn name."""
    known = register_of(register, SEED, _places())
    yield f"Linking {count} lines to {len(held(known))} associations; three of ten lines are of none of them."
    for title, wear in (("as in spreadsheets", REAL), ("worn names, no number", HARD)):
        worn = lines_of(known, count, SEED + 1, wear)
        (ours, likely), asked = _ours(held(known), worn)
        yield f"\n{title:<28} precision  recall     F1  shown5     time"
        yield from (ours.line(), likely.line())
        theirs = _theirs(held(known), worn)
        yield from (one.line() for one in theirs)
        yield f"lines of none that ask a person: {asked:.1%}"
        if theirs:
            yield f"time: 1/{theirs[0].seconds / ours.seconds:.1f} of splink's with its training"
    yield "splink's threshold was chosen on these very lines, in its favour; its comparisons are its own, little tuned."


def _places() -> list[Place]:
    """The communes of today, from the file that the house loads; nothing of Django is needed to read it."""
    listed = json.loads(gzip.decompress(COMMUNES.read_bytes()))["communes"]
    rows = zip(listed["insee"], listed["name"], listed["population"], listed["state"], strict=True)
    return [Place(insee, name, people or 0) for insee, name, people, state in rows if state == "current"]


def _ours(known: Sequence[Known], worn: Sequence[Line]) -> tuple[tuple[Result, Result], float]:
    """The engine as it decides, and its first candidate at the sum of evidence with the best F1."""
    began = time.perf_counter()
    index = Index(known)
    answers = [index.link(line.facts) for line in worn]
    seconds = time.perf_counter() - began
    sure = {n: answer.choices[0].known.key for n, answer in enumerate(answers) if answer.verdict == SAME}
    shown = {n: [one.known.key for one in answer.choices] for n, answer in enumerate(answers)}
    nobody = [answer for line, answer in zip(worn, answers, strict=True) if line.truth is None]
    asked = sum(answer.verdict == PERHAPS for answer in nobody) / len(nobody)
    first = {
        n: (answer.choices[0].odds, answer.choices[0].known.key) for n, answer in enumerate(answers) if answer.choices
    }
    results = []
    for threshold in range(-12, 12):
        taken = sure | {n: key for n, (odds, key) in first.items() if odds >= threshold}
        results.append(_result("ours, best F1", seconds, worn, taken, shown))
    best = max(results, key=lambda one: one.f1)
    return (_result("ours, without asking", seconds, worn, sure, shown), best), asked


def _result(
    name: str, seconds: float, worn: Sequence[Line], sure: Mapping[int, object], shown: Mapping[int, list[Any]]
) -> Result:
    right = sum(worn[n].truth == key for n, key in sure.items())
    there = [n for n, line in enumerate(worn) if line.truth is not None]
    found = sum(worn[n].truth in shown.get(n, [])[:TOP] for n in there)
    return Result(name, seconds, right / (len(sure) or 1), right / len(there), found / len(there))


def _theirs(known: Sequence[Known], worn: Sequence[Line]) -> list[Result]:
    """splink at the threshold with the best F1, and at the lowest whose precision is 99 %; nothing without splink."""
    try:
        import pyarrow  # type: ignore[import-not-found,import-untyped,unused-ignore]
        import splink  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        print("splink is not installed: nothing to compare with.", file=sys.stderr)
        return []
    began = time.perf_counter()
    left = [_row(f"l{n}", line.facts) for n, line in enumerate(worn)]
    right = [_row(f"k{n}", one.facts) for n, one in enumerate(known)]
    tables = [
        pyarrow.table({name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)})
        for rows in (left, right)
    ]
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        pairs = _predicted(splink, tables)
        logging.disable(logging.NOTSET)
    seconds = time.perf_counter() - began
    best: dict[int, list[tuple[float, object]]] = defaultdict(list)
    for one, other, odds in pairs:
        line, association = sorted((one, other), reverse=True)  # "l…" comes after "k…"
        best[int(line[1:])].append((odds, known[int(association[1:])].key))
    for some in best.values():
        some.sort(key=lambda pair: -pair[0])
    shown = {n: [key for _odds, key in some] for n, some in best.items()}
    results = []
    for threshold in sorted({some[0][0] for some in best.values()})[:: max(1, len(best) // 200)]:
        sure = {n: some[0][1] for n, some in best.items() if some[0][0] >= threshold}
        results.append(_result("splink, best F1", seconds, worn, sure, shown))
    chosen = [max(results, key=lambda one: one.f1)]
    exact = [one for one in results if one.precision >= 0.99]
    if exact:
        most = max(exact, key=lambda one: one.recall)
        chosen.append(Result("splink, precision of 99 %", seconds, most.precision, most.recall, most.shown))
    return chosen


def _row(key: str, facts: Any) -> tuple[Any, ...]:
    told = (
        fold(facts.name), commune_key(facts.commune), facts.postal_code, facts.siret, facts.siren, facts.rna,
        str(facts.year or ""), domain_of(facts.website),
    )  # fmt: skip
    return (key, *(value or None for value in told))


def _predicted(splink: Any, tables: list[Any]) -> list[tuple[str, str, float]]:
    """The pairs that splink finds likely, with their weight; trained on the same lines without their truth."""
    import splink.comparison_library as library  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from splink import DuckDBAPI, SettingsCreator, block_on  # type: ignore[attr-defined,unused-ignore]

    base = DuckDBAPI()
    frames = [
        base.register(table, dataset_display_name=name) for table, name in zip(tables, ("lines", "known"), strict=True)
    ]
    exact = ("siret", "rna", "website")
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            library.JaroWinklerAtThresholds("name", [0.97, 0.93, 0.88, 0.8]).configure(term_frequency_adjustments=True),
            library.ExactMatch("commune").configure(term_frequency_adjustments=True),
            library.ExactMatch("postal_code"),
            library.ExactMatch("year"),
            *map(library.ExactMatch, exact),
        ],
        blocking_rules_to_generate_predictions=[
            *map(block_on, ("commune", "postal_code", "name", *exact)),
            block_on("substr(name, 1, 12)"),
        ],
    )
    linker = splink.Linker(frames, settings)
    rules = [block_on("siret"), block_on("name", "commune")]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("commune"), block_on("name")):
        # lines without numbers leave those comparisons untrained: splink says so and goes on
        with contextlib.suppress(Exception):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=-8)
    return [(one["unique_id_l"], one["unique_id_r"], one["match_weight"]) for one in found.as_record_list()]


if __name__ == "__main__":
    for text in lines(*map(int, sys.argv[1:3])):
        print(text, flush=True)
