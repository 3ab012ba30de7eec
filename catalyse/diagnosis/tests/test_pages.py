"""The screens: what is shown to whom, what a wrong answer keeps, what is gone once a consent is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from catalyse.diagnosis import services
from catalyse.diagnosis.models import Comment, Diagnosis, Priority, Section
from catalyse.diagnosis.offers import next_step
from catalyse.diagnosis.questions import PARTS
from catalyse.diagnosis.tests.factories import (
    DAY,
    a_consent,
    a_diagnosis,
    agreed,
    fresh,
    member,
    need,
    organisation,
    shared,
)
from catalyse.kernel import drafts, offers
from catalyse.kernel.models import Draft, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def oxy(flers):
    return flers.association("Oxy")


@pytest.fixture
def officer(flers):
    return member(flers.dla, "dla_officer")


@pytest.fixture
def lead(oxy):
    return member(oxy, "association_lead")


def door(name: str, *args: object) -> str:
    return reverse(f"diagnosis:{name}", args=args)


def pages(row: Diagnosis) -> list[str]:
    """Every address of a diagnosis that is read in full."""
    doors = ("diagnosis", "needs", "versions", "journal", "paper", "sheet")
    return [*(door(name, row.pk) for name in doors), door("part", row.pk, "equipe")]


def test_what_a_consent_opened_is_gone_at_the_next_request(flers, oxy, lead, client_of):
    row = shared(oxy, dla=flers.dla, answer_by=DAY + timedelta(days=9))
    partner = member(flers.authority, "authority_officer")
    consent = a_consent(oxy, flers.authority, by=lead)
    browser = client_of(partner)

    def reads() -> dict[str, object]:
        soon = [c for say in offers.coming for c in say(partner, DAY, DAY + timedelta(days=30))]
        return {
            "pages": {browser.get(url).status_code for url in pages(row)},
            "list": str(oxy) in browser.get(door("list")).text,
            "export": str(oxy) in b"".join(browser.get(door("export", "csv")).streaming_content).decode(),
            "search": any(h.url == row.get_absolute_url() for say in offers.search for h in say(partner, "soudée", 9)),
            "feed": any(c.uid == f"diagnosis.answer.{row.pk}" for c in soon),
            "association": row.get_absolute_url() in browser.get(door("of", oxy.pk, oxy.slug)).text,
        }

    assert reads() == {
        "pages": {200}, "list": True, "export": True, "search": True, "feed": True, "association": True
    }  # fmt: skip

    services.withdraw_consent(consent=consent, by=lead, today=DAY)

    assert reads() == {
        "pages": {404}, "list": False, "export": False, "search": False, "feed": False, "association": False
    }  # fmt: skip
    said = browser.post(door("part", row.pk, "equipe"), {"text": "trop tard"})
    assert (said.status_code, Comment.objects.system("test").count()) == (404, 0)


def test_the_sheet_alone_opens_no_other_page(flers, oxy, lead, client_of):
    row = shared(oxy, dla=flers.dla)
    a_consent(oxy, flers.authority, scope="summary", by=lead)
    browser = client_of(member(flers.authority, "authority_officer"))

    answers = {url: browser.get(url).status_code for url in pages(row)}

    opened = {url for url, status in answers.items() if status == 200}
    assert opened == {door("diagnosis", row.pk), door("needs", row.pk), door("sheet", row.pk)}
    assert "kx7findings" not in browser.get(row.get_absolute_url()).text


def test_a_draft_is_no_page_for_the_association(flers, oxy, lead, client_of):
    row = a_diagnosis(oxy, dla=flers.dla)
    browser = client_of(lead)

    assert {browser.get(url).status_code for url in pages(row)} == {404}
    assert row.get_absolute_url() not in browser.get(door("of", oxy.pk, oxy.slug)).text


def test_an_officer_begins_writes_and_gives_it_to_read(flers, oxy, officer, client_of):
    browser = client_of(officer)
    begun = browser.post(door("start"), {"association": oxy.pk, "authors": [flers.dla.pk]}, follow=True)
    row = Diagnosis.objects.system("test").get()
    assert begun.redirect_chain[-1][0] == door("write", row.pk, PARTS[0].slug)

    written = {"version": 1, "purpose": "Les vacances des jeunes", "findings": "Tout le monde le redit", "next": "1"}
    kept = browser.post(door("write", row.pk, "projet"), written)
    assert kept.url == door("write", row.pk, "gouvernance")
    section = Section.objects.system("test").get(diagnosis=row, topic="project")
    assert (section.answers["purpose"], section.findings) == ("Les vacances des jeunes", "Tout le monde le redit")

    browser.post(door("share", row.pk), {"answer_by": ""})
    assert fresh(row).state == "shared"


def test_a_wrong_day_keeps_what_was_typed_and_says_how_to_put_it_right(flers, oxy, officer, client_of):
    row = a_diagnosis(oxy, dla=flers.dla)
    answer = client_of(officer).post(door("share", row.pk), {"answer_by": "demain"})

    assert answer.status_code == 422
    assert "12/03/2026" in answer.text
    assert "demain" in answer.text
    assert fresh(row).state == "draft"


def test_a_text_that_is_too_long_is_kept_on_the_page(flers, oxy, officer, client_of):
    row = a_diagnosis(oxy, dla=flers.dla)
    long = "kx7long " * 3000
    answer = client_of(officer).post(door("write", row.pk, "projet"), {"version": 1, "findings": long})

    assert answer.status_code == 422
    assert "kx7long" in answer.text
    assert Section.objects.system("test").get(diagnosis=row, topic="project").findings == ""


def test_a_late_writer_sees_both_texts(flers, oxy, officer, client_of):
    row = a_diagnosis(oxy, dla=flers.dla)
    browser = client_of(officer)
    browser.post(door("write", row.pk, "projet"), {"version": 1, "findings": "Le premier"})

    answer = browser.post(door("write", row.pk, "projet"), {"version": 1, "findings": "Le second"})

    assert answer.status_code == 409
    assert "Le premier" in answer.text
    assert "Le second" in answer.text


def test_what_was_typed_without_being_sent_is_offered_again(flers, oxy, officer, client_of):
    row = a_diagnosis(oxy, dla=flers.dla)
    browser = client_of(officer)
    browser.post(door("write", row.pk, "projet"), {"version": 1, "findings": "à moitié", "keep": "1"})
    assert Draft.objects.count() == 1

    assert "à moitié" in browser.get(door("write", row.pk, "projet")).text
    assert Section.objects.system("test").get(diagnosis=row, topic="project").findings == ""


def test_the_three_sides_speak_beside_each_other(flers, oxy, officer, lead, client_of):
    row = shared(oxy, dla=flers.dla)
    a_consent(oxy, flers.authority, by=lead)
    for actor, words in (
        (lead, "kx7asso"),
        (officer, "kx7dla"),
        (member(flers.authority, "authority_officer"), "kx7col"),
    ):
        client_of(actor).post(door("part", row.pk, "equipe"), {"text": words})

    page = client_of(lead).get(door("part", row.pk, "equipe")).text
    assert all(words in page for words in ("kx7asso", "kx7dla", "kx7col"))
    assert [c.side for c in Comment.objects.system("test").order_by("pk")] == ["association", "dla", "authority"]


def test_an_empty_comment_keeps_the_page_and_says_so(flers, oxy, lead, client_of):
    row = shared(oxy, dla=flers.dla)
    answer = client_of(lead).post(door("part", row.pk, "equipe"), {"text": ""})
    assert answer.status_code == 422
    assert "une phrase suffit" in answer.text


def test_validating_an_older_text_is_refused_with_the_way_on(flers, oxy, officer, lead, client_of):
    row = shared(oxy, dla=flers.dla)
    read = fresh(row).writings
    services.write_section(diagnosis=row, topic="project", findings="Autre", by=officer, today=DAY)

    answer = client_of(lead).post(door("validate", row.pk), {"person": "Présidence", "read": read})

    assert answer.status_code == 422
    assert "relisez-le" in answer.text


def test_the_association_says_who_reads_and_takes_it_back(flers, oxy, lead, client_of):
    shared(oxy, dla=flers.dla)
    browser = client_of(lead)
    url = door("consents", oxy.pk, oxy.slug)
    wrong = browser.post(url, {"audience": "team", "scope": "whole", "person": "Présidence"})
    assert (wrong.status_code, "Choisissez qui peut le lire" in wrong.text) == (422, True)

    browser.post(url, {"to": flers.authority.pk, "audience": "team", "scope": "whole", "person": "Présidence"})
    page = browser.get(url).text
    assert str(flers.authority) in page
    assert "Présidence" in page
    consent = oxy.consents.system("test").get()
    browser.post(door("withdraw", consent.pk))

    assert oxy.consents.system("test").get().withdrawn_on is not None
    assert "ne lit plus" in browser.get(url).text


def test_another_consultancy_is_named_and_ticked(flers, oxy, lead, client_of):
    words, images = organisation("consultant", "Atelier des mots"), organisation("consultant", "Atelier des images")
    browser, url = client_of(lead), door("consents", oxy.pk, oxy.slug)
    given = {"audience": "team", "scope": "whole", "person": "Présidence"}
    ticks = {row: f'type="radio" name="to" value="{row.pk}"' for row in (flers.authority, words, images)}
    first = browser.get(url).text
    assert [tick in first for tick in ticks.values()] == [True, False, False]
    offered = browser.get(url, {"other": "atel"}).text
    assert [str(row) in offered for row in ticks] == [False, True, True]

    for wrong, says in (
        ({"other": "atelier"}, "Cochez"),
        ({"other": "Comptoir"}, "Aucun cabinet"),
        ({"other": "Atelier des mots", "to": flers.authority.pk}, "gardez l’un des deux"),
        ({"other": "a" * 50_000}, "160"),
        ({"other": "\x00"}, ""),
        ({"to": "x"}, "Choisissez qui peut le lire"),
    ):
        answer = browser.post(url, {**given, **wrong})
        assert (answer.status_code, says in answer.text) == (422, True), wrong
        assert str(wrong.get("other", ""))[:160].strip("\x00") in answer.text
    assert ticks[words] in browser.post(url, {**given, "other": "atelier"}).text
    assert not oxy.consents.system("test").exists()

    browser.post(url, {**given, "other": "atelier", "to": words.pk})
    browser.post(url, {**given, "other": "ATELIER DES IMAGES"})
    assert {row.to for row in oxy.consents.system("test").select_related("to")} == {words, images}
    assert ticks[words] in browser.get(url).text  # who read once is not looked for again


def test_others_find_no_page_of_consents(flers, oxy, officer, client_of):
    consent = a_consent(oxy, flers.authority)
    for actor in (officer, member(flers.association(), "association_lead"), member(oxy, "association_member")):
        browser = client_of(actor)
        assert browser.get(door("consents", oxy.pk, oxy.slug)).status_code == 404
        assert browser.post(door("withdraw", consent.pk)).status_code in (403, 404)
    assert oxy.consents.system("test").get().withdrawn_on is None


def test_the_needs_show_their_arithmetic_and_the_reason_of_a_place(flers, oxy, officer, client_of):
    row = a_diagnosis(oxy, dla=flers.dla)
    heard = need(oxy, flers.dla, words="Personne ne sait que nous existons")
    browser = client_of(officer)
    browser.post(door("needs", row.pk), {"need": heard.pk, "importance": 5, "urgency": 4, "capacity": 2})
    browser.post(door("needs", row.pk), {"title": "Un local", "importance": 1, "urgency": 1, "capacity": 1})
    local = Priority.objects.system("test").get(title="Un local")
    values = {"title": "Un local", "importance": 1, "urgency": 1, "capacity": 1, "version": local.version}
    refused = browser.post(door("change_need", local.pk), {**values, "placed": 1})
    assert refused.status_code == 422

    browser.post(door("change_need", local.pk), {**values, "placed": 1, "reason": "Le bail finit"})
    page = browser.get(door("needs", row.pk)).text

    assert "5 + 4 + 2 = <strong>11</strong>" in page
    assert "Le bail finit" in page
    assert page.index("Un local") < page.index("Personne ne sait que nous existons")


def test_a_need_without_words_is_asked_for_them(flers, oxy, officer, client_of):
    row = a_diagnosis(oxy, dla=flers.dla)
    answer = client_of(officer).post(door("needs", row.pk), {"importance": 5, "urgency": 4, "capacity": 9})
    assert answer.status_code == 422
    assert not Priority.objects.system("test").exists()


def test_a_consultant_reads_by_consent_without_the_page_of_the_association(flers, oxy, lead, client_of):
    row = agreed(shared(oxy, dla=flers.dla))
    words = organisation("consultant", "Atelier des mots")
    a_consent(oxy, words, by=lead)

    page = client_of(member(words, "consultant")).get(row.get_absolute_url())

    assert page.status_code == 200
    assert f"/associations/{oxy.pk}-" not in page.text


def test_once_validated_its_empty_sections_are_told_and_no_longer_to_do(flers, oxy, lead, client_of):
    row = shared(oxy, dla=flers.dla)
    browser = client_of(lead)
    assert "pas commencé" in browser.get(row.get_absolute_url()).text

    page = browser.get(agreed(row).get_absolute_url()).text

    assert "pas commencé" not in page
    assert "Rien n’est écrit sur\u00a0: Le projet, Qui décide" in page


def test_versions_are_compared_side_by_side(flers, oxy, officer, client_of):
    old = agreed(shared(oxy, dla=flers.dla))
    new = services.reopen(diagnosis=old, by=officer, today=DAY)
    services.write_section(diagnosis=new, topic="people", findings="Trois salariés", by=officer, today=DAY)
    browser = client_of(officer)

    for url in (door("versions", new.pk), f"{door('versions', old.pk)}?avec={new.pk}"):
        page = browser.get(url).text
        assert "kx7findings" in page
        assert "Trois salariés" in page
        assert page.index("kx7findings") < page.index("Trois salariés")


@pytest.mark.parametrize("name", ["diagnosis", "needs", "part"])
def test_pages_cost_the_same_for_one_and_for_thirty_rows(
    flers, oxy, officer, client_of, django_assert_max_num_queries, name
):
    row = shared(oxy, dla=flers.dla)
    marks = {"importance": 3, "urgency": 3, "capacity": 3}
    url = door(name, row.pk, "equipe") if name == "part" else door(name, row.pk)
    browser = client_of(officer)
    browser.get(url)
    for n in range(30):
        if n < 29:
            services.add_priority(diagnosis=row, title=f"Besoin {n}", by=officer, today=DAY, **marks)
        services.comment_on(diagnosis=row, topic="people", text=f"Avis {n}", by=officer, today=DAY)

    with django_assert_max_num_queries(32):
        assert browser.get(url).status_code == 200


def test_drafts_of_others_are_nobodys_business(flers, oxy, officer, lead, client_of):
    row = shared(oxy, dla=flers.dla)
    drafts.keep(officer, services.section_form("people"), {"findings": "kx7secret"}, row)

    assert "kx7secret" not in client_of(lead).get(door("part", row.pk, "equipe")).text


def test_an_undo_that_comes_after_the_consent_is_gone_is_refused_in_words(flers, oxy, lead, client_of):
    row = shared(oxy, dla=flers.dla)
    consent = a_consent(oxy, flers.authority, by=lead)
    browser = client_of(member(flers.authority, "authority_officer"))
    browser.post(door("part", row.pk, "equipe"), {"text": "Trois salariés"})
    said = Event.objects.get(name="diagnosis.commented")
    services.withdraw_consent(consent=consent, by=lead, today=DAY)

    told = browser.post(reverse("kernel:undo", args=[said.pk]), follow=True)

    assert told.status_code == 200
    assert Comment.objects.system("test").filter(archived_at=None).count() == 1


def test_who_reads_the_sheet_alone_is_not_told_that_nobody_validated(flers, oxy, lead, client_of):
    row = shared(oxy, dla=flers.dla)
    services.validate(diagnosis=row, person="Présidence", read=fresh(row).writings, by=lead, today=DAY)
    a_consent(oxy, flers.authority, scope="summary", by=lead)

    assert next_step(member(flers.authority, "authority_officer"), fresh(row), DAY) is None


def test_words_that_the_local_authority_does_not_read_are_not_copied_where_it_writes(flers, oxy, client_of):
    row = a_diagnosis(oxy, dla=flers.dla, authority=flers.authority)
    kept, open_ = need(oxy, flers.dla, "kx7kept"), need(oxy, flers.dla, "kx7open", shared=True)
    browser = client_of(member(flers.dla, "dla_officer"))
    marks = {"importance": "3", "urgency": "3", "capacity": "3"}

    refused = browser.post(door("needs", row.pk), {"need": kept.pk, "title": "", **marks})
    browser.post(door("needs", row.pk), {"need": kept.pk, "title": "La communication", **marks})
    browser.post(door("needs", row.pk), {"need": open_.pk, "title": "", **marks})

    page = client_of(member(flers.authority, "authority_officer")).get(door("needs", row.pk)).text
    assert refused.status_code == 422
    assert "kx7kept" not in page
    assert "kx7open" in page
