"""Texts that hold figures by token: {engagees} is 9, {engagees|lettres} is neuf, {engagees|Lettres} is Neuf.

Numbers are never typed: a text keeps the token, and the figure is computed whenever the text is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalyse.results.queries.figures import Value

TOKEN = re.compile(r"\{([a-zA-Z][\w-]*)(?:\|(\w+))?\}")
SENTENCE_ENDS = re.compile(r"(?<=[.!?…»])[ \n]+(?=[A-ZÀ-Þ{«“])")
LIST_MARKS = ("- ", "• ", "* ", "– ")

Find = Callable[[str], Value | None]


@dataclass(frozen=True)
class Para:
    """A paragraph, or a list of short points."""

    text: str = ""
    items: tuple[str, ...] = ()


def tokens_in(text: str) -> list[str]:
    """The tokens of a text, each once, in the order in which they come. Costs no query."""
    return list(dict.fromkeys(match[1] for match in TOKEN.finditer(text)))


def filled(text: str, find: Find, *, public: bool) -> str:
    """The text with its figures. In public, a sentence whose figure is not a known fact is left out whole.

    Costs no query beside those of `find`.
    """
    if not public:
        return TOKEN.sub(lambda match: _shown(match, find), text)
    kept = [sentence for sentence in SENTENCE_ENDS.split(text) if all(_a_fact(find(t)) for t in tokens_in(sentence))]
    return " ".join(TOKEN.sub(lambda match: _shown(match, find), sentence) for sentence in kept)


def _a_fact(value: Value | None) -> bool:
    return value is not None and bool(value.text) and not value.example


def _shown(match: re.Match[str], find: Find) -> str:
    value, how = find(match[1]), match[2] or ""
    if value is None:
        return _("[unknown figure: %(name)s]") % {"name": match[1]}
    if not value.text:
        return _("[not given]")
    spelt = value.spelt(capital=how[:1].isupper()) if how.lower() in ("lettres", "words") else value.text
    return f"{spelt} ({_('example')})" if value.example else spelt


def paragraphs(text: str, find: Find, *, public: bool) -> list[Para]:
    """The text as paragraphs and lists, its figures filled in; what nothing is left of is gone.

    Costs no query beside those of `find`.
    """
    made: list[Para] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        points = [line[2:].strip() for line in lines if line.startswith(LIST_MARKS)]
        if points and len(points) == len(lines):
            items = tuple(shown for point in points if (shown := filled(point, find, public=public)))
            made += [Para(items=items)] if items else []
        elif shown := filled("\n".join(lines), find, public=public).strip():
            made.append(Para(shown))
    return made
