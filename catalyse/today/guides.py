"""The guide as pages of the product: Markdown files of `docs/guide`, rendered once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from catalyse.kernel.typography import french

SAID = {"text", "code_inline", "softbreak"}
FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"


@dataclass(frozen=True)
class Guide:
    """A page of the guide: its address, its title and its text."""

    slug: str
    title: str
    lead: str
    html: SafeString

    @property
    def opening(self) -> str:
        """The first sentence of the lead, whole."""
        return re.split(r"(?<=[.!?]) ", self.lead, maxsplit=1)[0]


@cache
def every() -> tuple[Guide, ...]:
    """All pages of the guide, in the order of their files (`10-noter-un-besoin.md`)."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("[0-9]*.md")))


def get(slug: str) -> Guide | None:
    """One page of the guide, None when there is none of that name."""
    return next((guide for guide in every() if guide.slug == slug), None)


def _read(path: Path) -> Guide:
    head, _gap, rest = french(path.read_text(encoding="utf-8")).partition("\n")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    html = markdown.render(rest)
    html = html.replace('src="images/', f'loading="lazy" src="{settings.STATIC_URL}guide/')
    return Guide(path.stem.partition("-")[2], head.lstrip("# ").strip(), _lead(markdown, rest), mark_safe(html))


def _lead(markdown: MarkdownIt, text: str) -> str:
    """The first sentence or two, bare: what stands before the first heading, else the first paragraph there is."""
    tokens = markdown.parse(text)
    first = next((after for before, after in pairwise(tokens) if before.type == "paragraph_open"), None)
    words = (
        (" " if one.type == "softbreak" else one.content for one in (first.children or ()) if one.type in SAID)
        if first
        else ()
    )
    return "".join(words)
