"""How fast the pages and the engines are, beside a measure taken in the same run: ratios, not milliseconds.

python benchmarks/run.py [PART...]    money, linkage, grouping, pages, register (1.8 million lines);
all of them where none is named
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from benchmarks import grouping, linkage, money, pages, register
from benchmarks.house import opened

ROUNDS = 9


def _pages() -> Iterator[str]:
    with opened(demo=True) as house:
        yield from pages.lines(house, ROUNDS)


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "money": money.lines,
    "linkage": linkage.lines,
    "grouping": grouping.lines,
    "pages": _pages,
    "register": register.lines,
}


def main(arguments: list[str]) -> int:
    """Measure the parts; the exit code is 1 where a measure says that something grows as it must not."""
    unknown = [name for name in arguments if name not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    wrong = False
    for name in arguments or PARTS:
        for line in PARTS[name]():
            print(line, flush=True)
            wrong = wrong or line.startswith("WRONG")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
