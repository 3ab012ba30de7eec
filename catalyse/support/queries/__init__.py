from catalyse.support.queries.days import Days, Meter, days_used
from catalyse.support.queries.figures import (
    FigureScope,
    SupportFigures,
    figure_rules,
    headcount,
    jobs_concerned,
    structure_count,
    support_count,
    support_figures,
    supports_by_sector,
)
from catalyse.support.queries.funnel import Funnel, FunnelRow, funnel
from catalyse.support.queries.people import address_of, addresses_of, officers_of
from catalyse.support.queries.places import region_of
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
    "days_used",
    "figure_rules",
    "funnel",
    "headcount",
    "jobs_concerned",
    "officers_of",
    "region_of",
    "stage_of",
    "stages",
    "structure_count",
    "support_count",
    "support_figures",
    "supports_by_sector",
]
