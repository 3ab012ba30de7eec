"""Measures the search of one house beside its peers, in turn and on the same texts; prints what was seen as JSON.

python -m benchmarks.searching [SEED]
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import quantiles
from typing import Any

import django

HELD_OUT = 20071130  # texts that no tuning has seen
ASKED = 1000
TYPED = 120  # texts a length
FEW = 12  # texts a length for a peer that needs seconds
FILTERS = ("department", "department and sector", "sector")


def main(arguments: list[str]) -> int:
    """Print the measures."""
    django.setup()
    seed = int(arguments[0]) if arguments else HELD_OUT
    print(json.dumps(measures(seed)))
    return 0


def measures(seed: int) -> dict[str, Any]:
    """Keystrokes by length, complete texts, filters and recall: ours and the peers'."""
    from benchmarks import peers, texts
    from catalyse.actors import search
    from catalyse.kernel.access import NOBODY

    def ours(text: str, near: str = "", department: str = "", sector: str = "") -> list[int]:
        found = search.find(NOBODY, text, search.Where(near=near, department=department, sector=sector))
        return [one.entry.pk for one in found]

    people = texts.meant(ASKED, seed)
    chance = random.Random(seed + 1)
    began = time.perf_counter()
    fuzzy = peers.Tantivy()
    told: dict[str, Any] = {"built": {fuzzy.name: time.perf_counter() - began}, "typed": {}, "filters": {}}
    wrong = [texts.misspelt(one.words, chance) for one in people]
    _warm(ours, [one.text for one in people[:20]])
    for length in texts.LENGTHS:
        some = random.Random(seed + length).sample(people, 2 * TYPED)
        typed = texts.keystrokes(some, length, chance)[:TYPED]
        told["typed"][length] = {
            "ours": [_seconds(partial(ours, text, one.department)) for text, one in typed],
            fuzzy.name: [_seconds(partial(fuzzy.find, text)) for text, _one in typed],
        }
    told["complete"] = {
        "ours": [_seconds(partial(ours, one.text + " ", one.department)) for one in people[:TYPED]],
        fuzzy.name: [_seconds(partial(fuzzy.find, one.text + " ")) for one in people[:TYPED]],
    }
    for kind in FILTERS:
        told["filters"][kind], outside = _filtered(ours, kind, people[:TYPED], chance)
        told["outside"] = told.get("outside", 0) + outside
    told["recall"] = {
        "exact": _recall(people, [one.text for one in people], lambda t, _o: ours(t)),
        "one error": _recall(people, wrong, lambda t, _o: ours(t)),
        "one error, near": _recall(people, wrong, lambda t, o: ours(t, o.department)),
        f"exact, {fuzzy.name}": _recall(people, [one.text for one in people], lambda t, _o: fuzzy.find(t)),
        f"one error, {fuzzy.name}": _recall(people, wrong, lambda t, _o: fuzzy.find(t)),
    }
    told |= _slow_peers(people, seed)
    return told


def _slow_peers(people: list[Any], seed: int) -> dict[str, Any]:
    """Peers that need seconds, on fewer texts; what they take to be built, and their recall on these."""
    from benchmarks import peers, texts

    told: dict[str, Any] = {"slow": {}, "slow_built": {}}
    chance = random.Random(seed + 2)
    typed = [text for length in (3, 8, 12, 20) for text, _one in texts.keystrokes(people[:60], length, chance)[:FEW]]
    for make in (peers.Fts5, peers.Trigrams):
        began = time.perf_counter()
        peer = make()
        told["slow_built"][peer.name] = time.perf_counter() - began
        told["slow"][peer.name] = [_seconds(partial(peer.find, text)) for text in typed]
        if isinstance(peer, peers.Trigrams):
            peer.close()
    return told


def _filtered(
    ours: Callable[..., list[int]], kind: str, people: list[Any], chance: random.Random
) -> tuple[list[float], int]:
    """The seconds of each text under a filter, and how many answers lay outside it."""
    from django.db import connection

    seconds, outside = [], 0
    for one in people:
        held = {name: getattr(one, name) for name in ("department", "sector") if name in kind}
        text = one.title[: chance.randint(3, 12)]
        began = time.perf_counter()
        found = ours(text, one.department, **held)
        seconds.append(time.perf_counter() - began)
        with connection.cursor() as cursor:
            where = " and ".join(f"{name} = %s" for name in held)
            cursor.execute(
                f"select count(*) from register_find where entry_id = any(%s) and not ({where})",
                [found, *held.values()],
            )
            outside += cursor.fetchone()[0]
    return seconds, outside


def _recall(people: list[Any], texts: list[str], find: Callable[[str, Any], list[int]]) -> float:
    return sum(one.entry in find(text, one) for one, text in zip(people, texts, strict=True)) / len(people)


def _seconds(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def _warm(ours: Callable[[str], list[int]], texts: list[str]) -> None:
    for text in texts:
        ours(text)


def p(values: list[float], share: int) -> float:
    """The percentile of some seconds, in milliseconds."""
    return quantiles(values, n=100, method="inclusive")[share - 1] * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
