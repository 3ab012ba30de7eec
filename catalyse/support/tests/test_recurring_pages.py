"""The pages of what recurs, without script: read, accepted, refused, split, merged; wrong input loses nothing."""

from __future__ import annotations

import pytest

from catalyse.needs import services as needs
from catalyse.support import services
from catalyse.support.models import Proposal, Support
from catalyse.support.tests.factories import DAY, HOUSE, need
from catalyse.support.tests.heard import look, officer, only, partner, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def six(placed):
    said(placed, 6)
    look(placed)
    return placed


def test_the_page_shows_words_reasons_and_costs(six, as_person):
    near = need(six.association(), six.dla, "Nos affiches", heard_on=DAY.replace(year=DAY.year - 1))
    look(six)
    proposal = only()

    page = as_person(officer(six)).get(proposal.get_absolute_url()).content.decode()

    assert "Personne ne nous connaît." in page
    assert "11 000,00" in page.replace("\xa0", " ")
    assert "24 000,00" in page.replace("\xa0", " ")
    assert near.title in page
    assert "trop longtemps" in page


def test_a_partner_reads_numbers_and_never_the_words_or_the_names(placed, as_person):
    kept = said(placed, 5, shared=False)
    look(placed)
    client = as_person(partner(placed))

    pages = [client.get(url).content.decode() for url in ("/besoins/recurrents/", only().get_absolute_url())]

    for page in pages:
        assert "inq" in page
        for one in kept:
            assert one.words not in page
            assert str(one.organisation) not in page
    assert client.post(f"{only().get_absolute_url()}ecarter/", {"reason": "Non."}).status_code == 403


def test_too_few_is_the_same_as_nothing(placed, as_person):
    client = as_person(partner(placed))
    before = client.get("/besoins/recurrents/").content.decode()
    nothing = client.get("/besoins/recurrents/999999/")
    said(placed, 2)
    said(placed, 2, shared=False, first=2)
    look(placed)

    after = client.get("/besoins/recurrents/").content.decode()
    hidden = client.get(only().get_absolute_url())

    assert before.split("<main")[1] == after.split("<main")[1]
    assert (hidden.status_code, nothing.status_code) == (404, 404)


def test_accepting_asks_for_a_name_and_keeps_the_page(six, as_person):
    client, url = as_person(officer(six)), only().get_absolute_url()

    wrong = client.post(f"{url}accepter/", {"title": " "})

    assert wrong.status_code == 422
    assert "Personne ne nous connaît." in wrong.content.decode()
    right = client.post(f"{url}accepter/", {"title": "Se faire connaître"})
    support = Support.objects.system("a test").get()
    assert right.url == support.get_absolute_url()
    assert support.title in client.get(url).content.decode()


def test_refusing_without_a_reason_is_told_and_with_one_is_remembered(six, as_person):
    client, url = as_person(officer(six)), only().get_absolute_url()

    assert client.post(f"{url}ecarter/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}ecarter/", {"reason": "\x00"}).status_code in (400, 422)
    assert client.post(f"{url}ecarter/", {"reason": "Déjà fait."}).status_code == 302

    assert "Déjà fait." in client.get("/besoins/recurrents/").content.decode()
    assert client.post(f"{url}reprendre/").status_code == 302
    assert only().state == "open"


def test_splitting_and_merging_by_the_pages(six, as_person):
    client, proposal = as_person(officer(six)), only()
    keys = list(proposal.members.order_by("pk").values_list("need_id", flat=True))
    url = proposal.get_absolute_url()

    assert client.post(f"{url}separer/", {"needs": keys[:1]}).status_code == 422
    assert client.post(f"{url}separer/", {"needs": ["x", "-1", "99999999999999999999"]}).status_code == 422
    assert client.post(f"{url}separer/", {"needs": keys[:3]}).status_code == 302

    first, second = Proposal.objects.system("a test").filter(state="open").order_by("pk")
    page = client.get(f"{first.get_absolute_url()}reunir/")
    assert page.status_code == 200
    assert client.post(f"{first.get_absolute_url()}reunir/", {"other": proposal.pk}).status_code == 422
    assert client.post(f"{first.get_absolute_url()}reunir/", {"other": second.pk}).status_code == 302
    assert Proposal.objects.system("a test").get(state="open").members.count() == 6


def test_a_need_that_is_no_longer_shared_is_gone_at_the_next_request(six, as_person):
    client, url = as_person(partner(six)), only().get_absolute_url()
    one = only().members.first().need
    assert one.words in client.get(url).content.decode()

    needs.share_need(need=one, shared=False, by=HOUSE, today=DAY)

    page = client.get(url).content.decode()
    assert one.words not in page
    assert str(one.organisation) not in page
    assert services.find_recurring(partnership=six.partnership, by=HOUSE, today=DAY) == 0


def test_a_few_that_one_may_not_read_are_as_if_they_were_not_there(placed, as_person):
    seen, hidden = said(placed, 4), said(placed, 2, shared=False, first=4)
    look(placed)
    url = only().get_absolute_url()
    client = as_person(partner(placed))

    page = client.get(url).content.decode()
    assert "n’est lue que par le DLA" not in page
    assert f"{url}accepter/" in page
    assert client.post(f"{url}accepter/", {"title": "Se faire connaître"}).status_code == 302

    support = Support.objects.system("a test").get()
    invited = set(support.invitations.system("a test").values_list("association", flat=True))
    assert invited == {one.organisation_id for one in seen}
    for one in hidden:
        one.refresh_from_db()
        assert one.state == "received"
        assert str(one.organisation) not in client.get(support.get_absolute_url()).content.decode()
