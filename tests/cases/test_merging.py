"""Two associations of the founding case made one, with all that twenty years left in every room, and two again."""

from __future__ import annotations

from typing import Any

import pytest

from catalyse.actors import merging, services
from catalyse.actors.models import Merge, Organisation
from catalyse.kernel import journal
from catalyse.kernel.access import house
from catalyse.kernel.models import Event
from tests.cases.reading import the_support

pytestmark = pytest.mark.django_db


def rows_of(one: Organisation) -> dict[str, list[int]]:
    """Every row of the house that names an association, "room.Model.column" -> numbers."""
    found = {}
    for key, field in merging.foreign_keys().items():
        rows = field.model._base_manager.filter(**{field.attname: one.pk}).order_by("pk")
        if field.model is not Merge and (numbers := list(rows.values_list("pk", flat=True))):
            found[key] = numbers
    return found


def everything() -> dict[tuple[str, int], dict[str, Any]]:
    found = {}
    for model in {field.model for field in merging.foreign_keys().values()} - {Merge}:
        for row in model._base_manager.values():
            found[model._meta.label, row["id"]] = {name: value for name, value in row.items() if name != "version"}
    return found


def test_each_row_of_each_room_follows_or_is_told_and_goes_back(flers):
    by = house("tests")
    kept, gone = (one.association for one in the_support().beneficiaries.system("test").order_by("pk")[:2])
    before, theirs, world = rows_of(kept), rows_of(gone), everything()
    day = the_support().opened_on

    merge = services.merge_organisations(
        kept=kept, gone=gone, take=(), expected=(kept.version, gone.version), by=by, today=day
    )

    did = {(step["what"], step["pk"]): step["did"] for step in merge.steps}
    stayed, now = rows_of(gone), rows_of(kept)
    assert {key.partition(".")[0] for key in theirs} >= {"actors", "needs", "support", "pooling", "results"}
    for key, numbers in theirs.items():
        for pk in numbers:
            assert did[key, pk] == ("stayed" if pk in stayed.get(key, ()) else "moved")
            assert pk in stayed.get(key, ()) or pk in now[key]
    assert {"support.Invitation.association", "support.Beneficiary.association"} <= set(stayed)  # both said yes
    assert {"needs.Need.organisation"} <= set(now) - set(before) | set(before) - set(stayed)
    journal.take_back(event=Event.objects.get(name="organisation.merged", undo__1__pk=merge.pk), by=by, day=day)
    assert everything() == world
    assert Merge.objects.system("test").get(pk=merge.pk).left == []
