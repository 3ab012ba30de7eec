from catalyse.actors.models.accounts import Membership, Partnership, SignInLink, User
from catalyse.actors.models.organisations import AssociationYear, Milestone, Organisation, SectorOf
from catalyse.actors.models.register import (
    RegisterEdition,
    RegisterEntry,
    RegisterRefusal,
    RegisterSeen,
    RegisterState,
)

__all__ = [
    "AssociationYear",
    "Membership",
    "Milestone",
    "Organisation",
    "Partnership",
    "RegisterEdition",
    "RegisterEntry",
    "RegisterRefusal",
    "RegisterSeen",
    "RegisterState",
    "SectorOf",
    "SignInLink",
    "User",
]
