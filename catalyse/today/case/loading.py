"""Builds a case through the services that the pages use, in one transaction."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel

from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code
from catalyse.today.case.reading import CaseFault, CaseFaults, Source, read_case
from catalyse.today.case.sections import (
    contracting,
    diagnosing,
    drop_ins,
    people,
    results,
    supports,
    telling,
    territory,
)
from catalyse.today.case.world import World


@transaction.atomic
def load_case(path: Path, *, until: date | None = None) -> World:
    """Loads the case of a file as it was on a day (whole, when none is given); all of it or nothing."""
    source = read_case(path)
    return _build(source, until)


def check_case(path: Path) -> list[CaseFault]:
    """Every fault of a file; nothing is changed: what loads is undone."""
    try:
        source = read_case(path)
        with transaction.atomic():
            _build(source, None)
            transaction.set_rollback(True)
    except CaseFaults as faults:
        return faults.faults
    return []


def _build(source: Source, until: date | None) -> World:
    unknown = list(_unknown_codes(source))
    if unknown:
        raise CaseFaults(unknown)
    world = World(source.case)
    for section in (territory, people, diagnosing, drop_ins, supports, contracting, telling, results):
        section.plan(world)
    for day, _rank, path, deed in sorted(world.deeds, key=lambda d: d[:2]):
        if until is not None and day > until:
            break
        try:
            with transaction.atomic():
                deed(day)
        except (Refused, Forbidden) as refusal:
            raise CaseFaults([source.fault(path, str(refusal))]) from refusal
        except (DataError, IntegrityError) as fault:
            raise CaseFaults([source.fault(path, str(fault).splitlines()[0])]) from fault
        except KeyError as missing:
            raise CaseFaults([source.fault(path, _before_it_was(missing))]) from missing
    return world


def _before_it_was(missing: KeyError) -> str:
    part, name = missing.args[0] if isinstance(missing.args[0], tuple) else ("", missing.args[0])
    return _("“%(name)s” does not exist yet on that day (see %(part)s): check the dates") % {"name": name, "part": part}


def _unknown_codes(source: Source) -> Any:
    known = {kind: set(Code.objects.filter(kind=kind).values_list("code", flat=True)) for kind in ("theme", "sector")}

    def walk(node: Any, path: tuple[Any, ...]) -> Any:
        for field in type(node).model_fields:
            value = getattr(node, field)
            if field in ("themes", "sectors"):
                for rank, item in enumerate(value):
                    code = getattr(item, "code", item)
                    if code not in known[field[:-1]]:
                        message = _("“%(code)s” is not in the list of %(list)s") % {"code": code, "list": field}
                        yield source.fault((*path, field, rank), message)
                continue
            children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            for key, child in children:
                if isinstance(child, BaseModel):
                    yield from walk(child, (*path, field, key))
            if isinstance(value, BaseModel):
                yield from walk(value, (*path, field))

    yield from walk(source.case, ())
