"""Spreadsheets made for tests: sound ones, tired ones, and by the thousand ones that chance has spoilt."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

Cells = Sequence[Sequence[Any]]
HEAD = ["Nom de l'association", "N° RNA", "SIRET", "Code postal", "Ville", "Année de création", "Courriel"]
ROWS = [
    ["Comité des fêtes de Bellou", "W611000001", "44060500900012", "61220", "Bellou", 1991, "bureau@bellou.example"],
    ["Ateliers du Bocage", "", "", "61100", "Flers", 2003, ""],
    ["École de danse 💃", "W611000002", "", "61100", "FLERS CEDEX", "", ""],
]


def workbook(*sheets: Cells, change: Callable[[Workbook], None] = lambda book: None) -> bytes:
    """An XLSX with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Feuille {number}")
        for row in rows:
            sheet.append(list(row))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(*sheets: Cells, tail: str = "") -> bytes:
    """An OpenDocument spreadsheet with these sheets; `tail` is written after the last row of each."""
    tables = "".join(
        f"<table:table table:name={quoteattr(f'Feuille {number}')}>"
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + tail
        + "</table:table>"
        for number, rows in enumerate(sheets, 1)
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'  # noqa: E501 - one line of XML
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def _ods_cell(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = f"<text:p>{value}</text:p>"
        return f'<table:table-cell office:value-type="float" office:value="{value}">{shown}</table:table-cell>'
    told = f"<text:p>{escape(str(value))}</text:p>" if value not in (None, "") else ""
    return f'<table:table-cell office:value-type="string">{told}</table:table-cell>' if told else "<table:table-cell/>"


def zipped(members: dict[str, bytes]) -> bytes:
    """A packed file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in members.items():
            box.writestr(name, data)
    return out.getvalue()


def replaced(packed: bytes, ending: str, change: Callable[[bytes], bytes]) -> bytes:
    """The packed file with the members so called changed."""
    with zipfile.ZipFile(io.BytesIO(packed)) as box:
        members = {name: box.read(name) for name in box.namelist()}
    return zipped({name: change(data) if name.endswith(ending) else data for name, data in members.items()})


def text(rows: Cells, separator: str = ";", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """A CSV."""
    lines = [separator.join(_quoted(str(cell), separator) for cell in row) for row in rows]
    return end.join(lines).encode(encoding, "replace")


def _quoted(cell: str, separator: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if separator in cell or '"' in cell or "\n" in cell else cell


def spoilt(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many files that chance has spoilt: their name and bytes. The same seed gives the same files."""
    chance = random.Random(seed)
    for _file in range(count):
        rows = [HEAD, *([_worn(chance, cell) for cell in row] for row in ROWS * chance.randrange(1, 5))]
        if chance.random() < 0.3:
            rows = [[_nonsense(chance)] for _title in range(chance.randrange(1, 6))] + rows
        chance.shuffle(rows) if chance.random() < 0.1 else None
        kind = chance.choice(("xlsx", "ods", "csv"))
        if kind == "csv":
            encoding = chance.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1"))
            data = text(rows, chance.choice(";,\t|"), encoding, chance.choice(("\r\n", "\n", "\r")))
        else:
            data = (workbook if kind == "xlsx" else ods)(*[rows] * chance.randrange(1, 3))
            if chance.random() < 0.7:
                ending = chance.choice((".xml", "sheet1.xml", "styles.xml", "workbook.xml", "content.xml", ".rels"))
                data = replaced(data, ending, lambda part: _broken(chance, part))
        if kind == "csv" or chance.random() < 0.3:
            data = _broken(chance, data)
        yield f"tableau.{kind}", data


def _worn(chance: random.Random, cell: Any) -> Any:
    return _nonsense(chance) if chance.random() < 0.12 else cell


def _nonsense(chance: random.Random) -> Any:
    return chance.choice(
        ["", "=1+1",
         '=HYPERLINK("http://x.example")', "💃" * 40, "\u202eemanrever", "4,40605E+13", 4.40605009e13, 43191,
         "x" * 3000, "#REF!", "-1", "W61", "' or 1=1 --", "<script>alert(1)</script>", True,
         1e308, "ﷺ" * 20, "\tx", "9" * 400, "2024-02-30", "NC"]
    )  # fmt: skip


STRANGE = (b"\0" * 9, b"\xff\xfe", b"\xe2\x80\xae", b'"', b"<!DOCTYPE x>", b"]]>", b"&#0;", b"</row>")


def _broken(chance: random.Random, data: bytes) -> bytes:
    """The bytes with some of them lost, doubled, changed, or something strange put between."""
    told = bytearray(data)
    for _time in range(chance.randrange(1, 6)):
        if not told:
            break
        place = chance.randrange(len(told))
        kind = chance.randrange(7)
        if kind == 0:
            del told[place : place + chance.randrange(1, 40)]
        elif kind == 1:
            told[place:place] = told[place : place + chance.randrange(1, 200)]
        elif kind == 2:
            told[place] = chance.randrange(256)
        elif kind == 3:
            del told[place:]
        elif kind == 4:
            told[place:place] = chance.choice(STRANGE)
        elif kind == 5:
            told = told.replace(b'r="1"', b'r="999999"', 1).replace(b"repeated=", b"x=", 1)
        else:
            told = told.replace(b"0", b"9" * chance.randrange(1, 12), chance.randrange(1, 4))
    return bytes(told)
