"""A list leaves the house as a spreadsheet that is true, safe, and says nothing about who made it."""

import csv
import io
import re
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from catalyse.kernel import exports
from catalyse.kernel.exports import Column, export_response, safe_text

EXCEL_DAY = datetime(2007, 9, 11, tzinfo=UTC).replace(tzinfo=None)  # a workbook knows no time zone
COLUMNS = (
    Column("name", "Nom"),
    Column("cost", "Coût", kind="money"),
    Column("half_days", "Jours", kind="half_days"),
    Column("share", "Part", lambda row: row.share, "percent"),
    Column("day", "Jour", "place.day", "date"),
    Column("at", "Moment", kind="moment", shown=False),
    Column("done", "Fait", kind="yes_no"),
)


def row(**facts):
    known = dict.fromkeys(("name", "cost", "half_days", "share", "at", "done")) | {"place": SimpleNamespace(day=None)}
    return SimpleNamespace(**(known | facts))


FULL = row(
    name="Régie",
    cost=Decimal("1234.5"),
    half_days=9,
    share=Decimal("64.3"),
    place=SimpleNamespace(day=date(2007, 9, 11)),
    at=datetime(2007, 9, 11, 12, 30, tzinfo=UTC),
    done=True,
)


def csv_rows(rows, chosen=(), columns=COLUMNS):
    response = export_response(rows, columns, chosen, "csv", "besoins")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def xlsx_bytes(rows, chosen=(), columns=COLUMNS):
    response = export_response(rows, columns, chosen, "xlsx", "besoins")
    with closing(response):
        return b"".join(response.streaming_content)


def xlsx_rows(rows, chosen=(), columns=COLUMNS):
    sheets = load_workbook(io.BytesIO(xlsx_bytes(rows, chosen, columns))).worksheets
    return [list(line) for sheet in sheets for line in sheet.values]


def test_a_csv_is_what_french_programs_read():
    with translation.override("fr"):
        response = export_response([FULL], COLUMNS, (), "csv", "Besoins entendus")
        body = b"".join(response.streaming_content)

    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines() == [
        "Nom;Coût;Jours;Part;Jour;Fait",
        "Régie;1234,50;4,5;64,3;11/09/2007;oui",
    ]
    assert response["Content-Disposition"] == 'attachment; filename="besoins-entendus.csv"'


def test_numbers_and_days_are_real_ones_in_a_workbook():
    [head, line] = xlsx_rows([FULL])

    assert head == ["Nom", "Coût", "Jours", "Part", "Jour", "Fait"]
    assert line[:5] == ["Régie", 1234.5, 4.5, 0.643, EXCEL_DAY]


def test_the_reader_chooses_columns_and_their_order_is_that_of_the_list():
    assert csv_rows([FULL], ["at", "name", "password"]) == [["Nom", "Moment"], ["Régie", "11/09/2007 14:30"]]
    assert xlsx_rows([FULL], ["at", "name"])[1] == ["Régie", EXCEL_DAY + timedelta(hours=14, minutes=30)]


@pytest.mark.parametrize("read", [csv_rows, xlsx_rows])
def test_what_is_unknown_says_so_in_the_language_of_the_request(read):
    with translation.override("fr"):
        french = read([row(name="")])[1]
    with translation.override("en"):
        english = read([row(done=False)])[1]

    assert french == ["" if read is csv_rows else french[0], *["non renseigné"] * 5]
    assert english == [*["not given"] * 5, "no"]


def test_the_language_is_that_of_the_request_even_when_the_file_is_written_after_it():
    with translation.override("fr"):
        response = export_response([row(name=gettext_lazy("yes"))], COLUMNS, ["name", "done"], "csv", "x")

    with translation.override("en"):
        assert "oui;non renseigné" in b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0="])
def test_a_text_is_never_a_formula(start):
    text = f"{start}HYPERLINK(1)"

    assert csv_rows([row(name=text)], ["name"])[1] == [f"'{text}"]
    body = xlsx_bytes([row(name=text)], ["name"])
    assert load_workbook(io.BytesIO(body)).active["A2"].data_type == "s"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")


def test_a_column_s_label_is_safe_too_and_a_negative_amount_stays_a_number():
    column = Column("cost", "=cmd", kind="money")

    assert csv_rows([row(cost=Decimal("-3"))], columns=(column,)) == [["'=cmd"], ["-3,00"]]
    assert xlsx_rows([row(cost=Decimal("-3"))], columns=(column,)) == [["'=cmd"], [-3]]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_comes_back_as_it_was(text):
    [_, [from_csv]] = csv_rows([row(name=text)], ["name"])
    [_, [from_xlsx]] = xlsx_rows([row(name=text)], ["name"])

    assert from_csv == safe_text(text)
    assert re.sub(r"\s", "", from_xlsx or "") == re.sub(r"\s", "", safe_text(text))
    assert not safe_text(text).lstrip().startswith(exports.FORMULA_STARTS)


def test_a_workbook_names_nobody_and_no_machine():
    book = zipfile.ZipFile(io.BytesIO(xlsx_bytes([FULL])))

    text = b"".join(book.read(name) for name in book.namelist()).decode()

    assert load_workbook(io.BytesIO(xlsx_bytes([FULL]))).properties.creator == "Catalyse"
    assert not re.search(r"root|/home|/tmp|python", text, re.IGNORECASE)


def test_rows_are_read_as_they_are_written():
    seen = []
    rows = (seen.append(i) or row(name=str(i)) for i in range(10**9))

    chunks = iter(export_response(rows, COLUMNS, ["name"], "csv", "x").streaming_content)
    first = [next(chunks) for _ in range(3)]

    assert first[2] == b"0\r\n"
    assert seen == [0]


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_OF_A_SHEET", 3)

    rows = xlsx_rows([row(name=str(i)) for i in range(5)], ["name"])

    assert rows == [["Nom"], ["0"], ["1"], ["Nom"], ["2"], ["3"], ["Nom"], ["4"]]


def test_an_empty_list_has_its_heads_and_an_unknown_format_is_refused():
    assert xlsx_rows([], ["name"]) == [["Nom"]]
    assert csv_rows([], ["name"]) == [["Nom"]]
    with pytest.raises(ValueError, match="pdf"):
        export_response([], COLUMNS, (), "pdf", "x")
