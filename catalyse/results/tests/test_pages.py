"""The screens of this room, without script."""

import re

import pytest
from django.urls import reverse

from catalyse.kernel.models import Event
from catalyse.results import services
from catalyse.results.models import Approval, CaseStudy, Evaluation, Item, Rating, Statement
from catalyse.results.tests.factories import (
    DAY,
    HOUSE,
    answer,
    block,
    member,
    said,
    world,
    write,
)
from catalyse.support.tests.factories import user_of

pytestmark = pytest.mark.django_db
NOTES = {"score_quality": "5", "score_respect": "na"}


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr("catalyse.kernel.clock.today", lambda request=None: DAY)


def signed_in(client, actor):
    client.force_login(user_of(actor))
    return client


def asked(here, rank=0):
    return services.ask_evaluation(
        support=here.support, organisation=here.associations[rank], side="association", by=HOUSE, today=DAY
    )


def public(study):
    return reverse("results:experience", args=[study.pk, study.slug])


def test_a_volunteer_answers_by_link_without_an_account(client):
    here = world()
    row = asked(here)
    base = f"/t-eval/{row.token}/"

    assert client.get(base).status_code == 200
    assert client.post(f"{base}notes/", NOTES).headers["Location"] == f"{base}mots/"
    client.post(f"{base}mots/", {"collective": "On s’est connues."})
    client.post(f"{base}citation/", {"quote": "On a osé.", "about": "collective", "permission": "anonymous"})
    page = client.get(f"{base}relire/")
    assert "On a osé." in page.text
    assert not Rating.objects.system("a test").exists()
    sent = client.post(f"{base}relire/")

    row.refresh_from_db()
    assert (row.state, row.collective) == ("answered", "On s’est connues.")
    assert Statement.objects.system("a test").get().quotable
    assert Statement.objects.system("a test").get().token in sent.text
    assert "arriv" in client.get(base).text


def test_opening_a_link_changes_nothing(client):
    here = world()
    row = asked(here)
    events = Event.objects.count()

    for url in (f"/t-eval/{row.token}/", f"/t-eval/{row.token}/relire/", f"/t-parole/{said(here).token}/"):
        assert client.get(url).status_code == 200
    assert client.get("/t-eval/nobody/").status_code == 404
    assert Event.objects.count() == events + 1
    row.refresh_from_db()
    assert row.state == "asked"


def test_what_is_typed_by_link_is_kept_and_comes_back(client):
    row = asked(world())
    keep = {"draft_form": "results.evaluation.mots", "draft_subject": f"results.evaluation:{row.pk}"}

    kept = client.post(f"/t-eval/{row.token}/garder/", {**keep, "diagnosis": "Un début"})

    assert kept.status_code == 200
    assert "Un début" in client.get(f"/t-eval/{row.token}/mots/").text


def test_an_officer_writes_an_answer_down_for_an_association(client):
    here = world()
    row = asked(here)
    url = reverse("results:answer", args=[row.pk])
    signed_in(client, here.partner)

    client.post(f"{url}notes/", NOTES)
    client.post(f"{url}mots/", {})
    client.post(f"{url}citation/", {"about": "collective", "permission": "none"})
    sent = client.post(f"{url}relire/", {"answered_on": "2008-03-10"})

    row.refresh_from_db()
    assert (sent.status_code, row.state, row.on_behalf, str(row.answered_on)) == (302, "answered", True, "2008-03-10")


def test_the_evaluation_tab_shows_to_each_what_it_may_read(client):
    here = world()
    answer(here, collective="kx7words")
    said(here, "kx7said", permission="none")
    url = reverse("results:evaluation", args=[here.support.pk, here.support.slug])

    pages = {
        role: signed_in(client, actor).get(url)
        for role, actor in {
            "officer": here.officer, "partner": here.partner, "own": here.lead(0), "other": here.lead(1),
            "committee": member(here.territory.dla, "committee_member"),
        }.items()
    }  # fmt: skip
    shown = {role: ("kx7words" in page.text, "kx7said" in page.text) for role, page in pages.items()}
    assert shown == {
        "officer": (True, True), "partner": (False, False), "own": (True, True), "other": (False, False),
        "committee": (False, False),
    }  # fmt: skip
    assert signed_in(client, member(world().territory.dla, "dla_officer")).get(url).status_code == 404


def test_no_table_of_means_before_anybody_answered(client):
    here = world()
    url, officer = reverse("results:evaluation", args=[here.support.pk, here.support.slug]), here.officer

    before = signed_in(client, officer).get(url).context["ratings"]
    answer(here)

    assert before == []
    assert len(signed_in(client, officer).get(url).context["ratings"]) == len(Item)


def test_asking_says_who_will_be_asked_and_asks_the_chosen_ones(client):
    here = world(joined=2)
    signed_in(client, here.officer)
    url = reverse("results:ask", args=[here.support.pk])
    first, second = here.associations

    assert str(first) in client.get(url).text
    wrong = client.post(url, {f"ask_{first.pk}-association": "on", f"email_{first.pk}-association": "nobody"})
    assert wrong.status_code == 422
    client.post(url, {f"ask_{first.pk}-association": "on", f"email_{first.pk}-association": "a@b.example"})

    assert [row.organisation_id for row in Evaluation.objects.system("a test").all()] == [first.pk]
    assert second.pk


def test_a_statement_withdrawn_leaves_page_and_document_at_once(client):
    here = world(joined=2)
    one = said(here, "Nous avons osé kx7said.")
    study = here.study()
    write(study, "involvement", "", statements=[one])
    study = here.agreed(study)
    study = services.publish_case_study(case_study=study, by=HOUSE, today=DAY)

    assert "kx7said" in client.get(public(study)).text
    before = client.get(reverse("results:pdf", args=[study.pk, study.slug])).content
    client.post(f"/t-parole/{one.token}/retirer/")

    assert "kx7said" not in client.get(public(study)).text
    after = client.get(reverse("results:pdf", args=[study.pk, study.slug])).content
    assert before != after


def test_nothing_is_public_before_it_is_published_nor_after_it_is_withdrawn(client):
    here = world(joined=2)
    study = here.agreed(here.study())
    addresses = [public(study), reverse("results:pdf", args=[study.pk, study.slug]), f"/en{public(study)}"]

    assert [client.get(url).status_code for url in addresses] == [404, 404, 404]
    services.publish_case_study(case_study=study, by=HOUSE, today=DAY)
    assert [client.get(url).status_code for url in addresses] == [200, 200, 200]
    assert study.title in client.get("/experiences/").text
    study.refresh_from_db()
    services.withdraw_case_study(case_study=study, by=HOUSE, today=DAY)
    assert [client.get(url).status_code for url in addresses] == [404, 404, 404]
    assert study.title not in client.get("/experiences/").text


def test_a_wrong_slug_leads_to_the_right_address(client):
    study = world(joined=2).published()

    answered = client.get(f"/experiences/{study.pk}-autre/")

    assert (answered.status_code, answered.headers["Location"]) == (302, public(study))


def test_the_english_frame_keeps_the_text_as_it_was_written(client):
    study = world(joined=2).published()

    page = client.get(f"/en{public(study)}").text

    assert '<html lang="en"' in page
    assert "Case studies" in page
    assert re.search(r'lang="fr"[^>]*>Deux associations se mettent ensemble\.', page)


def test_a_part_is_changed_beside_the_page_and_the_preview_keeps_nothing(client):
    here = world(joined=2)
    study = here.study()
    row = block(study, "results")
    signed_in(client, here.officer)
    url = reverse("results:block", args=[row.pk])
    typed = {"version": row.version, "heading": "Vu", "text": "{engagees|Lettres} plans.", "shown": "on"}

    preview = client.post(url, {**typed, "preview": "1"})
    assert "Deux plans." in preview.text
    row.refresh_from_db()
    assert row.text == ""

    client.post(url, typed)
    row.refresh_from_db()
    assert row.text == "{engagees|Lettres} plans."
    late = client.post(url, {**typed, "text": "Trop tard"})
    assert late.status_code == 409
    assert "Trop tard" in late.text


def test_the_live_preview_is_the_paper_alone(client):
    here = world(joined=2)
    row = block(here.study(), "results")
    signed_in(client, here.officer)
    typed = {"version": row.version, "heading": "Vu", "text": "Oui.", "shown": "on", "preview": "1"}

    piece = client.post(reverse("results:block", args=[row.pk]), typed, headers={"HX-Request": "true"}).text

    assert piece.lstrip().startswith('<div id="paper-body"')
    assert "Oui." in piece


def test_the_review_names_everybody_and_publishes_only_when_all_agree(client):
    here = world(joined=2)
    study = here.study()
    signed_in(client, here.officer)
    review = reverse("results:review", args=[study.pk])

    client.post(reverse("results:ask_approvals", args=[study.pk]))
    page = client.get(review).text
    assert all(str(one) in page for one in here.associations)
    client.post(reverse("results:publish", args=[study.pk]))
    assert CaseStudy.objects.system("a test").get().state == "review"

    for approval in Approval.objects.system("a test").all():
        services.decide_approval(approval=approval, approved=True, by=HOUSE, today=DAY)
    client.post(reverse("results:publish", args=[study.pk]))
    assert CaseStudy.objects.system("a test").get().state == "published"


def test_a_lead_reads_what_names_it_and_agrees_by_link_or_by_account(client):
    here = world(joined=2)
    study = here.study()
    services.ask_approvals(case_study=study, by=HOUSE, today=DAY)
    first = Approval.objects.system("a test").get(organisation=here.associations[0])
    second = Approval.objects.system("a test").get(organisation=here.associations[1])

    page = client.get(f"/t-accord/{first.token}/").text
    assert str(here.associations[0]) in page
    assert str(here.associations[1]) not in page
    client.post(f"/t-accord/{first.token}/", {"answer": "agree"})
    signed_in(client, here.lead(1)).post(reverse("results:approve", args=[second.pk]), {"answer": "agree"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("approved", "approved")
    assert signed_in(client, here.lead(1)).get(reverse("results:approve", args=[first.pk])).status_code == 404


def test_an_agreement_is_taken_back_by_the_same_link_after_publication(client):
    here = world(joined=2)
    study = here.published()
    first = Approval.objects.system("a test").get(organisation=here.associations[0])
    assert str(first.organisation) in client.get(public(study)).text

    client.post(f"/t-accord/{first.token}/", {"answer": "withdraw"})

    page = client.get(public(study))
    assert page.status_code == 200
    assert str(first.organisation) not in page.text


def test_what_was_done_near_is_found_by_commune(client):
    here = world(joined=2)
    study = here.published()
    commune = here.territory.commune
    commune.search_key = commune.name.casefold()
    commune.save()

    assert study.title in client.get("/pres-de-chez-vous/").text
    assert study.title in client.get("/pres-de-chez-vous/", {"commune": commune.name}).text
    elsewhere = world().territory.commune
    elsewhere.search_key = elsewhere.name = elsewhere.sort_key = "ailleurs"
    elsewhere.save()
    assert study.title not in client.get("/pres-de-chez-vous/", {"commune": "ailleurs"}).text


def test_the_list_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    first = world(joined=2).published()
    with django_assert_max_num_queries(12):
        assert "Deux associations se mettent ensemble." in client.get("/experiences/").text

    for _ in range(5):
        world(joined=3).published()
    with django_assert_max_num_queries(12):
        assert client.get("/experiences/").text.count("se mettent ensemble.") == 6
    assert first.is_public


@pytest.mark.parametrize("address", ["/le-partenariat/", "/mentions/", "/mentions/accessibilite/", "/experiences/"])
def test_public_pages_are_open_in_both_languages(client, address):
    assert '<html lang="fr"' in client.get(address).text
    assert '<html lang="en"' in client.get(f"/en{address}").text
