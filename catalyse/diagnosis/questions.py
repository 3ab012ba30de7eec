"""What each of the ten sections asks, why, and how one may answer, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalyse.diagnosis.models import Topic

Text = str | Promise


@dataclass(frozen=True)
class Question:
    """One question of a section. `code` is stable: the answers are kept under it."""

    code: str
    ask: Text
    why: Text
    how: Text


@dataclass(frozen=True)
class Part:
    """A section as a guide asks it: the word in its address, its questions."""

    topic: Topic
    slug: str
    questions: tuple[Question, ...]

    @property
    def title(self) -> Text:
        """The name of the section."""
        return self.topic.label


PARTS = (
    Part(Topic.PROJECT, "projet", (
        Question(
            "purpose",
            _("What is the association there for, and for whom?"),
            _("Everything else is measured against it: a difficulty is one because it stands in the way of this."),
            _("In two or three sentences, as its people say it, not as the statutes write it."),
        ),
        Question(
            "ahead",
            _("Where does it want to be in three years?"),
            _("A support is chosen for where one is going, not only for what hurts today."),
            _("One or two things that will have changed. “We do not know yet” is an answer."),
        ),
    )),
    Part(Topic.GOVERNANCE, "gouvernance", (
        Question(
            "deciding",
            _("Who decides what, and when do they meet?"),
            _("A plan holds only if those who decide have taken it up."),
            _("The board, the committee, the employees: who meets, how often, who is missing."),
        ),
        Question(
            "renewal",
            _("Who could take over tomorrow?"),
            _("Many associations rest on one or two people; it is better said before they leave."),
            _("Functions are enough; no name is needed."),
        ),
    )),
    Part(Topic.ACTIVITIES, "activites", (
        Question(
            "doing",
            _("What does it do in an ordinary week?"),
            _("To read the figures one must know what they pay for."),
            _("The activities, for how many people, where, in which months."),
        ),
        Question(
            "worth",
            _("What works best, and what costs more than it gives?"),
            _("It shows what to protect, and what could be done otherwise."),
            _("One example of each is worth more than a list."),
        ),
    )),
    Part(Topic.PEOPLE, "equipe", (
        Question(
            "who",
            _("Who does the work: employees, volunteers, young people in service?"),
            _("Jobs are what a support wants to consolidate."),
            _("How many, with which contracts, until when. The yearly figures of the association stand beside."),
        ),
        Question(
            "skills",
            _("What does the team know how to do, and what does it learn by itself?"),
            _("A training may answer better than a consultant."),
            _("What goes well, what is put off because nobody knows how to do it."),
        ),
    )),
    Part(Topic.ECONOMICS, "ressources", (
        Question(
            "living",
            _("What does it live on?"),
            _("An association that depends on one funder has another problem than one that lacks customers."),
            _("The shares of sales, grants, members and gifts; what is sure, what is asked again every year."),
        ),
        Question(
            "paying",
            _("Who else could pay, and for what?"),
            _("To keep jobs, resources have to come from more than one side."),
            _("What was tried, what it gave; ideas that nobody had the time to follow."),
        ),
    )),
    Part(Topic.FINANCE, "comptes", (
        Question(
            "keeping",
            _("Who keeps the accounts, and who reads them?"),
            _("One steers only with figures that arrive in time."),
            _("Which tool, which month is closed, who presents them to the board."),
        ),
        Question(
            "cash",
            _("Is there enough in the bank to pay the next three months?"),
            _("A grant that arrives late can stop a healthy association."),
            _("Yes, no, or “it depends on”: on what? No amount is needed."),
        ),
    )),
    Part(Topic.ORGANISATION, "organisation", (
        Question(
            "sharing",
            _("How is the work shared out?"),
            _("When everything goes through one person, everything stops with them."),
            _("Who opens the door, who answers, who writes; what waits when somebody is away."),
        ),
        Question(
            "tools",
            _("With which places, vehicles, computers and files?"),
            _("Means can be shared between associations: one has to know what is there."),
            _("What is used every day, what is missing, what sleeps."),
        ),
    )),
    Part(Topic.COMMUNICATION, "communication", (
        Question(
            "known",
            _("Who knows the association, and who should?"),
            _("To speak to everybody is to speak to nobody: one begins with those who are missing."),
            _("Inside: members, volunteers. Outside: families, partners, press, elected people."),
        ),
        Question(
            "means",
            _("How does it make itself known today?"),
            _("One builds on what is already done."),
            _("Posters, letters, word of mouth: who does it, when, and what it costs in a year."),
        ),
    )),
    Part(Topic.PARTNERSHIPS, "partenariats", (
        Question(
            "with",
            _("With whom does it work, and who counts on it?"),
            _("Some needs are answered by a neighbour."),
            _("Associations, public services, companies: what is done together, what is only written."),
        ),
        Question(
            "apart",
            _("With whom does it not work, although one would expect it to?"),
            _("Not knowing each other, or competing, may be what a collective support can change."),
            _("Say it as you would say it to them."),
        ),
    )),
    Part(Topic.TERRITORY, "territoire", (
        Question(
            "place",
            _("What is changing around it?"),
            _("Building works, a school that closes, a new line: they make needs, and chances."),
            _("What one sees in the street, and what the authority is preparing."),
        ),
        Question(
            "role",
            _("What would be missing here without it?"),
            _("It is what its partners are ready to support."),
            _("An example that an inhabitant would give."),
        ),
    )),
)  # fmt: skip
BY_SLUG = {part.slug: part for part in PARTS}
BY_TOPIC: dict[str, Part] = {part.topic.value: part for part in PARTS}
CODES = {topic: tuple(question.code for question in part.questions) for topic, part in BY_TOPIC.items()}
TEXTS = ("findings", "strengths", "weaknesses")
