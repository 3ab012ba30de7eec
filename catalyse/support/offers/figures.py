"""The figures of supports, each with its rule; the bounds are those of `FigureScope`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalyse.kernel import offers
from catalyse.support import queries
from catalyse.support.queries.figures import FigureScope


def examples(**bounds: Any) -> bool:
    """Whether a support that fills a gap of the source is counted."""
    return queries.counts_examples(FigureScope(**bounds))


offers.figures.add(
    offers.Figure(
        "support.supports",
        _("supports"),
        queries.figure_rules["supports"],
        lambda **bounds: queries.support_count(FigureScope(**bounds)),
        example=examples,
    ),
    position=10,
)
offers.figures.add(
    offers.Figure(
        "support.structures",
        _("associations supported"),
        queries.figure_rules["structures"],
        lambda **bounds: queries.structure_count(FigureScope(**bounds)),
        example=examples,
    ),
    position=11,
)


def jobs(**bounds: Any) -> int | None:
    """The jobs concerned, None when no headcount is known."""
    return queries.jobs_concerned(FigureScope(**bounds))[0]


offers.figures.add(
    offers.Figure("support.jobs", _("jobs concerned"), queries.figure_rules["jobs"], jobs, example=examples),
    position=12,
)
