"""Which sentence of the house belongs to which language, read from its catalogues."""

from __future__ import annotations

import re
from functools import cache

from babel.messages.pofile import read_po

from tests.house.code import ROOT

OWN_NAMES = ("Français", "English")  # a language is offered under its own name


@cache
def _sentences() -> tuple[dict[str, str], dict[str, str]]:
    """English -> French and French -> English, of whole sentences and names that differ."""
    pairs = []
    for path in sorted((ROOT / "catalyse").glob("*/locale/fr/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            pairs += [(m.id, m.string) for m in read_po(file) if isinstance(m.id, str) and "%" not in m.id]
    pairs = [(source, said) for source, said in pairs if said not in OWN_NAMES]
    flat = [(_flat(source), _flat(said)) for source, said in pairs if source and said]
    there = {source: said for source, said in flat if source != said and not source.islower()}
    return there, {said: source for source, said in flat if source != said and not said.islower()}


def _flat(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def left_in(piece: str, *, french: bool) -> str | None:
    """What a whole sentence should say in the language of the page; None when it is not of the other one."""
    there, back = _sentences()
    wrong, right = (there, back) if french else (back, there)
    return wrong.get(piece) if piece not in right else None
