"""What a page needs to tell a story: the same for the public page and for the preview beside the form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation

from catalyse.results.documents import paper, pictures
from catalyse.results.queries.brief import brief_of, headline_figures
from catalyse.results.queries.story import LANGUAGE, Story


def telling(request: HttpRequest, told: Story) -> dict[str, Any]:
    """The story ready for a template; its own words are French whatever the frame around them speaks."""
    with translation.override(LANGUAGE):
        sections = [one for one in told.sections if one.kind not in paper.DIMENSIONS]
        return {
            "story": told, "headline": headline_figures(told), "brief": brief_of(told), "parts": sections,
            "dimensions": told.of(*paper.DIMENSIONS), "threads": pictures.on_screen(told),
            "funnel": pictures.funnel_on_screen(told), "region": pictures.region_bars(told),
            "network": pictures.network_pair(told),
            "shares": told.shares, "steps": told.steps, "title": told.title, "lead": told.lead,
            "eyebrow": told.eyebrow, "language_of_text": LANGUAGE,
        }  # fmt: skip
