"""The project of an association on paper: the five answers, and who adopted them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from catalyse.diagnosis.documents.whole import Language, lines
from catalyse.diagnosis.models import Project
from catalyse.diagnosis.queries import Founding
from catalyse.kernel.documents import Document, Facts, Heading, Letterhead, Paragraph
from catalyse.ui import formats


def project_document(project: Project, answers: Sequence[Founding], *, language: Language) -> Document:
    """One version, for the board or the wall. Costs no query."""
    with translation.override(language):
        blocks: list[Any] = [Facts(_facts(project))]
        for answer in answers:
            said = [Paragraph(line) for line in lines(answer.text)] or [Paragraph(_("Not written yet"), "note")]
            blocks += [Heading(answer.head), *said]
            if answer.text and answer.example:
                blocks.append(Paragraph(_("Example: the source does not say."), "note"))
        if project.illustrative:
            blocks.append(Paragraph(_("Some texts of this paper are examples: the source does not say."), "note"))
        return Document(
            title=str(project),
            letterhead=[Letterhead(project.association.full_name)],
            language=language,
            day=project.adopted_on or project.started_on,
            reference=_("Project of %(association)s, version %(number)s")
            % {"association": project.association, "number": project.number},
            blocks=blocks,
        )


def _facts(project: Project) -> list[tuple[str, str]]:
    if project.adopted_on is None:
        return [(_("State"), _("Under review: not adopted yet"))]
    return [(_("Adopted by"), project.adopted_by), (_("Adopted on"), formats.day(project.adopted_on))]
