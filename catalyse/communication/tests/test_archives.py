"""Plans put aside are found and restored; steps to come bear their day and the picture of what is made."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalyse.communication import pictures, services
from catalyse.communication.models import Channel, Medium, Plan, PlanStep
from catalyse.communication.states import PlanState
from catalyse.communication.tests.factories import (
    DAY,
    FIRST_SIX,
    HOUSE,
    a_plan,
    fresh,
    member,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def oxy(flers):
    return flers.association("Oxy")


@pytest.fixture
def lead(oxy):
    return member(oxy, "association_lead")


def test_an_archived_plan_is_found_read_and_restored(oxy, lead, client_of):
    plan, client = a_plan(oxy, FIRST_SIX), client_of(lead)

    client.post("/mon-plan/archiver/")
    gone, listed = client.get("/mon-plan/").content.decode(), client.get("/mon-plan/archives/").content.decode()
    paper = client.get(f"/mon-plan/archives/{plan.pk}/plan.pdf")
    client.post(f"/mon-plan/archives/{plan.pk}/restaurer/")

    assert "Commencez votre plan" in gone
    assert f"/mon-plan/archives/{plan.pk}/restaurer/" in listed
    assert paper["Content-Type"] == "application/pdf"
    assert fresh(plan).archived_at is None


def test_a_plan_is_not_restored_over_one_that_has_begun_meanwhile(oxy, lead, client_of):
    old = a_plan(oxy)
    services.archive_plan(plan=old, by=HOUSE, today=DAY)
    a_plan(oxy)

    page = client_of(lead).post(f"/mon-plan/archives/{old.pk}/restaurer/", follow=True).content.decode()

    assert "Un autre plan a commencé" in page
    assert fresh(old).archived_at is not None


def test_a_plan_that_was_looked_back_upon_stays_readable_beside_the_new_one(oxy, lead, client_of):
    old = a_plan(oxy)
    Plan.objects.system("a test ends it").filter(pk=old.pk).update(
        state=PlanState.EVALUATED, adopted_on=DAY, adopted_by="Le bureau"
    )
    new, client = a_plan(oxy), client_of(lead)

    listed = client.get("/mon-plan/archives/").content.decode()

    assert f"/mon-plan/archives/{old.pk}/plan.pdf" in listed
    assert f"/archives/{new.pk}/" not in listed
    assert "restaurer" not in listed


def test_without_another_plan_the_list_says_so_and_leads_back(oxy, lead, client_of):
    a_plan(oxy)

    page = client_of(lead).get("/mon-plan/archives/").content.decode()

    assert "n’a pas d’autre plan" in page
    assert 'href="/mon-plan/"' in page


def test_nobody_reads_or_restores_the_archived_plan_of_another_association(oxy, flers, client_of):
    old = a_plan(oxy)
    services.archive_plan(plan=old, by=HOUSE, today=DAY)
    client = client_of(member(flers.association("Autre"), "association_lead"))

    answers = [client.get(f"/mon-plan/archives/{old.pk}/plan.pdf"),
               client.post(f"/mon-plan/archives/{old.pk}/restaurer/")]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_member_sees_the_archived_plans_but_only_a_lead_puts_them_aside(oxy, client_of):
    plan, client = a_plan(oxy), client_of(member(oxy, "association_member"))

    refused = client.post("/mon-plan/archiver/")
    page = client.get("/mon-plan/").content.decode()

    assert refused.status_code == 403
    assert "/mon-plan/archiver/" not in page
    assert fresh(plan).archived_at is None


def test_a_step_to_come_bears_its_day_with_the_month_and_the_picture_of_its_material(oxy, lead, client_of):
    a_plan(oxy, {**FIRST_SIX, "steps": [{"title": "Poser l’affiche", "who": "Le bureau", "on": date(2008, 9, 1)}]})

    page = client_of(lead).get("/mon-plan/").content.decode()

    assert ">lun. 1er septembre 2008<" in page.replace("\xa0", " ")
    assert "picture material" in page


@pytest.mark.parametrize(
    ("title", "medium"), [("Poser les affiches", Medium.POSTER), ("Écrire la lettre", Medium.LETTER), ("Réunion", None)]
)
def test_the_material_of_a_step_is_the_one_that_it_names(title, medium):
    channels = [Channel(medium=Medium.WEBSITE), Channel(medium=Medium.POSTER), Channel(medium=Medium.LETTER)]

    found = pictures.material_of(PlanStep(title=title), channels)

    assert (found.medium if found else None) == medium


def test_when_every_step_is_done_the_plan_says_so(oxy, lead, client_of):
    step: dict[str, Any] = {"title": "Poser l’affiche", "on": date(2008, 3, 20)}
    plan, client = a_plan(oxy, {"steps": [step]}), client_of(lead)
    before = client.get("/mon-plan/").content.decode()

    write(plan, "steps", [{**step, "done_on": DAY}])

    said = "Toutes les étapes du plan sont faites"
    assert (said in before, said in client.get("/mon-plan/").content.decode()) == (False, True)
