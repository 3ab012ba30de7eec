"""How a support was judged: item by item with n, and what each side says of each kind of help, kept apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q

from catalyse.kernel.access import Actor
from catalyse.results.models import Evaluation, Item, Rating, Side, Statement
from catalyse.results.policies import follows
from catalyse.results.states import AnswerState
from catalyse.support.models import Support

WHY = "an aggregate names nobody"
LEAST = 3  # a cell of fewer answers is shown to the officers of the DLA only


@dataclass(frozen=True)
class ItemRating:
    """One of the seven things: the mean of n ratings, how many were not concerned. `hidden`: too few to be shown."""

    item: str
    label: str
    mean: Decimal | None
    n: int
    not_concerned: int
    hidden: bool = False

    @property
    def said(self) -> bool:
        """Whether anybody said anything about it."""
        return bool(self.n or self.not_concerned or self.hidden)


@dataclass(frozen=True)
class Words:
    """What was said of one kind of help, by whom."""

    side: str
    organisation: str
    text: str
    example: bool


@dataclass(frozen=True)
class Progress:
    """How many were asked and how many answered, by side."""

    side: str
    label: str
    asked: int
    answered: int


def ratings_of(support: Support, *, side: str = "", least: int = LEAST) -> list[ItemRating]:
    """The seven things with their mean, hidden below `least` answers. Costs 1 query."""
    rows = Rating.objects.system(WHY).filter(
        evaluation__support=support, evaluation__state=AnswerState.ANSWERED, evaluation__archived_at=None
    )
    rows = rows.filter(evaluation__side=side) if side else rows
    found = {
        row["item"]: row
        for row in rows.order_by()
        .values("item")
        .annotate(mean=Avg("score"), n=Count("score"), others=Count("pk", filter=Q(concerned=False)))
    }
    return [_rating(Item(item), found.get(item), least) for item in Item.values]


def _rating(item: Item, row: Any, least: int) -> ItemRating:
    if row is None:
        return ItemRating(item, str(item.label), None, 0, 0)
    hidden = 0 < row["n"] < least
    mean = None if hidden or row["mean"] is None else round(Decimal(row["mean"]), 1)
    return ItemRating(item, str(item.label), mean, 0 if hidden else row["n"], 0 if hidden else row["others"], hidden)


def words_of(actor: Actor, support: Support, column: str) -> list[Words]:
    """What was said of one kind of help, as far as the actor reads the answers. Costs 1 query."""
    rows = Evaluation.objects.visible_to(actor).filter(support=support, state=AnswerState.ANSWERED)
    rows = rows.exclude(**{column: ""}).select_related("organisation").order_by("side", "organisation__name")
    return [
        Words(row.get_side_display(), str(row.organisation), getattr(row, column), row.is_illustrative(column))
        for row in rows
    ]


def progress_of(support: Support) -> list[Progress]:
    """Who was asked and who answered, side by side. Costs 1 query."""
    rows = Evaluation.objects.system(WHY).filter(support=support, archived_at=None).order_by().values("side")
    found = {
        row["side"]: row
        for row in rows.annotate(asked=Count("pk"), answered=Count("pk", filter=Q(state=AnswerState.ANSWERED)))
    }
    return [
        Progress(side, str(Side(side).label), found[side]["asked"], found[side]["answered"])
        for side in Side.values
        if side in found
    ]


def answered_of(supports: Iterable[Support]) -> dict[int, tuple[int, int]]:
    """How many were asked and how many answered, for each support by number that asked anybody. Costs 1 query."""
    rows = Evaluation.objects.system(WHY).filter(support__in=supports, archived_at=None).order_by().values("support")
    counted = rows.annotate(asked=Count("pk"), answered=Count("pk", filter=Q(state=AnswerState.ANSWERED)))
    return {row["support"]: (row["asked"], row["answered"]) for row in counted}


def answers_of(actor: Actor, support: Support) -> list[Evaluation]:
    """The evaluations that the actor may open, asked and answered. Costs 1 query."""
    rows = Evaluation.objects.visible_to(actor).filter(support=support)
    return list(rows.select_related("organisation", "support__partnership").order_by("side", "organisation__name"))


def statements_of(actor: Actor, support: Support) -> list[Statement]:
    """The words about a support that the actor may read. Costs 1 query."""
    rows = Statement.objects.visible_to(actor).filter(support=support)
    return list(rows.select_related("organisation", "support__partnership").order_by("-pk"))


def sees_aggregates(actor: Actor, support: Support) -> bool:
    """Whether the actor reads the means of a support: partners, elected people, committee. Costs no query."""
    return bool(actor.house) or follows(actor, support)


def mine_to_answer(actor: Actor) -> list[Evaluation]:
    """The evaluations that wait for the actor's own structures. Costs 1 query."""
    rows = Evaluation.objects.visible_to(actor).filter(
        state=AnswerState.ASKED, organisation__in=actor.organisations(), support__archived_at=None
    )
    return list(rows.select_related("support", "organisation").order_by("asked_on", "pk")[:20])
