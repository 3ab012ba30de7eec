"""The plan on paper: one designed page, and a text that somebody can change."""

from catalyse.communication.documents.plan import plan_docx, plan_pdf

__all__ = ["plan_docx", "plan_pdf"]
