"""A list as a spreadsheet: XLSX with typed cells, or CSV as French programs read it; columns chosen by the reader.

Safe against formulas: a text that a program could run as one gets an apostrophe, and is stored as text in XLSX.
Streaming: rows are read and written one after the other, whatever their number. The file names nobody and no machine.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Kind = Literal["text", "number", "money", "half_days", "percent", "date", "moment", "yes_no"]
PARIS = ZoneInfo("Europe/Paris")
FORMULA_STARTS = tuple("=+-@＝＋－＠")
BREAKS = ("\t", "\r", "\n")
LONGEST_TEXT = 32_767
ROWS_OF_A_SHEET = 1_048_575
CHUNK = 500
BOM = b"\xef\xbb\xbf"
WIDTHS = {"text": 32, "moment": 18, "money": 16}
FORMATS = {
    "money": '#,##0.00\u00a0"€"',
    "half_days": "0.#",
    "percent": "0.0%",
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
}
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Column:
    """One column of a list. `value` is a function of the row or the path of an attribute; left out, the key.

    Kinds: text, number, money (Decimal euros), half_days (shown as days), percent (0 to 100), date, moment, yes_no.
    A None is written as "not given"; a text may be empty. `shown` tells whether it is chosen when nobody chooses.
    """

    key: str
    label: str | Promise
    value: Callable[[Any], Any] | str = ""
    kind: Kind = "text"
    shown: bool = True

    def of(self, row: Any) -> Any:
        """The value of this column in a row."""
        return self.value(row) if callable(self.value) else attrgetter((self.value or self.key).replace("__", "."))(row)


def export_response(
    rows: Iterable[Any], columns: Sequence[Column], chosen: Iterable[str], format: str, filename: str
) -> HttpResponseBase:
    """The rows as a file to download, with the chosen columns in the order of the list.

    `format` is "xlsx" or "csv"; `filename` has no ending. Nothing chosen means every column that is shown by itself;
    keys that are not columns are passed over. A queryset is read by 500 rows.
    """
    kept = chosen_columns(columns, chosen)
    one_by_one = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)
    name = f"{slugify(filename) or 'liste'}.{format}"
    if format == "csv":
        response: HttpResponseBase = StreamingHttpResponse(csv_chunks(one_by_one, kept), content_type=MEDIA["csv"])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    if format == "xlsx":
        return FileResponse(xlsx_file(one_by_one, kept), as_attachment=True, filename=name, content_type=MEDIA["xlsx"])
    raise ValueError(f"no list is written as {format!r}")


def chosen_columns(columns: Sequence[Column], chosen: Iterable[str]) -> list[Column]:
    """The columns whose keys were chosen, or those that are shown by themselves when none was."""
    keys = set(chosen)
    return [c for c in columns if c.key in keys] or [c for c in columns if c.shown] or list(columns)


def csv_chunks(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    """The list as CSV: UTF-8 with its mark, semicolons, decimal commas, days as 12/03/2026."""
    language, words = translation.get_language() or "fr", _Words.now()
    heads = [safe_text(str(column.label)) for column in columns]

    def lines() -> Iterator[list[str]]:
        yield heads
        for row in rows:
            with translation.override(language):
                line = [_as_french_text(column.of(row), column.kind, words) for column in columns]
            yield line

    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    return chain([BOM], map(writer.writerow, lines()))


def xlsx_file(rows: Iterable[Any], columns: Sequence[Column]) -> Any:
    """The list as a workbook in an open temporary file, set to its beginning; numbers and days are real ones."""
    words = _Words.now()
    book = Workbook(write_only=True)
    book.properties.creator = book.properties.lastModifiedBy = "Catalyse"
    sheet, left = _new_sheet(book, columns), ROWS_OF_A_SHEET - 1
    for row in rows:
        if not left:
            sheet, left = _new_sheet(book, columns), ROWS_OF_A_SHEET - 1
        sheet.append([_cell(sheet, column.of(row), column.kind, words) for column in columns])
        left -= 1
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that XML can hold."""
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    return f"'{text}" if text.startswith(BREAKS) or text.lstrip().startswith(FORMULA_STARTS) else text


@dataclass(frozen=True)
class _Words:
    unknown: str
    yes: str
    no: str

    @classmethod
    def now(cls) -> _Words:
        """The words in the language of the moment, for rows that are written after it has passed."""
        return cls(gettext("not given"), gettext("yes"), gettext("no"))


class _Echo:
    """Gives back what the CSV writer writes."""

    def write(self, text: str) -> bytes:
        return text.encode()


def _new_sheet(book: Workbook, columns: Sequence[Column]) -> Any:
    sheet = book.create_sheet(f"{gettext('List')} {len(book.worksheets) + 1}" if book.worksheets else gettext("List"))
    sheet.freeze_panes = "A2"
    heads = []
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.kind, 14)
        head = _text_cell(sheet, str(column.label))
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    return sheet


def _cell(sheet: Any, value: Any, kind: Kind, words: _Words) -> WriteOnlyCell:
    value = _typed(value, kind)
    if value is None or isinstance(value, bool | str):
        return _text_cell(sheet, _plain_text(value, words))
    if kind == "percent":
        value = Decimal(str(value)) / 100
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = FORMATS.get(kind, "General")
    return cell


def _text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    text = safe_text(text)
    cell = WriteOnlyCell(sheet, value=text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in text)
    return cell


def _typed(value: Any, kind: Kind) -> Any:
    """The value as its column means it: a number, a day, a moment of Paris; anything else as text."""
    if value is None or isinstance(value, bool):
        return value
    if kind == "half_days" and isinstance(value, int | Decimal):
        return Decimal(value) / 2
    if isinstance(value, datetime):
        return value.astimezone(PARIS).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value
    finite = isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())
    if finite and kind in {"number", "money", "percent", "half_days"}:
        return value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value))
    return str(value)


def _as_french_text(value: Any, kind: Kind, words: _Words) -> str:
    value = _typed(value, kind)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if value is None or isinstance(value, bool | str):
        return safe_text(_plain_text(value, words))
    if kind == "money":
        value = Decimal(value).quantize(Decimal("0.01"))
    return format(value, "f").replace(".", ",") if isinstance(value, Decimal) else str(value)


def _plain_text(value: str | bool | None, words: _Words) -> str:
    if value is None:
        return words.unknown
    if isinstance(value, bool):
        return words.yes if value else words.no
    return value
