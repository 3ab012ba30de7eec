from catalyse.contracting.models.agreements import Agreement, Share, Signature, Vat
from catalyse.contracting.models.consultants import ConsultantProfile
from catalyse.contracting.models.tenders import Award, Bid, Consulted, Question, Tender
from catalyse.contracting.models.terms import Approval, Criterion, Scope, Side, Terms

__all__ = [
    "Agreement",
    "Approval",
    "Award",
    "Bid",
    "ConsultantProfile",
    "Consulted",
    "Criterion",
    "Question",
    "Scope",
    "Share",
    "Side",
    "Signature",
    "Tender",
    "Terms",
    "Vat",
]
