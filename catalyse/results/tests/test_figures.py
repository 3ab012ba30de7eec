"""The figures page: each figure with its rule, sums only for who observes."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalyse.kernel import offers
from catalyse.kernel.models import Code
from catalyse.results.queries import bilan
from catalyse.results.queries.bilan import Line, guarded
from catalyse.results.services import declare_total
from catalyse.results.tests.factories import DAY, HOUSE, member, world
from catalyse.support.models import Support
from catalyse.support.tests.factories import a_support, user_of

URL = "/bilan/"


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr("catalyse.kernel.clock.today", lambda request=None: DAY)


def page(client, actor, url=URL):
    client.force_login(user_of(actor))
    return client.get(url)


@pytest.mark.django_db
def test_each_figure_stands_with_its_rule(client):
    here = world()

    text = page(client, here.officer).text

    assert list(offers.figures)
    assert all(str(figure.rule) in text for figure in offers.figures)


@pytest.mark.django_db
def test_a_figure_changes_when_a_support_opens(client):
    here = world()
    bodies = bilan.bodies_for(here.officer)
    scope = bilan.scope_of({}, bodies, DAY)

    def supports():
        return {one.key: one.value for one in bilan.figures_for(here.officer, scope)}["support.supports"]

    before = supports()
    a_support(here.territory)
    assert supports() == before + 1


@pytest.mark.django_db
def test_nobody_counts_what_lies_outside_its_territories():
    here, elsewhere = world(), world()
    asked = {"territoire": str(elsewhere.territory.partnership.body_id)}

    scope = bilan.scope_of(asked, bilan.bodies_for(here.officer), DAY)

    assert scope.body == here.territory.partnership.body_id


@pytest.mark.django_db
def test_an_observer_reads_sums_without_small_counts_and_without_records(client):
    here = world(joined=3)
    observer = member(here.territory.dla, "observer")

    mine = {one.key: one for one in bilan.figures_for(observer, bilan.scope_of({}, bilan.bodies_for(observer), DAY))}
    theirs = {
        one.key: one for one in bilan.figures_for(here.officer, bilan.scope_of({}, bilan.bodies_for(observer), DAY))
    }
    assert (mine["support.supports"].hidden, mine["support.supports"].value) == (True, None)
    assert (theirs["support.supports"].hidden, theirs["support.supports"].value) == (False, 1)
    assert mine["support.structures"].value == 3
    assert page(client, observer).status_code == 200
    assert here.support.title not in page(client, observer).text
    assert page(client, observer, reverse("results:figure_records")).status_code == 404
    assert here.support.title in page(client, here.officer, reverse("results:figure_records")).text


@pytest.mark.django_db
def test_the_doors_of_the_figures(client):
    here = world()

    assert page(client, here.lead(0)).status_code == 404
    for role, where in (("committee_member", here.territory.dla), ("authority_elected", here.territory.authority)):
        assert page(client, member(where, role)).status_code == 200


@pytest.mark.django_db
def test_the_file_holds_what_the_page_shows(client):
    here = world(joined=3)
    observer = member(here.territory.dla, "observer")

    def file(actor, kind):
        return b"".join(page(client, actor, f"/bilan/chiffres.{kind}").streaming_content)

    line = next(
        line for line in file(here.officer, "csv").decode("utf-8-sig").splitlines() if "accompagnements;" in line
    )
    assert ";1;" in line
    assert ";1;" not in file(observer, "csv").decode("utf-8-sig")
    assert file(here.officer, "xlsx")[:2] == b"PK"
    assert page(client, here.officer, "/bilan/chiffres.pdf").status_code == 404


@pytest.mark.django_db
def test_the_page_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    here = world(joined=1)
    client.force_login(user_of(here.officer))

    with django_assert_max_num_queries(45):
        client.get(URL)
    for _ in range(12):
        a_support(here.territory)
    with django_assert_max_num_queries(45):
        client.get(URL)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_no_small_count_is_shown_nor_told_by_the_sum(counts):
    lines = guarded([Line(str(rank), count) for rank, count in enumerate(counts)])
    shown = [line.count for line in lines if line.count is not None]
    hidden = [count for line, count in zip(lines, counts, strict=True) if line.hidden]

    assert all(count == 0 or count >= 3 for count in shown)
    others = [count for count in counts if count]
    assert len(hidden) != 1 or len(others) == 1


@pytest.mark.django_db
def test_a_figure_that_counts_examples_says_so_until_a_source_gives_the_same_total(client):
    here = world()
    here.support.sectors.add(Code.objects.filter(kind="sector").first())
    plain = page(client, here.officer).text
    Support.objects.system("a test").filter(pk=here.support.pk).update(illustrative=["title"])
    scope = bilan.scope_of({}, bilan.bodies_for(here.officer), DAY)

    def marked():
        return {one.key for one in bilan.figures_for(here.officer, scope) if one.example}

    before, shown = marked(), page(client, here.officer).text
    declare_total(
        support=here.support, figure="territoire-accompagnements", value=1, source="Le rapport", by=HOUSE, today=DAY
    )

    assert {"support.supports", "support.structures"} <= before
    assert marked() == before - {"support.supports"}
    assert ("illustrative" in plain, "illustrative" in shown) == (False, True)
    assert "Certains de ces accompagnements sont des exemples" in shown


@pytest.mark.django_db
def test_an_unknown_or_hidden_figure_bears_no_mark():
    here = world(joined=2)
    Support.objects.system("a test").filter(pk=here.support.pk).update(illustrative=["*"])
    observer = member(here.territory.authority, "observer")
    scope = bilan.scope_of({}, bilan.bodies_for(observer), DAY)

    found = [one for one in bilan.figures_for(observer, scope) if one.hidden or not one.value]

    assert found
    assert not any(one.example for one in found)
