"""Asking those who are named, publishing what they agreed to, and withdrawing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Membership, Organisation
from catalyse.actors.roles import Role
from catalyse.kernel import journal, mail
from catalyse.kernel.access import Actor, Decision, may, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change
from catalyse.results.models import Approval, CaseStudy, Evaluation
from catalyse.results.policies import by_link
from catalyse.results.queries.guards import fingerprint
from catalyse.results.queries.readiness import readiness, to_be_asked
from catalyse.results.queries.story import Story
from catalyse.results.services.case_study import locked_study
from catalyse.results.states import APPROVAL, CASE_STUDY, Answer
from catalyse.support import services as support_services
from catalyse.support.states import SupportState


def _locked_approval(approval: Approval) -> Approval:
    rows = Approval.objects.system("a service changes it").select_related("case_study__support", "organisation")
    return rows.select_for_update(of=("self",)).get(pk=approval.pk)


@transaction.atomic
def ask_approvals(*, case_study: CaseStudy, by: Actor, today: date) -> list[Approval]:
    """Each structure that the story names is asked whether it agrees; those that agreed to this very text are not.

    Associations get a mail with the text and two buttons; a partner finds its question on the page.
    """
    study = locked_study(case_study)
    require(by, "write", study)
    changes = CASE_STUDY.move(study, "ask_approvals")
    story = Story(study, public=True, today=today)
    asked = [row for org in to_be_asked(story) if (row := _ask(study, story, org, today))]
    journal.record("case_study.approvals_asked", on=study, also=[study.support], by=by, day=today, changes=changes,
                   asked=len(asked))  # fmt: skip
    if not by.house:
        for row in asked:
            _mail(row, today)
    return asked


def _ask(study: CaseStudy, story: Story, organisation: Organisation, today: date) -> Approval | None:
    rows = Approval.objects.system("asked once").filter(case_study=study, organisation=organisation)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return Approval.objects.create(case_study=study, organisation=organisation, asked_on=today)
    fresh = row.seen == fingerprint(study, story.blocks, organisation)
    if row.unnamed or (row.state == Answer.APPROVED and fresh) or (row.state == Answer.WAITING):
        return None
    APPROVAL.move(row, "ask_again", asked_on=today, decided_on=None, decided_by_id=None)
    return row


def _mail(row: Approval, today: date) -> None:
    if row.organisation.kind != "association":
        return
    for number, address in enumerate(addresses_of(row, today)):
        mail.post(
            key=f"approval-{row.pk}-{row.version}-{number}", to=address, batch=f"case-study-{row.case_study_id}",
            template="results/mail/approval_asked",
            context={"approval": row, "study": row.case_study,
                     "url": settings.BASE_URL + reverse("results:approve_by_link", args=[row.token])},
        )  # fmt: skip


def addresses_of(row: Approval, today: date) -> Iterable[str]:
    """Where a structure is reached: its leads, else whoever was asked for its evaluation. Costs 1 or 2 queries."""
    leads = (
        Membership.objects.system("whom to write to")
        .on(today)
        .filter(organisation=row.organisation, role=Role.ASSOCIATION_LEAD, user__is_active=True)
    )
    found = list(leads.values_list("user__email", flat=True).distinct())
    if found:
        return found
    asked = Evaluation.objects.system("whom to write to").filter(
        support_id=row.case_study.support_id, organisation=row.organisation
    ).exclude(email="")  # fmt: skip
    return list(asked.values_list("email", flat=True))


def _deciding(by: Actor, row: Approval, words: str) -> None:
    own: Decision = may(by, "decide", row)
    if own or by_link(by, row):
        return
    require(by, "record", row)
    if not words.strip():
        raise Refused(_("Write how its answer reached you: a letter, a mail, on which day."), "words")


@transaction.atomic
def decide_approval(*, approval: Approval, approved: bool, by: Actor, today: date, words: str = "") -> Approval:
    """A named structure agrees to the text as it stands, or does not and says what should change.

    An officer may write down an answer that came otherwise, and says how it came.
    """
    row = _locked_approval(approval)
    _deciding(by, row, words)
    if not approved and not words.strip():
        raise Refused(_("Write what should change, so that it can be put right."), "words")
    story = Story(row.case_study, public=True, today=today)
    before = {"state": row.state, "decided_on": row.decided_on, "seen": row.seen, "words": row.words}
    changes = APPROVAL.move(
        row, "approve" if approved else "refuse", decided_on=today, decided_by_id=by.user_id, words=words.strip(),
        seen=fingerprint(row.case_study, story.blocks, row.organisation), unnamed=False,
    )  # fmt: skip
    name = "approval.given" if approved else "approval.refused"
    journal.record(
        name, on=row, also=[row.case_study, row.case_study.support], by=by, day=today, changes=changes,
        association=str(row.organisation),
        undo=("approval.state", {"pk": row.pk, **before}) if by.user_id else None,
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_approval(*, approval: Approval, by: Actor, today: date, words: str = "") -> Approval:
    """The agreement taken back: from the next request on, page and document no longer name the structure."""
    row = _locked_approval(approval)
    require(by, "decide", row)
    changes = APPROVAL.move(row, "refuse", decided_on=today, decided_by_id=by.user_id, words=words.strip())
    journal.record("approval.withdrawn", on=row, also=[row.case_study, row.case_study.support], by=by, day=today,
                   changes=changes, association=str(row.organisation))  # fmt: skip
    return row


@transaction.atomic
def leave_unnamed(*, approval: Approval, by: Actor, today: date) -> Approval:
    """The story told without the name of this structure."""
    row = _locked_approval(approval)
    require(by, "unname", row)
    changes = change(row, unnamed=True)
    journal.record("approval.unnamed", on=row, also=[row.case_study], by=by, day=today, changes=changes,
                   association=str(row.organisation))  # fmt: skip
    return row


@transaction.atomic
def publish_case_study(*, case_study: CaseStudy, by: Actor, today: date) -> CaseStudy:
    """The story open to everybody. Refused as long as somebody who is named or quoted has not agreed."""
    study = locked_study(case_study)
    require(by, "publish", study)
    CASE_STUDY.check(study, "publish")
    support = study.support
    if support.state not in (SupportState.EVALUATED, SupportState.PUBLISHED):
        raise Refused(_("Close the evaluation of the support first, then publish."))
    found = readiness(study, Story(study, public=True, today=today))
    if not found.is_ready:
        raise Refused(" ".join(trouble.sentence for trouble in found.troubles[:5]))
    changes = CASE_STUDY.move(study, "publish", published_on=today, withdrawn_on=None)
    if support.state == SupportState.EVALUATED:
        support_services.advance(support=support, verb="publish", by=by, today=today)
    journal.record("case_study.published", on=study, also=[support], by=by, day=today, changes=changes,
                   title=study.title)  # fmt: skip
    return study


@transaction.atomic
def withdraw_case_study(*, case_study: CaseStudy, by: Actor, today: date) -> CaseStudy:
    """The story closed again at once: page, document and lists forget it at their next request."""
    study = locked_study(case_study)
    require(by, "publish", study)
    changes = CASE_STUDY.move(study, "withdraw", withdrawn_on=today)
    if study.support.state == SupportState.PUBLISHED:
        support_services.advance(support=study.support, verb="withdraw_publication", by=by, today=today)
    journal.record("case_study.withdrawn", on=study, also=[study.support], by=by, day=today, changes=changes,
                   title=study.title)  # fmt: skip
    return study


@journal.undoes("approval.state")
@transaction.atomic
def _undo_decision(*, pk: int, state: str, decided_on: str | None, seen: str, words: str, by: Actor, day: date) -> None:
    row = _locked_approval(Approval.objects.visible_to(by).get(pk=pk))
    _deciding(by, row, words or "undone")
    given = date.fromisoformat(decided_on) if decided_on else None
    changes = change(row, state=state, decided_on=given, seen=seen, words=words)
    journal.record("approval.undone", on=row, also=[row.case_study], by=by, day=day, changes=changes,
                   association=str(row.organisation))  # fmt: skip
