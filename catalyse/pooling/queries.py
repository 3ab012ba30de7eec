"""Reads of joint actions and of the network of associations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from catalyse.actors.models import Organisation
from catalyse.engines import network as engine
from catalyse.kernel.access import Actor
from catalyse.pooling.models import ActionPartner, JointAction, Level, Moment, Tie, TieRound
from catalyse.support.models import Beneficiary, Support
from catalyse.ui.pictures import network as picture

DRAWN = {Level.INFORMS: 1, Level.SHARES_MEANS: 3, Level.COOPERATES: 4}
SMALL = 3


def actions_for(actor: Actor, support: Support | None = None) -> QuerySet[JointAction]:
    """The joint actions that the actor may read, with lead and partners. Costs 3 queries when read."""
    partners = ActionPartner.objects.visible_to(actor).select_related("organisation")
    rows = JointAction.objects.visible_to(actor).filter(archived_at=None).select_related("lead", "support")
    rows = rows.filter(support=support) if support else rows
    return rows.prefetch_related(Prefetch("partners", queryset=partners, to_attr="shown_partners"))


def partners_of(action: JointAction, answer: str = "yes") -> list[Organisation]:
    """Who takes part in an action, the lead first. Costs 1 query."""
    rows = ActionPartner.objects.system("who takes part").filter(action=action, answer=answer)
    found = [row.organisation for row in rows.select_related("organisation")]
    return sorted(found, key=lambda o: o.pk != action.lead_id)


@dataclass(frozen=True)
class Side:
    """The network at one moment: what is drawn, and how many pairs have each kind of tie."""

    asked_on: date | None
    ties: tuple[tuple[int, int, str], ...]
    counts: dict[str, int]
    total: int
    alone: int
    answered: int
    illustrative: bool


@dataclass(frozen=True)
class Network:
    """Two moments of one group, at the same places of the picture."""

    members: tuple[Organisation, ...]
    nodes: tuple[picture.Node, ...]
    before: Side
    after: Side
    new: int

    @property
    def known(self) -> bool:
        """Whether the question was answered at all."""
        return bool(self.before.answered or self.after.answered)


def network(support: Support) -> Network:
    """The ties that both sides say, before and after. Costs 3 queries.

    A tie counts when both associations say it; when only one of the two answered, its word counts. Of two
    different levels the weaker one is kept.
    """
    rows = Beneficiary.objects.system("the group of a support").filter(support=support).select_related("association")
    members = tuple(row.association for row in rows.order_by("association__name"))
    rounds = {r.moment: r for r in TieRound.objects.system("both moments").filter(support=support)}
    said: dict[str, dict[tuple[int, int], str]] = {m: {} for m in Moment.values}
    for tie in Tie.objects.system("only what both say is shown").filter(round__support=support).select_related("round"):
        said[tie.round.moment][tie.source_id, tie.target_id] = tie.level
    keys = [member.pk for member in members]
    sides = {m: _mutual(keys, answers) for m, answers in said.items()}
    pairs = {pair for side in sides.values() for pair in engine.confirmed_pairs(keys, side)}
    places = engine.positions(keys, sorted(pairs))
    nodes = tuple(picture.Node(str(m.pk), str(m), places[m.pk].x, places[m.pk].y) for m in members)
    change = engine.compare(keys, sides[Moment.BEFORE], sides[Moment.AFTER])
    before, after = (_side(keys, sides[m], said[m], rounds.get(m)) for m in (Moment.BEFORE, Moment.AFTER))
    return Network(members, nodes, before, after, len(change.new))


def _mutual(keys: list[int], said: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    answered = {source for source, _target in said}
    here = {pair: level for pair, level in said.items() if pair[0] in keys and pair[1] in keys}
    for (source, target), level in list(here.items()):
        if target not in answered:
            here[target, source] = level
    return here


def _side(keys: list[int], mutual: dict[Any, str], said: dict[Any, str], asked: TieRound | None) -> Side:
    confirmed = engine.confirmed_pairs(keys, mutual)
    drawn = tuple((a, b, level) for (a, b), level in confirmed.items() if level in DRAWN)
    counts = Counter(level for _a, _b, level in drawn)
    tied = {key for a, b, _level in drawn for key in (a, b)}
    return Side(
        asked_on=asked.asked_on if asked else None,
        ties=drawn,
        counts={level: counts.get(level, 0) for level in DRAWN},
        total=len(drawn),
        alone=len(keys) - len(tied),
        answered=len({source for source, _target in said}),
        illustrative=bool(asked and asked.illustrative),
    )


def drawing(net: Network, side: Side, title: str, desc: str, name: str) -> str:
    """One moment as a picture, at the places that both moments share. No query."""
    ties = [picture.Tie(str(a), str(b), DRAWN[Level(level)]) for a, b, level in side.ties]
    return picture.responsive(net.nodes, ties, title=title, desc=desc, name=name)


def answers_of(row: TieRound, source: Organisation) -> dict[int, str]:
    """What one association already said in a round: organisation -> level. Costs 1 query."""
    rows = Tie.objects.system("one's own answers").filter(round=row, source=source)
    return dict(rows.values_list("target_id", "level"))


def who_answered(row: TieRound) -> set[int]:
    """The associations that answered a round. Costs 1 query."""
    return set(Tie.objects.system("who answered, not what").filter(round=row).values_list("source_id", flat=True))


def others(row: TieRound, source: Organisation) -> list[Organisation]:
    """The other associations of the group that one is asked about. Costs 1 query."""
    members = Beneficiary.objects.system("the group knows its members").filter(support=row.support)
    return [m.association for m in members.exclude(association=source).select_related("association")]
