"""Needs that recur, as proposals of collective supports.

Problem: among open needs, find groups of associations near each other that lack the same thing at the same time, of a
size that a collective support can hold, no need in two of them; say why each group, and why each need is left out.
Method: words become stems, stems and themes become subjects (`grouping_subjects`); two needs are as near as their
subjects agree, times a decay with distance and one with the days between them. Average linkage under the cap builds a
tree inside each subject, of which the best disjoint legal groups are taken (`grouping_tree`). Needs whose words say
too little then join a group of their theme. An association counts once in a group, however many needs it has there.
Cost: O(n x neighbours of one subject), after what learning the subjects costs.
Source: the constant Potts model, Traag et al., 2011; days and price of a support as `Bounds` gives them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean

from catalyse.engines import grouping_words
from catalyse.engines.grouping_facts import Bounds, Found, LeftOut, Need, Proposal
from catalyse.engines.grouping_near import Ball, Spot, chord, chord_of, distance, middle, on_the_ball
from catalyse.engines.grouping_search import Search
from catalyse.engines.grouping_words import Subject

__all__ = ["Bounds", "Found", "LeftOut", "Need", "Proposal", "costs", "propose"]


def propose(needs: Sequence[Need], bounds: Bounds, vocabulary: Mapping[Subject, Sequence[str]] | None = None) -> Found:
    """The groups that the needs form, and why the others are left out. The order of the needs changes nothing."""
    ordered = sorted(needs, key=lambda need: (need.on, need.key))
    if len({need.key for need in ordered}) < len(ordered):
        raise ValueError("two needs bear the same key")
    search = Search(ordered, bounds, grouping_words.vocabulary() if vocabulary is None else vocabulary)
    search.by_subject()
    search.join_by_theme()
    proposals = sorted(
        ((_described(search, members), members) for members in search.groups),
        key=lambda pair: (pair[0].cost - pair[0].cost_alone, pair[0].first_on, pair[0].members),
    )
    groups = [members for _proposal, members in proposals]
    return Found(tuple(proposal for proposal, _members in proposals), tuple(_left_out(search, groups)))


def costs(associations: int, bounds: Bounds) -> tuple[Decimal, Decimal]:
    """The days of a collective support of so many associations, and of as many individual supports."""
    return bounds.collective_days + associations * bounds.member_days, associations * bounds.individual_days


def _described(search: Search, members: Sequence[int]) -> Proposal:
    needs, bounds = [search.needs[n] for n in members], search.bounds
    owners = {need.organisation for need in needs}
    meeting, away = middle([search.spots[n] for n in members])
    to_meeting: dict[str, float] = {}
    for need, km in zip(needs, away, strict=True):
        owner = need.organisation
        to_meeting[owner] = min(km, to_meeting.get(owner, km))
    days, alone = costs(len(owners), bounds)
    return Proposal(
        members=tuple(need.key for need in needs),
        joined=tuple(search.needs[n].key for n in members if n in search.joined),
        theme=search.group_theme(members),
        subject=search.group_subject(members),
        shared=grouping_words.shared([need.words for need in needs], search.usual),
        associations=len(owners),
        meeting=needs[meeting].key,
        mean_km=round(sum(to_meeting.values()) / len(owners), 1),
        farthest_km=round(max(to_meeting.values()), 1),
        travel_km=round(2 * float(bounds.collective_days) * sum(to_meeting.values()), 1),
        first_on=needs[0].on,
        last_on=needs[-1].on,
        days=days,
        cost=days * bounds.day_price,
        days_alone=alone,
        cost_alone=alone * bounds.day_price,
    )


@dataclass(frozen=True)
class _Around:
    """A group seen from afar: its middle, its days, how many it holds."""

    rank: int
    members: Sequence[int]
    centre: Ball
    first: int
    last: int
    full: bool


def _around(search: Search, rank: int, members: Sequence[int]) -> _Around:
    spots = [search.spots[n] for n in members]
    days = [spot.day for spot in spots]
    centre = on_the_ball(Spot(fmean(s.latitude for s in spots), fmean(s.longitude for s in spots), days[0]))
    owners = {search.needs[n].organisation for n in members}
    return _Around(rank, members, centre, min(days), max(days), len(owners) >= search.bounds.most)


def _left_out(search: Search, groups: Sequence[Sequence[int]]) -> list[LeftOut]:
    taken = {n for members in groups for n in members}
    of_block: dict[object, list[_Around]] = defaultdict(list)
    for rank, members in enumerate(groups):
        around = _around(search, rank, members)
        own = {search.blocks.get(n) for n in members if n not in search.joined}
        for block in own | {search.group_theme(members)}:
            of_block[block].append(around)
    crowd: dict[object, list[int]] = defaultdict(list)
    for n, block in search.blocks.items():
        if n not in taken:
            crowd[block].append(n)
    close: dict[int, set[str]] = defaultdict(set)
    for ranks in crowd.values():
        for pair in search.pairs_of(ranks):
            close[pair.one].add(search.needs[pair.other].organisation)
            close[pair.other].add(search.needs[pair.one].organisation)
    return [
        _why(search, n, of_block[search.blocks.get(n)], len(close[n] - {search.needs[n].organisation}))
        for n in range(len(search.needs))
        if n not in taken
    ]


def _why(search: Search, n: int, groups: Sequence[_Around], close: int) -> LeftOut:
    """Why one need is left out; `close` are the associations of its block, near it, that are left out too."""
    need, bounds, spot = search.needs[n], search.bounds, search.spots[n]
    if None in (need.latitude, need.longitude):
        return LeftOut(need.key, "place")
    limit, ball = chord_of(bounds.km), search.balls[n]
    nearest = min(groups, key=lambda group: _from_afar(spot, ball, limit, bounds.days, group), default=None)
    told = _beside(search, n, nearest) if nearest else None
    if told and told.why in ("full", "other"):
        return told
    if close:
        return LeftOut(need.key, "few", near=close)
    return told or LeftOut(need.key, "alone")


def _from_afar(spot: Spot, ball: Ball, limit: float, days: int, group: _Around) -> tuple[bool, bool, float, int, int]:
    line, gap = chord(ball, group.centre), max(0, group.first - spot.day, spot.day - group.last)
    return line > limit, gap > days, line, gap, group.rank


def _beside(search: Search, n: int, group: _Around) -> LeftOut:
    spot, bounds = search.spots[n], search.bounds
    km = min(distance(spot, search.spots[m]) for m in group.members)
    days = min(abs(search.spots[m].day - spot.day) for m in group.members)
    why = "far" if km > bounds.km else "date" if days > bounds.days else "full" if group.full else "other"
    return LeftOut(search.needs[n].key, why, group.rank, round(km, 1), days)
