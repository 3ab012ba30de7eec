"""A support that came to its end and can be told, made through services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from catalyse.actors import services as actors
from catalyse.actors.models import Organisation
from catalyse.kernel.access import Actor
from catalyse.results import services
from catalyse.results.models import Approval, CaseBlock, CaseStudy, Evaluation, Statement
from catalyse.support import services as supports
from catalyse.support.models import Support
from catalyse.support.tests.factories import (
    DAY,
    HOUSE,
    Territory,
    a_running_support,
    beneficiaries,
    member,
    organisation,
)

__all__ = ["DAY", "HOUSE", "Territory", "World", "answer", "member", "organisation", "said", "world"]

RATED = {"quality": (5, "Du sérieux"), "respect": ("na", ""), "listening": (4, "")}
LATER = DAY + timedelta(days=30)


@dataclass
class World:
    """A support given back, its two officers, and the associations that took part."""

    territory: Territory
    support: Support
    associations: list[Organisation]
    officer: Actor
    partner: Actor

    def fresh(self) -> Support:
        self.support.refresh_from_db()
        return self.support

    def lead(self, rank: int = 0) -> Actor:
        return member(self.associations[rank], "association_lead")

    def study(self, **values: Any) -> CaseStudy:
        """The evaluated support with its case study, a title and a first sentence."""
        if self.fresh().state == "debriefed":
            if not Evaluation.objects.system("a test").filter(support=self.support, state="answered").exists():
                answer(self)
            services.finish_evaluation(support=self.support, by=HOUSE, today=DAY)
        given = {
            "title": "Se faire connaître",
            "lead": "{engagees|Lettres} associations se mettent ensemble.",
            **values,
        }
        return services.compose_case_study(support=self.fresh(), by=HOUSE, today=DAY, **given)

    def agreed(self, study: CaseStudy) -> CaseStudy:
        """Everybody who is named was asked and agrees."""
        study.refresh_from_db()
        for approval in services.ask_approvals(case_study=study, by=HOUSE, today=DAY):
            services.decide_approval(approval=approval, approved=True, by=HOUSE, today=DAY)
        study.refresh_from_db()
        return study

    def published(self, **values: Any) -> CaseStudy:
        """A case study that everybody reads."""
        return self.published_again(self.study(**values))

    def published_again(self, study: CaseStudy) -> CaseStudy:
        """This case study, agreed to and public."""
        asked = Approval.objects.system("a test").filter(case_study=study, state="waiting")
        for approval in asked:
            services.decide_approval(approval=approval, approved=True, by=HOUSE, today=DAY)
        return services.publish_case_study(case_study=self.agreed(study), by=HOUSE, today=DAY)


def world(joined: int = 3, invited: int = 5, *, years: bool = True, **values: Any) -> World:
    """A collective support that was given back; each association employs two people and has ten volunteers."""
    territory = Territory("Pré")
    support = a_running_support(territory, joined=joined, invited=invited, **values)
    associations = beneficiaries(support)
    for one in associations if years else []:
        actors.add_year(
            organisation=one, year=support.opened_on.year, by=HOUSE, today=DAY, staff=2, active_volunteers=10,
            volunteers=20,
        )  # fmt: skip
    supports.advance(support=support, verb="debrief", by=HOUSE, today=DAY)
    support.refresh_from_db()
    return World(
        territory, support, associations, member(territory.dla, "dla_officer"),
        member(territory.authority, "authority_officer"),
    )  # fmt: skip


def answer(here: World, rank: int = 0, side: str = "association", **values: Any) -> Evaluation:
    """One association's evaluation, asked and given."""
    row = services.ask_evaluation(
        support=here.support, organisation=here.associations[rank], side=side, by=HOUSE, today=DAY
    )
    given = {"ratings": RATED, "collective": "On s’est connues.", **values}
    return services.answer_evaluation(evaluation=row, by=HOUSE, today=DAY, **given)


def said(here: World, text: str = "On a osé.", permission: str | None = "function", **values: Any) -> Statement:
    """Words of the first association."""
    given = {"about": "joining", "function": "direction", "organisation": here.associations[0], **values}
    return services.add_statement(support=here.support, text=text, permission=permission, by=HOUSE, today=DAY, **given)


def block(study: CaseStudy, kind: str) -> CaseBlock:
    """The block of a kind."""
    return CaseBlock.objects.system("a test").select_related("case_study").get(case_study=study, kind=kind)


def write(study: CaseStudy, kind: str, text: str, **values: Any) -> CaseBlock:
    """A block put in other words."""
    row = block(study, kind)
    given = {"heading": row.heading, "expected": row.version, **values}
    return services.edit_block(block=row, text=text, by=HOUSE, today=DAY, **given)


def day_after() -> date:
    """A day later than those of the world."""
    return LATER
