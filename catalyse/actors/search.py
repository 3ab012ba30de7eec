"""The register searched as one types. Costs at most 9 queries, whatever the number of associations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import prod
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.text import slugify

from catalyse.actors.models import Organisation, RegisterEntry
from catalyse.actors.services.register_index import TOP_ROWS
from catalyse.engines.register import calm, department_of
from catalyse.engines.search import REPAIRED_FROM, Question, forms, one_apart, understand
from catalyse.kernel.access import Actor

FREQUENT = 4000  # rows: what would lead to more of them is walked for from the top
WALKED = {"near": 2000, "top": TOP_ROWS}  # rows
TAKEN = 150
NEIGHBOURS = 8  # words that a misspelt one may mean
FEW = 20  # rows: with fewer, a word may be misspelt, or the walk too short
SHORT = 2  # letters: as good as nothing said
FOUND = """
    select {columns}, similarity(key, %(folded)s) from ({ways}) found"""
# offset 0: a planner that expects many rows walks the whole table in the order of its rank instead
LED = """(select * from (select * from register_find where doc @@ %({led})s::tsquery offset 0) led
    where doc @@ %(all)s::tsquery order by department <> %(near)s, rk limit {taken})"""
# both bounds by row: with the department alone, the planner reads the whole country in the order of its rank
NEAR = f"""select * from register_find where (department, rk) > (%(department)s, 0)
    and (department, rk) < (%(department)s, {2**31 - 1}) order by department, rk limit {{rows}}"""
SECTOR = "select * from register_top where sector = %(sector)s order by rk limit {rows}"
TOP = "select * from register_top where rk <= {rows} order by rk limit {rows}"
WALK = "(select * from ({list}) walked where doc @@ %(all)s::tsquery limit {few})"
BEGINNING = """(select * from (select * from register_find where key ~>=~ %(folded)s and key ~<~ %(end)s
    order by key using ~<~ limit {taken}) begun where doc @@ %(only)s::tsquery)"""
ACRONYM = """(select * from (select * from register_find where acronym = %(acronym)s and acronym <> '' order by rk
    limit {taken}) called where doc @@ %(only)s::tsquery)
    union (select * from (select * from register_find where initials = %(acronym)s and initials <> '' order by rk
    limit {taken}) called where doc @@ %(only)s::tsquery)"""


@dataclass(frozen=True)
class Where:
    """To what an answer is held (`commune`, `department`, `sector`, `active`), and what is `near` comes first."""

    near: str = ""
    commune: str = ""
    department: str = ""
    sector: str = ""
    active: bool = False

    @property
    def lexemes(self) -> list[str]:
        """The filters, as the rows of the search bear them."""
        held = {"~c": self.commune, "~d": self.department, "~s": self.sector}
        said = [mark + "".join(filter(str.isalnum, value)) for mark, value in held.items() if value]
        return said + (["~a"] if self.active else [])


@dataclass(frozen=True)
class Found:
    """An association of the register that may be meant. `known` is the organisation of the house that it already is."""

    entry: RegisterEntry
    known: int | None

    @property
    def name(self) -> str:
        """The title, calmed where the register shouts it."""
        return calm(self.entry.title)

    @property
    def department(self) -> str:
        return department_of(self.entry.insee)

    @property
    def slug(self) -> str:
        """The decorative end of the address of the organisation that it already is."""
        return slugify(self.name) or "organisation"


def find(actor: Actor, text: str, where: Where | None = None, limit: int = 10) -> list[Found]:
    """The associations that a text means, the likeliest first: acronym, whole title, beginning, words, likeness."""
    where = where or Where()
    question = understand(text)
    if question.number:
        entries = list(_numbered(*question.number))[:limit]
        known = _known(actor, (entry.number for entry in entries))
        return [Found(entry, known.get(entry.number)) for entry in entries]
    if not question.words or not ready():
        return []
    rows = _rows(question, where)
    known = _known(actor, (row.number for row in rows.values()))
    best = sorted(rows.values(), key=lambda row: _place(row, question, where, row.number in known))
    return _answers([row.entry_id for row in best[:limit]], known)


def told(found: Found) -> dict[str, str]:
    """One answer in the words of the register, as the command and the API give it."""
    entry = found.entry
    known = reverse("actors:organisation", args=[found.known, found.slug]) if found.known else ""
    return {
        "id": entry.number, "title": entry.title, "short_title": entry.short_title, "commune": entry.commune,
        "insee": entry.insee, "state": entry.state, "known": known,
    }  # fmt: skip


def _numbered(kind: str, number: str) -> Iterable[RegisterEntry]:
    if kind in ("rna", "old_rna"):
        entry = RegisterEntry.objects.numbered(number)
        return [entry] if entry else []
    found = RegisterEntry.objects.filter(**{kind: number})
    return found or RegisterEntry.objects.filter(siren=number[:9]) | RegisterEntry.objects.filter(
        siret__startswith=number[:9]
    )


def ready() -> bool:
    """Whether a register was ever read into this house. Costs 1 query."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('register_find') is not null")
        return bool(cursor.fetchone()[0])


class Row(NamedTuple):
    """What the search knows of an association."""

    entry_id: int
    number: str
    key: str
    acronym: str
    initials: str
    active: bool
    department: str
    rk: int
    likeness: float


Rows = dict[int, Row]


@dataclass(frozen=True)
class Counts:
    """How many rows each word leads to, the sector, and all; what share the place asked for leaves, and the near."""

    words: list[int]
    sector: int
    all: int
    place: float
    near: float


def _rows(question: Question, where: Where) -> Rows:
    """What the words find; where that is little, what the words that may be meant find."""
    said = [[word] for word in question.words]
    counts = _counted(question, where)
    rows = _looked_for(question, where, said, counts)
    if len(rows) < FEW and len(question.folded) > SHORT:
        meant, often = _meant(question, counts.words)
        if meant != said and any(meant):
            rows = _looked_for(question, where, meant, replace(counts, words=often)) | rows
    return rows


def _looked_for(question: Question, where: Where, words: list[list[str]], counts: Counts) -> Rows:
    """The rows from the top that hold these words; where these are few there, they are few, and the index has them."""
    rows, walked = _asked(question, where, words, counts)
    if walked and len(rows) < FEW:
        rows |= _asked(question, where, words, counts, walk=False)[0]
    return rows


def _counted(question: Question, where: Where) -> Counts:
    """In how many titles each word stands; for the last, while it is open, in how many a word that begins so."""
    last = len(question.words) - 1
    told: list[str] = ["~", *where.lexemes, f"~d{where.near}"]
    if len(question.folded) > SHORT:
        told += question.words
    asked = ["(select coalesce(sum(df), 0) from register_word where word = %s)"] * len(told)
    if question.open and len(question.folded) > SHORT:
        asked[-1] = (
            "(select coalesce(sum(df), 0) from (select df from register_word where word ~>=~ %s and word ~<~ %s"
            f" limit {FREQUENT}) w)"
        )
        told.append(question.words[last] + "~")
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(asked), told)
        found = [int(count) for count in cursor.fetchone()]
    total = found[0]
    held = dict(zip(told[1:-1], found[1:], strict=False))
    place = prod(_share(held[lexeme], total) for lexeme in where.lexemes if lexeme[1] in "cd")
    words = found[len(where.lexemes) + 2 :] or [total] * len(question.words)
    sector = held[f"~s{where.sector}"] if where.sector else total
    return Counts(words, sector, total, place, _share(found[len(where.lexemes) + 1], total))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _meant(question: Question, often: list[int]) -> tuple[list[list[str]], list[int]]:
    """For each word the words of the dictionary that are one edit apart, the likeliest first, itself among them.

    A word of which nothing is known says nothing: there, the list is empty. With each, the rows that these lead to.
    """
    last = len(question.words) - 1
    wanted = {word: place == last and question.open for place, word in enumerate(question.words)}
    wanted = {word: open_ for word, open_ in wanted.items() if len(word) >= REPAIRED_FROM}
    pairs = [(word, form, "p" if open_ else "w") for word, open_ in wanted.items() for form in forms(word)]
    pairs += [(word, form, "w") for word, open_ in wanted.items() if open_ for form in forms(word)]
    near: list[tuple[str, str, str, int]] = []
    with connection.cursor() as cursor:
        cursor.execute(
            """select distinct asked.word, s.said, s.kind, coalesce(w.df, 1000)
               from unnest(%s::text[], %s::text[], %s::text[]) asked (word, form, kind)
               join register_spelling s on s.form = hashtext(asked.form) and s.kind = asked.kind
               left join register_word w on s.kind = 'w' and w.word = s.said""",
            [[pair[place] for pair in pairs] for place in range(3)],
        )
        near = [row for row in cursor.fetchall() if one_apart(row[0], row[1])]
    meant, counts = [], []
    for word, count in zip(question.words, often, strict=True):
        found = ((df, said, kind) for asked, said, kind, df in near if asked == word and said != word)
        others = sorted(found, reverse=True)[:NEIGHBOURS]
        meant.append(([word] if count else []) + [said for _df, said, _kind in others])
        counts.append(count + sum(df if kind == "w" else FREQUENT + 1 for df, _said, kind in others))
    return meant, counts


def _asked(
    question: Question, where: Where, words: list[list[str]], counts: Counts, *, walk: bool = True
) -> tuple[Rows, bool]:
    """The rows that hold one of each of these words, and those that begin or are called as the text.

    Whether these were walked for, and may be more: what would lead to many rows is, if one may `walk`.
    """
    last = len(words) - 1
    only = [f"'{lexeme}'" for lexeme in where.lexemes]
    every, led, rows = [*only], [*only], counts.sector
    for place, (some, count) in enumerate(zip(words, counts.words, strict=True)):
        if some:
            open_ = place == last and question.open
            every.append(_either(some, open_=open_))
            # the index reads each word that begins so: where these are many, the other words lead to the rows
            if not (open_ and count > FREQUENT):
                led.append(every[-1])
                rows = min(rows, count)
    walked = walk and rows * counts.place > FREQUENT
    led = led if walk and led else every
    told = {
        "all": " & ".join(every), "led": " & ".join(led), "only": " & ".join(only) or "!'~'", "near": where.near,
        "led_near": " & ".join([*led, f"'~d{where.near}'"]), "department": where.department or where.near,
        "sector": where.sector, "folded": question.folded, "end": question.folded + "~", "acronym": question.acronym,
    }  # fmt: skip
    ways = _ways(question, where, walked=walked, near=rows * counts.near)
    statement = FOUND.format(columns=", ".join(Row._fields[:-1]), ways=" union all ".join(ways))
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return {row[0]: Row._make(row) for row in cursor.fetchall()}, walked


def _ways(question: Question, where: Where, *, walked: bool, near: float) -> list[str]:
    """How the rows are come by; `near`: to how many of the department at hand the index would lead."""
    ways = [BEGINNING.format(taken=TAKEN)]
    long = len(question.folded) > SHORT
    if long:
        rows_of = NEAR if where.department else SECTOR if where.sector else TOP
        ways.append(_walk(rows_of, WALKED["top"]) if walked else LED.format(led="led", taken=TAKEN))
        if question.acronym:
            ways.append(ACRONYM.format(taken=TAKEN))
    if walked and where.near and not where.department:
        few = near <= FREQUENT and long
        ways.append(LED.format(led="led_near", taken=TAKEN) if few else _walk(NEAR, WALKED["near"]))
    return ways


def _walk(rows_of: str, rows: int) -> str:
    """The first rows of a list, until a few are found."""
    return WALK.format(list=rows_of.format(rows=rows), few=2 * FEW)


def _either(words: list[str], *, open_: bool) -> str:
    """A word, or one of several, as the index is asked; folded words hold letters and digits only."""
    return "(" + " | ".join(f"'{word}'{':*' if open_ else ''}" for word in words) + ")"


def _place(row: Row, question: Question, where: Where, known: bool) -> tuple[Any, ...]:
    """Where a row stands among the others: the kind of match, then known, active, near, alike, and the rank."""
    called = bool(question.acronym) and question.acronym in (row.acronym, row.initials)
    match = (
        0 if called
        else 1 if row.key == question.folded
        else 2 if row.key.startswith(question.folded)
        else 3 if _holds(row.key.split(), question)
        else 4
    )  # fmt: skip
    return match, not known, not row.active, row.department != where.near, -row.likeness, row.rk


def _holds(held: list[str], question: Question) -> bool:
    """Whether the words are there as they were typed."""
    *whole, last = question.words
    begun = any(word.startswith(last) for word in held) if question.open else last in held
    return begun and all(word in held for word in whole)


def _answers(found: list[int], known: dict[str, int]) -> list[Found]:
    """The lines of the register with these numbers of rows, in that order."""
    entries = RegisterEntry.objects.in_bulk(found)
    return [Found(entries[pk], known.get(entries[pk].number)) for pk in found if pk in entries]


def _known(actor: Actor, numbers: Iterable[str]) -> dict[str, int]:
    """Which of these numbers are organisations of the house that the actor sees."""
    # one parameter: hundreds of them cost more than the query
    these = RawSQL("select unnest(%s::text[])", [list(numbers)])
    rows = Organisation.objects.visible_to(actor).active().filter(rna__in=these).exclude(rna="")
    return dict(rows.values_list("rna", "pk"))
