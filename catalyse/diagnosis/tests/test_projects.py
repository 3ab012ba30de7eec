"""The project of an association: reviewed by its people, adopted by its board, read by whom it lets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from catalyse.diagnosis import queries, services
from catalyse.diagnosis.documents import project_document
from catalyse.diagnosis.models import Project
from catalyse.diagnosis.tests.factories import DAY, HOUSE, a_consent, member
from catalyse.kernel.access import Forbidden
from catalyse.kernel.documents import render_pdf
from catalyse.kernel.life import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def oxy(flers):
    return flers.association("Oxy")


@pytest.fixture
def lead(oxy):
    return member(oxy, "association_lead")


def written(oxy, lead) -> Project:
    project = services.start_project(association=oxy, by=lead, today=DAY)
    return services.write_project(
        project=project, identity="Des voisins kx7project", purpose="Des vacances pour tous", by=lead, today=DAY
    )


def adopted(oxy, lead) -> Project:
    return services.adopt_project(project=written(oxy, lead), adopted_by="Le conseil", on=DAY, by=lead, today=DAY)


def test_it_is_adopted_once_it_says_who_and_what(oxy, lead):
    project = services.start_project(association=oxy, by=lead, today=DAY)
    with pytest.raises(Refused):
        services.adopt_project(project=project, adopted_by="Le conseil", on=DAY, by=lead, today=DAY)
    written(oxy, lead)
    for values, field in (({"adopted_by": " "}, "adopted_by"), ({"on": DAY + timedelta(days=1)}, "on"),
                          ({"on": DAY - timedelta(days=1)}, "on")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            services.adopt_project(
                project=project, **{"adopted_by": "Le conseil", "on": DAY, **values}, by=lead, today=DAY
            )
        assert refusal.value.field == field

    done = services.adopt_project(project=project, adopted_by="Le conseil", on=DAY, by=lead, today=DAY)

    assert (done.state, done.adopted_on, done.adopted_by) == ("adopted", DAY, "Le conseil")
    with pytest.raises(Forbidden):
        services.write_project(project=done, identity="Autre", by=lead, today=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.system("test").filter(pk=done.pk).update(identity="Autre")


def test_a_new_version_takes_the_answers_along_and_the_old_one_steps_back_when_it_is_adopted(oxy, lead):
    old = adopted(oxy, lead)
    new = services.start_project(association=oxy, by=lead, today=DAY)
    assert services.start_project(association=oxy, by=lead, today=DAY).pk == new.pk
    services.write_project(project=new, purpose="Des vacances, et toute l’année", by=lead, today=DAY)
    assert Project.objects.system("test").get(pk=old.pk).state == "adopted"

    services.adopt_project(project=new, adopted_by="L’assemblée", on=DAY, by=lead, today=DAY)

    rows = queries.projects_of(lead, oxy)
    assert [(row.number, row.state) for row in rows] == [(2, "adopted"), (1, "superseded")]
    [line] = queries.project_differences(Project.objects.system("test").select_related("previous").get(pk=new.pk))
    assert (line.before, line.after) == ("Des vacances pour tous", "Des vacances, et toute l’année")


def test_an_example_stays_marked_until_somebody_writes_it_anew(oxy, lead):
    given = {"by": HOUSE, "today": DAY}
    marks = ["limits", "adopted_on"]
    project = services.start_project(association=oxy, illustrative=marks, **given)
    texts = {"identity": "Des voisins", "purpose": "Des vacances", "limits": "Ni une école"}
    project = services.write_project(project=project, illustrative=marks, **texts, **given)
    services.adopt_project(project=project, adopted_by="Le conseil", on=DAY, **given)

    new = services.start_project(association=oxy, by=lead, today=DAY)
    assert new.illustrative == ["limits"]  # the answer is taken along, the day is not
    assert [answer.head for answer in queries.answers_of(new) if answer.example] == ["Ce que nous ne sommes pas"]
    new = services.write_project(project=new, purpose="Des vacances pour tous", by=lead, today=DAY)
    assert new.illustrative == ["limits"]
    assert services.write_project(project=new, limits="Ni une crèche", by=lead, today=DAY).illustrative == []


def test_its_people_write_its_lead_notes_the_adoption_and_others_read_by_consent(flers, oxy, lead, client_of):
    project = written(oxy, lead)
    volunteer, officer = member(oxy, "association_member"), member(flers.dla, "dla_officer")
    services.write_project(project=project, limits="Ni une crèche", by=volunteer, today=DAY)
    with pytest.raises(Forbidden):
        services.adopt_project(project=project, adopted_by="Moi", on=DAY, by=volunteer, today=DAY)
    urls = [project.get_absolute_url(), reverse("diagnosis:project_paper", args=[project.pk])]

    def answers() -> list[int]:
        browser = client_of(officer)
        return [browser.get(url).status_code for url in urls]

    assert answers() == [404, 404]
    consent = a_consent(oxy, flers.dla, scope="project")
    assert answers() == [200, 200]
    with pytest.raises(Forbidden):
        services.write_project(project=project, limits="Non", by=officer, today=DAY)
    services.withdraw_consent(consent=consent, by=lead, today=DAY)
    assert answers() == [404, 404]
    assert list(queries.projects_found(officer, "voisins")) == []


def test_the_association_walks_from_the_first_question_to_the_paper(oxy, lead, client_of):
    browser = client_of(lead)
    started = browser.post(reverse("diagnosis:start_project", args=[oxy.pk, oxy.slug]))
    project = Project.objects.system("test").get()
    assert started.url == reverse("diagnosis:write_project", args=[project.pk])
    browser.post(started.url, {"version": 1, "identity": "Des voisins", "purpose": "Des vacances"})
    wrong = browser.post(reverse("diagnosis:adopt_project", args=[project.pk]), {"adopted_by": "", "on": "hier"})
    assert (wrong.status_code, "hier" in wrong.text) == (422, True)

    browser.post(
        reverse("diagnosis:adopt_project", args=[project.pk]), {"adopted_by": "Le conseil", "on": "01/02/2008"}
    )
    assert Project.objects.system("test").get().state == "draft", "adopted before the review had begun"


def test_the_paper_says_the_answers_and_the_adoption(oxy, lead):
    project = adopted(oxy, lead)
    document = project_document(project, queries.answers_of(project), language="fr")

    assert "Des voisins kx7project" in str(document.blocks)
    assert "Le conseil" in str(document.blocks)
    assert render_pdf(document).startswith(b"%PDF")


@pytest.mark.parametrize("verb", ["back", "delete"])
def test_the_database_keeps_what_was_adopted_and_followed(oxy, lead, verb):
    old = adopted(oxy, lead)
    new = services.start_project(association=oxy, by=lead, today=DAY)
    services.adopt_project(project=new, adopted_by="L’assemblée", on=DAY, by=lead, today=DAY)
    rows = Project.objects.system("test")
    rows.filter(pk=new.pk).update(archived_at=timezone.now())

    with pytest.raises(IntegrityError, match=r"adopted|followed"), transaction.atomic():
        rows.filter(pk=old.pk).update(state="adopted") if verb == "back" else rows.filter(pk=new.pk).delete()
