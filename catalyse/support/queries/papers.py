"""Which documents of its permanent folder an association has given to a support, and how old they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalyse.actors.models import Paper
from catalyse.actors.papers import FOLDER, GOOD, Slot, folders_of
from catalyse.actors.policies import reads_papers
from catalyse.kernel.access import Actor, may
from catalyse.support.models import Beneficiary, Support


@dataclass(frozen=True)
class Given:
    """One document of a support: how it stands, and whether the folder holds a newer one."""

    paper: Paper
    slot: Slot
    newer: bool


@dataclass(frozen=True)
class Folder:
    """What one association has given to a support; what else everybody asks for, and lacks or is too old."""

    row: Beneficiary
    given: list[Given]
    wanting: list[Slot]
    chooses: bool


def folders_in(actor: Actor, support: Support, today: date) -> list[Folder]:
    """The folders of the associations of a support that the actor may read. Costs 4 queries, 1 when there is none."""
    rows = Beneficiary.objects.visible_to(actor).filter(support=support, left_on=None, archived_at=None)
    read = [row for row in rows.select_related("association", "support") if reads_papers(actor, row.association)]
    if not read:
        return []
    folders = folders_of(actor, [row.association for row in read], today)
    links = Beneficiary.papers.through.objects.filter(beneficiary__in=read).values_list("beneficiary", "paper")
    papers = Paper.objects.visible_to(actor).filter(pk__in=[pk for _row, pk in links], archived_at=None).in_bulk()
    chosen: dict[int, list[Paper]] = {row.pk: [] for row in read}
    for beneficiary, pk in links:
        if pk in papers:
            chosen[beneficiary].append(papers[pk])
    return [
        Folder(row, _given(chosen[row.pk], slots), _wanting(slots), bool(may(actor, "papers", row)))
        for row in read
        for slots in [folders[row.association_id]]
    ]


def _given(papers: list[Paper], slots: list[Slot]) -> list[Given]:
    by_kind = {slot.kind: slot for slot in slots}
    found = [(paper, by_kind[paper.kind]) for paper in papers if paper.kind in by_kind]  # type: ignore[index]
    return [Given(paper, slot, slot.paper is not None and slot.paper.pk != paper.pk) for paper, slot in found]


def _wanting(slots: list[Slot]) -> list[Slot]:
    return [slot for slot in slots if slot.state != GOOD and (slot.paper or slot.kind in FOLDER)]
