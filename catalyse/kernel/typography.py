"""Texts made ready to be read: blanks that do not break, apostrophes, nothing that a printer cannot hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

NBSP = "\u00a0"
STAND_IN = "\N{WHITE SQUARE}"
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
FRENCH = (
    (re.compile("\u202f"), NBSP),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "’"),
    (re.compile(r" +(?=[:;?!»](?:[\s)\]»]|$))"), NBSP),
    (re.compile(r"« *(?=\S)"), "«" + NBSP),
    (re.compile(r"(?<=\d) (?=[%€])"), NBSP),
)
THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
UNTOUCHED = {"svg"}


def printable(text: str) -> str:
    """The text without control characters, with plain line ends."""
    return UNPRINTABLE.sub("", re.sub(r"\r\n?|\u2028|\u2029", "\n", text))


def french(text: str) -> str:
    """The text with the blanks and apostrophes of French print; no letter is added or lost."""
    for pattern, right in FRENCH:
        text = pattern.sub(right, text)
    return THOUSANDS.sub(lambda number: number[0].replace(" ", NBSP), text)


def ready(value: Any, language: str) -> Any:
    """A structure with every text made ready, in the language that is active; drawings are left as they are."""
    say = (lambda text: french(printable(text))) if language == "fr" else printable
    return mapped(value, say)


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A structure of dicts and lists with every text changed, but for drawings."""
    if isinstance(value, str | Promise):
        return change(str(value))
    if isinstance(value, dict):
        return {key: part if key in UNTOUCHED else mapped(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [mapped(part, change) for part in value]
    return value
