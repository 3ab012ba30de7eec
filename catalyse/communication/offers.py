"""What the house may show of plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors import merging
from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION, DLA, Role
from catalyse.communication import queries
from catalyse.communication.models import Plan
from catalyse.communication.moves import next_move
from catalyse.communication.states import PlanState
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor, may
from catalyse.support import policies as support_policies
from catalyse.support.models import Beneficiary, Support
from catalyse.support.queries import FigureScope
from catalyse.support.states import SupportState
from catalyse.ui.pictures import meters

PARTS = 7
AFTER_CHOICE = (
    SupportState.RUNNING, SupportState.DEBRIEFED, SupportState.EVALUATED, SupportState.PUBLISHED, SupportState.CLOSED,
)  # fmt: skip

offers.menu.add(
    offers.MenuEntry(_("Our plan"), "communication:mine", "megaphone", ASSOCIATION, section="/mon-plan/", bottom=True),
    position=20,
)


def _shown(actor: Actor, organisation: Organisation) -> bool:
    if not organisation.is_association:
        return False
    own = organisation.pk in actor.organisations(*ASSOCIATION)
    if not own and not actor.holds(*DLA, Role.CONSULTANT):
        return False
    return own or queries.plan_of(actor, organisation) is not None


offers.tabs.add(
    offers.Tab(
        "actors.organisation",
        "plan",
        _("Plan"),
        lambda organisation: reverse("communication:plan", args=[organisation.pk, organisation.slug]),
        shown=_shown,
    ),
    position=50,
)


@offers.due.add
def due(actor: Actor, today: date) -> Iterable[offers.Due]:
    """The next part of one's own plan, once it has begun or a support runs for which it is made."""
    association = queries.own_association(actor) if actor.holds(*ASSOCIATION) else None
    if association is None:
        return
    plan = queries.plan_of(actor, association)
    if plan is None and queries.support_to_plan_for(actor, association) is None:
        return
    if plan is not None and plan.state == PlanState.EVALUATED:
        return
    leads = plan is not None and bool(may(actor, "decide", plan))
    move = next_move(plan, queries.board(actor, plan), leads)
    if move is None:
        return
    page = reverse("communication:my_part", args=[move.part]) if move.part else reverse("communication:mine")
    yield offers.Due(
        key="communication.plan",
        title=move.title,
        context=_("Your communication plan, 5 minutes") if move.part else _("Your communication plan"),
        url=page,
        action=move.action,
        weight=45,
    )


@offers.coming.add
def coming(actor: Actor, first: date, last: date) -> Iterable[offers.Coming]:
    """The steps of one's own plan that bear a day and are not done."""
    if not actor.holds(*ASSOCIATION):
        return
    for step in queries.steps_between(actor, first, last):
        yield offers.Coming(
            on=step.on,  # type: ignore[arg-type]
            title=step.title,
            url=reverse("communication:my_part", args=["calendrier"]),
            detail=step.who,
            uid=f"communication.step.{step.pk}",
            sequence=step.plan.version,
        )


def next_steps(actor: Actor, supports: Sequence[Support], today: date) -> dict[int, offers.Step]:
    """The plans that associations still have to finish; it never stops the partners. Costs 3 queries."""
    rows = [row for row in supports if row.is_collective and row.state == SupportState.RUNNING]
    led = [row for row in rows if support_policies.leads(actor, row)]
    late = queries.unfinished(led) if led else {}
    found = {row.pk: _waiting(late[row.pk]) for row in led if late.get(row.pk)}
    others = {row.pk for row in rows} - {row.pk for row in led}
    own = actor.organisations(*ASSOCIATION)
    if others and own and _writes(actor, own):
        joined = Beneficiary.objects.system("whether one takes part").filter(association__in=own, left_on=None)
        found |= dict.fromkeys(joined.filter(support__in=others).values_list("support", flat=True), _yours())
    return found


def _writes(actor: Actor, own: Iterable[int]) -> bool:
    """Whether no plan of these associations is finished yet."""
    plans = Plan.objects.visible_to(actor).current().filter(association__in=own)
    return not plans.exclude(state=PlanState.DRAFT).exists()


def _yours() -> offers.Step:
    return offers.Step(
        _("Finish your communication plan"),
        owner=_("your association"),
        yours=True,
        action_label=_("Continue"),
        action_url=reverse("communication:mine"),
        weight=60,
    )


def _waiting(count: int) -> offers.Step:
    return offers.Step(
        ngettext("Finish %(n)d communication plan", "Finish %(n)d communication plans", count) % {"n": count},
        owner=_("the associations"),
        yours=False,
        weight=60,
    )


offers.steps.add(("support.support", next_steps))


def plans_block(actor: Actor, support: Support) -> dict[str, Any] | None:
    """How far each plan of the group is: counts for the partners and the consultant, no text."""
    if not support.is_collective or support.state not in AFTER_CHOICE:
        return None
    if not support_policies.leads_or_crews(actor, support) and not _reads(actor, support):
        return None
    rows = queries.progress(support)
    if not any(row.begun or row.state for row in rows):
        return None
    readable = set(Plan.objects.visible_to(actor).current().values_list("association", flat=True))
    lines = [
        {
            "association": row.association,
            "done": row.done,
            "total": PARTS,
            "adopted": row.adopted,
            "url": reverse("communication:plan", args=[row.association.pk, row.association.slug])
            if row.association.pk in readable
            else "",
            "picture": meters.beads(["done" if n < row.done else "todo" for n in range(PARTS)]),
        }
        for row in rows
    ]
    return {"lines": lines, "adopted": sum(row.adopted for row in rows), "count": len(rows)}


def _reads(actor: Actor, support: Support) -> bool:
    rows = Support.objects.system("whether counts are for this actor").filter(pk=support.pk)
    return rows.filter(support_policies.in_partnership(actor)).exists()


offers.blocks.add(offers.Block("support.support", "main", "communication/_plans_block.html", plans_block), position=60)
offers.figures.add(
    offers.Figure(
        "communication.plans",
        _("communication plans decided"),
        _("A plan counts once its association decided it (board or general meeting), and once only."),
        lambda **bounds: queries.plans_done(FigureScope(**bounds)),
        example=lambda **bounds: queries.plans_are_examples(FigureScope(**bounds)),
    )
)


@offers.search.add
def search(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Plans whose title, association, objectives or messages hold the query."""
    if not actor.holds(*DLA, *ASSOCIATION, Role.CONSULTANT):
        return
    for plan in queries.found(actor, query)[:limit]:
        yield offers.Hit(_("Communication plans"), str(plan), plan.get_absolute_url(), str(plan.association))


offers.terms.add(
    offers.Term(
        "communication_plan",
        _("communication plan"),
        _("What an association wants to make known, to whom, how, when and at what cost, on one page."),
        _("Seven short parts: what one wants to achieve, whom one speaks to, what one says, by which way, when and "
          "by whom, what it costs, what came of it. The association decides it, and takes it up again as it goes."),
    )
)  # fmt: skip

for name, text in {
    "plan.started": _("{who} began the communication plan of {association}"),
    "plan.written": _("{who} wrote a part of the plan: {part}"),
    "plan.shared": _("{who} let those who support the association read its plan"),
    "plan.unshared": _("{who} kept the plan for the association"),
    "plan.adopted": _("{association} decided its communication plan"),
    "plan.running": _("{association} carries its communication plan out"),
    "plan.evaluated": _("{association} looked back upon its communication plan"),
    "plan.move_undone": _("{who} took the last move back"),
    "plan.archived": _("{who} archived the communication plan"),
    "plan.restored": _("{who} restored the communication plan"),
}.items():
    journal.sentence(name, text)

merging.follows(
    "communication.Plan.association",
    _("Communication plans"),
    # one plan at a time: the other one is kept among those that are put away
    along=lambda row, by: {"archived_at": timezone.now(), "archived_by_id": by.user_id},
)
