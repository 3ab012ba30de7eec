"""A diagnosis on paper, the sheet that sums it up, and the project of the association."""

from catalyse.diagnosis.documents.project import project_document
from catalyse.diagnosis.documents.sheet import summary_sheet
from catalyse.diagnosis.documents.whole import diagnosis_document

__all__ = ["diagnosis_document", "project_document", "summary_sheet"]
