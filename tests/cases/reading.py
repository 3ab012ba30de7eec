"""How the tests read a loaded case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from catalyse.actors.models import AssociationYear
from catalyse.support import queries
from catalyse.support.models import Beneficiary, Support


def the_support() -> Support:
    return Support.objects.system("test").get(kind="collective", case_study__isnull=False)


def in_the_territory(support: Support) -> Any:
    return queries.support_figures(queries.FigureScope(body=support.body))


def sectors_of_the_region(support: Support) -> dict[str, int]:
    found = queries.support_figures(queries.FigureScope(region=support.region))
    return {code.code: n for code, n in found.sectors}


def sums(support: Support, column: str) -> Decimal:
    members = Beneficiary.objects.system("test").filter(support=support).values("association")
    rows = AssociationYear.objects.system("test").filter(organisation__in=members)
    return sum((getattr(row, column) for row in rows if getattr(row, column) is not None), Decimal(0))
