"""Lists as text: CSV with any of the usual separators, in any of the usual encodings."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from catalyse.engines.register import CONTROLS
from catalyse.engines.sheets import Sheet, Taken, Unreadable, plain

SEPARATORS = ";\t,|"
LOOKED_AT = 30  # lines: enough to tell the separator
LONGEST = 20  # lines of one quoted cell: a longer one is a quote that was never closed
NOISE = 0.05  # of a text may be control characters
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def lines_of(data: bytes, taken: Taken) -> Sheet:
    """The one sheet that a text is."""
    text = decoded(data)
    if sum(text.count(chr(code)) for code in (*range(1, 9), *range(14, 27), 0xFFFD)) > NOISE * len(text):
        raise Unreadable("not_a_sheet")
    separator = separator_of(text)
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        kept = Taken(taken.bounds)
        try:
            for number, cells in _rows(text, separator, quoting):
                kept.keep(number, map(plain, cells))
        except csv.Error:
            continue
        return kept.end("CSV")
    raise Unreadable("broken")


def decoded(data: bytes) -> str:
    """The text of some bytes: by their mark, else UTF-8 where they can be nothing else, else Windows-1252."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace").replace("\0", "")
    half = data[1:200:2], data[:200:2]
    if len(data) > 8 and half[0].count(0) > 0.4 * len(half[0]) and not half[1].count(0):
        return data.decode("utf-16-le", "replace")  # without its mark
    data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("iso-8859-1").translate(CONTROLS)


def separator_of(text: str) -> str:
    """What stands between cells: what cuts most of the first lines into the same number of cells, more than one."""
    head = text[:200_000].splitlines()[:LOOKED_AT]
    first = head[0].strip().lower() if head else ""
    if first.startswith("sep=") and len(first) == 5:  # a line that Excel understands
        return first[4]
    best, most = ";", (0, 0)
    for separator in SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(head, delimiter=separator) if any(row))
        except csv.Error:
            continue
        widths.pop(1, None)
        if widths:
            width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            best, most = max((best, most), (separator, (count, width)), key=lambda pair: pair[1])
    return best


def _rows(text: str, separator: str, quoting: int) -> Iterator[tuple[int, list[str]]]:
    """The rows with the number of the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
    begun = 1
    for cells in reader:
        if reader.line_num - begun >= LONGEST:
            raise csv.Error("a quote that was never closed")
        if (begun == 1 and len(cells) == 2 and cells[0].lower().startswith("sep")) or (
            begun == 1 and len(cells) == 1 and cells[0].lower().startswith("sep=")
        ):
            cells = []
        yield begun, cells
        begun = reader.line_num + 1
