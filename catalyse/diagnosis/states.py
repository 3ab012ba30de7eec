"""The life of a diagnosis: written by its author, read and talked about together, validated by both, then kept."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.life import Life, Refused, move


class DiagnosisState(models.TextChoices):
    DRAFT = "draft", _("being written")
    SHARED = "shared", _("read together")
    VALIDATED = "validated", _("validated")
    SUPERSEDED = "superseded", _("followed by a new version")


def it_says_something(diagnosis: Any) -> None:
    """An association is not asked to read empty pages."""
    rows = diagnosis.sections.system("a guard looks").values_list("findings", "strengths", "weaknesses")
    if not any(any(row) for row in rows):
        raise Refused(_("Write at least one section first: the association would read empty pages."))


OPEN = (DiagnosisState.DRAFT, DiagnosisState.SHARED)
LOCKED = (DiagnosisState.VALIDATED, DiagnosisState.SUPERSEDED)

DIAGNOSIS = Life(
    move("share", DiagnosisState.DRAFT, DiagnosisState.SHARED, it_says_something),
    move("settle", DiagnosisState.SHARED, DiagnosisState.VALIDATED),
    move("supersede", DiagnosisState.VALIDATED, DiagnosisState.SUPERSEDED),
    states=DiagnosisState,
    start=DiagnosisState.DRAFT,
)


class ProjectState(models.TextChoices):
    DRAFT = "draft", _("being reviewed")
    ADOPTED = "adopted", _("adopted")
    SUPERSEDED = "superseded", _("followed by a new version")


def it_answers_the_first_two(project: Any) -> None:
    """A board adopts a project that says who one is and what one wants."""
    if not (project.identity and project.purpose):
        raise Refused(_("Answer the first two questions before the board adopts it: who you are, what you want."))


PROJECT = Life(
    move("adopt", ProjectState.DRAFT, ProjectState.ADOPTED, it_answers_the_first_two),
    move("supersede", ProjectState.ADOPTED, ProjectState.SUPERSEDED),
    states=ProjectState,
    start=ProjectState.DRAFT,
)
