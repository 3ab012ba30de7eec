"""Every page of the thread through granian, beside a bare page of ten queries, and beside itself in a larger house."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median, quantiles

from benchmarks.house import House, Page

SHOWN = 15


def lines(house: House, rounds: int) -> Iterator[str]:
    """The slowest pages, as multiples of the bare page that is visited beside each of them."""
    found = house.places()
    house.serve()
    pages = [Page(name, address) for name, address in found["pages"].items()]
    bare = Page("bare", "/bare/")
    for _round in range(rounds + 1):  # the first one warms up
        for page in (bare, *pages):
            house.visit(page, found["session"])
            house.visit(bare, found["session"])
    _settled(bare, *pages)
    opened = sorted((page for page in pages if page.status == 200), key=lambda page: -page.typical)
    yield f"\n{len(opened)} pages through granian as the DLA officer, {len(opened[0].seconds)} visits each."
    yield f"Measure 1.0: a bare page of {bare.queries} queries, {bare.typical * 1000:.1f} ms in this run.\n"
    yield f"{'page':<36} {'ratio':>6} {'queries':>8} {'SQL':>5} {'KiB':>6}"
    for page in opened[:SHOWN]:
        share = median(page.sql) / 1000 / page.typical
        ratio = page.typical / bare.typical
        yield f"{page.name:<36} {ratio:>6.1f} {page.queries:>8} {share:>5.0%} {page.weight / 1024:>6.0f}"
    ratios = [page.typical / bare.typical for page in opened]
    asked = max(opened, key=lambda page: page.queries)
    yield f"\nMedian page {median(ratios):.1f}; slowest {opened[0].name} ({ratios[0]:.1f}, {opened[0].address})."
    yield f"Most queries: {asked.queries}, {asked.name}."


def compared(small: House, large: House, rounds: int) -> Iterator[str]:
    """The same pages in two houses, visited in turn: queries must be equal, p95 within 1.5 times."""
    told = {house: house.places() for house in (small, large)}
    pages = {house: [Page(*item) for item in told[house]["pages"].items()] for house in (small, large)}
    for house in (small, large):
        house.serve()
    for _round in range(rounds + 1):
        for pair in zip(pages[small], pages[large], strict=True):
            for house, page in zip((small, large), pair, strict=True):
                house.visit(page, told[house]["session"])
    _settled(*pages[small], *pages[large])
    pairs = [(a, b) for a, b in zip(pages[small], pages[large], strict=True) if a.status == b.status == 200]
    others = [f"{a.name} ({a.queries} and {b.queries})" for a, b in pairs if a.queries != b.queries]
    yield f"\n{len(pairs)} pages in a house without a register and in one with it, {rounds} visits each, in turn."
    yield f"Queries differ: {', '.join(others) or 'nowhere'}."
    low, high = (_p95([s for pair in pairs for s in pair[place].seconds]) for place in (0, 1))
    worst = max(pairs, key=lambda pair: pair[1].typical / pair[0].typical)
    yield f"p95 of all pages: {high / low:.2f} times that of the house without (aim 1.5)."
    yield f"Median of a page at most {worst[1].typical / worst[0].typical:.2f} times ({worst[0].name})."
    if others or high / low > 1.5:
        yield "WRONG: the size of the register is felt on the pages."


def _settled(*pages: Page) -> None:
    for page in pages:
        page.seconds, page.sql = page.seconds[1:], page.sql[1:]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
