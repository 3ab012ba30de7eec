"""The register at four sizes: reading, indexes, search beside its peers, and the pages of the house around it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from math import log10
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import curve, pages
from benchmarks.house import ROOT, House, opened
from benchmarks.searching import p

SIZES = (10_000, 100_000, 1_000_000, 1_800_000)
SEED = 61169
STEEP = 0.35  # slope of p95 over size, both as logarithms: a search that walks the whole table has 1
MEMORY = 300  # MiB that a reading may take at any size
VISITS = 9
PICTURE = ROOT / "var" / "bench" / "register.svg"
Measures = dict[str, Any]


def lines(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """A block a size, then the growth; the curve is drawn to var/bench/register.svg."""
    seen: dict[int, Measures] = {}
    with opened(demo=True) as small:
        whole = small.home / "whole.csv"
        whole.write_bytes(b"")
        _sample(small, max(sizes), whole)
        for size in sizes:
            with opened(demo=size == max(sizes)) as house:
                seen[size] = _measured(house, whole, size)
                yield from _block(size, seen[size])
                if size == max(sizes):
                    yield from pages.compared(small, house, VISITS)
                    yield from _brought(json.loads(house.run("benchmarks.bringing").text))
    yield from _growth(seen)


def _sample(house: House, rows: int, path: Path) -> None:
    done = house.run("catalyse.cli", "register", "sample", "--rows", str(rows), "--seed", str(SEED), into=path)
    assert path.stat().st_size, done.told


def _measured(house: House, whole: Path, size: int) -> Measures:
    """One reading and what the search then does."""
    part = house.home / "part.csv"
    with whole.open("rb") as source, part.open("wb") as target:
        target.writelines(islice(source, size + 1))
    done = house.run("catalyse.cli", "register", "load", str(part))
    part.unlink()
    marks = [(second, line.partition("search: ")[2]) for second, line in done.told if line.startswith("search: ")]
    ends = [*(second for second, _name in marks[1:]), done.seconds]
    steps: dict[str, float] = {}
    for (second, name), end in zip(marks, ends, strict=True):
        steps[name] = steps.get(name, 0) + end - second
    told = json.loads(house.run("benchmarks.searching").text)
    return told | {"load": marks[0][0], "steps": steps, "memory": done.memory}


def _block(size: int, told: Measures) -> Iterator[str]:
    index = sum(told["steps"].values())
    yield f"\nRegister of {size:,} lines."
    yield (
        f"  read {told['load']:.1f} s ({size / told['load']:,.0f} lines/s), indexes {index:.1f} s "
        f"({', '.join(f'{name} {seconds:.1f}' for name, seconds in told['steps'].items())}); "
        f"{told['memory']} MiB at most"
    )
    built = told["built"] | told["slow_built"]
    yield "  peers built in " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in built.items())
    yield f"  {'typed':<22} {'ours p50':>9} {'p95':>7} {'peer p50':>9} {'p95':>7}   ms; peer: tantivy, one error a word"
    rows = {f"{length} letters": row for length, row in told["typed"].items()} | {"complete": told["complete"]}
    for name, row in rows.items():
        (mine, peer) = row.values()
        yield f"  {name:<22} {p(mine, 50):>9.1f} {p(mine, 95):>7.1f} {p(peer, 50):>9.1f} {p(peer, 95):>7.1f}"
    for name, mine in told["filters"].items():
        yield f"  within {name:<15} {p(mine, 50):>9.1f} {p(mine, 95):>7.1f}"
    yield f"  answers outside the filter: {told['outside']}"
    for name, peer in told["slow"].items():
        yield f"  {name:<22} p50 {p(peer, 50):>7.1f}, p95 {p(peer, 95):>7.1f} on {len(peer)} texts"
    yield "  found among ten: " + ", ".join(f"{name} {share:.3f}" for name, share in told["recall"].items())
    for name, (reached, aim) in _aims(told).items():
        yield f"  {'reached' if reached <= aim else 'open':<8} {name}: {reached:.2f} (aim {aim})"
    if told["memory"] > MEMORY:
        yield f"WRONG: a reading took {told['memory']} MiB."
    if told["outside"]:
        yield "WRONG: an answer lies outside its filter."


def _brought(told: Measures) -> Iterator[str]:
    """A partner's spreadsheet in the house with the largest register."""
    yield f"\nA spreadsheet of {told['lines']:,} lines, each of an association of this register."
    yield "  " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in told["seconds"].items())
    yield (
        f"  surely the same {told['same']:,} (right: {told['precision']:.4f}), new {told['new']}; "
        f"the right one is shown for {told['shown']:.3f}"
    )
    yield f"  {told['records']:,} associations created or linked, {told['doubled']} of them in two records"


def _aims(told: Measures) -> dict[str, tuple[float, float]]:
    """Ratios to the peers of the same run."""
    mine, theirs = (
        [s for n, row in told["typed"].items() if 3 <= int(n) <= 16 for s in row[who]] for who in _who(told)
    )
    whole = told["complete"]
    slow = told["slow"]["PostgreSQL, trigrams <%"]
    filtered = [s for row in told["filters"].values() for s in row]
    return {
        "p95 of 3 to 16 letters, as multiple of tantivy's": (p(mine, 95) / p(theirs, 95), 1.3),
        "p95 of 3 to 16 letters, as part of that of trigrams": (p(mine, 95) / p(slow, 95), 0.02),
        "p95 of a complete text, as multiple of tantivy's": (
            p(whole["ours"], 95) / p([s for name, row in whole.items() if name != "ours" for s in row], 95), 2.0,
        ),
        "p95 within a filter, ms": (p(filtered, 95), 15.0),
        "missed with one error": (1 - told["recall"]["one error"], 0.02),
    }  # fmt: skip


def _who(told: Measures) -> list[str]:
    return list(next(iter(told["typed"].values())))


def _growth(seen: dict[int, Measures]) -> Iterator[str]:
    """How the figures grow with the register, and the picture of it."""
    curves: dict[str, dict[int, float]] = {
        "Catalyse, p95 (ms)": {},
        "tantivy, p95 (ms)": {},
        "read and indexes (s)": {},
    }
    for size, told in seen.items():
        mine, theirs = ([s for n, row in told["typed"].items() if int(n) >= 3 for s in row[who]] for who in _who(told))
        curves["Catalyse, p95 (ms)"][size] = p(mine, 95)
        curves["tantivy, p95 (ms)"][size] = p(theirs, 95)
        curves["read and indexes (s)"][size] = told["load"] + sum(told["steps"].values())
        for name, peer in told["slow"].items():
            curves.setdefault(f"{name}, median (ms)", {})[size] = median(peer) * 1000
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(curve.drawn(curves))
    yield f"\nGrowth, drawn in {PICTURE.relative_to(ROOT)}:"
    for name, points in curves.items():
        said = ", ".join(f"{size:,}: {value:.1f}" for size, value in points.items())
        yield f"  {name:<36} slope {_slope(points):>5.2f}   {said}"
    if _slope(curves["Catalyse, p95 (ms)"]) > STEEP:
        yield "WRONG: the search grows with the register."


def _slope(points: dict[int, float]) -> float:
    """Of the line of least squares through the logarithms."""
    xs, ys = [log10(size) for size in points], [log10(value) for value in points.values()]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((one - x) ** 2 for one in xs)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread if spread else 0.0
