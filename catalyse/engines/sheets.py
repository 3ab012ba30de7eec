"""The rows of a spreadsheet that somebody sends: XLSX, ODS or CSV, sound, tired or hostile.

Problem: read what partners have, whatever program wrote it (title lines above the header, merged cells, a second sheet,
days kept as numbers, a SIRET kept as 4.4E+13, Windows-1252, a million empty rows), and come to no harm from a file made
to do harm, in a memory that does not grow with it.
Method: the kind is told from the bytes, not from the name. Packed files are checked before they are opened and
counted while they are unpacked; their XML is read as a stream of events, of which only values are kept, so that no
row, cell or sheet is held that is not within the bounds. Formulas are never run: what the program last computed is the
value. Text is made plain: control characters, NUL and marks of direction are left out. A file that cannot be read is
refused with a reason that a page can put into words.
Cost: O(bytes unpacked), at most `Bounds.unpacked`; memory bounded by `Bounds.characters` and `Bounds.rows`.
Source: ECMA-376 (SpreadsheetML), OpenDocument 1.3, RFC 4180 and the files that people send.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from typing import Any, NamedTuple


class Unreadable(ValueError):
    """A file that is refused. `reason` is one of REASONS; `told` are the numbers and names for its sentence."""

    def __init__(self, reason: str, **told: Any):
        super().__init__(f"{reason} {told}")
        self.reason, self.told = reason, told


REASONS = (
    "empty", "too_big", "old_or_locked", "pdf", "web_page", "not_a_sheet", "broken", "swollen", "too_many_rows",
    "too_much_text",
)  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """How much is read at most."""

    bytes: int = 10 * 2**20
    unpacked: int = 150 * 2**20
    ratio: int = 400  # of a part's size to its size as packed, from sixteen MiB on
    members: int = 2000
    sheets: int = 20
    rows: int = 20_000  # with something in them, all sheets together
    columns: int = 200
    cell: int = 2000
    characters: int = 20 * 2**20


BOUNDS = Bounds()
LAST_ROW = 2**31 - 1


class Row(NamedTuple):
    """A row with something in it: its number in the sheet, and its cells as plain text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file. `hidden` where its author put it out of sight."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass
class Taken:
    """What has been kept so far of a file, held against its bounds."""

    bounds: Bounds
    rows: int = 0
    characters: int = 0
    sheet: list[Row] = field(default_factory=list)

    def keep(self, number: int, cells: Iterable[str]) -> None:
        """Keeps a row unless it is empty."""
        told = [cell[: self.bounds.cell] for cell in cells][: self.bounds.columns]
        while told and not told[-1]:
            told.pop()
        if not told:
            return
        # numbers of lines are what the file says: each one comes after the one before it
        number = max(number, self.sheet[-1].number + 1 if self.sheet else 1)
        if number > LAST_ROW:
            raise Unreadable("broken")
        self.rows += 1
        self.characters += sum(map(len, told))
        if self.rows > self.bounds.rows:
            raise Unreadable("too_many_rows", limit=self.bounds.rows)
        if self.characters > self.bounds.characters:
            raise Unreadable("too_much_text", limit=self.bounds.characters)
        self.sheet.append(Row(number, tuple(told)))

    def end(self, name: str, *, hidden: bool = False) -> Sheet:
        """The sheet that these rows were; the next one begins empty."""
        rows, self.sheet = tuple(self.sheet), []
        return Sheet(plain(name)[:100] or "?", rows, hidden)


def read(data: bytes, bounds: Bounds = BOUNDS) -> list[Sheet]:
    """The sheets of a file with something in them, or Unreadable."""
    from catalyse.engines.sheets_packed import packed
    from catalyse.engines.sheets_text import lines_of

    if not data.strip(b"\0\r\n\t ;,"):
        raise Unreadable("empty")
    if len(data) > bounds.bytes:
        raise Unreadable("too_big", limit=bounds.bytes)
    start = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("old_or_locked")
    if start.startswith(b"%pdf"):
        raise Unreadable("pdf")
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head")):
        raise Unreadable("web_page")
    taken = Taken(bounds)
    sheets = packed(data, taken) if data.startswith(b"PK") else [lines_of(data, taken)]
    held = [sheet for sheet in sheets if sheet.rows]
    if not held:
        raise Unreadable("empty")
    return held


# control characters, surrogates, marks of direction and of order; emoji and every script stay
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def plain(text: str) -> str:
    """A text on one line, composed, without what is not seen."""
    return " ".join(unicodedata.normalize("NFC", _DROPPED.sub("", text)).split())


def said(value: Any) -> str:
    """A value of a cell as people read it: whole numbers without a point, days as 2019-04-03."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if not isfinite(value):
            return ""
        return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(value)
    return plain(str(value))
