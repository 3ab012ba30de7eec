"""The format of a case file. Unknown keys are refused; what the source does not give is left out.

`illustrative` lists, in each part, the columns whose value fills a gap of the source ("*" for the whole part).
Names such as `cinema` or `dla` are the file's own: they point from one part to another.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from catalyse.today.case.diagnosing import Consent, Diagnosis, Project
from catalyse.today.case.parts import (
    Days,
    DemoDay,
    Lines,
    Milestone,
    Need,
    NeedName,
    Opening,
    Organisation,
    OrganisationName,
    Part,
    Partnership,
    Person,
    PersonName,
    Ref,
    Territory,
    Year,
)

__all__ = ["Case", "Consent", "Diagnosis", "Milestone", "Need", "Opening", "Organisation", "Person", "Project", "Year"]


class Step(Part):
    title: str
    together: bool = False
    one_by_one: bool = False


class Meeting(Part):
    on: date
    starts: time | None = None
    place: str = ""
    agenda: Lines = []
    planned_on: date
    present: list[OrganisationName] = []
    minutes: str = ""


class Reply(Part):
    association: OrganisationName
    verb: Literal["come", "join", "decline", "silence"]
    on: date
    expectations: str = ""
    signed_function: str = ""
    hindrance: str = ""
    reason: str = ""


class Invitation(Part):
    sent_on: date
    reply_by: date | None = None
    letter: str = ""
    expected: str = ""
    targets: list[OrganisationName]
    meeting: Meeting | None = None
    replies: list[Reply] = []
    closed_on: date | None = None


class Bid(Part):
    consultant: OrganisationName
    on: datetime
    amount: Decimal
    half_days: int | None = None
    text: str


class Tender(Part):
    written_on: date
    context: str = ""
    needs: str = ""
    reasons: str = ""
    method: str = ""
    deliverables: Lines = []
    calendar: str = ""
    ceiling: Decimal | None = None
    criteria: dict[str, int] = {}
    approvals: dict[Literal["dla", "authority"], date] = {}
    approved_by: dict[Literal["dla", "authority"], PersonName] = {}
    consulted_on: date | None = None
    deadline: datetime | None = None
    consultants: list[OrganisationName] = []
    bids: list[Bid] = []
    chosen: OrganisationName | None = None
    chosen_on: date | None = None
    reasons_of_choice: str = ""
    present: Lines = []


class Share(Part):
    funder: OrganisationName
    percent: Decimal | None = None
    amount: Decimal | None = None


class Signing(Part):
    organisation: OrganisationName
    function: str
    on: date


class Agreement(Part):
    drawn_up_on: date
    total: Decimal
    vat: Literal["included", "not_stated"] = "not_stated"
    shares: list[Share]
    odd_cent_to: OrganisationName | None = None
    purpose: str = ""
    conditions: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    with_consultant: bool = False
    signatures: list[Signing] = []


class Session(Part):
    kind: Literal["individual", "collective"]
    on: date
    planned_on: date | None = None
    half_days: int = Field(ge=1)
    association: OrganisationName | None = None
    step: int | None = None
    starts: time | None = None
    place: str = ""
    topic: str = ""
    minutes: str = ""
    held: bool = True
    absent: list[OrganisationName] = []


class Deliverable(Part):
    title: str
    association: OrganisationName | None = None
    due_on: date | None = None
    received_on: date | None = None
    accepted_on: date | None = None


class PlanPart(Part):
    """One of the seven parts of a plan: its lines, as the communication room names them."""

    part: str
    on: date
    rows: list[dict[str, str | int | Decimal | date | bool | list[str] | None]]


class Plan(Part):
    association: OrganisationName
    started_on: date
    title: str = ""
    parts: list[PlanPart] = []
    shared_on: date | None = None
    adopted_on: date | None = None
    adopted_by: str = ""


class Action(Part):
    title: str
    what: str = ""
    lead: OrganisationName
    partners: list[OrganisationName] = []
    on: date
    starts_on: date | None = None
    ends_on: date | None = None
    period: str = ""
    place: str = ""
    public: bool = True
    planned: Decimal | None = None
    real: Decimal | None = None
    produced: str = ""
    done_on: date | None = None


class Tie(Part):
    between: tuple[OrganisationName, OrganisationName]
    level: str


class TieRound(Part):
    moment: Literal["before", "after"]
    on: date
    ties: list[Tie] = []


class Evaluation(Part):
    side: Literal["association", "authority", "consultant", "dla"]
    organisation: OrganisationName
    on: date
    function: str = ""
    ratings: dict[str, int | None] = {}
    words: dict[str, str] = {}
    diagnosis: str = ""
    individual: str = ""
    collective: str = ""
    overall: str = ""


class Statement(Part):
    text: str
    about: str
    function: str
    organisation: OrganisationName | None = None
    on: date
    permission: Literal["none", "anonymous", "function", "name"] | None = None


class Block(Part):
    """A text that replaces the one composed from the records, for one kind of block."""

    kind: str
    heading: str
    text: str
    organisation: OrganisationName | None = None


class CaseStudy(Part):
    composed_on: date
    title: str
    lead: str = ""
    eyebrow: str = ""
    keywords: str = ""
    blocks: list[Block] = []
    approved_on: date | None = None
    published_on: date | None = None


class Opinion(Part):
    on: date
    view: Literal["favourable", "reserves", "unfavourable", "postponed"]
    words: str = ""
    present: Lines = []


class PathAction(Part):
    title: str
    way: Literal["own", "local", "consultant", "officer"]
    who: str = ""
    due_on: date | None = None
    progress: Literal["todo", "doing", "done", "dropped"] = "todo"
    outcome: str = ""


class FollowUp(Part):
    months: Literal[6, 12, 18]
    on: date
    use: Literal["yes", "partly", "no"]
    words: str
    wanted: str = ""


class SupportPath(Part):
    """What the committee says of a support, its plan, and what became of it months later."""

    agreed_on: date
    opinions: list[Opinion] = []
    actions: list[PathAction] = Field(min_length=1)
    follow_ups: list[FollowUp] = []


class Support(Part):
    kind: Literal["collective", "individual"]
    title: str
    opened_on: date
    association: OrganisationName | None = None
    requester: OrganisationName | None = None
    dla_owner: PersonName | None = None
    authority_owner: PersonName | None = None
    themes: list[str] = []
    sectors: list[str] = []
    needs: list[NeedName] = []
    context: str = ""
    objectives: Lines = []
    purposes: Lines = []
    public: str = ""
    form: str = ""
    individual_days: Days = Decimal(0)
    collective_days: Days = Decimal(0)
    least: int | None = None
    most: int | None = None
    staff: int | None = None
    steps: list[Step] = []
    path: SupportPath | None = None
    scoped_on: date | None = None
    invitation: Invitation | None = None
    tender: Tender | None = None
    agreement: Agreement | None = None
    started_on: date | None = None
    sessions: list[Session] = []
    deliverables: list[Deliverable] = []
    plans: list[Plan] = []
    actions: list[Action] = []
    ties: list[TieRound] = []
    debriefed_on: date | None = None
    evaluations: list[Evaluation] = []
    statements: list[Statement] = []
    evaluated_on: date | None = None
    case_study: CaseStudy | None = None
    lessons: str = ""
    lessons_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""


class PastStructure(Part):
    """An association known only by its headcount in a past support."""

    organisation: OrganisationName | None = None
    staff: int | None = None


class PastSupports(Part):
    """Past files that only figures know: `count` files alike, each for one unnamed association, or one for several."""

    count: int = Field(1, ge=1, le=2000)
    kind: Literal["collective", "individual"] = "individual"
    title: str
    opened_on: date
    ended_on: date
    sectors: list[str] = []
    themes: list[str] = []
    here: bool = False  # in the territory of the case, not only in its region
    structures: list[PastStructure] = []
    path: SupportPath | None = None


class Total(Part):
    """A sum that the source gives for a figure of a support: the rows of the file must come to it."""

    support: Annotated[str, Ref("supports")]
    figure: str
    value: Decimal
    source: str


class Case(Part):
    """A whole case."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    source: str
    demo_days: list[DemoDay] = []
    territory: Territory
    organisations: dict[str, Organisation]
    partnership: Partnership
    people: dict[str, Person] = {}
    needs: dict[str, Need] = {}
    drop_ins: list[Opening] = []
    diagnoses: list[Diagnosis] = []
    consents: list[Consent] = []
    projects: list[Project] = []
    recurring_on: list[date] = []
    supports: dict[str, Support] = {}
    past_supports: list[PastSupports] = []
    totals: list[Total] = []
