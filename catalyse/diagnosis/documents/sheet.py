"""The summary sheet: an association, what is strong and weak, its needs in their order, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from catalyse.diagnosis.documents.whole import Language, head, validated_by
from catalyse.diagnosis.models import Diagnosis
from catalyse.diagnosis.queries import Sheet
from catalyse.kernel.documents import render_typst
from catalyse.ui import formats

MOST_POINTS, MOST_NEEDS, LONGEST_POINT, LONGEST_NEED, LONGEST_SUMMARY = 6, 8, 140, 150, 700


def summary_sheet(diagnosis: Diagnosis, sheet: Sheet, *, language: Language) -> bytes:
    """One A4 page as a PDF: longer texts are cut with an ellipsis, the diagnosis has them whole. Costs no query."""
    with translation.override(language):
        title = _("Summary sheet of %(association)s") % {"association": diagnosis.association}
        data = {
            "association": diagnosis.association.full_name,
            "status": _status(diagnosis),
            "facts": head(diagnosis)[:2],
            "summary": formats.beginning(" ".join(diagnosis.summary.split()), LONGEST_SUMMARY),
            "strengths": _points(sheet.strengths),
            "weaknesses": _points(sheet.weaknesses),
            "needs": [
                {
                    "rank": str(one.rank),
                    "title": formats.beginning(one.priority.title, LONGEST_NEED),
                    "marks": [str(one.priority.importance), str(one.priority.urgency), str(one.priority.capacity)],
                    "sum": str(one.priority.score),
                    "reason": one.priority.reason,
                }
                for one in sheet.needs[:MOST_NEEDS]
            ],
            "more": _more(sheet),
            "validations": [validated_by(one) for one in sheet.standings],
            "marked": sheet.illustrative,
            "reference": _("Summary sheet of %(association)s, shown with its consent only")
            % {"association": diagnosis.association},
            "words": _words(),
        }
    day = diagnosis.validated_on or diagnosis.shared_on or diagnosis.started_on
    return render_typst("diagnosis/sheet", data, title=title, language=language, day=day)


def _status(diagnosis: Diagnosis) -> str:
    if diagnosis.validated_on:
        return _("Validated on %(day)s") % {"day": formats.day(diagnosis.validated_on)}
    return _("Not validated yet: it may still change")


def _points(points: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"topic": topic, "text": formats.beginning(text, LONGEST_POINT)} for topic, text in points[:MOST_POINTS]]


def _more(sheet: Sheet) -> str:
    whole = len(sheet.needs) <= MOST_NEEDS and max(len(sheet.strengths), len(sheet.weaknesses)) <= MOST_POINTS
    return "" if whole else _("The diagnosis says more: the sheet keeps the first points.")


def _words() -> dict[str, str]:
    return {
        "heading": _("Summary sheet"),
        "strengths": _("What is strong"),
        "weaknesses": _("What is weak"),
        "needs": _("The needs, in their order"),
        "need": _("Need"),
        "importance": _("Importance"),
        "urgency": _("Urgency"),
        "capacity": _("Capacity to act"),
        "sum": _("Sum"),
        "validated": _("Validated by"),
        "nothing": _("Not written yet"),
        "by_hand": _("Placed by hand:"),
        "rule": _("Each mark goes from 1 to 5; the order follows their sum, except where a reason says otherwise."),
        "example": _("Some texts of this sheet are examples: the source does not say."),
    }
