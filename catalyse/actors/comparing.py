"""Two records side by side: what differs, what would move, what would not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalyse.actors import merging
from catalyse.actors.models import Merge, Organisation
from catalyse.actors.services.merging import FILLED, MOVED, STAYED, TAKEN, Step
from catalyse.actors.services.merging_drafts import DRAFTS
from catalyse.kernel.access import Actor, policy_of
from catalyse.ui import formats


@dataclass(frozen=True)
class Fact:
    """One fact of both records; `taken` when that of the record put aside is the one to keep."""

    key: str
    label: str
    kept: str
    gone: str
    taken: bool

    @property
    def differs(self) -> bool:
        return self.kept != self.gone

    @property
    def kept_chosen(self) -> bool:
        return not self.taken


@dataclass(frozen=True)
class Kind:
    """What becomes of the rows of one kind: how many follow, how many are filled in, which stay and why."""

    label: str
    moved: int
    filled: int
    stayed: int
    named: str


def facts_of(kept: Organisation, gone: Organisation, take: Collection[str]) -> list[Fact]:
    """Every fact that one of the two records states."""
    found = []
    for key, columns in TAKEN.items():
        ours, theirs = _shown(kept, columns), _shown(gone, columns)
        if ours or theirs:
            found.append(Fact(key, _label(key), ours, theirs, key in take))
    return found


def first_choice(kept: Organisation, gone: Organisation) -> set[str]:
    """The facts to take from the record put aside unless somebody says otherwise: those that the other one lacks."""
    wanted = set()
    for key, columns in TAKEN.items():
        if _shown(gone, columns) and not any(getattr(kept, column) for column in columns):
            wanted.add(key)
    if gone.siret and not kept.siret and kept.siren == gone.siren:
        wanted.add("siret")
    return wanted


def kinds_of(actor: Actor, kept: Organisation, steps: Iterable[Step]) -> list[Kind]:
    """What became of the rows that this actor may read, by kind. Costs 1 query a kind of which there are rows."""
    by_key: dict[str, dict[int, str]] = defaultdict(dict)
    for step in (one for one in steps if one["what"] != DRAFTS):  # nobody's but whoever wrote them
        by_key[step["what"]].setdefault(step["pk"], step["did"])
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, numbers in by_key.items():
        how = merging.how(key)
        for row in _readable(actor, kept, key, numbers):
            found[str(how.label)].append((numbers[row.pk], how.named(row)))
    return [_kind(label, rows) for label, rows in found.items()]


def names_left(merge: Merge) -> list[str]:
    """What an undoing could not put back, in words: the facts by name, the rows by kind."""
    said = []
    for one in merge.left:
        if "column" in one:
            said.append(_label(next(key for key, columns in TAKEN.items() if one["column"] in columns)))
        else:
            said.append(str(merging.how(one["what"]).label))
    return list(dict.fromkeys(said))


def _readable(actor: Actor, kept: Organisation, key: str, numbers: Collection[int]) -> Iterable[Any]:
    model = merging.foreign_keys()[key].model
    rows = model._base_manager.filter(pk__in=numbers).order_by("pk")
    if merging.how(key).open(actor, kept):
        return rows
    try:
        return policy_of(model).seen_by(actor, rows)
    except KeyError:  # read through another table only
        return rows.none()


def _kind(label: str, rows: list[tuple[str, str]]) -> Kind:
    did = [what for what, _name in rows]
    stayed = [name for what, name in rows if what == STAYED and name]
    return Kind(label, did.count(MOVED), did.count(FILLED), did.count(STAYED), ", ".join(stayed[:10]))


def _shown(row: Organisation, columns: Iterable[str]) -> str:
    values = [getattr(row, column) for column in columns]
    if columns == TAKEN["founded"]:
        values = values[:1] if values[0] else values[1:]
    if columns == TAKEN["siret"]:
        values = values[1:] if values[1] else values[:1]
        return formats.siret(values[0]) if values[0] else ""
    return ", ".join(formats.day(v, "number") if isinstance(v, date) else str(v) for v in values if v)


def _label(key: str) -> str:
    return {
        "name": _("Name"), "short_name": _("Short name"), "commune": _("Commune"), "body": _("Territory"),
        "founded": _("Founded"), "mission": _("What it does"), "rna": _("RNA number"),
        "old_rna": _("Register number of before 2009"), "siret": _("SIRET or SIREN"), "website": _("Website"),
        "public_phone": _("Public telephone"), "public_email": _("Public e-mail"), "team": _("Team"),
        "host": _("Hosted by"),
    }[key]  # fmt: skip
