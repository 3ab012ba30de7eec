"""What still stands between a case study and its publication, said in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.results.models import Approval, CaseStudy, Statement
from catalyse.results.queries import together
from catalyse.results.queries.guards import Names, Trouble, fingerprint
from catalyse.results.queries.story import Section, Story
from catalyse.results.states import Answer

WHY = "the guard before a publication"


@dataclass(frozen=True)
class Named:
    """A structure that the story names, its answer, and whether it answered about the present text."""

    organisation: Organisation
    approval: Approval | None
    stale: bool

    @property
    def settled(self) -> bool:
        if self.approval is None:
            return False
        return self.approval.unnamed or (self.approval.state == Answer.APPROVED and not self.stale)


@dataclass(frozen=True)
class Quoted:
    """Somebody who is quoted in a shown part, and what they allow."""

    statement: Statement
    part: str

    @property
    def settled(self) -> bool:
        return self.statement.quotable


@dataclass(frozen=True)
class Readiness:
    """Everything that the review shows. `troubles` are what keeps it from being published."""

    named: list[Named]
    quoted: list[Quoted]
    troubles: list[Trouble]
    left_out: list[Trouble]

    @property
    def is_ready(self) -> bool:
        return not self.troubles


def to_be_asked(story: Story) -> list[Organisation]:
    """Each structure that the story would name: partners, associations, other funders. Costs 6 queries."""
    names: Names = story.names
    _agreement, rows = together.share_rows(story.support)
    told = [*names.told, *(row.funder for row in rows)]
    return [org for org in dict.fromkeys(told) if not org.unnamed]


def readiness(study: CaseStudy, story: Story) -> Readiness:
    """Who has agreed, who is quoted, what is missing. `story` is the public one. Costs at most 30 queries."""
    rows = Approval.objects.system(WHY).filter(case_study=study, archived_at=None).select_related("organisation")
    known = {row.organisation_id: row for row in rows}
    named = [_named(study, story, org, known.get(org.pk)) for org in to_be_asked(story)]
    shown = [block for block in story.blocks if block.shown]
    quoted = [Quoted(one, str(block)) for block in shown for one in block.statements.all() if not one.archived_at]
    troubles = [Trouble(_about(one), organisation=one.organisation) for one in named if not one.settled]
    troubles += [Trouble(_unsaid(one)) for one in quoted if not one.settled]
    left_out: list[Trouble] = []
    for section in story.every_section:
        if section.block.shown and section.left_out:
            trouble = Trouble(_in_part(section), section.block)
            example = section.block.is_illustrative("text")
            (left_out if example else troubles).append(trouble)
    return Readiness(named, quoted, troubles, left_out)


def _named(study: CaseStudy, story: Story, organisation: Organisation, approval: Approval | None) -> Named:
    stale = bool(approval and approval.seen and approval.seen != fingerprint(study, story.blocks, organisation))
    return Named(organisation, approval, stale)


def _about(one: Named) -> str:
    words = {"structure": str(one.organisation)}
    if one.approval is None:
        return _("%(structure)s has not been asked yet.") % words
    if one.approval.state == Answer.REFUSED:
        return (
            _("%(structure)s does not agree: tell the story without its name, or change the text and ask again.")
            % words
        )
    if one.stale:
        return _("%(structure)s agreed to an earlier text: ask once more.") % words
    return _("%(structure)s has not answered yet.") % words


def _in_part(section: Section) -> str:
    return _("“%(part)s”: %(reason)s") % {"part": section.block, "reason": section.left_out}


def _unsaid(one: Quoted) -> str:
    # without the words: whoever reads this page does not always read what may not be quoted
    said_by = one.statement.organisation or _("several structures together")
    words = {"structure": said_by, "part": one.part}
    if one.statement.decided:
        return _("What %(structure)s said may not be quoted: take it out of “%(part)s”.") % words
    return _("What %(structure)s said waits for a permission: ask, or take it out of “%(part)s”.") % words
