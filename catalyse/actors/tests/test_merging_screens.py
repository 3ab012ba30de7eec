"""The pages on which two records become one, and the finder of those that are there twice."""

import pytest
from django.urls import reverse

from catalyse.actors import likeness, services
from catalyse.actors.models import Apart, Merge, Organisation
from catalyse.actors.tests.factories import HOUSE, TODAY, person
from catalyse.kernel.models import Event


@pytest.fixture
def twins(here):
    kept = here.association("Les Sources vives", public_email="contact@sources.example")
    gone = here.association("Les Source vives", public_email="contact@sources.example", rna="W612000001")
    services.add_milestone(organisation=gone, year=1991, title="Créée", by=HOUSE, today=TODAY)
    return kept, gone


@pytest.fixture
def desk(client, here):
    """The browser of an officer of the DLA."""
    client.force_login(person("dla_officer", here.dla), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def fresh(row):
    return Organisation.objects.system("test").get(pk=row.pk)


def answers(kept, gone, **chosen):
    kept, gone = fresh(kept), fresh(gone)
    return {"avec": gone.pk, "version_kept": kept.version, "version_gone": gone.version, **chosen}


def test_what_one_lacks_is_proposed_and_what_follows_is_counted(desk, twins):
    kept, gone = twins

    page = desk.get(reverse("actors:merge", args=[kept.pk]), {"avec": gone.pk})

    facts = {fact.key: fact.taken for fact in page.context["facts"]}
    assert facts["rna"]
    assert not facts["name"]
    assert [(kind.label, kind.moved) for kind in page.context["kinds"]] == [("Points du parcours", 1)]


def test_merged_told_and_undone_from_its_page(desk, twins):
    kept, gone = twins

    done = desk.post(reverse("actors:merge", args=[kept.pk]), answers(kept, gone, rna="gone"), follow=True)

    merge = Merge.objects.system("test").get()
    assert (fresh(kept).rna, fresh(kept).name) == ("W612000001", "Les Sources vives")
    assert b"Annuler" in done.content
    journal = desk.get(fresh(kept).tab_url("journal")).content.decode()
    assert "Créée" in journal  # the history of the record put aside
    assert merge.get_absolute_url() in journal
    assert desk.get(merge.get_absolute_url()).context["may_undo"]
    back = desk.post(reverse("actors:undo_merge", args=[merge.pk]), follow=True)
    assert (fresh(kept).rna, fresh(gone).rna, fresh(gone).archived_at) == ("", "W612000001", None)
    assert not back.context["may_undo"]


def test_the_old_address_leads_to_the_record_that_was_kept(desk, client, twins, elsewhere):
    kept, gone = twins
    merge = services.merge_organisations(
        kept=kept, gone=gone, take=(), expected=(kept.version, gone.version), by=HOUSE, today=TODAY
    )

    for old in (gone.get_absolute_url(), gone.tab_url("path"), reverse("actors:edit", args=[gone.pk])):
        assert desk.get(old).headers["Location"] == kept.get_absolute_url()
    assert desk.post(reverse("actors:restore", args=[gone.pk])).status_code == 403
    assert desk.post(reverse("actors:edit", args=[gone.pk]), {"name": "X"}).status_code == 403
    client.force_login(
        person("dla_officer", elsewhere.dla), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for hidden in (gone.get_absolute_url(), kept.get_absolute_url(), merge.get_absolute_url()):
        assert client.get(hidden).status_code == 404


def test_a_refusal_keeps_what_was_chosen(desk, twins):
    kept, gone = twins
    given = answers(kept, gone, name="gone", version_gone=99)

    page = desk.post(reverse("actors:merge", args=[kept.pk]), given)

    assert page.status_code == 422
    assert "relisez-les" in page.content.decode()
    assert {fact.key for fact in page.context["facts"] if fact.taken} == {"name"}
    assert not Merge.objects.system("test").exists()


@pytest.mark.parametrize("strange", ["abc", "²", "9" * 30, "-1"])
def test_a_strange_number_is_nobody(desk, twins, strange):
    assert desk.get(reverse("actors:merge", args=[twins[0].pk]), {"avec": strange}).status_code == 404


def test_the_finder_says_why_and_forgets_those_that_are_different(desk, here, twins, officer):
    kept, gone = twins
    long = here.association("Association pour le développement urbain de quartier")
    short = here.association("ADUQ")
    here.association("Club de tir")

    found = {(pair.first, pair.second): pair.evidence for pair in likeness.pairs(officer)}

    assert set(found) == {(kept, gone), (long, short)}
    assert found[kept, gone][-1] == "même courriel"
    assert found[long, short] == ("le sigle de l’une est fait des initiales de l’autre", "même commune")
    desk.post(reverse("actors:different", args=[gone.pk]), {"avec": kept.pk})
    assert [(pair.first, pair.second) for pair in likeness.pairs(officer)] == [(long, short)]
    assert Event.objects.about(kept).first().name == "organisation.told_apart"
    desk.post(reverse("kernel:undo", args=[Event.objects.about(kept).first().pk]))
    assert not Apart.objects.exists()


def test_the_finder_asks_as_many_questions_of_many_as_of_few(here, twins, officer, django_assert_max_num_queries):
    for rank in range(60):
        here.association(f"Comité des fêtes du quartier {rank}", public_email="mairie@commune.example")

    with django_assert_max_num_queries(3):
        found = likeness.pairs(officer)

    assert [pair.records for pair in found] == [twins]  # what sixty share says nothing
    with django_assert_max_num_queries(2):
        likeness.likes(officer, twins[0])
