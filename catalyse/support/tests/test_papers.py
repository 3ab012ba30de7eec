"""The documents of an association that serve its support: ticked once in its folder, read by those who read it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from catalyse.actors import services as actors
from catalyse.actors.models import Paper
from catalyse.kernel import clock
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.support import services
from catalyse.support.models import Beneficiary
from catalyse.support.queries.papers import folders_in
from catalyse.support.tests.factories import (
    DAY,
    HOUSE,
    a_running_support,
    an_individual_support,
    beneficiaries,
    member,
    user_of,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture
def regie(bocage):
    return bocage.association("Régie de quartier")


@pytest.fixture
def support(bocage, regie, monkeypatch):
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    return an_individual_support(bocage, regie)


@pytest.fixture
def row(support) -> Beneficiary:
    return Beneficiary.objects.system("a test").get(support=support)


def a_paper(association, kind="statutes", dated_on=date(2008, 1, 7)) -> Paper:
    return actors.add_paper(
        organisation=association, kind=kind, dated_on=dated_on, file_name=f"kx7-{kind}.pdf", content=PDF, by=HOUSE,
        today=DAY,
    )  # fmt: skip


def signed_in(actor) -> Client:
    browser = Client()
    browser.force_login(user_of(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def door(row) -> str:
    return reverse("support:choose_papers", args=[row.pk])


def chosen(row) -> list[Paper]:
    return list(row.papers.system("a test").order_by("pk"))


@pytest.mark.parametrize("role", ["association_lead", "dla_officer"])
def test_the_association_or_its_dla_ticks_what_the_house_has(bocage, regie, support, row, role):
    statutes, accounts = a_paper(regie), a_paper(regie, "accounts", date(2005, 12, 31))
    browser = signed_in(member(regie if role == "association_lead" else bocage.dla, role))

    page = browser.get(door(row)).content.decode()
    assert "Statuts, du 7\u00a0janvier\u00a02008" in page
    assert "trop vieux" in page
    again = f"{reverse('actors:add_paper', args=[regie.pk])}?quoi=accounts&amp;next={door(row)}"
    assert again in page
    done = browser.post(door(row), {"papers": [statutes.pk, accounts.pk]}, follow=True)

    assert chosen(row) == [statutes, accounts]
    assert reverse("actors:paper", args=[statutes.pk]) in done.content.decode()
    told = Event.objects.get(name="support.papers_chosen")
    assert told.facts["n"] == 2


def test_the_partners_who_do_not_read_the_folder_read_nothing_of_it(bocage, regie, support, row):
    paper = a_paper(regie)
    services.choose_papers(beneficiary=row, papers=[paper], by=HOUSE, today=DAY)
    officer = member(bocage.authority, "authority_officer")
    browser = signed_in(officer)

    page = browser.get(reverse("support:documents", args=[support.pk, support.slug])).content.decode()

    assert folders_in(officer, support, DAY) == []
    assert reverse("actors:paper", args=[paper.pk]) not in page
    assert browser.get(door(row)).status_code in (403, 404)
    assert browser.get(reverse("actors:paper", args=[paper.pk])).status_code == 404
    with pytest.raises(Forbidden):
        services.choose_papers(beneficiary=row, papers=[], by=officer, today=DAY)


def test_nobody_gives_the_documents_of_somebody_else(bocage, regie, support, row):
    theirs, own = a_paper(bocage.association("Autre")), a_paper(regie)
    browser = signed_in(member(bocage.dla, "dla_officer"))

    told = browser.post(door(row), {"papers": [theirs.pk]})

    assert told.status_code == 422
    with pytest.raises(Refused):
        services.choose_papers(beneficiary=row, papers=[theirs, own], by=HOUSE, today=DAY)
    assert chosen(row) == []


@pytest.mark.parametrize("papers", [["x"], ["0"], ["9" * 30], ["\x00"], ["-1"]])
def test_what_is_no_document_is_refused_and_loses_nothing(bocage, regie, support, row, papers):
    kept = a_paper(regie)
    services.choose_papers(beneficiary=row, papers=[kept], by=HOUSE, today=DAY)

    told = signed_in(member(bocage.dla, "dla_officer")).post(door(row), {"papers": papers})

    assert told.status_code == 422
    assert chosen(row) == [kept]


def test_an_archived_document_is_no_longer_given(bocage, regie, support, row):
    paper = a_paper(regie)
    services.choose_papers(beneficiary=row, papers=[paper], by=HOUSE, today=DAY)

    actors.archive_paper(paper=paper, by=HOUSE, today=DAY)

    (folder,) = folders_in(member(bocage.dla, "dla_officer"), support, DAY)
    assert folder.given == []
    with pytest.raises(Refused):
        services.choose_papers(beneficiary=row, papers=[paper], by=HOUSE, today=DAY)


def test_a_newer_one_in_the_folder_is_told_and_ticked(bocage, regie, support, row):
    old = a_paper(regie, "accounts", date(2005, 12, 31))
    services.choose_papers(beneficiary=row, papers=[old], by=HOUSE, today=DAY)
    new = a_paper(regie, "accounts", date(2007, 12, 31))
    lead = member(regie, "association_lead")

    (folder,) = folders_in(lead, support, DAY)
    assert [(one.paper, one.newer) for one in folder.given] == [(old, True)]
    page = signed_in(lead).get(door(row)).content.decode()
    assert f'value="{new.pk}" id="id_papers_0" checked' in page


def test_chosen_twice_it_is_told_once(regie, row):
    paper = a_paper(regie)

    for _time in range(2):
        services.choose_papers(beneficiary=row, papers=[paper], by=HOUSE, today=DAY)

    assert Event.objects.filter(name="support.papers_chosen").count() == 1


@pytest.mark.parametrize("n", [1, 30])
def test_the_folders_of_one_and_of_thirty_cost_the_same(bocage, n, django_assert_max_num_queries):
    support = a_running_support(bocage, joined=n)
    for association in beneficiaries(support):
        given = Beneficiary.objects.system("a test").get(support=support, association=association)
        services.choose_papers(beneficiary=given, papers=[a_paper(association)], by=HOUSE, today=DAY)
    officer = member(bocage.dla, "dla_officer")

    with django_assert_max_num_queries(5):
        assert len(folders_in(officer, support, DAY)) == n
