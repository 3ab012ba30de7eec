"""The parts of a case file that tell its shared diagnoses, and the projects of associations."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from catalyse.diagnosis.models import Topic
from catalyse.today.case.parts import Lines, NeedName, OrganisationName, Part

TOPICS = tuple(Topic.values)


class Section(Part):
    """One of the ten sections of a diagnosis; `answers` by the code of the question."""

    topic: str = Field(pattern=f"^({'|'.join(TOPICS)})$")
    on: date
    answers: dict[str, str] = {}
    findings: str = ""
    strengths: Lines = []
    weaknesses: Lines = []


class RankedNeed(Part):
    title: str
    on: date
    need: NeedName | None = None
    importance: int = Field(ge=1, le=5)
    urgency: int = Field(ge=1, le=5)
    capacity: int = Field(ge=1, le=5)
    placed: int | None = None
    reason: str = ""


class Comment(Part):
    topic: str = Field(pattern=f"^({'|'.join(TOPICS)})$")
    side: Literal["association", "dla", "authority"]
    organisation: OrganisationName
    author: str
    text: str
    on: date


class Agreed(Part):
    on: date
    person: str


class Version(Part):
    """One version: written, given to read, talked about, agreed upon."""

    started_on: date
    sections: list[Section] = []
    summary: str = ""
    needs: list[RankedNeed] = []
    shared_on: date | None = None
    answer_by: date | None = None
    comments: list[Comment] = []
    agreed: dict[Literal["association", "dla", "authority"], Agreed] = {}


class Diagnosis(Part):
    """The diagnosis of an association; each version after the first takes up the text of the one before."""

    association: OrganisationName
    dla: OrganisationName | None = None
    authority: OrganisationName | None = None
    versions: list[Version]


class Consent(Part):
    """To whom an association lets its diagnosis, or its project, be shown."""

    association: OrganisationName
    to: OrganisationName
    audience: Literal["team", "committee"] = "team"
    scope: Literal["whole", "summary", "project"]
    person: str
    on: date
    withdrawn_on: date | None = None


class ProjectVersion(Part):
    """One review of the project: its five answers, and the day on which the board adopted them."""

    started_on: date
    written_on: date
    identity: str = ""
    purpose: str = ""
    scope: str = ""
    means: str = ""
    limits: str = ""
    adopted_on: date | None = None
    adopted_by: str = ""


class Project(Part):
    """The project of an association, review after review."""

    association: OrganisationName
    versions: list[ProjectVersion]
