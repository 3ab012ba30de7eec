"""Whoever types three letters, with a mistake, has the association."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalyse.actors import search
from catalyse.actors.models import RegisterEntry
from catalyse.actors.search import Where
from catalyse.actors.services import register, register_index
from catalyse.actors.tests.factories import acting, person, territory
from catalyse.actors.tests.test_register import DAY
from catalyse.engines.register_sample import Place, sample
from catalyse.engines.tests.test_register import GIVEN, lines_of
from catalyse.kernel.access import NOBODY

FLERS, PARIS, AJACCIO = ("61169", "Flers"), ("75056", "Paris"), ("2A004", "Ajaccio")
TITLES = [
    ("W611000001", "Association pour le développement des usages du quartier", "", FLERS, "A"),
    ("W611000002", "Comité des fêtes de Flers", "", FLERS, "A"),
    ("W751000003", "Comité des fêtes de Paris", "", PARIS, "A"),
    ("W751000004", "Harmonie municipale", "ADUQ", PARIS, "A"),
    ("W611000005", "L’Arc-en-Ciel", "", FLERS, "D"),
    ("W2A1000006", "Arc-en-Ciel", "", AJACCIO, "A"),
    ("W751000007", "Arc-en-Ciel musique", "", PARIS, "A"),
    ("W611000008", "Amis de la bibliothèque", "", FLERS, "A"),
    ("W611000009", "Œuvre de Saint-Georges", "", FLERS, "A"),
]


def row(number: str, title: str, short: str, place: tuple[str, str], state: str) -> dict[str, str]:
    code, name = place
    title = title.replace("’", "'").replace("Œ", "OE")
    return GIVEN | {
        "id": number, "titre": title, "titre_court": short, "adrs_codeinsee": code, "adrs_libcommune": name,
        "position": state, "objet_social1": "006000" if "Harmonie" in title else "030000",
    }  # fmt: skip


@pytest.fixture
def register_of_nine(db: None, tmp_path: Path) -> None:
    path = tmp_path / "rna_waldec.csv"
    path.write_bytes(lines_of(*(row(*line) for line in TITLES)))
    register.load([path], today=DAY, say=lambda edition, name: None)
    register_index.build()


def numbers(text: str, **where: str | bool) -> list[str]:
    return [one.entry.number[-1] for one in search.find(NOBODY, text, Where(**where))]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("biblio", "8"), ("BIBLIOTHEQUE", "8"), ("bibliotheque amis", "8"), ("bilbiothèque", "8"), ("bibliothèqe", "8"),
        ("bibliothque amsi", "8"), ("st georges", "9"), ("oeuvre", "9"), ("œuvre de saint georges", "9"),
        ("harmnie", "4"), ("comite fetes flers", "2"), ("comité dse fêtes de flers", "2"), ("fêtes pari", "3"),
        ("l arc en ciel", "5"), ("arc-en-ciel musi", "7"), ("W611 000 008", "8"), ("w2a1000006", "6"),
    ],
)  # fmt: skip
def test_a_text_finds_what_it_means(register_of_nine: None, typed: str, first: str):
    assert numbers(typed)[:1] == [first]


def test_an_acronym_comes_before_initials_of_a_title_only_by_its_place(register_of_nine: None):
    assert set(numbers("aduq")) == {"1", "4"}
    assert numbers("ADUQ", near="61")[0] == "1"
    assert numbers("ADUQ", near="75")[0] == "4"


def test_active_comes_before_dissolved_and_near_before_far(register_of_nine: None):
    assert numbers("arc en ciel") == ["6", "7", "5"]
    assert numbers("comité des fêtes", near="75") == ["3", "2"]
    assert numbers("comité des fêtes", near="61") == ["2", "3"]


def test_what_is_known_here_comes_before_what_is_not(register_of_nine: None):
    here = territory()
    known = here.association("Arc-en-Ciel musique", rna="W751000007")
    actor = acting("dla_officer", here.dla)

    found = search.find(actor, "arc")

    assert [(one.entry.number[-1], one.known) for one in found][:2] == [("7", known.pk), ("6", None)]


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ({"commune": "61169"}, {"1", "2", "5", "8", "9"}),
        ({"department": "75"}, {"3", "4", "7"}),
        ({"sector": "006"}, {"4"}),
        ({"department": "61", "active": True}, {"1", "2", "8", "9"}),
    ],
)
@pytest.mark.parametrize("typed", ["comite", "a", "arc en ciel", "des", "harmnie", "fetes", "aduq"])
def test_no_answer_is_outside_the_filter(register_of_nine: None, where: dict, kept: set[str], typed: str):
    assert set(numbers(typed, **where)) <= kept


@pytest.mark.parametrize("typed", ["", " ", "'", "& |", "~a", "xyzxyzxyz", "a' | 'b", "😀", "ع" * 300])
def test_a_text_that_means_nothing_finds_nothing_or_little(register_of_nine: None, typed: str):
    assert len(numbers(typed)) <= len(TITLES)


@pytest.mark.django_db
def test_before_any_register_the_search_finds_nothing():
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists register_find")

    assert search.find(NOBODY, "arc") == []


def test_the_command_says_the_same_as_the_search(register_of_nine: None):
    told = io.StringIO()

    call_command("register", "search", "comite des fetes", "--commune", "75056", "--json", stdout=told)

    assert [one["id"] for one in json.loads(told.getvalue())] == ["W751000003", "W611000002"]


def test_the_api_says_the_same_as_the_search_and_where_the_house_knows_it(register_of_nine: None, client: Client):
    here = territory()
    known = here.association("Comité des fêtes", rna="W611000002")

    client.force_login(person("dla_officer", here.dla))
    found = client.get("/api/associations", {"q": "comite des fetse", "commune": "75056"}).json()

    assert [one["id"] for one in found] == ["W611000002", "W751000003"]
    assert [one["known"] for one in found] == [
        known.get_absolute_url().replace("comite-des-fetes", "comite-des-fetes-de-flers"),
        "",
    ]
    assert client.get("/api/associations", {"q": "x" * 201}).status_code == 422
    assert client.get("/api/openapi.json").json()["paths"]["/api/associations"]["get"]["summary"]
    assert client.get("/api/associations", {"q": "x", "sector": "1-2"}).status_code == 422
    assert client.get("/api/associations", {"q": "x", "commune": "'"}).status_code == 422
    client.logout()
    assert client.get("/api/associations", {"q": "comite"}).status_code == 302


@pytest.mark.django_db
def test_one_typing_error_is_forgiven_and_costs_few_queries(tmp_path: Path):
    path = tmp_path / "rna_waldec.csv"
    path.write_bytes(b"".join(sample(6000, 8, [Place("61169", "Flers", 9), Place("14118", "Caen", 9)])))
    register.load([path], today=DAY, say=lambda edition, name: None)
    register_index.build()
    chance = random.Random(1)
    keys = list(RegisterEntry.objects.exclude(state="renumbered").values_list("search_key", flat=True))
    wanted = [key for key in dict.fromkeys(keys) if keys.count(key) == 1 and 2 <= len(key.split()) <= 6][:150]
    missed = []
    for key in wanted:
        typed = misspelt(key, chance)
        with CaptureQueriesContext(connection) as asked:
            found = search.find(NOBODY, typed)
        assert len(asked) <= 7
        if key not in [one.entry.search_key for one in found]:
            missed.append((key, typed))
    assert len(missed) <= len(wanted) * 0.05, missed


def misspelt(text: str, chance: random.Random) -> str:
    """The text with one edit in a word of four letters or more, never its first letter."""
    words = text.split()
    place = chance.choice([n for n, word in enumerate(words) if len(word) >= 4] or [0])
    word = words[place]
    at = chance.randrange(2, len(word) + 1)
    letter = chance.choice("aeinrst")
    swapped = word[: at - 2] + word[at - 1] + word[at - 2] + word[at:] if at > 2 else word
    words[place] = chance.choice([word[: at - 1] + word[at:], word[:at] + letter + word[at:], swapped,
                                  word[: at - 1] + letter + word[at:]])  # fmt: skip
    return " ".join(words)
