"""The register is loaded once, twice, half-way and killed, and holds what its files say."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalyse.actors.models import RegisterEdition, RegisterEntry, RegisterRefusal, RegisterSeen
from catalyse.actors.services import register
from catalyse.engines.register import Entry, Reader, text_lines
from catalyse.engines.register_sample import Place, sample
from catalyse.engines.tests.test_register import GIVEN, OLDER, lines_of

PLACES = [Place("61169", "Flers", 14432), Place("75056", "Paris", 2_100_000), Place("2A004", "Ajaccio", 70000)]
DAY = date(2026, 11, 2)
KEPT = [f.attname for f in RegisterEntry._meta.fields if f.name not in ("id", "edition")]
CHECKSUM = f"select count(*), sum(hashtextextended(({', '.join(KEPT)})::text, 0)) from actors_registerentry"


def write(folder: Path, content: bytes, name: str = "rna_waldec.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def load(*paths: Path, **options: bool) -> RegisterEdition:
    return register.load(list(paths), today=DAY, say=lambda edition, name: None, **options)


def checksum() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(CHECKSUM)
        return cursor.fetchone()


@pytest.mark.django_db
def test_the_register_holds_each_association_of_its_files_as_they_last_say_it(tmp_path: Path):
    content = b"".join(sample(2000, 5, PLACES))
    said = {
        one.number: one
        for one in Reader(text_lines(io.BufferedReader(io.BytesIO(content))))
        if isinstance(one, Entry)
    }  # fmt: skip

    edition = load(write(tmp_path, content))

    held = {row[0]: row for row in RegisterEntry.objects.values_list(*Entry._fields)}
    assert edition.added == len(said) > 1900
    assert held == {number: tuple(entry) for number, entry in said.items()}
    assert edition.refused == RegisterRefusal.objects.count() > 0


@pytest.mark.django_db
def test_an_edition_touches_only_what_changed(tmp_path: Path):
    rows = [GIVEN | {"id": f"W61{n:07d}", "titre": f"Association {n}"} for n in range(100)]
    load(write(tmp_path, lines_of(*rows)))
    before = dict(RegisterEntry.objects.values_list("number", "edition"))
    rows[7]["titre"] = "Un autre nom"
    rows[50]["position"] = "D"

    edition = load(write(tmp_path, lines_of(*rows, GIVEN)))

    touched = {n for n, last in RegisterEntry.objects.values_list("number", "edition") if before.get(n) != last}
    assert touched == {rows[7]["id"], rows[50]["id"], GIVEN["id"]}
    assert (edition.added, edition.changed) == (1, 2)


@pytest.mark.django_db
def test_what_a_whole_edition_no_longer_holds_is_marked_and_comes_back(tmp_path: Path):
    rows = [GIVEN | {"id": f"W61{n:07d}"} for n in range(20)]
    load(write(tmp_path, lines_of(*rows)))
    load(write(tmp_path, lines_of({"id": "751P00085568", "titre": "Amicale"}, columns=OLDER), "rna_import.csv"))

    edition = load(write(tmp_path, lines_of(*rows[1:])), whole=True)

    assert edition.gone == 1
    assert [e.number for e in RegisterEntry.objects.filter(gone_on=DAY)] == [rows[0]["id"]]
    assert not RegisterSeen.objects.exists()
    assert load(write(tmp_path, lines_of(*rows)), whole=True).changed == 1
    assert not RegisterEntry.objects.exclude(gone_on=None).exists()


@pytest.mark.django_db
def test_a_missing_file_is_not_taken_for_the_end_of_a_fifth_of_the_country(tmp_path: Path):
    rows = [GIVEN | {"id": f"W61{n:07d}"} for n in range(20)]
    load(write(tmp_path, lines_of(*rows)))
    few = write(tmp_path, lines_of(*rows[:10]))

    with pytest.raises(CommandError, match="10 of 20 associations are not in these files"):
        call_command("register", "load", str(few), "--whole", stderr=io.StringIO())

    assert RegisterEntry.objects.listed().count() == 20
    assert load(few, whole=True, trusted=True).gone == 10


@pytest.mark.django_db
def test_zips_and_folders_are_read_and_sirene_speaks_last(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "rna.zip", "w") as box:
        box.writestr("a/rna_waldec_61.csv", lines_of(GIVEN))
        box.writestr("lisez-moi.txt", "rien")
    said = "siren,identifiantAssociationUniteLegale,etatAdministratifUniteLegale,activitePrincipaleUniteLegale\n"
    write(tmp_path, f"{said}732829320,W611000001,A,94.99Z\n732829320,W611000009,A,94.99Z\n".encode(), "a_sirene.csv")

    edition = load(tmp_path)

    entry = RegisterEntry.objects.get()
    assert (entry.number, entry.siren, entry.activity) == ("W611000001", "732829320", "94.99Z")
    assert edition.unknown == 1
    load(write(tmp_path, lines_of(GIVEN | {"titre": "Autre"}), "rna_waldec.csv"))
    entry.refresh_from_db()
    assert (entry.title, entry.siren) == ("Autre", "732829320")


@pytest.mark.django_db
def test_a_number_of_before_finds_the_association_of_today(tmp_path: Path):
    old = {"id": "751P00085568", "titre": "Amicale", "position": "R", "observation": "voir W751085568"}
    load(write(tmp_path, lines_of(old, columns=OLDER), "rna_import.csv"))
    load(write(tmp_path, lines_of(GIVEN | {"id": "W751085568", "id_ex": "751P00012345"})))

    found = [RegisterEntry.objects.numbered(n) for n in ("751P00085568", "751P00012345", "W751085568", "W000000000")]

    assert [entry and entry.number for entry in found] == ["W751085568"] * 3 + [None]


@pytest.mark.django_db
def test_a_file_of_something_else_changes_nothing_and_says_what_is_expected(tmp_path: Path):
    path = write(tmp_path, b"nom;ville\nArc;Flers\n", "liste.csv")

    with pytest.raises(CommandError, match=r"liste\.csv is no file of the register.*nom, ville.*rna_waldec"):
        call_command("register", "load", str(path))

    assert not RegisterEdition.objects.exists()


@pytest.mark.django_db
def test_the_report_gives_each_refused_line_with_its_reason(tmp_path: Path):
    load(write(tmp_path, lines_of(GIVEN, GIVEN | {"titre": "_"})))
    told = io.StringIO()

    call_command("register", "report", stdout=told, stderr=io.StringIO())

    assert told.getvalue().splitlines() == ["file,line,reason", "rna_waldec.csv,3,no title"]


@pytest.mark.django_db(transaction=True)
def test_a_load_killed_three_times_ends_as_an_undisturbed_one(tmp_path: Path):
    path = write(tmp_path, b"".join(sample(50_000, 2, PLACES)))
    undisturbed = load(path)
    counts = (undisturbed.lines, undisturbed.added, undisturbed.changed, undisturbed.refused)
    told = checksum()
    RegisterEntry.objects.all()._raw_delete("default")
    RegisterEdition.objects.all().delete()

    for batches in (1, 1, 2):
        with reading(path) as child:
            for _batch in range(batches):
                assert b"refused" in child.stderr.readline()
            os.kill(child.pid, signal.SIGKILL)
        assert RegisterEdition.objects.get().ended_at is None
    with reading(path) as child:
        child.communicate()
        assert child.returncode == 0

    [edition] = RegisterEdition.objects.all()
    assert edition.ended_at
    assert (edition.lines, edition.added, edition.changed, edition.refused) == counts
    assert RegisterRefusal.objects.count() == edition.refused
    assert checksum() == told


def reading(path: Path) -> subprocess.Popen[bytes]:
    """The command in a process of its own, on the database of this test."""
    at = connection.settings_dict
    url = f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
    command = [sys.executable, "-m", "catalyse.cli", "register", "load", str(path)]
    return subprocess.Popen(
        command, env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
