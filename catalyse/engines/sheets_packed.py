"""Packed spreadsheets, XLSX and ODS, read as a stream of events within bounds.

Libraries that give whole sheets hold them in memory, and a file of some kilobytes can announce seventeen thousand
million cells; so the events of the XML are read here, and counted.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from catalyse.engines.sheets import Bounds, Sheet, Taken, Unreadable, said

PIECE = 1 << 16
ELEMENTS = 8_000_000  # five times those of the largest list that is taken
TOKEN = 1 << 21
STRINGS = 400_000
MERGES, MERGED_ROWS = 5000, 2000
EMPTY_ROWS = 60_000  # one after the other: below them stands nothing
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# ValueError: a list of contents that places a member before the beginning of the file
WRONG = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, struct.error, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip


class Box:
    """A packed file that was found harmless, with what may still be unpacked of it."""

    def __init__(self, data: bytes, bounds: Bounds):
        self._zip = zipfile.ZipFile(BytesIO(data))
        members = self._zip.infolist()
        self.names = {one.filename.lstrip("/").replace("\\", "/"): one for one in members}
        self._left = bounds.unpacked
        if len(members) > bounds.members or sum(one.file_size for one in members) > bounds.unpacked:
            raise Unreadable("swollen")
        for one in members:
            if one.flag_bits & 1:
                raise Unreadable("old_or_locked")
            if one.file_size > 2**24 and one.file_size > bounds.ratio * max(1, one.compress_size):
                raise Unreadable("swollen")

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member, piece by piece; what its list of contents says of its size is not believed."""
        member = self.names.get(name)
        if member is None:
            raise Unreadable("broken")
        with self._zip.open(member) as stream:
            while piece := stream.read(PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise Unreadable("swollen")
                yield piece


Attributes = dict[str, str]


class Ended(Exception):
    """Enough was read of a member."""


def events(
    box: Box,
    name: str,
    begin: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] = lambda text: None,
) -> None:
    """Calls back for what a member of XML says. Names come without their prefix; a document type is refused."""

    def local(name: str) -> str:
        return name.rpartition(":")[2]

    def refuse(*_told: Any) -> None:
        raise Unreadable("swollen")  # a document type serves only to make a small file large

    left = iter(range(ELEMENTS))

    def opened(name: str, told: Attributes) -> None:
        if next(left, None) is None:
            raise Unreadable("swollen")
        begin(local(name), {local(k): v for k, v in told.items()})

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = lambda name: end(local(name))
    parser.CharacterDataHandler = text
    fed = 0
    try:
        for piece in box.pieces(name):
            parser.Parse(piece)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > TOKEN:  # one tag of so many bytes: nobody writes that
                raise Unreadable("swollen")
        parser.Parse(b"", True)
    except Ended:
        return


def packed(data: bytes, taken: Taken) -> list[Sheet]:
    """The sheets of an XLSX or an ODS, or Unreadable."""
    try:
        box = Box(data, taken.bounds)
        if "content.xml" in box.names:
            from catalyse.engines.sheets_ods import Ods

            return Ods(box, taken).sheets
        book = next((name for name in box.names if name.endswith("workbook.xml")), "")
        if book:
            return _workbook(box, book, taken)
    except Unreadable:
        raise
    except WRONG as fault:
        raise Unreadable("broken") from fault
    if any(name.endswith(("workbook.bin", ".numbers", "Index/Document.iwa")) for name in box.names):
        raise Unreadable("old_or_locked")
    raise Unreadable("not_a_sheet")


def _workbook(box: Box, book: str, taken: Taken) -> list[Sheet]:
    folder = book.rpartition("/")[0]
    sheets: list[tuple[str, str, bool]] = []
    targets: dict[str, str] = {}
    base = {"date": CALENDAR_WINDOWS_1900}

    def of_book(name: str, told: Attributes) -> None:
        if name == "sheet" and len(sheets) < taken.bounds.sheets:
            sheets.append((told.get("name", ""), told.get("id", ""), told.get("state", "visible") != "visible"))
        elif name == "workbookPr" and told.get("date1904") in ("1", "true"):
            base["date"] = CALENDAR_MAC_1904

    def of_links(name: str, told: Attributes) -> None:
        if name == "Relationship" and len(targets) < taken.bounds.members:
            targets[told.get("Id", "")] = told.get("Target", "")

    events(box, book, of_book)
    links = join(folder, "_rels", book.rpartition("/")[2] + ".rels")
    if links in box.names:
        events(box, links, of_links)
    parts = {name.rpartition("/")[2]: name for name in box.names if name.startswith(folder)}
    strings = _strings(box, parts.get("sharedStrings.xml", ""), taken)
    days = _days(box, parts.get("styles.xml", ""))
    told = []
    for number, (name, link, hidden) in enumerate(sheets, 1):
        target = targets.get(link, f"worksheets/sheet{number}.xml")
        part = normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
        if part in box.names and "chartsheets" not in part:
            Worksheet(box, part, strings, days, base["date"], taken)
            told.append(taken.end(name, hidden=hidden))
    if not told and not sheets:
        raise Unreadable("broken")
    return told


def _strings(box: Box, part: str, taken: Taken) -> list[str]:
    """The texts that cells name by their number."""
    strings: list[str] = []
    if part not in box.names:
        return strings
    state: dict[str, Any] = {"parts": [], "in": False, "aside": False, "length": 0}

    def begin(name: str, told: Attributes) -> None:
        if name == "si":
            state["parts"] = []
        elif name == "rPh":
            state["aside"] = True
        elif name == "t":
            state["in"] = not state["aside"]

    def end(name: str) -> None:
        if name == "si":
            strings.append("".join(state["parts"])[: taken.bounds.cell])
            state["length"] += len(strings[-1])
            if len(strings) > STRINGS or state["length"] > taken.bounds.characters:
                raise Unreadable("too_much_text", limit=taken.bounds.characters)
        elif name == "t":
            state["in"] = False
        elif name == "rPh":
            state["aside"] = False

    def text(piece: str) -> None:
        if state["in"] and len(state["parts"]) < taken.bounds.cell:
            state["parts"].append(piece[: taken.bounds.cell])

    events(box, part, begin, end, text)
    return strings


def _days(box: Box, part: str) -> list[bool]:
    """For each style of cell, whether its numbers are days."""
    formats = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    inside = {"cells": False}

    def begin(name: str, told: Attributes) -> None:
        if name == "numFmt" and told.get("numFmtId", "").isdigit() and len(formats) < STRINGS:
            formats[int(told["numFmtId"])] = told.get("formatCode", "")[:200]
        elif name == "cellXfs":
            inside["cells"] = True
        elif name == "xf" and inside["cells"] and len(styles) < STRINGS:
            styles.append(int(told["numFmtId"]) if told.get("numFmtId", "").isdigit() else 0)

    def end(name: str) -> None:
        if name == "cellXfs":
            raise Ended

    if part in box.names:
        events(box, part, begin, end)
    return [is_date_format(formats.get(style, "General")) for style in styles]


class Worksheet:
    """Reads one sheet of an XLSX into `taken`."""

    def __init__(self, box: Box, part: str, strings: list[str], days: list[bool], base: datetime, taken: Taken):
        self._strings, self._days, self._base, self._taken = strings, days, base, taken
        self._row, self._empty, self._column = 0, 0, -1
        self._cells: dict[int, str] = {}
        self._kind, self._style, self._value, self._in = "", 0, [""], False
        self._merges: list[tuple[int, int, int]] = []
        events(box, part, self._begin, self._end, self._text)
        self._spread()

    def _begin(self, name: str, told: Attributes) -> None:
        if name == "row":
            number = told.get("r", "")
            self._row = int(number) if number.isdigit() and len(number) < 8 else self._row + 1
            self._empty += 1
            self._cells, self._column = {}, -1
            if self._empty > EMPTY_ROWS:
                raise Ended
        elif name == "c":
            found = REFERENCE.fullmatch(told.get("r", ""))
            self._column = _column(found.group(1)) if found else self._column + 1
            self._kind, self._value = told.get("t", "n"), []
            self._style = int(told["s"]) if told.get("s", "").isdigit() and len(told["s"]) < 7 else 0
        elif name in ("v", "t"):
            self._in = self._column < self._taken.bounds.columns
        elif name == "mergeCell" and len(self._merges) < MERGES:
            self._merge(told.get("ref", ""))

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._in = False
        elif name == "c" and self._value:
            text = said(self._read("".join(self._value)[: self._taken.bounds.cell]))
            if text and 0 <= self._column < self._taken.bounds.columns:
                self._cells[self._column] = text
        elif name == "row" and self._cells:
            width, self._empty = max(self._cells) + 1, 0
            self._taken.keep(self._row, (self._cells.get(place, "") for place in range(width)))

    def _text(self, piece: str) -> None:
        if self._in and len(self._value) < self._taken.bounds.cell:
            self._value.append(piece[: self._taken.bounds.cell])

    def _read(self, text: str) -> Any:
        if self._kind == "s":
            return self._strings[int(text)] if text.isdigit() and int(text) < len(self._strings) else ""
        if self._kind == "b":
            return text == "1"
        if self._kind == "e":
            return ""  # #REF!, #N/A and the like: the formula had no value
        if self._kind in ("str", "inlineStr", "d"):
            return text
        try:
            number = float(text)
        except ValueError:
            return text
        if self._style < len(self._days) and self._days[self._style]:
            return _day(number, self._base)
        return number

    def _merge(self, reference: str) -> None:
        """One value over several rows of a column is the value of each of them."""
        first, _, last = reference.partition(":")
        begin, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last)
        if begin and end and begin.group(1) == end.group(1):
            rows = int(begin.group(2)), min(int(end.group(2)), int(begin.group(2)) + MERGED_ROWS)
            self._merges.append((_column(begin.group(1)), *rows))

    def _spread(self) -> None:
        rows = {row.number: place for place, row in enumerate(self._taken.sheet)}
        for column, first, last in self._merges:
            top = rows.get(first)
            if top is None or column >= self._taken.bounds.columns:
                continue
            cells = self._taken.sheet[top].cells
            value = cells[column] if column < len(cells) else ""
            for number in range(first + 1, last + 1):
                if value and number in rows:
                    _fill(self._taken, rows[number], column, value)


def _fill(taken: Taken, place: int, column: int, value: str) -> None:
    row = taken.sheet[place]
    cells = list(row.cells) + [""] * (column + 1 - len(row.cells))
    if not cells[column]:
        taken.characters += len(value)
        if taken.characters > taken.bounds.characters:
            raise Unreadable("too_much_text", limit=taken.bounds.characters)
        cells[column] = value
        taken.sheet[place] = row._replace(cells=tuple(cells))


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _day(number: float, base: datetime) -> Any:
    try:
        day = from_excel(number, base)
    except (ValueError, OverflowError, TypeError):
        return number
    return "" if day is None else day if isinstance(day, date) else "" if isinstance(day, timedelta) else number
