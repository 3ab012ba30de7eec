from catalyse.actors.models.accounts import Membership, Partnership, SignInLink, User, officers_on
from catalyse.actors.models.acts_in import ActsIn
from catalyse.actors.models.asks import YearAsk
from catalyse.actors.models.imports import Fate, Import, ImportDecision, ImportLine, ImportState, Verdict
from catalyse.actors.models.merging import Apart, Merge
from catalyse.actors.models.organisations import Organisation, SectorOf
from catalyse.actors.models.register import (
    RegisterEdition,
    RegisterEntry,
    RegisterRefusal,
    RegisterSeen,
    RegisterState,
)
from catalyse.actors.models.ties import Affiliation, Paper, PaperAge, PaperContent
from catalyse.actors.models.years import AssociationYear, Milestone

__all__ = [
    "ActsIn",
    "Affiliation",
    "Apart",
    "AssociationYear",
    "Fate",
    "Import",
    "ImportDecision",
    "ImportLine",
    "ImportState",
    "Membership",
    "Merge",
    "Milestone",
    "Organisation",
    "Paper",
    "PaperAge",
    "PaperContent",
    "Partnership",
    "RegisterEdition",
    "RegisterEntry",
    "RegisterRefusal",
    "RegisterSeen",
    "RegisterState",
    "SectorOf",
    "SignInLink",
    "User",
    "Verdict",
    "YearAsk",
    "officers_on",
]
