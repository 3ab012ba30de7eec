"""Neighbourhoods of the city policy come from a file, each with its vintage and the days of that vintage."""

import io
import json
import random
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from catalyse.places import loading, queries
from catalyse.places.models import VINTAGES, Neighbourhood
from catalyse.places.tests.factories import CommuneFactory

HEADER = "code;name;commune;vintage\n"


@pytest.fixture
def communes(db):
    return [CommuneFactory(insee=insee) for insee in ("61169", "61391", "14001")]


def load(text, vintage=""):
    refused = []
    told = loading.load_neighbourhoods(
        io.StringIO(text), vintage=vintage, refuse=lambda line, reason: refused.append((line, reason))
    )
    return told, refused


def names_on(communes, day):
    return [one.label for one in queries.neighbourhoods_of(communes, on=day)]


def test_a_day_is_answered_with_the_neighbourhoods_of_that_day(communes, django_assert_num_queries):
    told, refused = load(
        HEADER
        + "2503010;Saint-Sauveur;61169;ZUS\nQP061001;Saint-Michel;61169;QPV2015\nQN06101M;Saint-Michel;61169;qpv 2024\n"
        "CU061001;Saint-Michel;61169;CUCS\n"
    )

    assert (told.added, refused) == (4, [])
    with django_assert_num_queries(1):
        assert names_on(communes, date(2007, 9, 11)) == ["Saint-Michel (CUCS)", "Saint-Sauveur (ZUS)"]
    assert names_on(communes, date(2014, 12, 31)) == ["Saint-Michel (CUCS)", "Saint-Sauveur (ZUS)"]
    assert names_on(communes, date(2015, 1, 1)) == ["Saint-Michel (QPV 2015)"]
    assert names_on(communes, date(2023, 12, 31)) == ["Saint-Michel (QPV 2015)"]
    assert names_on(communes, date(2024, 1, 1)) == ["Saint-Michel (QPV 2024)"]
    assert names_on(communes[2:], date(2024, 1, 1)) == []


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "QP061001;Les Deux Rives;61169 61391;QPV2015\n",
        HEADER + "QP061001;Les Deux Rives;61169;QPV2015\nQP061001;Les Deux Rives;61391;QPV2015\n",
        '\ufeff"CODE_QP","NOM_QP","insee_com"\n"QP061001","Les Deux Rives","61169, 61391"\n',
        "code_quartier\tquartier_prioritaire\tcode_insee\nqp061001\tLes  Deux Rives\t61169|61391\r\n",
        json.dumps(
            {"features": [{"type": "Feature", "geometry": None, "properties": {
                "code_qp": "QP061001", "lib_qp": "Les Deux Rives", "insee_com": ["61169", "61391"]}}]}
        ),
    ],
)  # fmt: skip
def test_one_neighbourhood_may_lie_in_several_communes_in_whatever_form_it_comes(communes, text):
    told, refused = load(text, vintage="qpv2015")

    assert refused == []
    [one] = Neighbourhood.objects.all()
    assert (one.code, one.name, one.vintage, told.added) == ("QP061001", "Les Deux Rives", "qpv2015", 1)
    assert {commune.insee for commune in one.communes.all()} == {"61169", "61391"}


def test_the_same_file_again_changes_nothing_and_a_corrected_one_does(communes):
    load(HEADER + "QP061001;Saint Michel;61169;QPV2015\n")
    again, _ = load(HEADER + "QP061001;Saint Michel;61169;QPV2015\n")
    corrected, _ = load(HEADER + "QP061001;Saint-Michel;61169 61391;QPV2015\n")

    assert (again.added, again.changed, again.same) == (0, 0, 1)
    assert (corrected.added, corrected.changed) == (0, 1)
    assert Neighbourhood.objects.get().communes.count() == 2


def test_days_of_the_file_count_before_those_of_the_vintage(communes):
    load("code;name;commune;vintage;since;until\nQP9710;Outre-mer;61169;QPV2015;;2024-12-31\n")

    assert names_on(communes, date(2024, 12, 31)) == ["Outre-mer (QPV 2015)"]
    assert names_on(communes, date(2025, 1, 1)) == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";N;61169;zus;;", "no code of letters and digits"),
        ("A B;N;61169;zus;;", "no code"),
        ("A1;;61169;zus;;", "no name"),
        (f"A1;{'n' * 121};61169;zus;;", "no name"),
        ("A1;N;;zus;;", "no INSEE code"),
        ("A1;N;61169 99999;zus;;", "no commune has the code 99999"),
        ("A1;N;61169;qpv2042;;", "the vintage “qpv2042” is none of zus, cucs, qpv2015, qpv2024"),
        ("A1;N;61169;;;", "the vintage “” is none"),
        ("A1;N;61169;zus;31/12/2014;", "“31/12/2014” is no day: write 2015-01-01"),
        ("A1;N;61169;zus;2015-01-01;2014-01-01", "it ends before it began"),
        ("A1;N;61169;zus", "not as many values"),
        ("KEPT;N;61169;qpv2024;2020-01-01;", "the code KEPT has another vintage on the same days"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_the_others_are_kept(communes, row, reason):
    told, refused = load(f"code;name;commune;vintage;since;until\nKEPT;N;61169;qpv2015;;\n{row}\n")

    assert (told.added, told.refused) == (1, 1)
    [(line, words)] = refused
    assert line == 3
    assert words.startswith(reason)


@pytest.mark.parametrize("text", ["", "\n", "a;b\n1;2\n", "code;name\nA1;N\n", "\0", "<html>"])
def test_a_file_that_is_no_list_is_refused_as_a_whole(communes, text):
    with pytest.raises(loading.NotNeighbourhoods, match="columns not found"):
        load(text)


def test_the_command_reads_windows_files_and_says_what_it_did(communes, tmp_path, capsys):
    path = tmp_path / "zus.csv"
    path.write_bytes((HEADER + "A1;Cité d’Été;61169;\nA2;X;00000;\n").encode("cp1252"))

    call_command("places", "load-neighbourhoods", str(path), "--vintage", "ZUS")

    told = capsys.readouterr()
    assert "1 neighbourhoods added, 0 changed, 0 as they were, 1 lines refused." in told.out
    assert "line 3: no commune has the code 00000" in told.err
    assert Neighbourhood.objects.get().name == "Cité d’Été"


def test_the_command_says_which_columns_it_wants(communes, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a;b\n")

    with pytest.raises(CommandError, match="columns not found: code, name, communes; the first line has a, b"):
        call_command("places", "load-neighbourhoods", str(path))


@pytest.mark.parametrize("seed", range(8))
def test_a_code_names_one_perimeter_a_day_but_for_those_of_before(db, seed):
    chance, kept, day = random.Random(seed), {}, date(2015, 1, 1)
    for vintage in chance.sample(["cucs", "qpv2015", "qpv2024"], 3):
        since = day + timedelta(chance.randrange(8))
        until = since + timedelta(chance.randrange(5))
        clash = any(since <= last and first <= until for first, last in kept.values())
        row = Neighbourhood(code="X", vintage=vintage, name="N", since=since, until=until)
        if clash:
            with pytest.raises(IntegrityError, match="neighbourhood_code_once_a_day"), transaction.atomic():
                row.save()
        else:
            row.save()
            kept[vintage] = since, until
    Neighbourhood.objects.create(code="X", vintage="zus", name="N", since=day, until=None)

    assert Neighbourhood.objects.count() == len(kept) + 1
    with pytest.raises(IntegrityError, match="neighbourhood_once_a_vintage"):
        Neighbourhood.objects.create(code="X", vintage="zus", name="N", since=date(1990, 1, 1), until=date(1990, 1, 2))


def test_the_vintages_follow_each_other():
    assert VINTAGES["zus"].until == VINTAGES["cucs"].until == VINTAGES["qpv2015"].since - timedelta(1)
    assert VINTAGES["qpv2015"].until == VINTAGES["qpv2024"].since - timedelta(1)
