"""Diagnoses made through their services, on the invented territory of the needs' factories."""

from __future__ import annotations

from typing import Any

from catalyse.actors.models import Organisation
from catalyse.diagnosis import services
from catalyse.diagnosis.models import Consent, Diagnosis
from catalyse.needs.tests.factories import DAY, HOUSE, Territory, member, need, organisation, user_of

__all__ = [
    "DAY",
    "HOUSE",
    "Territory",
    "a_consent",
    "a_diagnosis",
    "agreed",
    "fresh",
    "member",
    "need",
    "organisation",
    "shared",
    "user_of",
]


def a_diagnosis(association: Organisation, **authors: Organisation) -> Diagnosis:
    """A diagnosis begun by these authors (`dla`, `authority`), with one section written."""
    diagnosis = services.start_diagnosis(association=association, by=HOUSE, today=DAY, **authors)
    services.write_section(
        diagnosis=diagnosis, topic="people", findings="Deux salariés kx7findings", weaknesses="Un contrat finit",
        strengths="Une équipe soudée", answers={"who": "Deux salariés et vingt bénévoles"}, by=HOUSE, today=DAY,
    )  # fmt: skip
    return fresh(diagnosis)


def shared(association: Organisation, *, answer_by: Any = None, **authors: Organisation) -> Diagnosis:
    """A diagnosis given to the association to read."""
    return services.share_diagnosis(
        diagnosis=a_diagnosis(association, **authors), answer_by=answer_by, by=HOUSE, today=DAY
    )


def agreed(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis with the agreement of all sides."""
    for side in diagnosis.validating:
        diagnosis = fresh(diagnosis)
        services.validate(
            diagnosis=diagnosis, person=f"Au nom de {side}", read=diagnosis.writings, side=side, by=HOUSE, today=DAY
        )
    return fresh(diagnosis)


def a_consent(association: Organisation, to: Organisation, **values: Any) -> Consent:
    """A consent given by the house in the name of the association."""
    given = {"audience": "team", "scope": "whole", "person": "Présidence", "by": HOUSE, "today": DAY, **values}
    return services.give_consent(association=association, to=to, **given)


def fresh(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis as it is in the database now."""
    return Diagnosis.objects.system("a test").select_related("association", "dla", "authority").get(pk=diagnosis.pk)
