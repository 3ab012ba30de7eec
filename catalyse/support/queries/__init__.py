from catalyse.support.queries.agenda import (
    attendance_of,
    concerned_names,
    dates_of,
    expected_at,
    week_of,
)
from catalyse.support.queries.days import Days, Meter, days_of, days_used
from catalyse.support.queries.figures import (
    FigureScope,
    SupportFigures,
    counts_examples,
    figure_rules,
    headcount,
    jobs_concerned,
    structure_count,
    support_count,
    support_figures,
    supports_by_sector,
)
from catalyse.support.queries.funnel import Funnel, FunnelRow, funnel, funnels
from catalyse.support.queries.people import (
    address_of,
    addresses_of,
    group_of,
    invitation_of_link,
    officers_of,
    speaks_for,
)
from catalyse.support.queries.places import region_of
from catalyse.support.queries.prefill import prefill, words_to_read
from catalyse.support.queries.stages import stage_of, stages

__all__ = [
    "Days",
    "FigureScope",
    "Funnel",
    "FunnelRow",
    "Meter",
    "SupportFigures",
    "address_of",
    "addresses_of",
    "attendance_of",
    "concerned_names",
    "counts_examples",
    "dates_of",
    "days_of",
    "days_used",
    "expected_at",
    "figure_rules",
    "funnel",
    "funnels",
    "group_of",
    "headcount",
    "invitation_of_link",
    "jobs_concerned",
    "officers_of",
    "prefill",
    "region_of",
    "speaks_for",
    "stage_of",
    "stages",
    "structure_count",
    "support_count",
    "support_figures",
    "supports_by_sector",
    "week_of",
    "words_to_read",
]
