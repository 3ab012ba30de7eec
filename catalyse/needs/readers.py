"""Who reads the words of a need, said beside them: the same rule as the policy, compared by a test."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalyse.actors.models import Organisation
from catalyse.actors.readers import Readers
from catalyse.actors.roles import ASSOCIATION, AUTHORITY, AUTHORITY_ALL, DLA, OrganisationKind
from catalyse.needs.models import Need

KEPT = Readers("association", frozenset((*ASSOCIATION, *DLA)), _("The association and the DLA read this"))
SHARED = Readers(
    "partners",
    frozenset((*ASSOCIATION, *DLA, *AUTHORITY_ALL)),
    _("The association, the DLA and the local authority read this"),
)


def readers_of_new(heard_by: Organisation | None) -> Readers:
    """Who will read a need that is being written; None when the association itself writes it."""
    if heard_by is None:
        words = _("The association and the DLA read this; the local authority too if you allow it below")
        return Readers("association", KEPT.roles, words)
    if heard_by.kind == OrganisationKind.AUTHORITY:
        return _heard_by_authority(heard_by)
    words = _(
        "The association and the DLA read this; the local authority too if you allow it, or after a call for projects"
    )
    return Readers("association", KEPT.roles, words)


def readers_of(need: Need) -> Readers:
    """Who reads this need. Costs no query when `heard_by` is at hand."""
    if need.shared:
        return SHARED
    return _heard_by_authority(need.heard_by) if need.heard_by.kind == OrganisationKind.AUTHORITY else KEPT


def _heard_by_authority(heard_by: Organisation) -> Readers:
    words = _("The association, the DLA and the team of %(authority)s read this")
    return Readers("partners", KEPT.roles | frozenset(AUTHORITY), words % {"authority": heard_by})
