"""The pages of a plan, without any script: the summary, the guides, the decision, the papers."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pikepdf
import pytest

from catalyse.communication import offers, queries, services
from catalyse.communication.documents import plan_docx, plan_pdf
from catalyse.communication.models import BudgetLine, Channel, Objective, Plan
from catalyse.communication.states import PlanState
from catalyse.communication.tests.factories import (
    DAY,
    FIRST_SIX,
    HOUSE,
    WHOLE,
    a_plan,
    a_running_support,
    beneficiaries,
    fresh,
    member,
    write,
)
from catalyse.kernel.models import Draft
from tests.pdf import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def oxy(flers):
    return flers.association("Oxy")


@pytest.fixture
def lead(oxy):
    return member(oxy, "association_lead")


def lines(part_rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """What a browser sends for these lines."""
    data: dict[str, Any] = {"version": 0, "rows": len(part_rows), **more}
    for number, row in enumerate(part_rows):
        data |= {f"row-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_volunteer_begins_a_plan_and_lands_on_its_first_question(oxy, lead, client_of):
    client = client_of(lead)
    assert "Commencez votre plan" in client.get("/mon-plan/").content.decode()

    answer = client.post("/mon-plan/commencer/")

    assert answer.url == "/mon-plan/objectifs/"
    assert Plan.objects.system("test").get().association == oxy


def test_a_plan_begun_during_a_support_belongs_to_it(flers, client_of):
    support = a_running_support(flers)
    client = client_of(member(beneficiaries(support)[0], "association_lead"))

    client.post("/mon-plan/commencer/")

    assert Plan.objects.system("test").get().support == support


@pytest.mark.parametrize("slug", ["objectifs", "publics", "messages", "canaux", "calendrier", "budget", "resultats"])
def test_each_guide_asks_one_question_with_an_example(oxy, lead, client_of, slug):
    a_plan(oxy)

    page = client_of(lead).get(f"/mon-plan/{slug}/").content.decode()

    assert page.count("<h1") == 1
    assert "Un exemple" in page
    assert "Garder cette partie" in page


def test_the_summary_follows_what_is_written(oxy, lead, client_of):
    a_plan(oxy, {"objectives": FIRST_SIX["objectives"]})
    client = client_of(lead)

    answer = client.post("/mon-plan/publics/", lines([
        {"who": "Familles", "side": "external", "level": "main", "expected": "Venir"},
        {"who": "", "side": "external", "level": "main", "expected": ""},
    ]))  # fmt: skip

    page = client.get(answer.url).content.decode()
    assert answer.url == "/mon-plan/"
    assert "Deux parties faites sur sept" in page
    assert "vingt-cinq" in page or "25" in page
    assert "Que voulez-vous dire" in page


def test_one_more_line_keeps_what_was_typed_and_judges_nothing(oxy, lead, client_of):
    a_plan(oxy)

    page = client_of(lead).post("/mon-plan/budget/", lines([{"label": "", "planned": "12,x"}], more="1"))

    body = page.content.decode()
    assert page.status_code == 200
    assert 'value="12,x"' in body
    assert 'name="row-1-label"' in body
    assert not BudgetLine.objects.system("test").exists()


def test_a_wrong_amount_keeps_every_word_and_says_how_to_write_it(oxy, lead, client_of):
    a_plan(oxy)

    page = client_of(lead).post("/mon-plan/budget/", lines([{"label": "Affiches", "planned": "beaucoup"}]))

    body = page.content.decode()
    assert page.status_code == 422
    assert "<title>Erreur" in body
    assert 'value="Affiches"' in body
    assert 'value="beaucoup"' in body
    assert 'href="#id_row-0-planned"' in body


def test_a_comma_and_a_euro_sign_are_understood(oxy, lead, client_of):
    a_plan(oxy)

    client_of(lead).post("/mon-plan/budget/", lines([{"label": "Affiches", "planned": "1 234,50 €", "in_kind": "on"}]))

    row = BudgetLine.objects.system("test").get()
    assert (str(row.planned), row.in_kind) == ("1234.50", True)


def test_a_line_is_reworded_and_another_taken_away(oxy, lead, client_of):
    plan = a_plan(oxy, {"channels": [{"medium": "poster", "what": "Affiche"}, {"medium": "radio", "what": "Annonce"}]})
    first, second = Channel.objects.system("test").filter(plan=plan)

    client_of(lead).post("/mon-plan/canaux/", lines([
        {"pk": first.pk, "medium": "poster", "what": "Grande affiche", "state": "idea"},
        {"pk": second.pk, "medium": "radio", "what": "Annonce", "state": "idea", "gone": "1"},
    ], version=1))  # fmt: skip

    row = Channel.objects.system("test").get()
    assert (row.pk, row.what) == (first.pk, "Grande affiche")


def test_a_part_is_kept_for_later_and_found_again(oxy, lead, client_of):
    a_plan(oxy)
    client = client_of(lead)

    client.post("/mon-plan/objectifs/", lines([{"statement": "À moitié dit", "kind": "known"}], keep="later"))

    assert Draft.objects.count() == 1
    assert not Objective.objects.system("test").exists()
    assert "À moitié dit" in client.get("/mon-plan/objectifs/").content.decode()
    assert "Gardé, pas encore terminé" in client.get("/mon-plan/").content.decode()


def test_two_texts_are_shown_when_two_people_write(oxy, lead, client_of):
    write(a_plan(oxy), "objectives", [{"statement": "Ce que l’autre a écrit"}])

    page = client_of(lead).post("/mon-plan/objectifs/", lines([{"statement": "Ce que j’écris", "kind": "known"}]))

    body = page.content.decode()
    assert page.status_code == 409
    assert "Ce que j’écris" in body
    assert "Ce que l’autre a écrit" in body


def test_the_association_decides_runs_and_looks_back(oxy, lead, client_of):
    plan = a_plan(oxy, WHOLE)
    client = client_of(lead)

    client.post("/mon-plan/decision/", {"adopted_by": "Le bureau", "on": DAY.isoformat()})
    assert fresh(plan).state == PlanState.ADOPTED
    client.post("/mon-plan/en-cours/")
    client.post("/mon-plan/bilan/")

    assert fresh(plan).state == PlanState.EVALUATED
    assert "Commencer un nouveau plan" in client.get("/mon-plan/").content.decode()


def test_only_a_post_changes_anything(oxy, lead, client_of):
    plan = a_plan(oxy, FIRST_SIX)
    client = client_of(lead)

    for door in ("commencer", "partage", "en-cours", "bilan"):
        assert client.get(f"/mon-plan/{door}/").status_code == 405

    assert fresh(plan).version == plan.version


def test_the_dla_reads_the_tab_once_the_plan_is_shared_and_sees_no_way_to_write(flers, oxy, client_of):
    plan = a_plan(oxy, FIRST_SIX)
    client = client_of(member(flers.dla, "dla_officer"))
    assert client.get(plan.get_absolute_url()).status_code == 404

    services.share_plan(plan=plan, by=HOUSE, today=DAY)
    page = client.get(plan.get_absolute_url())

    assert "Venez comme vous êtes" in page.content.decode()
    assert "à vous" not in page.content.decode()
    assert "/mon-plan/" not in page.content.decode()
    assert client.get(f"{plan.get_absolute_url()}messages/").status_code == 403


def test_the_authority_finds_no_plan_and_its_papers_neither(flers, oxy, client_of):
    plan = a_plan(oxy, FIRST_SIX)
    services.share_plan(plan=plan, by=HOUSE, today=DAY)
    client = client_of(member(flers.authority, "authority_officer"))

    for end in ("plan/", "plan.pdf", "plan.docx", "plan/objectifs/"):
        assert client.get(f"{oxy.get_absolute_url()}{end}").status_code == 404
    assert client.get("/mon-plan/").status_code == 404


@pytest.mark.parametrize("count", [1, 18])
def test_the_summary_and_a_guide_cost_the_same_for_one_and_for_many_lines(
    oxy, lead, client_of, count, django_assert_max_num_queries
):
    a_plan(
        oxy, {**FIRST_SIX, "steps": FIRST_SIX["steps"] * count, "audiences": FIRST_SIX["audiences"] * (count // 2 + 1)}
    )
    client = client_of(lead)

    with django_assert_max_num_queries(24):
        client.get("/mon-plan/")
    with django_assert_max_num_queries(24):
        client.get("/mon-plan/messages/")


def test_the_partners_see_counts_on_the_support_and_no_text(flers):
    support = a_running_support(flers)
    plan = a_plan(beneficiaries(support)[0], FIRST_SIX, support=support)
    authority, neighbour = (
        member(flers.authority, "authority_officer"),
        member(beneficiaries(support)[1], "association_lead"),
    )

    block = offers.plans_block(authority, support)

    assert [line["done"] for line in block["lines"]] == [6, 0]
    assert [line["url"] for line in block["lines"]] == ["", ""]
    assert offers.plans_block(neighbour, support) is None
    services.adopt_plan(plan=plan, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)
    assert offers.plans_block(authority, support)["adopted"] == 1


def test_plans_never_stop_the_partners_and_call_their_association(flers):
    support = a_running_support(flers)
    own = beneficiaries(support)[0]
    officer, lead = member(flers.dla, "dla_officer"), member(own, "association_lead")

    step, mine = (offers.next_steps(who, [support], DAY)[support.pk] for who in (officer, lead))

    assert (step.yours, step.action_url, step.weight) == (False, "", 60)
    assert (mine.yours, mine.action_url) == (True, "/mon-plan/")
    for one in beneficiaries(support):
        plan = a_plan(one, FIRST_SIX, support=support)
        services.adopt_plan(plan=plan, adopted_by="Le bureau", on=DAY, by=HOUSE, today=DAY)
    assert offers.next_steps(officer, [support], DAY) == {}


def test_the_next_part_is_due_and_the_steps_are_dated(flers, oxy, lead):
    a_plan(oxy, {"steps": FIRST_SIX["steps"]})

    (due,) = offers.due(lead, DAY)
    (coming,) = offers.coming(lead, DAY, DAY.replace(day=31))

    assert (str(due.title), due.url) == ("Que voulez-vous obtenir\u00a0?", "/mon-plan/objectifs/")
    assert (coming.title, coming.detail) == ("Poser l’affiche", "Le bureau")
    assert list(offers.due(member(flers.dla, "dla_officer"), DAY)) == []


def test_search_finds_only_what_one_may_read(flers, oxy, lead):
    a_plan(oxy, FIRST_SIX)

    assert [hit.context for hit in offers.search(lead, "NOUVEAUX", 5)] == [str(oxy)]
    assert list(offers.search(member(flers.dla, "dla_officer"), "nouveaux", 5)) == []


def paper(plan: Plan, maker: Any, language: str = "fr") -> bytes:
    return maker(fresh(plan), queries.board(HOUSE, plan), day=DAY, language=language)


def test_the_seven_parts_stand_on_one_page(oxy):
    pdf = paper(a_plan(oxy, WHOLE), plan_pdf)

    words = " ".join(text(pdf).split())
    for said in ("Oxy", "Faire venir les nouveaux", "Venez comme vous êtes", "Affiche de la fête", "Poser l’affiche",
                 "75,50", "34 sur 110"):  # fmt: skip
        assert said in words
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert document.Root.Lang == "fr"
        assert "Plan de communication" in str(document.docinfo["/Title"])


def test_long_texts_go_overleaf_and_none_is_lost(oxy):
    long = "Un long texte qui dit tout ce que nous voulons dire. " * 6
    rows = [{"idea": long, "audience": "Tout le monde", "proof": long, "ask": long}] * 12

    pdf = paper(a_plan(oxy, {**WHOLE, "messages": rows}), plan_pdf)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert 2 <= len(document.pages) <= 4


def test_the_copy_to_change_says_every_line_and_its_total(oxy):
    plan = write(a_plan(oxy, WHOLE), "results", WHOLE["results"], illustrative=["value"])

    content = zipfile.ZipFile(io.BytesIO(paper(plan, plan_docx))).read("word/document.xml").decode()

    for words in ("Faire venir les nouveaux", "Familles", "Affiche de la fête", "Poser l’affiche", "34 sur 110\u00a0°"):
        assert words in content
    assert "75,50\u00a0€" in content
    assert "275,50" not in content


def test_papers_are_sent_to_those_who_may_read(oxy, lead, client_of):
    a_plan(oxy, WHOLE)
    client = client_of(lead)

    pdf, docx = client.get("/mon-plan/plan.pdf"), client.get("/mon-plan/plan.docx")

    assert pdf.content.startswith(b"%PDF")
    assert docx.content.startswith(b"PK")
    assert client.get("/mon-plan/plan.exe").status_code == 404
