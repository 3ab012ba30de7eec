"""The sheets of an OpenDocument spreadsheet, read as its XML goes by (see `sheets`)."""

from __future__ import annotations

from catalyse.engines.sheets import Sheet, Taken, plain, said
from catalyse.engines.sheets_packed import MERGED_ROWS, Attributes, Box, Ended, events


class Ods:
    """Reads an OpenDocument spreadsheet: repeated rows and cells count once, however often they say to be repeated."""

    def __init__(self, box: Box, taken: Taken):
        self._taken = taken
        self.sheets: list[Sheet] = []
        self._name, self._row, self._again, self._depth = "", 0, 1, 0
        self._cells: list[str] = []
        self._below: dict[int, tuple[str, int]] = {}  # column -> value that goes on, for how many rows
        self._value, self._typed, self._repeat, self._down, self._in, self._note = [""], "", 1, 1, 0, 0
        events(box, "content.xml", self._begin, self._end, self._text)

    def _begin(self, name: str, told: Attributes) -> None:
        room = len(self._value) < self._taken.bounds.cell
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._name, self._row, self._below = told.get("name", ""), 0, {}
        elif name == "table-row":
            self._cells, self._again = [], _count(told.get("number-rows-repeated"))
        elif name in ("table-cell", "covered-table-cell"):
            self._repeat, self._down = (
                _count(told.get("number-columns-repeated")),
                _count(told.get("number-rows-spanned")),
            )
            self._typed, self._value = _typed(told), []
        elif name == "annotation":
            self._note += 1
        elif name == "p":
            self._in += 1
            if self._value and room:
                self._value.append(" ")
        elif name in ("s", "tab", "line-break") and self._in and room:
            self._value.append(" ")

    def _end(self, name: str) -> None:
        if name == "p":
            self._in = max(0, self._in - 1)
        elif name == "annotation":
            self._note = max(0, self._note - 1)
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(self._typed or plain("".join(self._value)[: self._taken.bounds.cell]))
        elif name == "table-row":
            for place, (value, left) in list(self._below.items()):
                if place < len(self._cells) and not self._cells[place]:
                    self._cells[place] = value
                self._below[place] = (value, left - 1)
                if left <= 1:
                    del self._below[place]
            for again in range(min(self._again, 2 if not any(self._cells) else self._again)):
                self._taken.keep(self._row + 1 + again, self._cells)
            self._row += self._again
        elif name == "table":
            self._depth -= 1
            if self._depth == 0:
                self.sheets.append(self._taken.end(self._name))
                if len(self.sheets) >= self._taken.bounds.sheets:
                    raise Ended

    def _cell(self, text: str) -> None:
        room = self._taken.bounds.columns - len(self._cells)
        if self._down > 1 and text and room > 0:
            self._below[len(self._cells)] = (text, min(self._down, MERGED_ROWS))
        self._cells += [text[: self._taken.bounds.cell]] * min(self._repeat, room)

    def _text(self, piece: str) -> None:
        if self._in and not self._note and len(self._value) < self._taken.bounds.cell:
            self._value.append(piece[: self._taken.bounds.cell])


def _count(said: str | None) -> int:
    return int(said) if said and said.isdigit() and 0 < len(said) < 9 and int(said) else 1


def _typed(told: Attributes) -> str:
    """The value of a cell that has one beside what it shows: numbers and days as they are, not as they look."""
    kind = told.get("value-type", "")
    if kind in ("float", "currency") and "value" in told:
        try:
            return said(float(told["value"]))
        except ValueError:
            return ""
    return told.get("date-value", "")[:10] if kind == "date" else ""
