"""A case study as it is read now: its texts with their figures, its quotes with their consent, its pictures' data.

One story serves the public page, the four pages in PDF, the copy to be edited and the preview beside the form. Told in
public it holds only facts, and only the names and words of those who agree at this very moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.engines.text import fold
from catalyse.results.models import BlockKind, CaseBlock, CaseStudy, Permission, Statement
from catalyse.results.queries import together
from catalyse.results.queries.figures import Sources, Value, figure, region_sectors, vouched
from catalyse.results.queries.guards import Guard, Names, Voice, guard_of, names_of
from catalyse.results.queries.words import Para, filled, paragraphs, tokens_in
from catalyse.support.models import SupportStep

WHY = "a case study is told"
LANGUAGE = "fr"  # of the texts, whatever the frame around them speaks
SMALL_WORDS = {"la", "le", "les", "l", "de", "du", "des", "d", "une", "un", "the", "of", "a"}


@dataclass(frozen=True)
class Section:
    """One part of the story, ready to be shown."""

    block: CaseBlock
    kind: str
    heading: str
    paras: list[Para]
    voices: list[Voice]
    association: Organisation | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)
    left_out: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.paras or self.voices or self.facts)


class Story:
    """A case study read at one moment; `public` applies every guard. Costs at most 30 queries, whatever its length."""

    def __init__(self, study: CaseStudy, *, public: bool, today: date):
        self.study, self.support, self.public, self.today = study, study.support, public, today
        self.sources = Sources(study.support, today)
        self.only: frozenset[str] | None = None  # in a list, the figures that were read for all its lines
        self._found: dict[str, Value | None] = {}

    @cached_property
    def names(self) -> Names:
        return names_of(self.support)

    @cached_property
    def guard(self) -> Guard:
        return guard_of(self.study, self.names, open_house=not self.public)

    def find(self, token: str) -> Value | None:
        """A figure by its token, computed once for this reading."""
        if self.only is not None and token not in self.only:
            return None
        if token not in self._found:
            self._found[token] = together.figure(token, self.sources) or figure(token, self.sources)
        return self._found[token]

    def fact(self, token: str) -> Value | None:
        """The figure when it may be shown here: known, and in public no example."""
        value = self.find(token)
        if value is None or not value.text or (self.public and value.example):
            return None
        return value

    def free(self, text: str) -> str:
        """A line with its figures, empty when in public it names somebody who did not agree."""
        with translation.override(LANGUAGE):
            return self._free(text)

    def _free(self, text: str) -> str:
        return filled(text, self.find, public=self.public) if self.guard.lets(text) else ""

    @cached_property
    def title(self) -> str:
        told = self._own("title") and self.free(self.study.title)
        return told or _("A support, told")

    @cached_property
    def lead(self) -> str:
        return self.free(self.study.lead) if self._own("lead") else ""

    @cached_property
    def eyebrow(self) -> str:
        if self.study.eyebrow and self._own("eyebrow") and (told := self.free(self.study.eyebrow)):
            return told
        kind = _("A collective support") if self.support.is_collective else _("An individual support")
        year = "" if self._hides(self.support, "opened_on") else f", {self.support.opened_on.year}"
        return f"{self.place}. {kind}{year}" if self.place else f"{kind}{year}"

    def _own(self, column: str) -> bool:
        return not self._hides(self.study, column)

    def _hides(self, record: Any, column: str) -> bool:
        return self.public and record.is_illustrative(column)

    @cached_property
    def place(self) -> str:
        """The territory, by its name."""
        partnership = self.support.partnership
        body = self.support.body or (partnership.body if partnership else None)
        return str(body) if body else ""

    @cached_property
    def blocks(self) -> list[CaseBlock]:
        """The blocks in order with their quotes. Costs 3 queries."""
        voices = Statement.objects.system(WHY).select_related("organisation").order_by("pk")
        rows = CaseBlock.objects.system(WHY).filter(case_study=self.study, archived_at=None)
        return list(rows.select_related("organisation").prefetch_related(Prefetch("statements", voices)))

    def imagine(self, block: CaseBlock, typed: dict[str, Any], statements: Any = None) -> None:
        """The story as it would be with what is being typed; nothing is kept."""
        for one in self.blocks:
            if one.pk == block.pk:
                for name, value in typed.items():
                    setattr(one, name, value)
                if statements is not None:
                    vars(one)["_prefetched_objects_cache"]["statements"] = statements

    @cached_property
    def every_section(self) -> list[Section]:
        """Each block as it would be shown, with the reason when it is left out."""
        with translation.override(LANGUAGE):
            return [self._section(block) for block in self.blocks]

    @cached_property
    def sections(self) -> list[Section]:
        """The parts that are shown, in order."""
        return [s for s in self.every_section if s.block.shown and not s.left_out and s.says_something]

    def of(self, *kinds: str) -> list[Section]:
        """The shown parts of these kinds."""
        return [section for section in self.sections if section.kind in kinds]

    def _section(self, block: CaseBlock) -> Section:
        closer = block.organisation if self.guard.may_name(block.organisation) else None
        reason = ""
        if self._hides(block, "text"):
            reason = _("It tells an example, not a fact of the source.")
        elif not (self.guard.lets(block.heading) and self.guard.lets(block.text)):
            reason = _("It names somebody who has not agreed.")
        elif block.organisation and closer is None:
            reason = _("It is about an association that has not agreed to be named.")
        return Section(
            block, block.kind, self.free(block.heading) or str(BlockKind(block.kind).label),
            [] if reason else self._paras(block),
            [] if reason else self.voices_of(block), closer,
            self._facts(block, closer) if closer and not reason else [], reason,
        )  # fmt: skip

    def _paras(self, block: CaseBlock) -> list[Para]:
        told = paragraphs(block.text, self.find, public=self.public)
        if block.kind == BlockKind.SHARED_TOOLS and self.actions:
            told.append(Para(items=tuple(self.actions)))
        return told

    def voices_of(self, block: CaseBlock) -> list[Voice]:
        """The quotes of a block that may be shown."""
        voices = [self.voice(one) for one in block.statements.all()]
        return [v for v in voices if v.quotable and not (self.public and v.illustrative) and self.guard.lets(v.text)]

    def voice(self, one: Statement) -> Voice:
        """Somebody's words, signed as far as they allow."""
        parts = []
        if one.permission == Permission.NAME:
            parts.append(one.speaker)
        if one.permission in (Permission.NAME, Permission.FUNCTION):
            known = one.organisation if self.guard.may_name(one.organisation) else None
            parts += self._signed(one.function if self.guard.lets(one.function) else "", known)
        who = ", ".join(part for part in parts if part)
        who = who[:1].upper() + who[1:]
        example = bool({"text", "*"} & set(one.illustrative))
        return Voice(one.pk, one.text, who or _("One of those who took part"), one.about, example, one.quotable)

    def _signed(self, function: str, organisation: Organisation | None) -> list[str]:
        """Function and structure, without saying the structure twice."""
        if organisation is None:
            return [function]
        said = set(fold(function).split()) - SMALL_WORDS
        known = set(fold(f"{organisation.name} {self.spelt(organisation)}").split())
        if said <= known:
            return [organisation.name]
        return [function] if said & (known - SMALL_WORDS) else [function, self.spelt(organisation)]

    def spelt(self, organisation: Organisation) -> str:
        """A structure as it is called in a sentence: an authority by its team when it has one."""
        return organisation.team_short or organisation.team or str(organisation)

    def _facts(self, block: CaseBlock, association: Organisation) -> list[tuple[str, str]]:
        return together.closer_facts(association, self.sources.years.get(association.pk), public=self.public)

    @cached_property
    def associations(self) -> list[str]:
        """The names of the associations that may be named; the others are counted by `unnamed`."""
        return [str(org) for org in self.names.associations if self.guard.may_name(org)]

    @property
    def unnamed(self) -> int:
        return len(self.names.associations) - len(self.associations)

    def _partners(self) -> list[Organisation]:
        told = [self.names.dla, *([self.names.authority] if self.names.authority else [])]
        return [org for org in told if self.guard.may_name(org)]

    @cached_property
    def partners(self) -> list[str]:
        """The DLA and the authority in short, as far as they agree; an authority with its team."""
        return [f"{org} ({org.team_short})" if org.team_short else str(org) for org in self._partners()]

    @cached_property
    def partners_in_full(self) -> list[str]:
        """The same with every name written out."""
        lines = []
        for org in self._partners():
            name = f"{org.name} ({org.short_name})" if org.short_name else org.name
            team = f"{org.team} ({org.team_short})" if org.team and org.team_short else ""
            lines.append(f"{name}, {team}" if team else name)
        return lines

    @cached_property
    def steps(self) -> list[SupportStep]:
        """The steps in which the support unfolded. Costs 1 query."""
        return list(SupportStep.objects.filter(support=self.support))

    @cached_property
    def shares(self) -> list[together.Share]:
        """Who paid which part of the cost, never how much; empty when a part is an example or somebody is not named."""
        return together.shares(self)

    @cached_property
    def plans(self) -> Value | None:
        return self.fact("plans")

    @cached_property
    def actions(self) -> list[str]:
        """What the associations do together since, as far as it is a fact."""
        return together.joint_actions(self)

    @cached_property
    def network(self) -> Any:
        """The ties before and after; None when one of them is an example, or nobody was asked."""
        return together.network(self)

    @cached_property
    def region(self) -> list[Value]:
        """The supports of the region by sector."""
        rows = [vouched(value, self.sources.totals) for value in region_sectors(self.sources)]
        return [row for row in rows if not (self.public and row.example)]

    def used_tokens(self, block: CaseBlock) -> list[Value]:
        """The figures that a block holds, for the list of its sources."""
        found = [self.find(token) for token in tokens_in(f"{block.heading} {block.text}")]
        return [value for value in found if value is not None]


def story_of(study: CaseStudy, *, public: bool, today: date) -> Story:
    """The story of a case study. Nothing is read before it is asked for; all of it costs at most 30 queries."""
    return Story(study, public=public, today=today)
