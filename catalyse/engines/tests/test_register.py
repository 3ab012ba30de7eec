"""The register is read as the State writes it, whatever the age of the file and the state of its lines."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalyse.engines.register import Entry, NotARegister, Reader, Refusal, Unit, calm, text_lines
from catalyse.engines.register_sample import COLUMNS, Place, sample

OLDER = ["id", "id_ex", "siret", "gestion", "date_creat", "date_publi", "nature", "groupement", "titre", "objet",
         "objet_social1", "objet_social2", "adr1", "adr2", "adr3", "adrs_codepostal", "libcom", "adrs_codeinsee",
         "dir_civilite", "telephone", "siteweb", "email", "observation", "position", "rup_mi", "maj_time"]  # fmt: skip
GIVEN = {
    "id": "W611000001", "titre": "Arc-en-Ciel", "titre_court": "_", "objet": "Insérer", "objet_social1": "030000",
    "adrs_codeinsee": "61169", "adrs_codepostal": "61100", "adrs_libcommune": "Flers", "date_creat": "1991-05-02",
    "date_disso": "0001-01-01", "position": "A", "groupement": "S", "dir_civilite": "MME", "telephone": "0233000000",
}  # fmt: skip


def lines_of(*rows: dict[str, str], columns: list[str] | tuple[str, ...] = COLUMNS) -> bytes:
    def line(values: list[str]) -> bytes:
        return ";".join(f'"{value}"' for value in values).encode("iso-8859-1") + b"\n"

    return line(list(columns)) + b"".join(line([row.get(name, "") for name in columns]) for row in rows)


def read(content: bytes, skip: int = 0) -> list[Entry | Unit | Refusal]:
    return list(Reader(text_lines(io.BufferedReader(io.BytesIO(content))), skip))


def test_a_line_says_what_it_says_and_no_person():
    [entry] = read(lines_of(GIVEN))

    assert isinstance(entry, Entry)
    assert (entry.number, entry.title, entry.short_title, entry.insee) == ("W611000001", "Arc-en-Ciel", "", "61169")
    assert (entry.created_on, entry.dissolved_on, entry.state) == (date(1991, 5, 2), None, "active")
    assert not {"MME", "0233000000"} & set(map(str, entry))


@pytest.mark.parametrize("left_out", ["telephone", "email", "siteweb"])
def test_columns_are_found_by_name_whatever_their_order(left_out: str):
    columns = [name for name in reversed(COLUMNS) if name != left_out]

    assert read(lines_of(GIVEN, columns=columns)) == read(lines_of(GIVEN))


def test_an_older_number_leads_to_the_new_one():
    row = {
        "id": "751P00085568", "titre": "Amicale", "libcom": "Paris", "position": "R",
        "observation": "Nouveau numéro W751085568 (reprise)",
    }  # fmt: skip

    [entry] = read(lines_of(row, columns=OLDER))

    assert (entry.number, entry.state, entry.renumbered_to, entry.commune) == (
        "751P00085568", "renumbered", "W751085568", "Paris",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": ""}, "no_number"),
        ({"id": "_"}, "no_number"),
        ({"id": "W6110"}, "bad_number"),
        ({"titre": "_"}, "no_title"),
        ({"position": "Z"}, "bad_state"),
    ],
)
def test_a_line_that_cannot_be_kept_says_why_and_where(change: dict[str, str], reason: str):
    assert read(lines_of(GIVEN, GIVEN | change, GIVEN))[1] == Refusal(3, reason)


def test_a_quote_that_is_never_closed_costs_its_own_line_only():
    content = lines_of(GIVEN, GIVEN, GIVEN)
    head, first, second, third = content.splitlines(keepends=True)
    broken = second[:-2] + b"\n"

    kept = read(head + first + broken + third * 30)

    assert kept[1] == Refusal(3, "quote")
    assert len(kept) == 32
    assert {one.number for one in kept if isinstance(one, Entry)} == {"W611000001"}


def test_a_title_over_two_lines_is_one_title_and_windows_characters_are_read():
    content = lines_of(GIVEN | {"titre": "Arc\nen ciel"}, GIVEN | {"titre": "@"}).replace(b"@", b"C\x9cur d\x92or")

    first, second = read(content)

    assert (first.title, second.title) == ("Arc en ciel", "Cœur d’or")


def test_a_cut_line_is_refused_and_zeros_are_left_out():
    content = lines_of(GIVEN | {"titre": "Arc\x00"}) + b'"W611000002";"x"\n'

    assert [one.title if isinstance(one, Entry) else one for one in read(content)] == ["Arc", Refusal(3, "columns")]


def test_sirene_says_the_number_of_an_association_and_is_silent_on_businesses():
    content = (
        b"siren,identifiantAssociationUniteLegale,etatAdministratifUniteLegale,activitePrincipaleUniteLegale,"
        b"nomenclatureActivitePrincipaleUniteLegale\n"
        b"732829320,W611000001,A,94.99Z,NAFRev2\n732829320,,A,47.11A,NAFRev2\n732829321,W611000002,A,94.99Z,NAFRev2\n"
    )

    assert read(content) == [Unit("W611000001", "732829320", "94.99Z", "NAFRev2", False), Refusal(4, "bad_siren")]


def test_another_file_is_told_apart_by_its_columns():
    with pytest.raises(NotARegister) as told:
        read(b"nom;ville\nArc;Flers\n")

    assert told.value.columns == ["nom", "ville"]


def test_the_worked_example_of_the_page_is_what_comes_of_it():
    page = (Path(__file__).parents[3] / "docs/engines/register.md").read_text(encoding="utf-8")
    example = page.split("```")[1].lstrip("\n").encode("iso-8859-1")

    first, second, third = read(example)

    assert (first.title, first.short_title, first.state) == ("Comité des fêtes", "", "active")
    assert second == Refusal(4, "bad_number")
    assert (third.number, third.state, third.renumbered_to) == ("751P00085568", "renumbered", "W751085568")


@pytest.mark.parametrize(
    ("told", "calmed"),
    [
        ("COMITÉ DES FÊTES DE L'ÉTANG", "Comité des Fêtes de l'Étang"),
        ("LES AMIS DU LIVRE", "Les Amis du Livre"),
        ("Arc-en-Ciel", "Arc-en-Ciel"),
    ],
)
def test_a_title_that_shouts_is_calmed(told: str, calmed: str):
    assert calm(told) == calmed


PLACES = [Place("61169", "Flers", 14432), Place("97411", "Saint-Denis", 150000), Place("2A004", "Ajaccio", 70000)]


@given(st.integers(1, 400), st.integers(0, 50), st.data())
def test_a_reading_goes_on_where_another_came_to(rows: int, seed: int, data: st.DataObject):
    content = b"".join(sample(rows, seed, PLACES))
    whole = read(content)
    stop = data.draw(st.integers(0, len(whole)))
    reader = Reader(text_lines(io.BufferedReader(io.BytesIO(content))))
    lines = iter(reader)
    before = [next(lines) for _ in range(stop)]

    assert before + read(content, reader.behind) == whole


def test_the_same_seed_gives_the_same_register_and_another_one_another():
    assert list(sample(50, 3, PLACES)) == list(sample(50, 3, PLACES)) != list(sample(50, 4, PLACES))


def test_a_sample_has_the_tail_of_odd_lines_and_numbers_of_everywhere():
    told = read(b"".join(sample(5000, 1, PLACES)))
    reasons = {one.reason for one in told if isinstance(one, Refusal)}

    assert reasons == {"no_title", "bad_number", "columns", "quote"}
    assert {one.number[:3] for one in told if isinstance(one, Entry)} >= {"W61", "W97", "W2A"}


def test_a_sample_may_be_of_no_real_office_and_old():
    entries = [
        one
        for one in read(b"".join(sample(800, 3, PLACES, office="000", last=date(2009, 3, 3))))
        if isinstance(one, Entry)
    ]

    assert {entry.number[:4] for entry in entries} == {"W000"}
    assert len({entry.number for entry in entries}) == len(entries)
    assert max(entry.created_on for entry in entries if entry.created_on) <= date(2009, 3, 3)
