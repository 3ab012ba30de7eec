"""What the house may show of evaluations, case studies and figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors import merging
from catalyse.actors.roles import ASSOCIATION, OFFICERS, PARTNERS, Role
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor, may
from catalyse.results.models import Approval, CaseStudy, Evaluation, Statement
from catalyse.results.policies import SAYING_YES
from catalyse.results.queries import evaluation as evaluations
from catalyse.results.queries.near import published_near
from catalyse.results.services.case_study import TELLABLE
from catalyse.results.states import Answer, AnswerState, StudyState
from catalyse.support.models import Support
from catalyse.support.policies import leads
from catalyse.support.states import SupportState
from catalyse.ui import formats

READERS = (*PARTNERS, Role.COMMITTEE_MEMBER, Role.OBSERVER)

offers.menu.add(offers.MenuEntry(_("Results"), "results:figures", "chart-bar", READERS, section="/bilan/"), position=80)
offers.menu.add(
    offers.MenuEntry(
        _("Case studies"), "results:experiences", "newspaper", (Role.COMMITTEE_MEMBER, Role.OBSERVER),
        section="/experiences/",
    ),
    position=85,
)  # fmt: skip
for rank, (label, url, icon, section) in enumerate(
    (
        (_("Near you"), "results:near", "map-pin", "/pres-de-chez-vous/"),
        (_("Case studies"), "results:experiences", "newspaper", "/experiences/"),
        (_("The partnership"), "results:partnership", "handshake", "/le-partenariat/"),
    )
):
    offers.public_menu.add(offers.MenuEntry(label, url, icon, (), section=section), position=10 + rank)
offers.footer.add(offers.MenuEntry(_("Legal notice"), "results:legal", "info", ()), position=80)
offers.footer.add(offers.MenuEntry(_("Accessibility"), "results:accessibility", "hand-heart", ()), position=81)

offers.public.add(published_near)


def _asked(actor: Actor, support: Support) -> int | None:
    rows = Evaluation.objects.visible_to(actor).filter(support=support, state=AnswerState.ANSWERED)
    return rows.count() or None


offers.tabs.add(
    offers.Tab(
        "support.support", "evaluation", _("Evaluation"),
        lambda support: reverse("results:evaluation", args=[support.pk, support.slug]), count=_asked,
    ),
    position=70,
)  # fmt: skip


def evaluation_steps(actor: Actor, supports: Sequence[Support], today: date) -> dict[int, offers.Step]:
    """Bead 70: ask, wait, close the evaluation. Costs 1 query."""
    rows = [row for row in supports if row.state == SupportState.DEBRIEFED]
    counts = evaluations.answered_of(rows) if rows else {}
    return offers.each(rows, lambda support: _evaluation_step(actor, support, *counts.get(support.pk, (0, 0))))


def _evaluation_step(actor: Actor, support: Support, asked: int, answered: int) -> offers.Step:
    yours = bool(leads(actor, support))
    if not asked:
        return offers.Step(
            _("Ask what they think of it"), owner=_("the two partners"), yours=yours, weight=70,
            action_label=_("Choose whom to ask") if yours else "",
            action_url=reverse("results:ask", args=[support.pk]) if yours else "",
        )  # fmt: skip
    detail = ngettext("%(answered)d answer out of %(asked)d asked.", "%(answered)d answers out of %(asked)d asked.",
                      answered) % {"answered": answered, "asked": asked}  # fmt: skip
    if not answered:
        page = reverse("results:evaluation", args=[support.pk, support.slug])
        return offers.Step(
            _("Collect the answers"), detail, owner=_("those who were asked"), weight=70,
            action_label=_("See who has answered") if yours else "", action_url=page if yours else "",
        )  # fmt: skip
    return offers.Step(
        _("Close the evaluation"), detail, owner=_("the two partners"), yours=yours, weight=70,
        action_label=_("Close the evaluation") if yours else "",
        action_url=reverse("results:finish", args=[support.pk]) if yours else "",
    )  # fmt: skip


def case_study_steps(actor: Actor, supports: Sequence[Support], today: date) -> dict[int, offers.Step]:
    """Bead 80: compose, write, ask those who are named, publish. Costs 2 queries."""
    rows = [row for row in supports if row.state == SupportState.EVALUATED]
    if not rows:
        return {}
    studies = {one.support_id: one for one in CaseStudy.objects.visible_to(actor).filter(support__in=rows)}
    approvals = Approval.objects.visible_to(actor).filter(case_study__in=studies.values(), state=Answer.WAITING)
    waiting: dict[int, list[Approval]] = defaultdict(list)
    for approval in approvals:
        waiting[approval.case_study_id].append(approval)

    def say(support: Support) -> offers.Step:
        study = studies.get(support.pk)
        return _case_study_step(actor, support, study, waiting[study.pk] if study else [])

    return offers.each(rows, say)


def _case_study_step(
    actor: Actor, support: Support, study: CaseStudy | None, approvals: Sequence[Approval]
) -> offers.Step:
    yours, owner = bool(leads(actor, support)), _("the two partners")
    if study is None:
        return offers.Step(
            _("Tell it: compose the case study from the records"), owner=owner, yours=yours, weight=80,
            action_label=_("Compose the case study") if yours else "", action_method="post",
            action_url=reverse("results:compose", args=[support.pk]) if yours else "",
        )  # fmt: skip
    if study.state == StudyState.DRAFT:
        return _step(_("Put the case study in your words"), owner, yours, _("Write"), "results:write", study)
    waiting = sum(not approval.unnamed for approval in approvals)
    if study.state == StudyState.REVIEW and waiting:
        words = ngettext("%(n)d structure has not answered.", "%(n)d structures have not answered.", waiting)
        mine = actor.organisations(*SAYING_YES)
        own = next((approval for approval in approvals if approval.organisation_id in mine), None)
        return offers.Step(
            _("Hear whether those who are named agree"), words % {"n": waiting}, yours=bool(own), weight=80,
            owner=_("those who are named"), action_label=_("Read and answer") if own else _("See the answers"),
            action_url=reverse("results:approve", args=[own.pk]) if own else reverse("results:review", args=[study.pk]),
        )  # fmt: skip
    return _step(_("Read again and publish"), owner, yours, _("Read again"), "results:review", study)


def _step(title: Any, owner: Any, yours: bool, label: Any, url: str, study: CaseStudy) -> offers.Step:
    return offers.Step(
        title, owner=owner, yours=yours, weight=80, action_label=label if yours else "",
        action_url=reverse(url, args=[study.pk]) if yours else "",
    )  # fmt: skip


offers.steps.add(("support.support", evaluation_steps))
offers.steps.add(("support.support", case_study_steps))


@offers.due.add
def due(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Evaluations to give, words and names to agree to."""
    if not actor.seats or actor.holds(Role.OBSERVER):
        return
    for row in evaluations.mine_to_answer(actor):
        yield offers.Due(
            f"results.evaluation.{row.pk}", _("Say what the support was worth"),
            reverse("results:answer", args=[row.pk]), context=row.support.title, action=_("Answer"), on=row.asked_on,
            weight=35,
        )  # fmt: skip
    yield from _to_permit(actor)
    yield from _to_approve(actor)
    yield from _waited_for(actor)


def _to_permit(actor: Actor) -> Iterable[offers.Due]:
    mine = actor.organisations(*SAYING_YES)
    rows = Statement.objects.visible_to(actor).undecided().filter(organisation__in=mine)
    for row in rows.select_related("support")[:10]:
        yield offers.Due(
            f"results.statement.{row.pk}", _("Say whether your words may be quoted"),
            reverse("results:statement", args=[row.pk]), context=formats.quoted(row), action=_("Decide"), weight=45,
        )  # fmt: skip


def _to_approve(actor: Actor) -> Iterable[offers.Due]:
    mine = actor.organisations(*SAYING_YES)
    rows = Approval.objects.visible_to(actor).filter(
        organisation__in=mine, state=Answer.WAITING, unnamed=False, case_study__state=StudyState.REVIEW
    )
    for row in rows.select_related("case_study")[:10]:
        yield offers.Due(
            f"results.approval.{row.pk}", _("Read the case study that names you"),
            reverse("results:approve", args=[row.pk]), context=row.case_study.title, action=_("Read and answer"),
            on=row.asked_on, weight=30,
        )  # fmt: skip


def _waited_for(actor: Actor) -> Iterable[offers.Due]:
    """Evaluations that others still owe, a line a support: the officers wait for them."""
    if not actor.holds(*OFFICERS):
        return
    rows = Evaluation.objects.visible_to(actor).filter(state=AnswerState.ASKED, support__archived_at=None)
    rows = rows.exclude(organisation__in=actor.organisations()).select_related("support", "organisation")
    found: dict[int, list[Evaluation]] = {}
    for row in rows.order_by("asked_on", "pk")[:200]:
        found.setdefault(row.support_id, []).append(row)
    for asked in found.values():
        support, names = asked[0].support, ", ".join(str(row.organisation) for row in asked[:3])
        yield offers.Due(
            f"results.waiting.{support.pk}",
            _("Evaluation of “%(title)s”") % {"title": support.title},
            reverse("results:evaluation", args=[support.pk, support.slug]),
            yours=False,
            owner=names if len(asked) <= 3 else f"{names}…",
            since=asked[0].asked_on,
            weight=60,
        )


@offers.search.add
def search(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Case studies whose title or keywords hold the query."""
    if not actor.holds(*PARTNERS, *ASSOCIATION, Role.COMMITTEE_MEMBER, Role.OBSERVER, Role.CONSULTANT):
        return
    rows = CaseStudy.objects.visible_to(actor)
    for word in query.replace("\x00", "").split()[:6]:
        rows = rows.filter(Q(title__unaccent__icontains=word) | Q(keywords__unaccent__icontains=word))
    for study in rows.select_related("support")[:limit]:
        page = study.get_absolute_url() if study.is_public else reverse("results:review", args=[study.pk])
        yield offers.Hit(_("Case studies"), study.title, page, study.get_state_display())


offers.actions.add(
    offers.Action(
        "support.support",
        _("Ask what people think of it"),
        lambda support: reverse("results:ask", args=[support.pk]),
        lambda actor, support: support.state in TELLABLE and bool(leads(actor, support)),
        icon="paper-plane-tilt",
    )
)
offers.actions.add(
    offers.Action(
        "support.support", _("Write down what somebody said"),
        lambda support: reverse("results:add_statement", args=[support.pk]),
        lambda actor, support: support.state in TELLABLE and bool(leads(actor, support)), icon="quotes",
    )
)  # fmt: skip


def told_block(actor: Actor, support: Support) -> dict[str, Any] | None:
    """A line on the overview of a support that is told outside."""
    study = CaseStudy.objects.visible_to(actor).filter(support=support).select_related("support").first()
    return {"study": study, "may_write": bool(may(actor, "write", study))} if study else None


offers.blocks.add(offers.Block("support.support", "side", "results/_told.html", told_block), position=80)

for name, text in {
    "evaluation.asked": _("{who} asked {association} what it thinks of the support"),
    "evaluation.reminded": _("{who} reminded {association} of the evaluation"),
    "evaluation.answered": _("{association} gave its evaluation"),
    "evaluation.reopened": _("The evaluation of {association} was opened again"),
    "evaluation.taken_back": _("{who} no longer asks {association}"),
    "statement.added": _("{who} wrote down what was said"),
    "statement.permitted": _("{who} said how far some words may be quoted"),
    "statement.withdrawn": _("{who} took some words back: they are no longer quoted"),
    "statement.archived": _("{who} put some words aside"),
    "statement.permission_undone": _("{who} took a decision about some words back"),
    "total.declared": _("{who} noted that the source gives {value} for “{figure}”"),
    "case_study.composed": _("{who} began the case study from the records"),
    "case_study.described": _("{who} changed the title of the case study"),
    "case_study.block_edited": _("{who} changed a part of the case study: {part}"),
    "case_study.block_added": _("{who} added a part to the case study: {part}"),
    "case_study.block_moved": _("{who} moved a part of the case study: {part}"),
    "case_study.approvals_asked": _("{who} asked those who are named whether they agree"),
    "approval.given": _("{association} agrees to the case study"),
    "approval.refused": _("{association} does not agree to the case study"),
    "approval.withdrawn": _("{association} no longer wants to be named"),
    "approval.unnamed": _("{who} decided to tell the story without the name of {association}"),
    "approval.undone": _("{who} took an answer about the case study back"),
    "case_study.published": _("{who} published the case study “{title}”"),
    "case_study.withdrawn": _("{who} withdrew the case study “{title}”"),
}.items():
    journal.sentence(name, text)

merging.follows("results.Evaluation.organisation", _("Evaluations"))
merging.follows("results.CaseBlock.organisation", _("Parts of case studies"))
merging.follows("results.Approval.organisation", _("Approvals of case studies"))
merging.follows("results.Statement.organisation", _("Words that it said"))
