"""What follows an association whose record is merged into another: each room says it of its own columns.

Every foreign key to an organisation is moved, also one that nobody spoke of: the database itself says which rows
cannot follow. A room names its columns here so that people read what moves, and puts right what would not fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from catalyse.actors.models import Organisation
from catalyse.kernel.access import Actor
from catalyse.kernel.offers import Text

Columns = dict[str, Any]
NOTHING: Columns = {}


@dataclass(frozen=True)
class Follows:
    """How the rows of one foreign key follow. `key` is "room.Model.column", `label` what they are, in the plural.

    `along(row, by)` says the columns to write with a row that does not fit beside those of the kept record;
    `absorbed(row, kept)` which row of the kept record takes up what such a row holds, and which columns of it.
    `stays` says why rows never follow. `named` says which one a row is; `open(actor, kept)` whether rows that have no
    policy of their own for this actor are told nevertheless.
    """

    key: str
    label: Text
    along: Callable[[Any, Actor], Columns] = lambda row, by: NOTHING
    absorbed: Callable[[Any, Organisation], tuple[Any, Columns] | None] = lambda row, kept: None
    stays: Text = ""
    named: Callable[[Any], str] = lambda row: ""
    open: Callable[[Actor, Organisation], bool] = lambda actor, kept: False


Typed = Callable[[Organisation, dict[str, Any]], dict[str, Any]]
_follows: dict[str, Follows] = {}
_begun: dict[str, Typed] = {}


def follows(key: str, label: Text, **how: Any) -> None:
    """Registers how the rows of a foreign key follow."""
    _follows[key] = Follows(key, label, **how)


def stays(key: str, label: Text, why: Text) -> None:
    """Registers a foreign key whose rows keep naming the record that is put aside, and why."""
    _follows[key] = Follows(key, label, stays=why)


def begun(form: str, typed: Typed) -> None:
    """Registers what is taken along of a form that was begun about a record: what was typed, not what stood there."""
    _begun[form] = typed


def typed(form: str, gone: Organisation, data: dict[str, Any]) -> dict[str, Any]:
    """What is taken along of a form; all of it, where nobody spoke of that form: it adds something to the record."""
    return _begun[form](gone, data) if form in _begun else data


def known() -> frozenset[str]:
    """The foreign keys of which a room spoke."""
    return frozenset(_follows)


def how(key: str) -> Follows:
    """How the rows of a foreign key follow; those of which nobody spoke are simply moved."""
    model, _dot, _column = key.rpartition(".")
    return _follows.get(key) or Follows(key, model.rpartition(".")[2])


def foreign_keys() -> dict[str, Any]:
    """Every foreign key to an organisation in the whole house, "room.Model.column" -> field."""
    found = Organisation._meta.get_fields(include_hidden=True)
    fields = [r.field for r in found if r.auto_created and not r.concrete and (r.one_to_many or r.one_to_one)]  # type: ignore[union-attr]
    return {f"{field.model._meta.label}.{field.name}": field for field in fields}
