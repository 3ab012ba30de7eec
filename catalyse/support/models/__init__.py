from catalyse.support.models.invitations import Beneficiary, InformationMeeting, Invitation
from catalyse.support.models.sessions import Attendance, Deliverable, Session
from catalyse.support.models.supports import Support, SupportStep

__all__ = [
    "Attendance",
    "Beneficiary",
    "Deliverable",
    "InformationMeeting",
    "Invitation",
    "Session",
    "Support",
    "SupportStep",
]
