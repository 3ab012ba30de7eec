"""The State's directory of businesses: asked only where it is named, within its limits, and never in the way of a page.

Its answers are played by a server on this machine, in the form that its OpenAPI description documents.
"""

import json
import threading
import time
from datetime import timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from catalyse.actors.connectors import businesses
from catalyse.actors.connectors.businesses import Unavailable
from catalyse.actors.tests.factories import person
from catalyse.kernel import throttle
from catalyse.places.tests.factories import CommuneFactory

SIREN, RNA = "000000018", "W611000042"
PERSON = "Zébulonne"


def result(**other):
    """One result as documented, with the leaders that the house does not want to know."""
    return {
        "siren": SIREN, "siren_conserve": None, "nom_complet": f"LES SOURCES ({PERSON})",
        "nom_raison_sociale": "LES SOURCES", "sigle": "LS", "nombre_etablissements": 1,
        "siege": {
            "siret": SIREN + "00010", "commune": "61169", "libelle_commune": "FLERS", "adresse": f"CHEZ {PERSON}",
            "departement": "61", "etat_administratif": "A",
        },
        "activite_principale": "94.99Z", "date_creation": "1991-05-02", "etat_administratif": "A",
        "nature_juridique": "9220", "statut_diffusion": "O",
        "dirigeants": [{"nom": PERSON, "prenoms": "A", "annee_de_naissance": "1950"}],
        "complements": {"est_association": True, "identifiant_association": RNA},
        **other,
    }  # fmt: skip


class Directory:
    """What the played directory is to answer, and what it was asked."""

    def __init__(self):
        self.asked, self.results, self.code, self.headers, self.late, self.raw = [], [result()], 200, {}, 0.0, None

    @property
    def questions(self):
        return [parse_qs(urlsplit(path).query) for path, _ in self.asked]


@pytest.fixture
def directory(db, settings):
    """A played directory, which the house may ask."""
    played = Directory()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            played.asked.append((self.path, dict(self.headers)))
            time.sleep(played.late)
            body = (
                played.raw
                or json.dumps(
                    {
                        "results": played.results,
                        "total_results": len(played.results),
                        "page": 1,
                        "per_page": 8,
                        "total_pages": 1,
                    }
                ).encode()
            )
            try:
                self.send_response(played.code)
                for name, value in played.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                return  # the house has hung up

        def log_message(self, *args):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.BUSINESS_DIRECTORY = f"http://127.0.0.1:{server.server_port}"
    yield played
    server.shutdown()
    server.server_close()
    thread.join()


def rested():
    """Forgets what was asked so far, as if time had gone by."""
    with connection.cursor() as cursor:
        cursor.execute("delete from kernel_allowance where key = %s", [businesses.KEY])


def test_nothing_is_asked_where_no_address_is_given(directory, settings):
    settings.BUSINESS_DIRECTORY = ""

    assert not businesses.enabled()
    assert businesses.find("les sources") == []
    assert businesses.business(SIREN) is None
    assert directory.asked == []


def test_an_association_is_told_without_anybody(directory):
    [one] = businesses.find("les  sources")

    assert (one.siren, one.siret, one.rna) == (SIREN, SIREN + "00010", RNA)
    assert (one.name, one.short_name, one.insee, one.commune, one.active) == (
        "LES SOURCES",
        "LS",
        "61169",
        "FLERS",
        True,
    )
    assert PERSON not in repr(one)
    [question] = directory.questions
    assert question["q"] == ["les sources"]
    assert question["est_association"] == ["true"]
    assert (question["minimal"], question["include"]) == (["true"], ["siege,complements"])
    assert directory.asked[0][0].startswith("/search?")
    assert directory.asked[0][1]["User-Agent"].startswith("Catalyse (http")


def test_a_number_with_spaces_is_looked_up_directly(directory):
    businesses.find("000 000 018")

    assert directory.questions[0]["q"] == [SIREN]


@pytest.mark.parametrize(
    "other",
    [
        {"nature_juridique": "5499", "complements": {}},
        {"nom_raison_sociale": None, "nature_juridique": "1000"},
        {"siren": "12"},
        {"siren_conserve": "552100554"},
        {"complements": None, "nature_juridique": None},
    ],
)
def test_what_is_no_association_is_left_out_as_filters_do_not_count_for_a_number(directory, other):
    directory.results = [result(**other)]

    assert businesses.find(SIREN) == []


@pytest.mark.parametrize(
    ("other", "field", "value"),
    [
        ({"complements": {"identifiant_association": "W61"}}, "rna", ""),
        ({"complements": None}, "rna", ""),
        ({"siege": None}, "siret", ""),
        ({"siege": {"siret": "99999999900010", "commune": 61169}}, "insee", ""),
        ({"siege": {"siret": "99999999900010"}}, "siret", ""),
        ({"sigle": None}, "short_name", ""),
        ({"etat_administratif": "C"}, "active", False),
    ],
)
def test_a_fact_that_is_missing_or_odd_is_not_told(directory, other, field, value):
    directory.results = [result(**other)]

    assert getattr(businesses.find("les sources")[0], field) == value


def test_under_seven_questions_a_second_and_the_rest_is_refused_at_once(directory):
    began, refused = time.monotonic(), 0
    for _ in range(12):
        try:
            businesses.find("les sources")
        except Unavailable:
            refused += 1

    spent = time.monotonic() - began
    assert len(directory.asked) + refused == 12
    assert len(directory.asked) <= 3 + 3 * spent + 1
    assert refused


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("120", 100, 121),
        (formatdate(time.time() + 3600 * 9, usegmt=True), 3000, 3601),
        (None, 5, 11),
        ("soon", 5, 11),
        ("99999999999", 3000, 3601),
    ],
    # Named by hand: a date that moves in the name would give each worker other tests to run.
    ids=["seconds", "a date", "nothing", "a word", "too long"],
)
def test_when_it_says_too_many_it_is_left_alone_for_as_long_as_it_asks(directory, said, least, most):
    directory.code, directory.headers = 429, {"Retry-After": said} if said else {}
    with pytest.raises(Unavailable, match="429"):
        businesses.find("les sources")
    directory.code = 200

    with pytest.raises(Unavailable, match="too often"):
        businesses.find("les sources")

    assert len(directory.asked) == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "select extract(epoch from rested_at - clock_timestamp()) from kernel_allowance where key = %s",
            [businesses.KEY],
        )
        assert least < cursor.fetchone()[0] <= most
    rested()
    assert businesses.find("les sources")


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": 500},
        {"code": 400},
        {"code": 302, "headers": {"Location": "http://127.0.0.1:1/"}},
        {"raw": b"<html>"},
        {"raw": b"[]"},
        {"raw": b'{"results": 5}'},
        {"raw": b'{"results": [5]}'},
        {"raw": b"[" * 100_000},
        {"raw": b'"' + b"x" * (businesses.MOST + 1)},
        {"raw": b"\xff\xfe"},
    ],
)
def test_whatever_goes_wrong_is_one_answer_and_a_rest(directory, wrong):
    vars(directory).update(wrong)

    with pytest.raises(Unavailable):
        businesses.find("les sources")
    with pytest.raises(Unavailable, match="too often"):
        businesses.find("les sources")
    assert len(directory.asked) == 1


def test_a_directory_that_is_slow_or_away_costs_no_more_than_its_time(directory, settings, monkeypatch):
    monkeypatch.setattr(businesses, "PATIENCE", 0.3)
    directory.late = 5
    began = time.monotonic()
    with pytest.raises(Unavailable):
        businesses.find("les sources")
    assert time.monotonic() - began < directory.late

    rested()
    settings.BUSINESS_DIRECTORY = "http://127.0.0.1:1"
    with pytest.raises(Unavailable):
        businesses.find("les sources")


def test_a_key_that_is_held_is_refused_and_never_freed_earlier(db):
    throttle.hold("k", timedelta(hours=1))
    throttle.hold("k", timedelta(seconds=1))

    assert not throttle.spend("k", times=5, per=timedelta(seconds=1))
    assert throttle.spend("other", times=5, per=timedelta(seconds=1))


@pytest.fixture
def client_of_a_dla(here, client):
    client.force_login(person("dla_officer", here.dla))
    return client


def page(client, fragment=False, **query):
    headers = {"HX-Request": "true"} if fragment else {}
    return client.get(reverse("actors:add"), query, headers=headers).content.decode()


def test_the_page_offers_the_directory_where_the_register_found_little(directory, client_of_a_dla):
    html = page(client_of_a_dla, cherche="les sources")

    assert "Chercher aussi dans l’annuaire des entreprises" in html
    assert directory.asked == []
    beside = page(client_of_a_dla, cherche="les sources", annuaire="1")
    assert "Les Sources" in beside
    assert f"?entreprise={SIREN}" in beside
    fragment = page(client_of_a_dla, fragment=True, cherche="les sources", annuaire="1")
    assert fragment.strip() in beside
    assert PERSON not in beside


def test_the_facts_are_taken_over_into_the_form(directory, client_of_a_dla):
    CommuneFactory(insee="61169", name="Flers")

    html = page(client_of_a_dla, entreprise=SIREN)

    assert 'value="LES SOURCES"' in html or 'value="Les Sources"' in html
    assert f'value="{RNA}"' in html
    assert 'value="Flers (61)"' in html
    assert "Repris de l’annuaire des entreprises" in html
    assert PERSON not in html


def test_what_the_house_knows_already_is_a_link(directory, here, client_of_a_dla):
    row = here.association("Les Sources", siret=SIREN + "00010", siren=SIREN)

    html = page(client_of_a_dla, cherche="les sources", annuaire="1")

    assert row.get_absolute_url() in html
    assert f"?entreprise={SIREN}" not in html


def test_the_page_says_in_one_sentence_that_the_directory_does_not_answer(directory, client_of_a_dla):
    directory.code = 503

    for query in ({"cherche": "les sources", "annuaire": "1"}, {"entreprise": SIREN}):
        html = page(client_of_a_dla, **query)
        assert html.count("L’annuaire des entreprises ne répond pas pour le moment") == 1
        assert 'name="name"' in html


def test_without_the_setting_the_page_knows_no_directory(directory, settings, client_of_a_dla):
    settings.BUSINESS_DIRECTORY = ""

    html = page(client_of_a_dla, cherche="les sources", annuaire="1", entreprise=SIREN)

    assert "annuaire des entreprises" not in html
    assert directory.asked == []
