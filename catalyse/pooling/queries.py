"""Reads of joint actions and of the network of associations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION
from catalyse.engines import network as engine
from catalyse.kernel.access import Actor
from catalyse.pooling.models import ActionPartner, JointAction, Level, Moment, Tie, TieRound
from catalyse.pooling.states import REAL
from catalyse.support.models import Beneficiary, Support
from catalyse.support.queries.figures import FigureScope, supports_in
from catalyse.support.states import STOPPED, SupportState
from catalyse.ui.pictures import network as picture

DRAWN = {Level.INFORMS: 1, Level.SHARES_MEANS: 3, Level.COOPERATES: 4}
SMALL = 3  # of how many answers and rivalries at least a count is shown
SESSIONS_OVER = (SupportState.DEBRIEFED, SupportState.EVALUATED)
OVER = (SupportState.PUBLISHED, SupportState.CLOSED, *STOPPED)


def actions_for(
    actor: Actor, support: Support | None = None, filters: Mapping[str, Any] | None = None
) -> QuerySet[JointAction]:
    """The joint actions that the actor may read, with lead and partners; of one support, of one state, by words.

    Costs 2 queries when read.
    """
    given = filters or {}
    partners = ActionPartner.objects.visible_to(actor).select_related("organisation")
    rows = JointAction.objects.visible_to(actor).select_related("lead", "support")
    rows = rows.filter(archived_at__isnull=not given.get("archived"))
    rows = rows.filter(support=support) if support else rows
    rows = rows.filter(state=given["state"]) if given.get("state") else rows
    if (association := str(given.get("association", ""))).isdecimal():
        named = ActionPartner.objects.visible_to(actor).filter(organisation=int(association[:18])).exclude(answer="no")
        rows = rows.filter(pk__in=named.values("action"))
    for word in str(given.get("q", "")).replace("\x00", "").split()[:8]:
        rows = rows.filter(
            Q(title__unaccent__icontains=word)
            | Q(what__unaccent__icontains=word)
            | Q(lead__name__unaccent__icontains=word)
        )
    return rows.prefetch_related(Prefetch("partners", queryset=partners, to_attr="shown_partners"))


def fellows(actor: Actor, support: Support | None, named: Organisation | None = None) -> QuerySet[Organisation]:
    """The associations that may act together: those of the support, or of the actor's supports, and the one named.

    Costs 1 query when read.
    """
    joined = Beneficiary.objects.visible_to(actor).filter(left_on=None)
    joined = joined.filter(support=support) if support else joined
    also = {named.pk} if named else set()
    also |= set() if support else set(actor.organisations(*ASSOCIATION))
    rows = Organisation.objects.system("the group knows its members").active().filter(unnamed=False)
    return rows.filter(Q(pk__in=joined.values("association")) | Q(pk__in=also)).order_by("name", "pk")


def not_named(actor: Actor, action: JointAction) -> QuerySet[Organisation]:
    """The associations that could still be invited to an action. Costs 1 query when read."""
    named = ActionPartner.objects.system("who is named already").filter(action=action).values("organisation")
    return fellows(actor, action.support).exclude(pk__in=named)


@dataclass(frozen=True)
class Side:
    """The network at one moment: what is drawn, how many pairs have each kind of tie, and who was asked.

    `rivals` counts the statements of competition, `reciprocity` the share of ties that the other side says too;
    below three answers both are None, and one or two rivalries are only `few`: a count would tell who said what.
    """

    asked_on: date | None
    ties: tuple[tuple[int, int, str], ...]
    counts: dict[str, int]
    total: int
    possible: int
    alone: int
    answered: int
    one_sided: int | None
    reciprocity: Fraction | None
    rivals: int | None
    few: bool
    illustrative: bool

    @property
    def density(self) -> Fraction | None:
        """The share of all possible pairs that have a tie."""
        return Fraction(self.total, self.possible) if self.possible else None


@dataclass(frozen=True)
class Network:
    """Two moments of one group, at the same places of the picture."""

    members: tuple[Organisation, ...]
    before: Side
    after: Side
    new: int
    stronger: int
    unnamed: frozenset[int] = frozenset()  # members drawn without their name, by number

    @cached_property
    def nodes(self) -> tuple[picture.Node, ...]:
        """Each association at the one place that suits both moments; looked for only when it is drawn."""
        drawn = sorted({(a, b) for side in (self.before, self.after) for a, b, _level in side.ties})
        places = engine.positions([member.pk for member in self.members], drawn)
        names = {m.pk: "" if m.pk in self.unnamed else str(m) for m in self.members}
        return tuple(picture.Node(str(pk), name, places[pk].x, places[pk].y) for pk, name in names.items())

    @property
    def known(self) -> bool:
        """Whether the question was answered at all."""
        return bool(self.before.answered or self.after.answered)

    @property
    def compared(self) -> bool:
        """Whether both moments were answered."""
        return bool(self.before.answered and self.after.answered)


def network(support: Support) -> Network:
    """The ties that both sides say, before and after. Costs 3 queries."""
    return networks([support])[support.pk]


def networks(supports: Iterable[Support]) -> dict[int, Network]:
    """The networks of several supports, by their number. Costs 3 queries, however many they are."""
    ids = [support.pk for support in supports]
    rows = Beneficiary.objects.system("the group of a support").filter(support__in=ids).select_related("association")
    members: dict[int, list[Organisation]] = defaultdict(list)
    for row in rows.order_by("association__name", "pk"):
        members[row.support_id].append(row.association)
    rounds: dict[int, dict[str, TieRound]] = defaultdict(dict)
    for asked in TieRound.objects.system("both moments").filter(support__in=ids, archived_at=None):
        rounds[asked.support_id][asked.moment] = asked
    said: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    ties = Tie.objects.system("only what both say is shown").filter(round__support__in=ids)
    for number, source, target, level in ties.values_list("round", "source", "target", "level"):
        said[number][source, target] = level
    return {pk: _compared(members[pk], rounds[pk], said) for pk in ids}


def _compared(
    members: list[Organisation], rounds: dict[str, TieRound], said: dict[int, dict[tuple[int, int], str]]
) -> Network:
    keys = [member.pk for member in members]
    here = set(keys)

    def statements(moment: str) -> dict[tuple[int, int], str]:
        asked = rounds.get(moment)
        found = said[asked.pk] if asked else {}
        return {pair: level for pair, level in found.items() if here.issuperset(pair)}

    was, now = statements(Moment.BEFORE), statements(Moment.AFTER)
    change = engine.compare(keys, was, now)
    sides = (_side(keys, was, rounds.get(Moment.BEFORE)), _side(keys, now, rounds.get(Moment.AFTER)))
    return Network(tuple(members), *sides, len(change.new), len(change.stronger))


def _side(keys: list[int], said: dict[tuple[int, int], str], asked: TieRound | None) -> Side:
    pairs = engine.confirmed_pairs(keys, said)
    found = engine.measure(keys, said)
    drawn = tuple((a, b, level) for (a, b), level in pairs.items() if level in DRAWN)
    counts = Counter(level for _a, _b, level in drawn)
    answered = len({source for source, _target in said})
    rivals = found.statements_by_level[Level.COMPETES]
    enough = answered >= SMALL
    return Side(
        asked_on=asked.asked_on if asked else None,
        ties=drawn,
        counts={level: counts.get(level, 0) for level in DRAWN},
        total=len(drawn),
        possible=found.possible // 2,
        alone=len(found.alone),
        answered=answered,
        one_sided=found.one_sided if enough else None,
        reciprocity=found.reciprocity if enough else None,
        rivals=rivals if enough and not 0 < rivals < SMALL else None,
        few=enough and 0 < rivals < SMALL,
        illustrative=bool(asked and asked.illustrative),
    )


def drawing(net: Network, side: Side, title: str, desc: str, name: str) -> str:
    """One moment as a picture, at the places that both moments share. No query."""
    ties = [picture.Tie(str(a), str(b), DRAWN[Level(level)]) for a, b, level in side.ties]
    return picture.responsive(net.nodes, ties, title=title, desc=desc, name=name)


def networks_for(actor: Actor) -> list[tuple[Support, Network]]:
    """The groups whose ties the actor may look at, those that were asked, the latest first. Costs 4 queries."""
    asked = TieRound.objects.visible_to(actor).filter(archived_at=None).values("support")
    rows = list(Support.objects.visible_to(actor).current().filter(pk__in=asked)[:50])
    found = networks(rows)
    return [(row, found[row.pk]) for row in rows if found[row.pk].known]


def answers_of(actor: Actor, row: TieRound, source: Organisation) -> dict[int, str]:
    """What one association already said, as far as the actor reads it: organisation -> level. Costs 1 query."""
    rows = Tie.objects.visible_to(actor).filter(round=row, source=source)
    return dict(rows.values_list("target_id", "level"))


def who_answered(row: TieRound) -> set[int]:
    """The associations that answered a round. Costs 1 query."""
    return set(Tie.objects.system("who answered, not what").filter(round=row).values_list("source_id", flat=True))


def others(row: TieRound, source: Organisation) -> list[Organisation]:
    """The other associations of the group that one is asked about. Costs 1 query."""
    members = Beneficiary.objects.system("the group knows its members").filter(support=row.support)
    rows = members.exclude(association=source).select_related("association").order_by("association__name", "pk")
    return [member.association for member in rows]


def to_answer(actor: Actor) -> list[tuple[TieRound, Organisation]]:
    """The questions about ties that the actor's associations have not answered. Costs 1 query, 3 when one is open.

    The one about before comes first; once the sessions are over and the one about after is open, it is let go:
    nobody remembers then how it was.
    """
    own = actor.organisations(*ASSOCIATION)
    if not own:
        return []
    rows = TieRound.objects.visible_to(actor).filter(archived_at=None, support__archived_at=None)
    rounds: dict[int, dict[str, TieRound]] = defaultdict(dict)
    for row in rows.exclude(support__state__in=OVER).select_related("support"):
        rounds[row.support_id][row.moment] = row
    if not rounds:
        return []
    asked = {support: _still_asked(both) for support, both in rounds.items()}
    said = Tie.objects.system("who answered, not what").filter(round__support__in=rounds, source__in=own)
    done = set(said.values_list("round", "source"))
    mine = Beneficiary.objects.visible_to(actor).filter(support__in=rounds, association__in=own, left_on=None)
    return [
        (row, member.association)
        for member in mine.select_related("association").order_by("pk")
        for row in asked[member.support_id]
        if (row.pk, member.association_id) not in done
    ]


def _still_asked(both: dict[str, TieRound]) -> list[TieRound]:
    """The questions of one support that can still be answered, in the order in which they are asked."""
    after = both.get(Moment.AFTER)
    if after is not None and after.support.state in SESSIONS_OVER:
        return [after]
    return [both[moment] for moment in (Moment.BEFORE, Moment.AFTER) if moment in both]


def joint_action_count(scope: FigureScope) -> int:
    """How many joint actions the supports of a scope brought about. Costs 1 query."""
    return _actions_in(scope).count()


def actions_are_examples(scope: FigureScope) -> bool:
    """Whether one of these joint actions is itself an example. Costs 1 query."""
    return _actions_in(scope).filter(illustrative__overlap=["title", "*"]).exists()


def _actions_in(scope: FigureScope) -> QuerySet[JointAction]:
    rows = JointAction.objects.system("a figure names nobody").filter(archived_at=None, state__in=REAL)
    return rows.filter(support__in=supports_in(scope))


def ties_are_examples(scope: FigureScope, moment: str) -> bool:
    """Whether the answers of one of these groups are examples. Costs 1 query."""
    rows = TieRound.objects.system("a figure names nobody").filter(archived_at=None, moment=moment)
    return rows.filter(support__in=supports_in(scope)).exclude(illustrative=[]).exists()


def ties_at(scope: FigureScope, moment: str) -> int | None:
    """How many pairs of associations had a tie, over the supports of a scope; None when nobody was asked.

    Only groups that answered both before and after count, so that the two figures compare. Costs 4 queries.
    """
    asked = TieRound.objects.system("a figure names nobody").filter(archived_at=None).values("support")
    found = networks(supports_in(scope).filter(pk__in=asked))
    sides = [net.before if moment == Moment.BEFORE else net.after for net in found.values() if net.compared]
    return sum(side.total for side in sides) if sides else None
