"""What every lasting record has: a version that no late writer overwrites, an archive instead of a bin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalyse.kernel.access import Actor


class Stale(Exception):
    """Somebody saved this record since it was read; nothing was written. Both texts are shown to choose from.

    `columns` are those that the writer was about to write: no other is shown.
    """

    def __init__(self, record: models.Model, columns: Iterable[str] = ()):
        super().__init__(f"{record._meta.label} {record.pk} was changed by somebody else")
        self.record, self.columns = record, frozenset(columns)


class Record(models.Model):
    """A row that people work on together: versioned, archived rather than deleted, honest about its gaps.

    `illustrative` lists the columns whose value fills a gap of the source: the screen marks them.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    illustrative = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def marks(self) -> _Marks:
        """The same for templates: `record.marks.fte`."""
        return _Marks(self)

    def is_illustrative(self, column: str) -> bool:
        """Whether this column's value is an example rather than a fact of the source."""
        return column in self.illustrative or "*" in self.illustrative


class _Marks:
    """Whether a column holds an example, asked by its name."""

    def __init__(self, record: Record):
        self.record = record

    def __getitem__(self, column: str) -> bool:
        return self.record.is_illustrative(column)


@dataclass(frozen=True)
class Changes:
    """What a write changed: column -> value, before and after, ready for the journal."""

    before: dict[str, Any]
    after: dict[str, Any]

    def __bool__(self) -> bool:
        return bool(self.after)


def plain(value: Any) -> Any:
    """A value as the journal keeps it: text, number, list or None."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | Promise):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value


def change(record: models.Model, *, expected: int | None = None, **values: Any) -> Changes:
    """Writes columns of a record and returns what changed; nothing is written when nothing differs.

    `expected` is the version that the writer had read: if somebody saved since, `Stale` is raised and nothing
    is lost. Without it the version known to this instance counts. Costs 1 query.
    """
    differing = {k: v for k, v in values.items() if getattr(record, k) != v}
    version = record.version if expected is None else expected  # type: ignore[attr-defined]
    rows = type(record)._base_manager.filter(pk=record.pk, version=version)
    if not differing:
        if not rows.exists():
            raise Stale(record, values)
        return Changes({}, {})
    before = {k: plain(getattr(record, k)) for k in differing}
    if not rows.update(version=F("version") + 1, **differing):
        raise Stale(record, values)
    for key, value in differing.items():
        setattr(record, key, value)
    record.version = version + 1  # type: ignore[attr-defined]
    return Changes(before, {k: plain(v) for k, v in differing.items()})


def as_before(record: models.Model, before: dict[str, Any]) -> dict[str, Any]:
    """The columns that the journal keeps as they were, ready to be written again."""
    fields = {name: record._meta.get_field(name) for name in before}
    return {f.attname: f.to_python(before[name]) for name, f in fields.items()}  # type: ignore[union-attr]


def archive(record: Record, *, by: Actor, at: datetime) -> Changes:
    """Puts a record aside, restorable; the house has no bin."""
    if record.archived_at:
        return Changes({}, {})
    return change(record, archived_at=at, archived_by_id=by.user_id)


def restore(record: Record) -> Changes:
    """Brings an archived record back as it was."""
    return change(record, archived_at=None, archived_by_id=None)


NOT_ARCHIVED = Q(archived_at=None)
ILLUSTRATIVE = _("example value: the source does not say")
