from catalyse.contracting.documents.agreement import agreement_document
from catalyse.contracting.documents.minutes import minutes_document
from catalyse.contracting.documents.terms import terms_document

__all__ = ["agreement_document", "minutes_document", "terms_document"]
