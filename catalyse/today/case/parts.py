"""The parts of a case file that every case has: territory, organisations, people, needs."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Ref:
    """Says in which part of the file a name must stand."""

    def __init__(self, part: str):
        self.part = part


OrganisationName = Annotated[str, Ref("organisations")]
PersonName = Annotated[str, Ref("people")]
NeedName = Annotated[str, Ref("needs")]
Lines = list[str]
Days = Annotated[Decimal, Field(ge=0, multiple_of=Decimal("0.5"))]


class Part(BaseModel):
    """A part of the file: nothing unknown, nothing half-read."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, coerce_numbers_to_str=False)
    illustrative: list[str] = []


class DemoDay(Part):
    """A day on which a demo may open the case."""

    on: date
    label: str


class Body(Part):
    """The intermunicipal body, with its communes as they were."""

    name: str
    acronym: str = ""
    kind: str = ""
    created_on: date | None = None
    ended_on: date | None = None
    inhabitants: int | None = None
    communes: list[str] = []


class Territory(Part):
    region: str = ""
    body: Body


class Sector(Part):
    code: str
    declared: str = ""
    main: bool = False


class Year(Part):
    volunteers: int | None = None
    active_volunteers: int | None = None
    staff: int | None = None
    fte: Decimal | None = None
    permanent: int | None = None
    fixed_term: int | None = None
    integration: int | None = None
    subsidised: int | None = None
    seasonal: int | None = None
    members: int | None = None
    beneficiaries: int | None = None
    market_share: Decimal | None = None
    grants_share: Decimal | None = None
    self_financing_target: Decimal | None = None
    resources: Decimal | None = None
    income_market: Decimal | None = None
    income_grants: Decimal | None = None
    income_members: Decimal | None = None
    income_private: Decimal | None = None
    income_other: Decimal | None = None
    result: Decimal | None = None
    note: str = ""


class Milestone(Part):
    year: int
    month: int | None = None
    title: str
    detail: str = ""


class Affiliation(Part):
    kind: Literal["network", "label"]
    name: str
    year: int | None = None
    month: int | None = None
    detail: str = ""


class Organisation(Part):
    kind: Literal["association", "dla", "authority", "consultant", "funder", "network", "other"]
    name: str
    short_name: str = ""
    host: OrganisationName | None = None
    team: str = ""
    team_short: str = ""
    commune: str | None = None
    seat: bool = False  # of the territory's body
    founded_year: int | None = None
    mission: str = ""
    unnamed: bool = False
    sectors: list[Sector] = []
    years: dict[int, Year] = {}
    milestones: list[Milestone] = []
    affiliations: list[Affiliation] = []
    themes: list[str] = []  # of a consultant
    presentation: str = ""
    references: str = ""
    day_rate: Decimal | None = None


class Partnership(Part):
    dla: OrganisationName
    authority: OrganisationName
    since: date
    committee: str = ""


class Person(Part):
    """Somebody of the demo, named by role."""

    name: str
    role: str
    organisation: OrganisationName
    function: str = ""


class Need(Part):
    association: OrganisationName
    words: str
    heard: str
    call: str = ""
    heard_on: date
    heard_by: OrganisationName
    themes: list[str] = []
    urgency: Literal[1, 2, 3] = 2
    shared: bool = False
    accepted_on: date | None = None


class Appointment(Part):
    """Somebody who comes to a drop-in session; without an hour, who came by."""

    on: date
    starts: time | None = None
    booked_on: date
    name: str
    association: OrganisationName | None = None
    words: str = ""
    came: bool | None = None


class Opening(Part):
    """Drop-in sessions of a DLA at an authority's, with those who came."""

    dla: OrganisationName
    host: OrganisationName
    place: str
    commune: str
    rhythm: Literal["weekly", "fortnightly", "monthly"] = "weekly"
    opened_on: date
    first_on: date
    until: date | None = None
    starts: time
    ends: time
    minutes: int = 30
    breaks: list[time] = []
    in_school_holidays: bool = False
    appointments: list[Appointment] = []
