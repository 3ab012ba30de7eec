"""Reads of plans: the seven parts with their states, and the counts that partners may know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION
from catalyse.communication import parts
from catalyse.communication.models import ROWS, Part, Plan, PlanStep
from catalyse.communication.services import form_key
from catalyse.communication.states import WRITTEN, PlanState
from catalyse.kernel import drafts
from catalyse.kernel.access import Actor, house
from catalyse.kernel.tables.journal import subject_of
from catalyse.support.models import Beneficiary, Support
from catalyse.support.queries import FigureScope

COUNTS = house("counts of parts: no text leaves them")
Rows = dict[str, list[Any]]


@dataclass(frozen=True)
class PartCard:
    """A part as the summary shows it."""

    part: str
    slug: str
    title: str | Promise
    question: str | Promise
    state: str
    detail: str
    current: bool
    url: str = ""


@dataclass(frozen=True)
class Board:
    """The seven parts; `done` of them, the `minutes` left, the `next` one, the lines behind."""

    cards: Sequence[PartCard]
    done: int
    minutes: int
    next: PartCard | None
    rows: Rows

    @property
    def left(self) -> int:
        """How many parts are still to be finished."""
        return len(self.cards) - self.done


@dataclass(frozen=True)
class Advance:
    """How far the plan of one association is: counts only."""

    association: Organisation
    done: int
    begun: bool
    state: str
    adopted: bool


def own_association(actor: Actor) -> Organisation | None:
    """The association whose plan "mine" is: the first, when there are several. Costs 1 query."""
    own = actor.organisations(*ASSOCIATION)
    return Organisation.objects.visible_to(actor).filter(pk__in=own).order_by("pk").first()


def plan_of(actor: Actor, association: Organisation) -> Plan | None:
    """The latest plan of an association, as far as the actor may read it. Costs 1 query."""
    rows = Plan.objects.visible_to(actor).current().filter(association=association)
    return rows.select_related("association", "support").first()


def other_plans(actor: Actor, association: Organisation) -> list[Plan]:
    """The plans of an association beside its present one, archived ones too, the latest first. Costs 2 queries."""
    present = plan_of(actor, association)
    rows = Plan.objects.visible_to(actor).filter(association=association).select_related("association", "support")
    return [row for row in rows if present is None or row.pk != present.pk]


def support_to_plan_for(actor: Actor, association: Organisation) -> Support | None:
    """The collective support in which the association is, and for which it has no plan yet. Costs 1 query."""
    joined = Beneficiary.objects.system("which support a plan belongs to").filter(association=association, left_on=None)
    planned = Plan.objects.system("which support a plan belongs to").filter(
        association=association, support=OuterRef("pk")
    )
    rows = Support.objects.visible_to(actor).under_way().filter(pk__in=joined.values("support"))
    return rows.filter(~Exists(planned)).first()


def lines_of(actor: Actor, plans: Iterable[Plan]) -> dict[int, Rows]:
    """The lines of some plans, by plan and part. Costs 7 queries, whatever the number of plans."""
    ids = [plan.pk for plan in plans]
    found: dict[int, Rows] = {pk: {str(part): [] for part in ROWS} for pk in ids}
    for part, model in ROWS.items():
        rows = model.objects.visible_to(actor).filter(plan__in=ids)
        for row in rows.select_related(*model.links) if model.links else rows:
            found[row.plan_id][str(part)].append(row)
    return found


def board(actor: Actor, plan: Plan | None, addresses: Mapping[str, str] | None = None, asked: bool = True) -> Board:
    """The seven parts of a plan for this actor, each with its state; for who is not `asked`, no part is next.

    Costs 8 queries; none without a plan.
    """
    rows = lines_of(actor, [plan])[plan.pk] if plan else {}
    kept = _kept(actor, plan) if plan else set()
    states = {q.part: parts.state_of(q.part, rows.get(q.part, ()), form_key(q.part) in kept) for q in parts.QUESTIONS}
    waiting = next((q.part for q in _asked_now(plan) if asked and states[q.part] != parts.DONE), None)
    cards = [
        PartCard(
            part=q.part, slug=q.slug, title=_label(q), question=q.question, state=states[q.part],
            detail=parts.detail_of(q.part, rows.get(q.part, ()), states[q.part]), current=q.part == waiting,
            url=(addresses or {}).get(q.part, ""),
        )
        for q in parts.QUESTIONS
    ]  # fmt: skip
    done = sum(state == parts.DONE for state in states.values())
    following = next((card for card in cards if card.current), None)
    return Board(cards, done, (len(cards) - done) * parts.MINUTES, following, rows)


def _asked_now(plan: Plan | None) -> list[parts.Question]:
    """The parts that can be filled in: what came of it waits until the plan is carried out."""
    running = plan is not None and plan.state == PlanState.RUNNING
    closed = plan is not None and plan.state == PlanState.EVALUATED
    return [] if closed else [q for q in parts.QUESTIONS if running or q.part != Part.RESULTS]


def _label(question: parts.Question) -> Any:
    return question.part.label  # type: ignore[attr-defined]


def _kept(actor: Actor, plan: Plan) -> set[str]:
    return set(drafts.all_of(actor).filter(subject=subject_of(plan)).values_list("form", flat=True))


def progress(support: Support) -> list[Advance]:
    """How far the plan of each association of a support is: counts and no text. Costs 9 queries."""
    latest = _latest_plans([support])
    lines = lines_of(COUNTS, [plan for plan in latest.values() if plan])
    return [_advance(row.association, plan, lines) for row, plan in latest.items()]


def unfinished(supports: Iterable[Support]) -> dict[int, int]:
    """How many associations of each support have no plan that they decided, by number. Costs 2 queries."""
    latest = _latest_plans(supports)
    return Counter(row.support_id for row, plan in latest.items() if plan is None or plan.state not in WRITTEN)


def _latest_plans(supports: Iterable[Support]) -> dict[Beneficiary, Plan | None]:
    """The plan that each association of these supports made there, else its last of its own. Costs 2 queries."""
    joined = Beneficiary.objects.system("counts of plans").filter(support__in=supports, left_on=None)
    rows = list(joined.select_related("association").order_by("association__name", "pk"))
    made: dict[tuple[int, int | None], Plan] = {}
    plans = Plan.objects.system("counts of plans").current()
    plans = plans.filter(association__in={row.association_id for row in rows})
    for plan in plans.order_by("-started_on", "-pk"):
        made.setdefault((plan.association_id, plan.support_id), plan)
    return {row: made.get((row.association_id, row.support_id)) or made.get((row.association_id, None)) for row in rows}


def _advance(association: Organisation, plan: Plan | None, lines: Mapping[int, Rows]) -> Advance:
    if plan is None:
        return Advance(association, 0, False, "", False)
    rows = lines[plan.pk]
    done = sum(parts.state_of(part, rows[part]) == parts.DONE for part in rows)
    return Advance(association, done, any(rows.values()), plan.state, plan.state in WRITTEN)


def plans_done(scope: FigureScope | None = None) -> int:
    """How many plans were decided by their association, within a scope. Costs 1 query."""
    return _decided(scope or FigureScope()).count()


def plans_are_examples(scope: FigureScope) -> bool:
    """Whether one of these decisions fills a gap of the source. Costs 1 query."""
    return _decided(scope).filter(illustrative__overlap=["state", "*"]).exists()


def _decided(scope: FigureScope) -> QuerySet[Plan]:
    rows = Plan.objects.system("a figure is a sum").current().filter(state__in=WRITTEN)
    bounds = {"support__body": scope.body, "support__region": scope.region, "support__dla": scope.dla}
    rows = rows.filter(**{name: value for name, value in bounds.items() if value is not None})
    if scope.year:
        rows = rows.filter(support__opened_on__year=scope.year)
    if scope.until:
        rows = rows.filter(adopted_on__lte=scope.until)
    return rows


def steps_between(actor: Actor, first: date, last: date) -> list[PlanStep]:
    """The steps of one's own plans that fall between two days and are not done. Costs 1 query."""
    own = actor.organisations(*ASSOCIATION)
    rows = PlanStep.objects.visible_to(actor).filter(plan__association__in=own, plan__archived_at=None, done_on=None)
    return list(rows.filter(on__range=(first, last)).select_related("plan__association").order_by("on", "pk"))


def soon(rows: Rows, today: date, limit: int = 3) -> list[PlanStep]:
    """The next steps that are not done, the late ones first. Costs no query."""
    waiting = [step for step in rows.get("steps", ()) if step.on and not step.done_on]
    return sorted(waiting, key=lambda step: (step.on, step.position))[:limit]


def found(actor: Actor, words: str) -> Any:
    """The plans that the actor may read and whose objectives, messages or title hold all these words.

    Costs 1 query when read.
    """
    rows = Plan.objects.visible_to(actor).current().select_related("association")
    for word in words.replace("\x00", "").split()[:8]:
        rows = rows.filter(
            Q(title__unaccent__icontains=word)
            | Q(association__name__unaccent__icontains=word)
            | Q(objectives__statement__unaccent__icontains=word)
            | Q(messages__idea__unaccent__icontains=word)
        )
    return rows.distinct()
