from catalyse.actors.models.accounts import Membership, Partnership, SignInLink, User
from catalyse.actors.models.organisations import AssociationYear, Milestone, Organisation, SectorOf

__all__ = [
    "AssociationYear",
    "Membership",
    "Milestone",
    "Organisation",
    "Partnership",
    "SectorOf",
    "SignInLink",
    "User",
]
