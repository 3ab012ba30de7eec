"""The figures that a text may hold, with their value now, for the list beside the form."""

from __future__ import annotations

from catalyse.results.queries import figures, together
from catalyse.results.queries.figures import Value
from catalyse.results.queries.story import Story


def tokens_for(story: Story) -> list[Value]:
    """Each figure that is known for this support. Costs what the figures cost, once for the story."""
    known = [*figures.COMPUTED, *together.COMPUTED]
    found = [story.find(token) for token in known]
    return [value for value in found if value is not None and value.text] + story.region
