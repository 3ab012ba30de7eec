"""What a document is made of. Every text is taken literally: nothing in it is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Letterhead:
    """Who writes: a name set as a logo, and a line below it (address, service)."""

    name: Text
    line: Text = ""


@dataclass(frozen=True)
class Heading:
    """A section's title. Levels 1 to 3; the document's own title stands above them."""

    text: Text
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line break in it is one on paper. Tones: plain, lead (larger), note (smaller, muted)."""

    text: Text
    tone: Literal["plain", "lead", "note"] = "plain"


@dataclass(frozen=True)
class Bullets:
    """Short points; `numbered` counts them."""

    items: Sequence[Text]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels and values, one pair a line."""

    pairs: Sequence[tuple[Text, Text]]


@dataclass(frozen=True)
class Table:
    """Rows under heads that are repeated on each page. `right` lists the columns of numbers; `total`: last row bold."""

    heads: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    right: Sequence[int] = ()
    widths: Sequence[int] = ()
    total: bool = False
    caption: Text = ""


@dataclass(frozen=True)
class Party:
    """One who signs. `signed` is a sentence about a signature given on screen; without it a blank is left."""

    name: Text
    person: Text = ""
    signed: Text = ""


@dataclass(frozen=True)
class Signature:
    """Where the parties sign, side by side."""

    parties: Sequence[Party]


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG), with the words that say the same. `width` in percent of the page's."""

    svg: str
    alt: Text
    caption: Text = ""
    width: int = 100


@dataclass(frozen=True)
class Quote:
    """What somebody said, and who by the function that they allow to print."""

    text: Text
    said_by: Text = ""


@dataclass(frozen=True)
class Figures:
    """A few large numbers, each with what it counts."""

    items: Sequence[tuple[Text, Text]]


@dataclass(frozen=True)
class Address:
    """To whom a letter goes, line by line."""

    lines: Sequence[Text]


@dataclass(frozen=True)
class PageBreak:
    """The next block begins a page."""


Block = Heading | Paragraph | Bullets | Facts | Table | Signature | Picture | Quote | Figures | Address | PageBreak


@dataclass(frozen=True)
class Document:
    """A title and its blocks, in one language. `day` and `reference` are printed; the clock is never read."""

    title: Text
    blocks: Sequence[Block]
    language: Literal["fr", "en"] = "fr"
    letterhead: Sequence[Letterhead] = ()
    subtitle: Text = ""
    reference: Text = ""
    day: date | None = None
    keywords: Sequence[str] = field(default_factory=tuple)

    def sections(self) -> list[Block]:
        """The blocks, with headings that skip no level: a reader who cannot see counts on it."""
        kept: list[Block] = []
        level = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                level = max(1, min(block.level, level + 1, 3))
                block = replace(block, level=level)
            kept.append(block)
        return kept
