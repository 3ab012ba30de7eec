"""Who reads what, said beside the text: the roles that the policy lets in, and the words for them.

A mark and the policy are written apart and compared by tests: `roles` must be exactly who reads the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.roles import ASSOCIATION, DLA, READERS_OF_SUPPORTS, OrganisationKind, Role


@dataclass(frozen=True)
class Readers:
    """Who reads a text. `who` picks the icon of {% reader %}; the roles count inside one territory."""

    who: str
    roles: frozenset[str]
    words: str | Promise


FIGURES = Readers("association", frozenset((*ASSOCIATION, *DLA)), _("The association and the DLA read this"))
PAPERS = Readers("association", FIGURES.roles, FIGURES.words)
IDENTITY = Readers(
    "partners",
    frozenset((*ASSOCIATION, *READERS_OF_SUPPORTS, Role.CONSULTANT, Role.ADMIN)),
    _("The organisation, the partners, the committee, its consultants and the administrators read this"),
)
PEOPLE = Readers(
    "association",
    frozenset((*ASSOCIATION, *DLA, Role.ADMIN)),
    _("The organisation, the DLA and the administrators read this"),
)
TEAMS = Readers(
    "partners",
    frozenset((*READERS_OF_SUPPORTS, Role.ADMIN)),
    _("The partners and the committee read the names; the organisation, the DLA and the administrators, the addresses"),
)
OPEN_TEAMS = (OrganisationKind.DLA, OrganisationKind.AUTHORITY, OrganisationKind.CONSULTANT)


def of_people(row: Organisation) -> Readers:
    """Who reads the names of those who belong to an organisation."""
    return TEAMS if row.kind in OPEN_TEAMS else PEOPLE
