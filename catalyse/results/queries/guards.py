"""What may be told outside: who agreed to be named, which words may be repeated, which values are facts.

Everything here is read afresh at each request, so that a permission withdrawn is gone from the next page and document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from catalyse.actors.models import Organisation
from catalyse.engines.text import fold
from catalyse.results.models import Approval, CaseBlock, CaseStudy, Statement
from catalyse.results.states import Answer
from catalyse.support.models import Beneficiary, Invitation, Support

WHY = "what may be told outside"
SHORTEST = 3  # letters: a shorter name is a word like any other


@dataclass(frozen=True)
class Guard:
    """Who may be named now, and the names that may not be written."""

    named: frozenset[int]
    forbidden: tuple[str, ...] = ()
    open_house: bool = False  # the partners' own preview: names are shown, marks say what is missing

    def may_name(self, organisation: Organisation | None) -> bool:
        """Whether this structure's name may be shown."""
        if organisation is None or organisation.unnamed:
            return False
        return self.open_house or organisation.pk in self.named

    def lets(self, text: str) -> bool:
        """Whether a text names nobody who did not agree."""
        if self.open_house or not text:
            return True
        words = f" {fold(text)} "
        return not any(f" {name} " in words for name in self.forbidden)


@dataclass(frozen=True)
class Voice:
    """Somebody's words as they may be shown: the text, and who said it as far as they allow."""

    pk: int
    text: str
    who: str
    about: str
    illustrative: bool = False
    quotable: bool = True


@dataclass(frozen=True)
class Trouble:
    """Something that keeps a case study from being published, or a part of it from being shown."""

    sentence: str
    block: CaseBlock | None = None
    organisation: Organisation | None = None
    fatal: bool = True


@dataclass
class Names:
    """The structures of a support, as a case study may name them."""

    dla: Organisation
    authority: Organisation | None
    associations: list[Organisation] = field(default_factory=list)
    others: list[Organisation] = field(default_factory=list)  # invited, not joined; the consultant

    @property
    def told(self) -> list[Organisation]:
        """Those that the story names, partners first."""
        partners = [self.dla, *([self.authority] if self.authority else [])]
        return [*partners, *self.associations]


def spellings(organisation: Organisation) -> set[str]:
    """The ways in which a structure is named in a text. Costs no query."""
    ways = (organisation.name, organisation.short_name, organisation.team, organisation.team_short)
    return {fold(way) for way in ways if len(fold(way)) >= SHORTEST}


def names_of(support: Support) -> Names:
    """The structures of a support. Costs 4 queries."""
    joined = Beneficiary.objects.system(WHY).filter(support=support, left_on=None, archived_at=None)
    ids = list(joined.values_list("association_id", flat=True))
    associations = list(Organisation.objects.system(WHY).filter(pk__in=ids).order_by("name", "pk"))
    invited = Invitation.objects.system(WHY).filter(support=support, archived_at=None)
    others = Organisation.objects.system(WHY).filter(pk__in=invited.values("association")).exclude(pk__in=ids)
    return names_from(support, associations, list(others))


def names_from(support: Support, associations: list[Organisation], others: list[Organisation]) -> Names:
    """The structures of a support from what was read already. Costs no query when its partners are there."""
    return Names(support.dla, support.partnership.authority if support.partnership else None, associations, others)


def guard_of(study: CaseStudy, names: Names, *, open_house: bool = False) -> Guard:
    """The guard of a case study at this moment. Costs 2 queries."""
    agreed = Approval.objects.system(WHY).filter(case_study=study, **AGREED)
    speakers = Statement.objects.system(WHY).filter(support_id=study.support_id).exclude(speaker="")
    return guard_from(set(agreed.values_list("organisation_id", flat=True)), speakers, names, open_house=open_house)


AGREED = {"state": Answer.APPROVED, "unnamed": False, "archived_at": None}


def guard_from(
    agreed: Iterable[int], speakers: Iterable[Statement], names: Names, *, open_house: bool = False
) -> Guard:
    """The guard from what was read already: who agrees, and the names that may not be written. Costs no query."""
    named = frozenset(agreed)
    closed = [org for org in (*names.told, *names.others) if org.pk not in named and not org.unnamed]
    forbidden = {way for org in closed for way in spellings(org)}
    forbidden |= {fold(one.speaker) for one in speakers if not (one.quotable and one.permission == "name")}
    return Guard(named, tuple(sorted(way for way in forbidden if len(way) >= SHORTEST)), open_house)


def mentions(text: str, organisation: Organisation) -> bool:
    """Whether a text names this structure. Costs no query."""
    words = f" {fold(text)} "
    return any(f" {way} " in words for way in spellings(organisation))


def fingerprint(study: CaseStudy, blocks: Iterable[CaseBlock], organisation: Organisation) -> str:
    """The texts that name a structure, as 64 letters: when one of them changes, it is asked again. Costs no query."""
    parts = [study.title, study.lead, study.eyebrow]
    texts = [f"{block.heading}\n{block.text}" for block in blocks if block.shown]
    parts += [text for text in texts if mentions(text, organisation)]
    closer = [f"{b.heading}\n{b.text}" for b in blocks if b.shown and b.organisation_id == organisation.pk]
    return sha256("\x1e".join([*parts, *closer]).encode()).hexdigest()


def as_if_agreed(guard: Guard, organisation: Organisation) -> Guard:
    """The guard once this structure agrees, so that it reads what would be said of it. Costs no query."""
    ways = spellings(organisation)
    return replace(
        guard, named=guard.named | {organisation.pk}, forbidden=tuple(w for w in guard.forbidden if w not in ways)
    )
