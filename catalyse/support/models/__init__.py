from catalyse.support.models.invitations import Beneficiary, Channel, Hindrance, InformationMeeting, Invitation
from catalyse.support.models.plan import FollowUp, Opinion, PlanAction
from catalyse.support.models.proposals import Proposal, ProposalMember
from catalyse.support.models.sessions import Attendance, Deliverable, Session
from catalyse.support.models.supports import Kind, Support, SupportStep

__all__ = [
    "Attendance",
    "Beneficiary",
    "Channel",
    "Deliverable",
    "FollowUp",
    "Hindrance",
    "InformationMeeting",
    "Invitation",
    "Kind",
    "Opinion",
    "PlanAction",
    "Proposal",
    "ProposalMember",
    "Session",
    "Support",
    "SupportStep",
]
