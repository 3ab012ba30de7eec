"""The national register is read: each batch of lines is one transaction with the place that the reading has come to.

Killed at any moment and asked again with the same files, a reading goes on behind its last whole batch.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from catalyse.actors.models import RegisterEdition, RegisterEntry, RegisterRefusal, RegisterSeen
from catalyse.engines.register import Entry, Line, NotARegister, Reader, Refusal, Unit, text_lines
from catalyse.engines.search import initials
from catalyse.engines.text import fold

T = TypeVar("T")
BATCH = 10_000
BUFFER = 1 << 20
TOO_MANY_GONE = 0.2  # a larger part of the register does not disappear between two editions: a file is missing
LOCK = 0x72656769  # "regi"
COLUMNS = (*Entry._fields, "search_key", "acronym", "initials")
SAID = ", ".join(COLUMNS)
KEEP = f"""
    with latest as (select distinct on (number) * from incoming order by number, place desc),
    kept as (
        insert into actors_registerentry
            ({SAID}, kind, edition_id, siren, activity, nomenclature, closed)
        select {SAID}, %(kind)s, %(edition)s, '', '', '', false from latest order by place
        on conflict (number) do update set
            ({", ".join(COLUMNS[1:])}, kind, edition_id, gone_on)
            = ({", ".join(f"excluded.{name}" for name in COLUMNS[1:])}, excluded.kind, excluded.edition_id, null)
        where ({", ".join(f"actors_registerentry.{name}" for name in COLUMNS[1:])}, actors_registerentry.gone_on)
            is distinct from ({", ".join(f"excluded.{name}" for name in COLUMNS[1:])}, null)
        returning (xmax = 0) as born)
    select count(*) filter (where born), count(*) filter (where not born) from kept"""
TELL = """
    with said as (
        update actors_registerentry e
        set siren = i.siren, activity = i.activity, nomenclature = i.nomenclature, closed = i.closed,
            edition_id = %(edition)s
        from incoming_unit i where e.number = i.number
            and (e.siren, e.activity, e.nomenclature, e.closed) <> (i.siren, i.activity, i.nomenclature, i.closed)
        returning 1)
    select (select count(*) from said),
        (select count(*) from incoming_unit i
         where not exists (select from actors_registerentry e where e.number = i.number))"""
GONE = """
    from actors_registerentry e where e.kind = any(%(kinds)s) and e.gone_on is null
    and not exists (select from actors_registerseen s where s.edition_id = %(edition)s and s.number = e.number)"""


class RegisterFault(ValueError):
    """Why a register cannot be read; `code` is one of no_file, not_a_register, busy, too_many_gone."""

    def __init__(self, code: str, **told: Any):
        super().__init__(f"{code}: {told}")
        self.code, self.told = code, told


class Part(NamedTuple):
    """One file of an edition, alone or inside a zip."""

    name: str
    path: Path
    member: str


def load(
    paths: list[Path],
    *,
    whole: bool = False,
    trusted: bool = False,
    today: date,
    say: Callable[[RegisterEdition, str], None],
) -> RegisterEdition:
    """The edition that these files hold, read to its end, from where an earlier reading of the same files stopped.

    `whole`: what the files do not hold has disappeared from the register; where that is more than a fifth of it, only
    if the files are `trusted`. `say` hears of each batch. Memory does not grow with the files. RegisterFault where a
    file is none of the register, or another reading is at work.
    """
    parts = list(_parts(paths))
    kinds = {part.name: _kind(part) for part in parts}
    with _alone():
        edition = _edition(parts, whole)
        # what SIRENE says is told of lines that are there
        for part in sorted(parts, key=lambda part: kinds[part.name] == "sirene"):
            _read(edition, part, say)
        _end(edition, sorted({kind for kind in kinds.values() if kind != "sirene"}), today, trusted)
    return edition


def _parts(paths: list[Path]) -> Iterator[Part]:
    for path in paths:
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.suffix.lower() in (".csv", ".zip"))
        elif path.is_file():
            found = [path]
        else:
            raise RegisterFault("no_file", path=path)
        if not found:
            raise RegisterFault("no_file", path=path)
        for one in found:
            if zipfile.is_zipfile(one):
                with zipfile.ZipFile(one) as box:
                    members = sorted(name for name in box.namelist() if name.lower().endswith(".csv"))
                yield from (Part(f"{one.name}/{member}", one, member) for member in members)
            else:
                yield Part(one.name, one, "")


@contextmanager
def _opened(part: Part) -> Iterator[IO[bytes]]:
    if part.member:
        with zipfile.ZipFile(part.path) as box, box.open(part.member) as stream:
            yield stream
    else:
        with part.path.open("rb", buffering=BUFFER) as stream:
            yield stream


def _kind(part: Part) -> str:
    with _opened(part) as stream:
        try:
            return Reader(text_lines(stream)).form.kind
        except NotARegister as fault:
            raise RegisterFault("not_a_register", name=part.name, columns=fault.columns[:6]) from fault


@contextmanager
def _alone() -> Iterator[None]:
    """One reading at a time in the whole house; a killed one leaves nothing closed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise RegisterFault("busy")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])


@transaction.atomic
def _edition(parts: list[Part], whole: bool) -> RegisterEdition:
    """The reading of these very files that was not ended, or a new one; any other that was not ended is given up."""
    files = [{"name": part.name, "digest": _digest(part.path)} for part in parts]
    open_ones = RegisterEdition.objects.filter(ended_at=None)
    edition = open_ones.filter(files=files, whole=whole).first()
    edition = edition or RegisterEdition.objects.create(files=files, whole=whole)
    open_ones.exclude(pk=edition.pk).update(ended_at=timezone.now())
    RegisterSeen.objects.exclude(edition=edition).delete()
    return edition


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()[:32]


def _read(edition: RegisterEdition, part: Part, say: Callable[[RegisterEdition, str], None]) -> None:
    with _opened(part) as stream:
        reader = Reader(text_lines(stream), skip=edition.read.get(part.name, 0))
        for batch, behind in _ahead(_batches(reader)):
            with transaction.atomic():
                told = _keep(edition, reader.form.kind, part.name, batch)
                edition.read[part.name] = behind
                edition.lines += len(batch)
                for name, count in told.items():
                    setattr(edition, name, getattr(edition, name) + count)
                edition.save()
            say(edition, part.name)


def _batches(reader: Reader) -> Iterator[tuple[list[Line], int]]:
    """So many lines at once, and the line of the file behind which the next ones are."""
    lines = iter(reader)
    while batch := list(islice(lines, BATCH)):
        yield batch, reader.behind


def _ahead(batches: Iterator[T]) -> Iterator[T]:
    """The same batches: each is read and understood while the database keeps the one before it."""
    with ThreadPoolExecutor(1) as reading:
        coming = reading.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reading.submit(next, batches, None)
            yield batch


def _keep(edition: RegisterEdition, kind: str, name: str, batch: list[Line]) -> Counter[str]:
    """What one batch changed, by the names of the counts of an edition."""
    refused = [one for one in batch if isinstance(one, Refusal)]
    RegisterRefusal.objects.bulk_create(
        RegisterRefusal(edition=edition, file=name[-200:], line=one.line, reason=one.reason) for one in refused
    )
    facts: dict[str, Any] = {"edition": edition.pk, "kind": kind}
    with connection.cursor() as cursor:
        if kind == "sirene":
            cursor.execute(
                """drop table if exists incoming_unit; create temporary table incoming_unit
                   (number text, siren text, activity text, nomenclature text, closed boolean) on commit drop"""
            )
            _copy(cursor, "incoming_unit", [one for one in batch if isinstance(one, Unit)])
            cursor.execute("analyze incoming_unit")
            cursor.execute(TELL, facts)
            changed, unknown = cursor.fetchone()
            return Counter(changed=changed, unknown=unknown, refused=len(refused))
        cursor.execute(
            f"""drop table if exists incoming; create temporary table incoming on commit drop as
                select {SAID}, 0 as place from actors_registerentry with no data"""
        )
        entries = [one for one in batch if isinstance(one, Entry)]
        _copy(cursor, "incoming", ((*one, *_keys(one), place) for place, one in enumerate(entries)))
        cursor.execute("analyze incoming")
        cursor.execute(KEEP, facts)
        added, changed = cursor.fetchone()
        if edition.whole:
            cursor.execute(
                "insert into actors_registerseen (edition_id, number) select %(edition)s, number from incoming", facts
            )
    return Counter(added=added, changed=changed, refused=len(refused))


def _keys(entry: Entry) -> tuple[str, str, str]:
    """What the search compares: the folded title, the acronym, the initials."""
    key = fold(entry.title)
    return key, fold(entry.short_title).replace(" ", ""), initials(key)


def _copy(cursor: Any, table: str, rows: Any) -> None:
    with cursor.copy(f"copy {table} from stdin") as copy:  # the table's name is one of two constants
        for row in rows:
            copy.write_row(row)


@transaction.atomic
def _end(edition: RegisterEdition, kinds: list[str], today: date, trusted: bool) -> None:
    """Marks what a whole edition no longer holds, and ends the reading."""
    if edition.whole and kinds:
        known = RegisterEntry.objects.listed().filter(kind__in=kinds).count()
        facts: dict[str, Any] = {"kinds": kinds, "edition": edition.pk, "today": today}
        with connection.cursor() as cursor:
            cursor.execute("analyze actors_registerseen")
            cursor.execute(f"select count(*) {GONE}", facts)
            edition.gone = cursor.fetchone()[0]
            if edition.gone > TOO_MANY_GONE * known and not trusted:
                raise RegisterFault("too_many_gone", gone=edition.gone, known=known)
            cursor.execute(
                f"""update actors_registerentry set gone_on = %(today)s, edition_id = %(edition)s
                    where id in (select e.id {GONE})""",
                facts,
            )
    RegisterSeen.objects.filter(edition=edition).delete()
    edition.ended_at = timezone.now()
    edition.save()
