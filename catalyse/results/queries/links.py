"""Whom a personal link lets in: the one row that it names. A token is the only thing that opens it."""

from __future__ import annotations

from catalyse.results.models import Approval, Evaluation, Statement

WHY = "a personal link names its row"


def evaluation_by_token(token: str) -> Evaluation | None:
    """The evaluation of a link. Costs 1 query."""
    rows = Evaluation.objects.system(WHY).filter(token=token, archived_at=None)
    return rows.select_related("support__partnership", "support__dla", "organisation").first()


def statement_by_token(token: str) -> Statement | None:
    """The words of a link, withdrawable for ever. Costs 1 query."""
    rows = Statement.objects.system(WHY).filter(token=token, archived_at=None)
    return rows.select_related("support__partnership", "organisation").first()


def approval_by_token(token: str) -> Approval | None:
    """The approval of a link. Costs 1 query."""
    rows = Approval.objects.system(WHY).filter(token=token, archived_at=None)
    return rows.select_related("case_study__support__partnership", "case_study__support__dla", "organisation").first()
