"""What belongs to a record is put aside and brought back in one way, each with its line in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar, cast

from django.db import transaction
from django.utils import timezone

from catalyse.kernel import journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.records import Record, archive, restore

Part = TypeVar("Part", bound=Record)


class Parts(Generic[Part]):
    """The records of one type that belong to a `whole` (a column); who has the `power` over it puts them aside.

    The journal gets `<kind>.archived` and `<kind>.restored`; `<kind>.archive` and `<kind>.restore` take back.
    `told` says what the sentence of the journal needs of the record.
    """

    def __init__(
        self,
        model: type[Part],
        kind: str,
        power: str,
        told: Callable[[Part], dict[str, Any]],
        whole: str = "organisation",
    ):
        self._rows: Any = model.objects  # type: ignore[attr-defined]
        self._kind, self._power, self._told, self._whole = kind, power, told, whole
        journal.undoes(f"{kind}.archive")(self._take_back_added)
        journal.undoes(f"{kind}.restore")(self._take_back_archived)

    def locked(self, part: Part) -> Part:
        """The record as it is now, with its whole; whoever comes second waits."""
        rows = self._rows.system("a service changes it").select_for_update(of=("self",))
        found: Part = rows.select_related(self._whole).get(pk=part.pk)
        return found

    @transaction.atomic
    def archive(self, part: Part, *, by: Actor, today: date) -> Part:
        """The record, no longer shown; it can be brought back."""
        row: Any = self.locked(part)
        require(by, self._power, getattr(row, self._whole))
        changes = archive(row, by=by, at=timezone.now())
        journal.record(
            f"{self._kind}.archived", on=row, also=[getattr(row, self._whole)], by=by, day=today, changes=changes,
            undo=(f"{self._kind}.restore", {"pk": row.pk}), **self._told(row),
        )  # fmt: skip
        return cast(Part, row)

    @transaction.atomic
    def restore(self, part: Part, *, by: Actor, today: date) -> Part:
        """The record, shown again."""
        row: Any = self.locked(part)
        require(by, self._power, getattr(row, self._whole))
        changes = restore(row)
        journal.record(
            f"{self._kind}.restored", on=row, also=[getattr(row, self._whole)], by=by, day=today, changes=changes,
            **self._told(row),
        )  # fmt: skip
        return cast(Part, row)

    def _take_back_added(self, *, pk: int, by: Actor, day: date) -> None:
        self.archive(self._rows.visible_to(by).get(pk=pk), by=by, today=day)

    def _take_back_archived(self, *, pk: int, by: Actor, day: date) -> None:
        self.restore(self._rows.visible_to(by).get(pk=pk), by=by, today=day)
