"""The founding case tells a diagnosis of each association that joined, and a project that its board adopted twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from ruamel.yaml import YAML

from catalyse.actors.models import Organisation, User
from catalyse.actors.sessions import actor_of
from catalyse.diagnosis import queries, readers
from catalyse.diagnosis.models import Diagnosis, Priority, Project, Section
from catalyse.kernel.access import house
from catalyse.support.models import Beneficiary
from tests.cases.reading import the_support
from tests.house.code import ROOT

pytestmark = pytest.mark.django_db
HOUSE = house("a test")
BARE = re.compile(r" [;?!»%]| :( |$)|« |'")  # a plain space where French wants one that does not break; a bare quote


def the_last_ones() -> list[Diagnosis]:
    return list(Diagnosis.objects.system("test").filter(state="validated").select_related("association"))


def test_each_association_that_joined_has_a_diagnosis_and_nobody_else(flers):
    joined = set(Beneficiary.objects.system("test").filter(support=the_support()).values_list("association", flat=True))

    assert {row.association_id for row in the_last_ones()} == joined


def test_no_two_diagnoses_are_alike(flers):
    rows = the_last_ones()
    summaries = {row.summary for row in rows}
    first_needs = {queries.needs_in_order(HOUSE, row)[0].priority.title for row in rows}
    weak = {tuple(text for _topic, text in queries.sheet(HOUSE, row).weaknesses) for row in rows}

    assert "" not in summaries
    assert [len(found) for found in (summaries, first_needs, weak)] == [len(rows)] * 3


def test_what_the_source_does_not_say_is_marked(flers):
    """What all associations lacked is told by the source; who they are, except the one it portrays, is not."""
    told = Section.objects.system("test").exclude(findings="").exclude(diagnosis__association__name__startswith="Régie")
    for section in told:
        assert section.is_illustrative("findings") == (section.topic != "communication"), str(section)
        for name in ("strengths", "weaknesses", "answers"):
            assert section.is_illustrative(name) or not getattr(section, name), f"{section.pk} {name}"
    for row in the_last_ones():
        assert row.is_illustrative("summary")
    assert all("*" in row.illustrative for row in Priority.objects.system("test"))


def test_a_project_was_adopted_and_reviewed_again(flers):
    rows = list(Project.objects.system("test").select_related("previous").order_by("number"))

    assert [(row.number, row.state) for row in rows] == [(1, "superseded"), (2, "adopted")]
    assert rows[0].adopted_on < rows[1].started_on <= rows[1].adopted_on
    assert all(answer.text for row in rows for answer in queries.answers_of(row))
    assert queries.project_differences(rows[1])
    for row in rows:
        assert {name for name in ("adopted_on", "adopted_by", "limits") if row.is_illustrative(name)} == {
            "adopted_on", "adopted_by", "limits"
        }  # fmt: skip


def test_a_consent_is_offered_first_to_those_whom_the_association_works_with(flers):
    day = date(2009, 3, 3)
    lead = actor_of(User.objects.get(email="presidence-oxy@flers.example"), day)
    oxy = Organisation.objects.visible_to(lead).get(name="Oxy Jeunes")

    near = {row.name for row in readers.readers_near(lead, oxy, day)}

    partners = {"DLA de l’Orne", "Communauté d’agglomération du Pays de Flers"}
    assert near == {*partners, "Atelier des mots"}  # who carries the support; who lost the call is told to nobody
    assert [row.name for row in readers.readers_called(oxy, day, "relief")] == ["Relief conseil"]


def texts(node: Any) -> Iterator[str]:
    """Every text of a case file."""
    if isinstance(node, str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from texts(child)


@pytest.mark.parametrize("name", ["flers", "vallee"])
def test_every_text_keeps_its_signs_with_their_words(name):
    read = YAML(typ="safe").load((ROOT / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))

    assert [text for text in texts(read) if BARE.search(text)] == []
