"""Plans made through their services, on the invented territory of the supports' factories."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from catalyse.actors.models import Organisation
from catalyse.communication import services
from catalyse.communication.models import Plan
from catalyse.support.tests.factories import DAY, HOUSE, Territory, a_running_support, beneficiaries, member, user_of

__all__ = [
    "DAY",
    "FIRST_SIX",
    "HOUSE",
    "WHOLE",
    "Territory",
    "a_plan",
    "a_running_support",
    "beneficiaries",
    "fresh",
    "member",
    "user_of",
    "write",
]  # fmt: skip

FIRST_SIX: dict[str, list[dict[str, Any]]] = {
    "objectives": [{"statement": "Faire venir les nouveaux", "kind": "act", "sign": "Une personne sur quatre"}],
    "audiences": [{"who": "Familles", "expected": "Qu’elles viennent"},
                  {"who": "Bénévoles", "side": "internal", "expected": "Qu’ils en parlent"}],
    "messages": [{"idea": "Venez comme vous êtes", "audience": "Familles", "proof": "80 personnes l’an dernier"}],
    "channels": [{"medium": "poster", "what": "Affiche de la fête", "state": "todo"}],
    "steps": [{"title": "Poser l’affiche", "who": "Le bureau", "on": date(2008, 3, 20)}],
    "budget": [{"label": "Cinquante affiches", "planned": Decimal("75.50"), "real": Decimal("80.00")},
               {"label": "Dessin", "planned": Decimal("200"), "in_kind": True}],
}  # fmt: skip
WHOLE = {**FIRST_SIX, "results": [{"sign": "Des visages nouveaux", "value": "34 sur 110"}]}


def write(plan: Plan, part: str, rows: list[dict[str, Any]], **values: Any) -> Plan:
    """A part written through its service."""
    return services.write_part(plan=plan, part=part, rows=rows, **{"by": HOUSE, "today": DAY, **values})


def a_plan(association: Organisation, parts: dict[str, Any] | None = None, **values: Any) -> Plan:
    """A plan of this association with these parts written."""
    plan = services.start_plan(association=association, by=HOUSE, today=DAY, **values)
    for part, rows in (parts or {}).items():
        plan = write(plan, part, rows)
    return plan


def fresh(plan: Plan) -> Plan:
    """The plan as it is in the database now."""
    return Plan.objects.system("a test").select_related("association", "support").get(pk=plan.pk)
