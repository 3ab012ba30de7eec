"""Many case studies as a list shows them: title, first sentence, first figures, read together for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from catalyse.actors.models import AssociationYear
from catalyse.results.models import Approval, CaseStudy, SourcedTotal, Statement
from catalyse.results.queries.guards import AGREED, guard_from, names_from
from catalyse.results.queries.story import Story
from catalyse.support.models import Beneficiary, Invitation

WHY = "a list of what everybody reads"
# what a line may hold: a sentence with another figure is left to the page itself
FIGURES = frozenset(
    {
        "invitees", "engagees", "part-engagees", "jours", "jours-ensemble", "jours-individuels", "benevoles-actifs",
        "salaries", "etp", "saisonniers",
    }
)  # fmt: skip


def shelf_of(studies: Sequence[CaseStudy], today: date) -> list[Story]:
    """The public stories of these case studies, good for their first lines only. Costs 6 queries for all."""
    supports = [study.support_id for study in studies]
    here = {"support__in": supports, "archived_at": None}
    invitations = _by(Invitation.objects.system(WHY).filter(**here).select_related("association"), "support_id")
    joined = Beneficiary.objects.system(WHY).filter(**here, left_on=None).select_related("association")
    members = _by(joined.order_by("association__name", "pk"), "support_id")
    ids = {row.association_id for rows in members.values() for row in rows}
    years = _by(AssociationYear.objects.system(WHY).filter(organisation__in=ids, archived_at=None).order_by("year"),
                "organisation_id")  # fmt: skip
    totals = _by(SourcedTotal.objects.system(WHY).filter(support__in=supports), "support_id")
    agreed = _by(Approval.objects.system(WHY).filter(case_study__in=[s.pk for s in studies], **AGREED), "case_study_id")
    speakers = _by(Statement.objects.system(WHY).filter(support__in=supports).exclude(speaker=""), "support_id")
    return [
        _story(study, today, invitations[study.support_id], members[study.support_id], years, totals[study.support_id],
               agreed[study.pk], speakers[study.support_id])
        for study in studies
    ]  # fmt: skip


def _by(rows: Iterable[Any], column: str) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _story(
    study: CaseStudy, today: date, invitations: list[Any], members: list[Any], years: Any, totals: list[Any],
    agreed: list[Any], speakers: list[Any],
) -> Story:  # fmt: skip
    told = Story(study, public=True, today=today)
    told.only = FIGURES
    latest = max((row.joined_on.year for row in members), default=study.support.opened_on.year)
    known = {row.association_id: [y for y in years[row.association_id] if y.year <= latest] for row in members}
    vars(told.sources).update(
        invitations=[row for row in invitations if row.state != "prepared"],
        beneficiaries=members,
        years={pk: rows[-1] for pk, rows in known.items() if rows},
        totals={row.figure: row.value for row in totals},
    )
    inside = {row.association_id for row in members}
    others = [row.association for row in invitations if row.association_id not in inside]
    names = names_from(study.support, [row.association for row in members], others)
    vars(told).update(names=names, guard=guard_from({row.organisation_id for row in agreed}, speakers, names))
    return told
