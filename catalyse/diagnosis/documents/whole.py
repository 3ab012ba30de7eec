"""The whole diagnosis on paper: who wrote it, the ten sections, who validated it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext as _

from catalyse.diagnosis.models import Diagnosis, Side
from catalyse.diagnosis.queries import Chapter, Standing
from catalyse.kernel.documents import (
    Bullets,
    Document,
    Facts,
    Heading,
    Letterhead,
    Paragraph,
    Party,
    Quote,
    Signature,
)
from catalyse.ui import formats

Language = Literal["fr", "en"]


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def diagnosis_document(
    diagnosis: Diagnosis, chapters: Sequence[Chapter], standings: Sequence[Standing], *, language: Language
) -> Document:
    """The ten sections in their order with what each side says, for those who read them in full. Costs no query."""
    with translation.override(language):
        agreed = all(one.validation for one in standings)
        said_so = [(_("Validated by"), "\n".join(map(validated_by, standings)))] if agreed else []
        blocks: list[Any] = [Facts([*head(diagnosis), *said_so])]
        for chapter in chapters:
            if said := _chapter(chapter):
                blocks += [Heading(str(chapter.part.title)), *said]
        blocks += _silent(chapters)
        if any(chapter.section.illustrative for chapter in chapters) or diagnosis.illustrative:
            blocks.append(Paragraph(_("Some texts of this paper are examples: the source does not say."), "note"))
        if not agreed:  # the paper may be signed by hand
            blocks += [Heading(_("Validated by")), Signature([_party(diagnosis, one) for one in standings])]
        return Document(
            title=str(diagnosis),
            subtitle=diagnosis.association.full_name,
            letterhead=letterhead(diagnosis),
            language=language,
            day=diagnosis.validated_on or diagnosis.shared_on or diagnosis.started_on,
            reference=_("This diagnosis belongs to %(association)s and is shown with its consent only.")
            % {"association": diagnosis.association},
            blocks=blocks,
        )


def letterhead(diagnosis: Diagnosis) -> list[Letterhead]:
    """Those who write, side by side."""
    heads = [Letterhead(diagnosis.dla.name)] if diagnosis.dla else []
    if diagnosis.authority:
        heads.append(Letterhead(diagnosis.authority.name, diagnosis.authority.team))
    return heads


def head(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """What one reads first: with whom, by whom, which version, since when."""
    authors = [str(one) for one in (diagnosis.dla, diagnosis.authority) if one]
    pairs = [
        (_("Written by"), ", ".join(authors)),
        (_("Version"), str(diagnosis.number)),
        (_("State"), str(diagnosis.get_state_display())),
        (_("Begun on"), formats.day(diagnosis.started_on)),
    ]
    if diagnosis.shared_on:
        pairs.append((_("Given to read on"), formats.day(diagnosis.shared_on)))
    if diagnosis.validated_on:
        pairs.append((_("Validated on"), formats.day(diagnosis.validated_on)))
    return pairs


def validated_by(one: Standing) -> str:
    """A side that must validate, and who did it when."""
    side = _capital(one.side.label)
    if one.validation is None:
        return _("%(side)s: not yet") % {"side": side}
    told = {"side": side, "person": one.validation.person, "day": formats.day(one.validation.on)}
    return _("%(side)s: %(person)s, %(day)s") % told


def _chapter(chapter: Chapter) -> list[Any]:
    blocks: list[Any] = []
    for answer in chapter.answers:
        head = _head(str(answer.question.ask), answer.example)
        blocks += [head, *[Paragraph(line) for line in lines(answer.text)]]
    for name, label, text, example in chapter.texts:
        said = lines(text)
        blocks.append(_head(_capital(label), example))
        points = name != "findings" and len(said) > 1
        blocks += [Bullets(said)] if points else [Paragraph(line) for line in said]
    if blocks and chapter.invented:
        blocks.append(Paragraph(_("Example: the source does not say."), "note"))
    for column in chapter.columns:
        for comment in column.comments:
            who = _("%(who)s, %(day)s") % {"who": comment.author, "day": formats.day(comment.said_on)}
            blocks.append(Quote(comment.text, f"{_capital(column.side.label)} · {who}"))
    return blocks


def _silent(chapters: Sequence[Chapter]) -> list[Any]:
    empty = [str(chapter.part.title) for chapter in chapters if not chapter.section.is_written]
    told = f"{_('Nothing is written about:')} {', '.join(empty)}."
    return [Paragraph(told, "note")] if empty else []


def _head(text: str, example: bool) -> Heading:
    return Heading(_("%(head)s (example)") % {"head": text} if example else text, 2)


def _capital(text: object) -> str:
    return str(text)[:1].upper() + str(text)[1:]


def _party(diagnosis: Diagnosis, standing: Standing) -> Party:
    names = {
        Side.ASSOCIATION: diagnosis.association.name,
        Side.DLA: diagnosis.dla.name if diagnosis.dla else "",
        Side.AUTHORITY: diagnosis.authority.name if diagnosis.authority else "",
    }
    if standing.validation is None:
        return Party(names[standing.side])
    signed = _("Validated on %(day)s") % {"day": formats.day(standing.validation.on)}
    return Party(names[standing.side], standing.validation.person, signed)
