"""A part of a plan written anew: all its lines in one transaction, the lines before kept in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalyse.communication.models import ROWS, Plan
from catalyse.communication.parts import BY_PART
from catalyse.communication.services.plans import locked
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, require
from catalyse.kernel.life import Refused
from catalyse.kernel.records import Changes, Stale, change, plain


def form_key(part: str) -> str:
    """The name under which a half-written part is kept."""
    return f"communication.{part}"


@dataclass(frozen=True)
class Line:
    """One line as it will be: the line that it rewords (or none), its values, the columns that are examples."""

    pk: int | None
    values: dict[str, Any]
    illustrative: list[str]


@transaction.atomic
def write_part(
    *,
    plan: Plan,
    part: str,
    rows: Sequence[Mapping[str, Any]],
    by: Actor,
    today: date,
    expected: int | None = None,
    illustrative: Sequence[str] = (),
) -> Plan:
    """The part with these lines instead of those before, as one event; its draft is gone.

    A row bears the columns of its part; `pk` names the line that it rewords, so that what refers to it stays.
    `expected` is the edition of the part that the writer had read: `Stale` when somebody wrote it since.
    """
    plan = locked(plan)
    require(by, "write", plan)
    if part not in ROWS:
        raise Refused(_("A plan has no such part."))
    edition = plan.edition(part)
    if expected is not None and expected != edition:
        raise Stale(plan)
    before = [_said(row) for row in _rows(plan, part)]
    _replace(plan, part, _lines(plan, part, rows, illustrative))
    after = [_said(row) for row in _rows(plan, part)]
    drafts.discard(by, form_key(part), plan)
    change(plan, editions={**plan.editions, part: edition + 1})
    if before != after:
        journal.record(
            "plan.written", on=plan, also=[plan.association], by=by, day=today,
            changes=Changes({part: before}, {part: after}), part=str(BY_PART[part].part.label),
            undo=("plan.write", {"pk": plan.pk, "part": part, "rows": before, "expected": edition + 1}),
        )  # fmt: skip
    return plan


def _rows(plan: Plan, part: str) -> list[Any]:
    return list(ROWS[part].objects.system("a part is written").filter(plan=plan))


def _said(row: Any) -> dict[str, Any]:
    """A line as the journal keeps it, and as an undo writes it again."""
    values = {name: plain(getattr(row, f"{name}_id" if name in row.links else name)) for name in row.columns}
    marks = {"illustrative": list(row.illustrative)} if row.illustrative else {}
    return {"pk": row.pk, **values, **marks}


def _lines(plan: Plan, part: str, rows: Sequence[Mapping[str, Any]], illustrative: Sequence[str]) -> list[Line]:
    model, most = ROWS[part], BY_PART[part].most
    if len(rows) > most:
        raise Refused(_("This part holds %(most)d lines at most: keep what counts.") % {"most": most})
    known = {row.pk: row for row in _rows(plan, part)}
    lines = []
    for given in rows:
        unknown = set(given) - {"pk", "illustrative", *model.columns}
        if unknown:
            raise TypeError(f"a line of {part} has no {', '.join(sorted(unknown))}")
        old = known.get(int(given["pk"])) if given.get("pk") else None
        values = _values(plan, model, given)
        marks = [*illustrative, *given.get("illustrative", ())]
        lines.append(Line(old.pk if old else None, values, sorted({*marks, *_still(old, values)})))
    return lines


def _values(plan: Plan, model: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in (name for name in model.columns if name not in values):
        field = model._meta.get_field(name)
        value = given.get(name, "" if name in model.links else field.get_default())
        if name in model.links:
            value = _link(plan, model, name, value, values)
        else:
            try:
                value = field.to_python(value.strip() if isinstance(value, str) else value)
            except ValidationError as fault:
                raise Refused(" ".join(fault.messages), field=name) from fault
        values[name] = value
    if not values[model.columns[0]]:
        raise Refused(_("A line of this part is empty: write it, or take it away."), field=model.columns[0])
    _check(model, values)
    return values


def _check(model: Any, values: Mapping[str, Any]) -> None:
    """What the columns allow: choices, lengths, amounts; said beside the field."""
    for name, value in values.items():
        field = model._meta.get_field(name)
        if name in model.links or value in (None, "") or isinstance(value, bool):
            continue
        if isinstance(value, Decimal) and value < 0:
            raise Refused(_("An amount is zero or more."), field=name)
        try:
            field.clean(value, None)
        except ValidationError as fault:
            raise Refused(" ".join(fault.messages), field=name) from fault


def _link(plan: Plan, model: Any, name: str, value: Any, values: dict[str, Any]) -> Any:
    """The line of another part that is meant: given itself, by its number, or by its words."""
    if not value:
        return None
    others = _rows(plan, model.links[name])
    if isinstance(value, str) and not value.isdecimal():
        wanted = value.strip().casefold()
        found = next((row for row in others if str(row).casefold() == wanted), None)
    else:
        number = value.pk if hasattr(value, "pk") else int(value)
        found = next((row for row in others if row.pk == number), None)
        value = ""
    if found is None and value and f"{name}_name" in model.columns:
        values[f"{name}_name"] = str(value).strip()[:160]
    return found


def _still(old: Any, values: Mapping[str, Any]) -> list[str]:
    """The columns of an existing line that were examples and that nobody changed."""
    if old is None:
        return []
    same = [name for name, value in values.items() if getattr(old, name) == value]
    if "*" in old.illustrative:
        return ["*"] if len(same) == len(values) else same
    return [name for name in old.illustrative if name in same]


def _replace(plan: Plan, part: str, lines: Sequence[Line]) -> None:
    model = ROWS[part]
    mine = model.objects.system("a part is written").filter(plan=plan)
    mine.exclude(pk__in=[line.pk for line in lines if line.pk]).delete()
    for position, line in enumerate(lines):
        values = {**line.values, "position": position, "illustrative": line.illustrative}
        if line.pk:
            mine.filter(pk=line.pk).update(**values)
        else:
            model.objects.create(plan=plan, **values)


@journal.undoes("plan.write")
def _undo_write(*, pk: int, part: str, rows: Sequence[Mapping[str, Any]], expected: int, by: Actor, day: date) -> None:
    plan = Plan.objects.visible_to(by).get(pk=pk)
    try:
        write_part(plan=plan, part=part, rows=rows, by=by, today=day, expected=expected)
    except Stale as fault:
        raise Refused(_("This part was written again since: change it there.")) from fault
