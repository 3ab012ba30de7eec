from catalyse.diagnosis.models.consent import Audience, Consent, Scope
from catalyse.diagnosis.models.diagnosis import Comment, Diagnosis, Section, Side, Topic, Validation
from catalyse.diagnosis.models.priority import HIGHEST, LOWEST, MARKS, Priority
from catalyse.diagnosis.models.project import Project

__all__ = [
    "HIGHEST",
    "LOWEST",
    "MARKS",
    "Audience",
    "Comment",
    "Consent",
    "Diagnosis",
    "Priority",
    "Project",
    "Scope",
    "Section",
    "Side",
    "Topic",
    "Validation",
]
