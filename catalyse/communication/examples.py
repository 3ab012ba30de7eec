"""Examples of similar associations, by sector: data, in both languages, shown as examples and never as facts."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from catalyse.actors.models import Organisation, SectorOf

FILE = Path(__file__).resolve().parent / "data" / "examples.json"
OTHERWISE = "ANI"


@lru_cache(maxsize=1)
def _all() -> dict[str, dict[str, dict[str, str]]]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def sector_of(association: Organisation) -> str:
    """The code of the main sector of an association that has examples. Costs 1 query."""
    codes = SectorOf.objects.filter(organisation=association).values_list("code__code", flat=True)
    return next((code for code in codes if code in _all()), OTHERWISE)


def example_for(association: Organisation, part: str) -> dict[str, str]:
    """Who gives the example, and its words, in the language of the page. Costs 1 query."""
    found = _all()[sector_of(association)]
    language = "fr" if (get_language() or "fr").startswith("fr") else "en"
    return {"who": found["who"][language], "words": found[part][language]}
