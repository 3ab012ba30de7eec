"""Pages travel packed; files do not, and neither does what nobody asked to be packed."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from catalyse.kernel.middleware import PackedPages

PAGE = "<p>Entendre une fois, répondre ensemble.</p>" * 200


def answered(kind: str, **headers: str) -> HttpResponse:
    request = RequestFactory(headers=headers).get("/")
    return PackedPages(lambda _request: HttpResponse(PAGE, content_type=kind))(request)


def test_a_page_is_packed_and_says_so():
    answer = answered("text/html; charset=utf-8", accept_encoding="gzip, br")

    assert gzip.decompress(answer.content).decode() == PAGE
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert len(answer.content) < len(PAGE) / 10


def test_the_length_of_a_packed_page_tells_nothing_about_what_is_in_it():
    lengths = {len(answered("text/html", accept_encoding="gzip").content) for _time in range(40)}

    assert len(lengths) > 5


@pytest.mark.parametrize(("kind", "asked"), [("application/pdf", "gzip"), ("text/html", "identity")])
def test_files_and_whoever_asks_for_nothing_get_it_as_it_is(kind, asked):
    answer = answered(kind, accept_encoding=asked)

    assert not answer.has_header("Content-Encoding")
    assert answer.content.decode() == PAGE


def test_every_page_of_the_house_is_packed(client, db):
    answer = client.get("/", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert "</html>" in gzip.decompress(answer.content).decode()
