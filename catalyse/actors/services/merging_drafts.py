"""What people have begun to write about a record that is merged: it waits for them at the record that is kept.

Nobody is told of it but whoever wrote it, who finds it in the same form of the other record.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from catalyse.actors import merging
from catalyse.actors.models import Merge, Organisation
from catalyse.kernel.models import Draft
from catalyse.kernel.tables.journal import subject_of

DRAFTS, MOVED = "kernel.Draft", "moved"


def move_drafts(kept: Organisation, gone: Organisation) -> list[dict[str, Any]]:
    """The steps of those that followed. One of the same form that waits there already stays alone there.

    Call it before anything else of the record moves. Costs 1 query, and 2 for each form that was begun.
    """
    rows = Draft.objects.filter(subject=subject_of(gone)).order_by("pk")
    found = ((row.pk, merging.typed(row.form, gone, row.data)) for row in rows)
    return [
        {"what": DRAFTS, "pk": pk, "did": MOVED}
        for pk, data in found
        if data and _fits(pk, subject=subject_of(kept), data=data)
    ]


def bring_drafts_back(merge: Merge) -> None:
    """Those that followed and still wait, as they are now, back at the record that they were about."""
    pks = [step["pk"] for step in merge.steps if step["what"] == DRAFTS]
    for pk in Draft.objects.filter(pk__in=pks, subject=subject_of(merge.kept)).values_list("pk", flat=True):
        _fits(pk, subject=subject_of(merge.gone))


def _fits(pk: int, **columns: Any) -> bool:
    try:
        with transaction.atomic():
            return bool(Draft.objects.filter(pk=pk).update(**columns))
    except IntegrityError:
        return False
