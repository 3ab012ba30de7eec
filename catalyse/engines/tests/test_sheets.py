"""Spreadsheets as people send them, and as people who mean harm do."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from catalyse.engines import sheets, sheets_packed
from catalyse.engines.sheets import Bounds, Row, Unreadable, read
from catalyse.engines.sheets_columns import best_of, guess, read_cell, table_of, tell
from tests.sheets import HEAD, ROWS, ods, replaced, spoilt, text, workbook, zipped

SOUND = [HEAD, *ROWS]
NAMES = [row[0] for row in ROWS]
MAP = {"name": 0, "rna": 1, "siret": 2, "postal_code": 3, "commune": 4, "year": 5, "public_email": 6}


def names(data: bytes) -> list[str]:
    table = best_of(read(data))[0]
    return [row.cells[table.guessed["name"]] for row in table.rows]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_as_text_is_read_whatever_its_form(separator, encoding):
    table = best_of(read(text(SOUND, separator, encoding)))[0]
    assert [row.cells[0] for row in table.rows] == NAMES
    assert dict(table.guessed) == MAP


def test_windows_letters_and_nul_are_read():
    data = text([["Nom", "Ville"], ["L’œuvre “à part” – été", "Flers"]], encoding="cp1252").replace(
        b"Flers", b"F\0lers"
    )
    assert best_of(read(data))[0].rows[0].cells == ("L’œuvre “à part” – été", "Flers")


@pytest.mark.parametrize("make", [workbook, ods])
def test_a_workbook_is_read_as_two_libraries_read_it(make):
    data = make([["Liste 2024"], [], *SOUND, ["", "", "", 4.5, 43191.0]])
    ours = read(data)[0].rows
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert {row.number: [c for c in row.cells if c] for row in ours} == {
        number: [sheets.said(cell) for cell in row if sheets.said(cell)]
        for number, row in enumerate(theirs, 1)
        if any(map(sheets.said, row))
    }
    if make is workbook:
        told = load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True)
        assert [row.number for row in ours] == [n for n, row in enumerate(told, 1) if any(map(sheets.said, row))]


@pytest.mark.parametrize("make", [workbook, ods, lambda *all_: text(all_[-1])])
def test_the_header_is_found_under_titles_and_the_sheet_that_is_a_list_comes_first(make):
    notes = [["Notes de la réunion"], ["À relire"]]
    table = best_of(read(make(notes, [["Subventions 2024"], ["Service vie associative", "", "p. 1"], [], *SOUND])))[0]
    assert table.labels[:2] == ("Nom de l'association", "N° RNA")
    assert [row.cells[0] for row in table.rows] == NAMES


def test_merged_cells_speak_for_each_of_their_rows():
    def merge(book):
        book.worksheets[0].merge_cells("B2:B4")

    data = workbook([["Nom", "Ville"], ["Un", "Flers"], ["Deux", ""], ["Trois", ""], ["Quatre", "Caen"]], change=merge)
    assert [row.cells[1] for row in read(data)[0].rows] == ["Ville", "Flers", "Flers", "Flers", "Caen"]
    data = replaced(ods([["Nom", "Ville"], ["Un", "Flers"], ["Deux", ""]]), "content.xml", lambda part: part.replace(
        b'<table:table-cell office:value-type="string"><text:p>Flers',
        b'<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>Flers'))  # fmt: skip
    assert [row.cells[1] for row in read(data)[0].rows] == ["Ville", "Flers", "Flers"]


def test_days_kept_as_numbers_and_sirets_kept_as_values_are_read():
    rows = [["Un", 73282932000074.0, date(1991, 3, 4)], ["Deux", "7.3282932000074E+13", 33301]]
    data = workbook([["Nom", "SIRET", "Date de création"], *rows])
    table = best_of(read(data))[0]
    told = [tell(row, table.guessed).values for row in table.rows]
    assert [one["siret"] for one in told] == ["73282932000074"] * 2
    assert [one["year"] for one in told] == [1991, 1991]
    assert read_cell("siret", "4,40605E+13") == ("", "shortened")


def test_formulas_are_never_run_and_their_last_value_is_read():
    data = workbook([["Nom", "Ville"], ["Un", '=HYPERLINK("http://x.example","Flers")']])
    assert read(data)[0].rows[1].cells == ("Un",)  # nothing was ever computed
    kept = replaced(data, "sheet1.xml", lambda part: re.sub(rb"<v ?/>|<v></v>", b"<v>Flers</v>", part))
    assert read(kept)[0].rows[1].cells == ("Un", "Flers")


def test_marks_of_direction_are_dropped_and_emoji_stay():
    assert sheets.plain("\u202eÉcole\u200f de danse\x00 💃\ufeff\nde\tFlers") == "École de danse 💃 de Flers"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\0\0;;\r\n", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old_or_locked"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"<html><table><tr><td>Nom", "web_page"),
        (zipped({"a.txt": b"x"}), "not_a_sheet"),
        (bytes(range(256)) * 20, "not_a_sheet"),
        (b"PK\x03\x04 cut short", "broken"),
        (text([["Nom"], *[["Un"]] * 20_001]), "too_many_rows"),
        (b"Nom;Ville\n" + b"x" * (10 * 2**20), "too_big"),
        (workbook([]), "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data, reason):
    with pytest.raises(Unreadable) as refusal:
        read(data)
    assert refusal.value.reason == reason


def heavy(part: str) -> bytes:
    sound = workbook(SOUND)
    return replaced(sound, part, lambda data: data + b" " * (200 * 2**20))


def rows_of(xml: bytes) -> bytes:
    return replaced(workbook(SOUND), "sheet1.xml", lambda part: part.replace(b"</sheetData>", xml + b"</sheetData>"))


def repeated(rows: int, told: str = "") -> str:
    cell = f'<table:table-cell table:number-columns-repeated="16384">{told}</table:table-cell>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


def doctype(data: bytes) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return data.replace(b"?>", b"?>" + bomb, 1) if b"?>" in data[:100] else bomb + data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: heavy("sheet1.xml"), "swollen"),
        (lambda: replaced(workbook(SOUND), "workbook.xml", doctype), "swollen"),
        (lambda: replaced(ods(SOUND), "content.xml", doctype), "swollen"),
        (lambda: zipped({f"{n}.xml": b"" for n in range(3000)}), "swollen"),
        (
            lambda: rows_of(b'<row r="9"><c r="A9" t="' + bytes(3 * 2**20).replace(b"\0", b"xyzw") + b'"/></row>'),
            "swollen",
        ),
        (lambda: rows_of(b"".join(b'<row><c t="str"><v>%d</v></c></row>' % n for n in range(21_000))), "too_many_rows"),
        (
            lambda: ods(
                SOUND,
                tail=repeated(99_999_999, "<text:p>x</text:p>"),
            ),
            "too_many_rows",
        ),
    ],
)
def test_a_file_made_to_do_harm_is_refused_in_little_memory(data, reason):
    made = data()
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable) as refusal:
            read(made)
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()
    assert refusal.value.reason == reason


def test_a_cell_at_the_far_corner_and_a_million_empty_rows_cost_nothing():
    far = rows_of(b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>')
    last = b'<row r="1000000"><c t="str"><v>Nobody scrolls so far</v></c></row>'
    empty = rows_of(b"".join(b'<row r="%d" spans="1:3" ht="15"/>' % n for n in range(9, 70_000)) + last)
    for data in (far, empty, ods(SOUND, tail=repeated(1_048_500))):
        tracemalloc.start()
        assert names(data) == NAMES
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
        tracemalloc.stop()


def test_bounds_hold_whatever_the_file():
    bounds = Bounds(rows=50, columns=5, cell=10, characters=400)
    for _name, data in spoilt(60, 4):
        try:
            told = read(data, bounds)
        except Unreadable:
            continue
        rows = [row for sheet in told for row in sheet.rows]
        assert len(rows) <= 50
        assert sum(len(cell) for row in rows for cell in row.cells) <= 400 + 10
        assert all(len(row.cells) <= 5 and all(len(cell) <= 10 for cell in row.cells) for row in rows)


def test_columns_without_a_known_label_are_known_by_what_they_hold():
    rows = [Row(n, ("x", f"Association {n} de Flers", f"W61100000{n}", "61100")) for n in range(1, 6)]
    assert guess(("A", "B", "C", "D"), rows) == {"rna": 2, "postal_code": 3, "name": 1}
    assert table_of(read(text([["Un", "61100"], ["Deux", "61100"]]))[0]).labels == ("Un", "61100")


@pytest.mark.parametrize(
    ("field", "cell", "told"),
    [
        ("siret", "732 829 320 00074", ("73282932000074", "")),
        ("siret", "440605009", ("", "number")),
        ("siren", "73282932000074", ("732829320", "")),
        ("postal_code", "1000", ("01000", "")),
        ("postal_code", "1000.0", ("01000", "")),
        ("insee", "2a004", ("2A004", "")),
        ("rna", "w61 1000001", (("rna", "W611000001"), "")),
        ("year", "créée le 03/12/2007", (2007, "")),
        ("year", "jadis", ("", "year")),
        ("website", "www.exemple.fr", ("https://www.exemple.fr", "")),
        ("website", "voir Facebook", ("", "address")),
        ("public_email", "Bureau <bureau@asso.example>", ("bureau@asso.example", "")),
        ("public_phone", "233000000", ("0233000000", "")),
    ],
)
def test_a_cell_is_read_as_its_column_means_it(field, cell, told):
    assert read_cell(field, cell) == told


def test_what_says_that_nothing_is_known_says_nothing():
    told = tell(Row(1, ("Un", "NC", "néant", "sans")), MAP)
    assert dict(told.values) == {"name": "Un"}
    assert told.left_out == ()


def test_a_packed_file_with_a_member_that_lies_about_its_size_is_counted():
    sound = bytearray(workbook(SOUND))
    with zipfile.ZipFile(io.BytesIO(bytes(sound))) as box:
        assert box.testzip() is None
    with pytest.raises(Unreadable):
        read(bytes(sound[: len(sound) // 2]))


def test_a_list_of_contents_that_points_before_the_file_is_told_as_broken():
    sound = workbook(SOUND)
    begins = int.from_bytes(sound[-6:-2], "little")  # where the end of the file says that the contents begin
    with pytest.raises(Unreadable) as refusal:
        read(sound[:-6] + (begins + 58_335).to_bytes(4, "little") + sound[-2:])
    assert refusal.value.reason == "broken"


def test_rows_that_bear_the_number_of_another_follow_it_and_absurd_ones_are_told_as_broken():
    taken = sheets.Taken(Bounds())
    for number in (2, 2, 1, 9):
        taken.keep(number, ["x"])

    assert [row.number for row in taken.end("list").rows] == [2, 3, 4, 9]
    with pytest.raises(Unreadable, match="broken"):
        taken.keep(2**31, ["x"])


def test_a_file_of_countless_empty_cells_is_refused_before_it_costs_time(monkeypatch):
    monkeypatch.setattr(sheets_packed, "ELEMENTS", 50)

    with pytest.raises(Unreadable, match="swollen"):
        read(workbook([[f"line {n}", "x"] for n in range(60)]))
