"""The rounds in which recurring needs are found; `grouping` says the problem and the method.

Problem: groups inside blocks of needs about one subject, then what the words left unsaid.
Method: see `grouping`. A subject that few needs speak of is not told from the others of its theme: with a handful of
needs, a theme is one block; with thousands, each subject is.
Cost: O(pairs within the bounds of one block).
Source: see `grouping`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import exp

from catalyse.engines import grouping_subjects, grouping_words
from catalyse.engines.grouping_facts import Bounds, Need
from catalyse.engines.grouping_near import Pair, Spot, distance, near, on_the_ball
from catalyse.engines.grouping_tree import linked, packed
from catalyse.engines.grouping_words import Subject

SCALE_KM, SCALE_DAYS = 1.5, 2.0  # how steeply likeness falls over the whole of the bounds
RESOLUTION = 0.2  # what a pair must be worth on average
FAINT = 0.02  # a pair below this is none
STANDS = 30  # needs from which a subject is known well enough to be told from the others of its theme
CLEAR = 0.5  # how likely a need is about its subject, at least
BY_THEME = 0.5  # what a shared theme is worth where subjects are not told apart
OTHER_SECTOR = 0.95
READ = 3_000  # signs of a text: a subject is said in its beginning, and what is pasted after it would cost its square
CROWD = 4  # pairs of a need in one cell, for each place of a group: enough to fill several groups


class Search:
    """The groups as they are found, in two rounds."""

    def __init__(self, needs: Sequence[Need], bounds: Bounds, vocabulary: Mapping[Subject, Sequence[str]]):
        self.needs, self.bounds = needs, bounds
        self.told, self.met = grouping_words.repaired([grouping_words.stems(need.words[:READ]) for need in needs])
        self.usual = {word: n / (len(needs) + 1) for word, n in self.met.items()}
        self.spread, self.subjects = grouping_subjects.about(self.told, [need.themes for need in needs], vocabulary)
        self.spots = [Spot(need.latitude or 0.0, need.longitude or 0.0, need.on.toordinal()) for need in needs]
        self.balls = [on_the_ball(spot) for spot in self.spots]
        self.placed = [n for n, need in enumerate(needs) if None not in (need.latitude, need.longitude)]
        self.blocks: dict[int, str | int] = {}
        for n in self.placed:
            if (block := self._block(n)) is not None:
                self.blocks[n] = block
        self.groups: list[list[int]] = []
        self.joined: set[int] = set()

    def _first(self, n: int) -> int | None:
        """The likeliest subject of a need."""
        likely = self.spread[n]
        return min(likely, key=lambda place: (-likely[place], place)) if likely else None

    def _block(self, n: int) -> str | int | None:
        """What a need is compared within: its subject where that is well known, else its theme."""
        first = self._first(n)
        if first is not None and self._stands(n, first):
            return first
        return self._theme(n)

    def _stands(self, n: int, subject: int) -> bool:
        return self.subjects[subject].needs >= STANDS and self.spread[n][subject] >= CLEAR

    def _theme(self, n: int) -> str | None:
        """The theme of a need: the one said that its words speak for, else the first said, else that of its words."""
        said, spoken = self.needs[n].themes, self._spoken(n)
        agreed = [theme for theme in spoken if theme in said]
        return next(iter([*agreed, *said, *spoken]), None)

    def _spoken(self, n: int) -> list[str]:
        """The themes that the words of a need speak of, the likeliest first."""
        likely = self.spread[n]
        ordered = sorted(likely, key=lambda place: (-likely[place], place))
        return [theme for place in ordered if (theme := self.subjects[place].theme)]

    def by_subject(self) -> None:
        """First round: inside each block, words and theme."""
        blocks: dict[str | int, list[int]] = defaultdict(list)
        for n, block in self.blocks.items():
            blocks[block].append(n)
        for block in sorted(blocks, key=str):
            self._group(blocks[block], 0.0 if isinstance(block, int) else BY_THEME)

    def _group(self, ranks: list[int], theme: float) -> None:
        local = {rank: n for n, rank in enumerate(ranks)}
        pairs = {}
        for pair in self.pairs_of(ranks):
            weight = self._likeness(pair.one, pair.other, theme) * self._decay(pair.km, pair.days)
            if weight > FAINT:
                pairs[local[pair.one], local[pair.other]] = weight
        owners = [self.needs[rank].organisation for rank in ranks]
        roots = linked(len(ranks), pairs, self.bounds.most, owners)
        for node in packed(roots, self.bounds.least, self.bounds.most, RESOLUTION):
            self.groups.append([ranks[n] for n in node.members])

    def pairs_of(self, ranks: Sequence[int]) -> Iterator[Pair]:
        """The pairs within the bounds; where thousands say one thing in one place, some of them for each."""
        crowd = max(CROWD * self.bounds.most, 2 * STANDS)
        return near(ranks, self.spots, self.bounds.km, self.bounds.days, crowd)

    def _likeness(self, one: int, other: int, theme: float) -> float:
        """How far two needs are about the same thing: `theme` of it for their theme, the rest for their subjects."""
        mine, yours = self.spread[one], self.spread[other]
        agree = sum(part * yours.get(place, 0.0) for place, part in mine.items())
        sectors = self.needs[one].sectors, self.needs[other].sectors
        apart = all(sectors) and not set(sectors[0]) & set(sectors[1])
        return (theme + (1 - theme) * agree) * (OTHER_SECTOR if apart else 1.0)

    def _decay(self, km: float, days: int) -> float:
        far = exp(-km * SCALE_KM / self.bounds.km)
        return far * exp(-days * SCALE_DAYS / self.bounds.days) if days else far

    def join_by_theme(self) -> None:
        """Second round: a need whose subject is not clear joins the group of one of its themes that it fits best."""
        at = {n: group for group, members in enumerate(self.groups) for n in members}
        codes = [self.group_theme(members) for members in self.groups]
        fits = []
        for n in self.placed:
            if n in at or not isinstance(self.blocks.get(n), str):
                continue
            own = {self.blocks[n], *(self.needs[n].themes or self._spoken(n))}
            for group, members in enumerate(self.groups):
                if codes[group] in own and (mean := self._mean(n, members)) >= RESOLUTION:
                    fits.append((-mean, n, group))
        for _mean, n, group in sorted(fits):
            owners = {self.needs[m].organisation for m in self.groups[group]} | {self.needs[n].organisation}
            if n not in at and len(owners) <= self.bounds.most:
                at[n] = group
                self.groups[group] = sorted([*self.groups[group], n])
                self.joined.add(n)

    def _mean(self, n: int, members: Sequence[int]) -> float:
        """How near a need is to a group on average; nothing where one member is out of the bounds."""
        whole = 0.0
        for member in members:
            km = distance(self.spots[n], self.spots[member])
            days = abs(self.spots[n].day - self.spots[member].day)
            if km > self.bounds.km or days > self.bounds.days:
                return 0.0
            whole += self._likeness(n, member, BY_THEME) * self._decay(km, days)
        return whole / len(members)

    def group_theme(self, members: Sequence[int]) -> str:
        """The theme that most members bear."""
        said = Counter(code for n in members for code in self.needs[n].themes)
        if said:
            return min(said, key=lambda code: (-said[code], code))
        return next((theme for n in members if (theme := self._theme(n))), "")

    def group_subject(self, members: Sequence[int]) -> str:
        """The subject that the words of most members speak of, as the vocabulary names it; empty when it does not."""
        spoken = Counter(first for n in members if (first := self._first(n)) is not None)
        if not spoken:
            return ""
        name = self.subjects[min(spoken, key=lambda place: (-spoken[place], place))].name
        return name[1] if name else ""
