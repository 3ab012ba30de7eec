"""Who reads evaluations, statements and case studies; who writes, approves and publishes them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalyse.actors.roles import (
    ASSOCIATION,
    AUTHORITY_ALL,
    DLA,
    PARTNERS,
    READERS_OF_SUPPORTS,
    Role,
)
from catalyse.kernel.access import EVERYBODY, Actor, Decision, Group, Policy, only_if, policy_for
from catalyse.results.models import (
    Approval,
    CaseBlock,
    CaseStudy,
    Evaluation,
    Permission,
    Rating,
    SourcedTotal,
    Statement,
)
from catalyse.results.states import StudyState
from catalyse.support.models import Support
from catalyse.support.policies import PARTNERS_ONLY, in_partnership, leads

OWN_ANSWER = _("Only the structure that was asked answers, or an officer who writes its answer down.")
OWN_WORDS = _("Only the person or the structure that said this decides how far it is repeated.")
ASKED_ONLY = _("Only the structure that is named says whether it agrees.")
READ_AGAIN = _("It is published: withdraw it first, then change it.")

ANSWERING = (Role.ASSOCIATION_LEAD, Role.ASSOCIATION_MEMBER, Role.CONSULTANT, Role.AUTHORITY_OFFICER, *DLA)
SAYING_YES = (Role.ASSOCIATION_LEAD, Role.AUTHORITY_OFFICER, *DLA)


def follows(actor: Actor, support: Support) -> bool:
    """Whether the actor reads this support as partner, elected person or committee member."""
    if not actor.holds(*READERS_OF_SUPPORTS):
        return False
    return support.partnership_id in actor.partnerships or support.dla_id in actor.organisations(*DLA)


def by_link(actor: Actor, row: Any) -> bool:
    """Whether the actor came by the personal link of this very row."""
    return actor.link == (row._meta.label_lower, row.pk)


@policy_for(Evaluation)
class EvaluationPolicy(Policy[Evaluation]):
    """An answer is read by who gave it and by the DLA; the partner authority has its own answer and the aggregates."""

    entries = {
        "bilan": lambda actor: only_if(
            actor.holds(*PARTNERS, Role.COMMITTEE_MEMBER, Role.OBSERVER), _("The figures are for the partners.")
        ),
    }
    verbs = {
        "answer": lambda actor, row: only_if(_answers(actor, row) or bool(leads(actor, row.support)), OWN_ANSWER),
        "ask": lambda actor, row: leads(actor, row.support),
    }
    fields = {"all": Group(("side", "organisation", "state", "ratings", "words"), lambda actor: EVERYBODY)}

    def visible_to(self, actor: Actor, rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
        """Its own answer; the DLA each one; a partner authority those still asked; a link the one it was sent for."""
        if actor.house:
            return rows
        mine = Q(organisation__in=actor.organisations(*ANSWERING))
        if actor.holds(*DLA):
            mine |= in_partnership(actor, "support__")
        elif actor.holds(Role.AUTHORITY_OFFICER):
            # it may write a colleague's or an association's answer down until it is given
            mine |= in_partnership(actor, "support__") & Q(state="asked")
        if actor.link and actor.link[0] == "results.evaluation":
            mine |= Q(pk=actor.link[1])
        return rows.filter(mine, archived_at=None)


def _answers(actor: Actor, row: Evaluation) -> bool:
    return by_link(actor, row) or row.organisation_id in actor.organisations(*ANSWERING)


@policy_for(Rating)
class RatingPolicy(Policy[Rating]):
    """A rating is read with its evaluation."""

    def visible_to(self, actor: Actor, rows: QuerySet[Rating]) -> QuerySet[Rating]:
        """Whoever reads its evaluation."""
        return rows.filter(evaluation__in=Evaluation.objects.visible_to(actor).values("pk"))


@policy_for(Statement)
class StatementPolicy(Policy[Statement]):
    """Words are read by who said them and by the DLA; the other partner reads those that may be quoted."""

    verbs = {
        "edit": lambda actor, row: leads(actor, row.support),
        "permit": lambda actor, row: _permits(actor, row),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Statement]) -> QuerySet[Statement]:
        """Who said it, the DLA; the other partners and the committee what may be quoted; a link its own."""
        if actor.house:
            return rows
        free = ~Q(permission=Permission.NONE) & Q(permitted_on__isnull=False, withdrawn_on=None)
        mine = Q(organisation__in=actor.organisations(*ANSWERING))
        if actor.holds(*DLA):
            mine |= in_partnership(actor, "support__")
        elif actor.holds(*AUTHORITY_ALL, Role.COMMITTEE_MEMBER):
            mine |= in_partnership(actor, "support__") & free
        if actor.link and actor.link[0] == "results.statement":
            mine |= Q(pk=actor.link[1])
        if actor.link and actor.link[0] == "results.evaluation":
            mine |= Q(evaluation=actor.link[1])
        return rows.filter(mine, archived_at=None)


def _permits(actor: Actor, row: Statement) -> Decision:
    own = row.organisation_id is not None and row.organisation_id in actor.organisations(*SAYING_YES)
    spoke = by_link(actor, row)
    # what several said together has no structure of its own: the officer who heard it answers for them
    together = row.organisation_id is None and bool(leads(actor, row.support))
    return only_if(own or spoke or together, OWN_WORDS)


@policy_for(CaseStudy)
class CaseStudyPolicy(Policy[CaseStudy]):
    """Everybody reads what is published; before that the partners, the committee, and those it asks."""

    entries = {"list": lambda actor: only_if(actor.holds(*READERS_OF_SUPPORTS), PARTNERS_ONLY)}
    verbs = {
        "read_draft": lambda actor, row: only_if(
            follows(actor, row.support) or _is_asked(actor, row), _("It is not published yet.")
        ),
        "write": lambda actor, row: _write(actor, row),
        "publish": lambda actor, row: leads(actor, row.support),
    }
    fields = {
        "story": Group(("title", "lead", "eyebrow", "keywords", "published_on"), lambda actor: EVERYBODY),
        "working": Group(("state", "approvals"), lambda actor: in_partnership(actor, "support__")),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[CaseStudy]) -> QuerySet[CaseStudy]:
        """Everybody what is published; its partners at any moment; a named structure once it is asked."""
        if actor.house:
            return rows
        public = Q(state=StudyState.PUBLISHED)
        asked = Approval.objects.visible_to(actor).values("case_study")
        named = Q(pk__in=asked, state=StudyState.REVIEW)
        return rows.filter(public | in_partnership(actor, "support__") | named, archived_at=None)


def _write(actor: Actor, study: CaseStudy) -> Decision:
    writes = leads(actor, study.support)
    return only_if(study.state != StudyState.PUBLISHED, READ_AGAIN) if writes else writes


def _is_asked(actor: Actor, study: CaseStudy) -> bool:
    asked = Approval.objects.visible_to(actor).filter(case_study=study)
    return study.state in (StudyState.REVIEW, StudyState.PUBLISHED) and asked.exists()


@policy_for(CaseBlock)
class CaseBlockPolicy(Policy[CaseBlock]):
    """A block is worked on by the partners; the public reads it through the story, with its guards."""

    verbs = {"write": lambda actor, row: _write(actor, row.case_study)}

    def visible_to(self, actor: Actor, rows: QuerySet[CaseBlock]) -> QuerySet[CaseBlock]:
        """The partners; the public never reads a block by itself."""
        if actor.house:
            return rows
        return rows.filter(in_partnership(actor, "case_study__support__"), archived_at=None)


@policy_for(Approval)
class ApprovalPolicy(Policy[Approval]):
    """The partners follow every answer; a named structure sees and gives its own."""

    verbs = {
        "decide": lambda actor, row: only_if(
            by_link(actor, row) or row.organisation_id in actor.organisations(*SAYING_YES), ASKED_ONLY
        ),
        "record": lambda actor, row: leads(actor, row.case_study.support),
        "unname": lambda actor, row: _write(actor, row.case_study),
    }

    def visible_to(self, actor: Actor, rows: QuerySet[Approval]) -> QuerySet[Approval]:
        """The named structure its own, the partners each one; a link the one it was sent for."""
        if actor.house:
            return rows
        mine = Q(organisation__in=actor.organisations(*ASSOCIATION))
        mine |= in_partnership(actor, "case_study__support__")
        if actor.link and actor.link[0] == "results.approval":
            mine |= Q(pk=actor.link[1])
        return rows.filter(mine, archived_at=None)


@policy_for(SourcedTotal)
class SourcedTotalPolicy(Policy[SourcedTotal]):
    """A total of the source is read by the partners."""

    def visible_to(self, actor: Actor, rows: QuerySet[SourcedTotal]) -> QuerySet[SourcedTotal]:
        """The partners of the support."""
        return rows if actor.house else rows.filter(in_partnership(actor, "support__"))
