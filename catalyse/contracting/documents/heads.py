"""What the papers of this room share: whose paper it is, texts of several lines, the mark of an example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import wraps
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext as _

from catalyse.kernel.documents import Bullets, Heading, Letterhead, Paragraph
from catalyse.support.models import Support

LANGUAGE: Literal["fr"] = "fr"  # these papers are French, whoever prints them


def in_french(build: Any) -> Any:
    """Builds the document in French, whatever the language on screen."""

    @wraps(build)
    def built(*args: Any, **options: Any) -> Any:
        with translation.override(LANGUAGE):
            return build(*args, **options)

    return built


def letterhead(support: Support) -> tuple[Letterhead, ...]:
    """The two partners side by side, or the DLA alone."""
    heads = [Letterhead(support.dla.name)]
    if support.partnership:
        authority = support.partnership.authority
        heads.append(Letterhead(authority.name, authority.team))
    return tuple(heads)


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def part(title: str, text: str, *, points: bool = False) -> list[Any]:
    """A titled part, as points or as paragraphs; nothing when there is nothing to say."""
    said = lines(text)
    if not said:
        return []
    body: Sequence[Any] = [Bullets(said)] if points and len(said) > 1 else [Paragraph(line) for line in said]
    return [Heading(title), *body]


def example_note(illustrative: Iterable[str]) -> list[Any]:
    """The mark of a paper that holds examples where the source is silent."""
    if not list(illustrative):
        return []
    return [Paragraph(_("Some values of this paper are examples: the source does not say."), "note")]
