"""The register searched as one types. Costs at most 7 queries, whatever the number of associations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.text import slugify

from catalyse.actors.models import Organisation, RegisterEntry
from catalyse.engines.register import calm, department_of
from catalyse.engines.search import REPAIRED_FROM, Question, forms, one_apart, understand
from catalyse.kernel.access import Actor

FREQUENT = 4000  # titles: a word in more of them is looked for from the top
WALKS = {"near": 4000, "country": 8000}  # rows walked from the top
TAKEN = 300
NEIGHBOURS = 8  # words that a misspelt one may mean
FEW = 30  # rows: with fewer, a word may be misspelt
SHORT = 2  # letters: as good as nothing said
FOUND = """
    with {hit} walk as (select 1)
    select entry_id, number, key, acronym, initials, active, department, rk, similarity(key, %(folded)s) likeness
    from ({ways}) found"""
# materialized: a planner that expects many rows walks the whole table in the order of its rank instead
HIT = "hit as materialized (select * from register_find where doc @@ %(all)s::tsquery),"
WAYS = {
    "words": "(select * from hit order by rk limit {taken})",
    "near": """(select * from (select * from register_find where department = %(near)s order by department, rk
        limit {near}) walked where doc @@ %(all)s::tsquery limit {few})""",
    "country": """(select * from (select * from register_find where rk <= {country} order by rk) walked
        where doc @@ %(all)s::tsquery limit {few})""",
    "beginning": """(select * from (select * from register_find where key ~>=~ %(folded)s and key ~<~ %(end)s
        order by key using ~<~ limit {taken}) begun where doc @@ %(only)s::tsquery)""",
    "acronym": """(select * from (select * from register_find where acronym = %(acronym)s and acronym <> '' order by rk
        limit {taken}) called where doc @@ %(only)s::tsquery)
        union (select * from (select * from register_find where initials = %(acronym)s and initials <> '' order by rk
        limit {taken}) called where doc @@ %(only)s::tsquery)""",
}
LIMITS = {"taken": TAKEN, "few": 2 * FEW, **WALKS}


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
    known = _known(actor, (row["number"] for row in rows.values()))
    best = sorted(rows.values(), key=lambda row: _place(row, question, where, row["number"] in known))
    return _answers([row["entry_id"] for row in best[:limit]], known)


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


Rows = dict[int, dict[str, Any]]


def _rows(question: Question, where: Where) -> Rows:
    """What the words find; where that is little, what the words that may be meant find."""
    said = [[word] for word in question.words]
    often = _often(question)
    rows = _asked(question, where, said, min(often))
    if len(rows) < FEW and len(question.folded) > SHORT:
        meant = _meant(question, often)
        if meant != said and any(meant):
            rows = _asked(question, where, meant, FREQUENT) | rows
    return rows


def _often(question: Question) -> list[int]:
    """In how many titles each word stands; for the last, while it is open, in how many a word that begins so."""
    last = len(question.words) - 1
    asked = [
        f"(select coalesce(sum(df), 0) from (select df from register_word where word ~>=~ %s and word ~<~ %s"
        f" limit {FREQUENT}) w)"
        if place == last and question.open
        else "(select coalesce(sum(df), 0) from register_word where word = %s)"
        for place, _word in enumerate(question.words)
    ]
    told: list[str] = [*question.words] + ([question.words[-1] + "~"] if question.open else [])
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(asked), told)
        return [int(count) for count in cursor.fetchone()]


def _meant(question: Question, often: list[int]) -> list[list[str]]:
    """For each word the words of the dictionary that are one edit apart, the likeliest first, itself among them.

    A word of which nothing is known says nothing: there, the list is empty.
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
    meant = []
    for word, count in zip(question.words, often, strict=True):
        found = sorted(((df, said) for asked, said, _kind, df in near if asked == word and said != word), reverse=True)
        others = [said for _df, said in found[:NEIGHBOURS]]
        meant.append(([word] if count else []) + others)
    return meant


def _asked(question: Question, where: Where, words: list[list[str]], rarest: int) -> Rows:
    """The rows that hold one of each of these words, and those that begin or are called as the text."""
    last = len(words) - 1
    each = [_either(some, open_=place == last and question.open) for place, some in enumerate(words) if some]
    only = [f"'{lexeme}'" for lexeme in where.lexemes]
    ways = ["beginning"]
    if len(question.folded) > SHORT:
        few = rarest <= FREQUENT or where.commune or where.department
        ways += ["words"] if few else ["near", "country"]
        ways += ["acronym"] if question.acronym else []
    elif where.near:
        ways += ["near"]
    told = {
        "all": " & ".join([*each, *only]), "only": " & ".join(only) or "!'~'", "near": where.near,
        "folded": question.folded, "end": question.folded + "~", "acronym": question.acronym,
    }  # fmt: skip
    statement = FOUND.format(
        hit=HIT if "words" in ways else "", ways=" union all ".join(WAYS[way].format(**LIMITS) for way in ways)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        names = [column.name for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _either(words: list[str], *, open_: bool) -> str:
    """A word, or one of several, as the index is asked; folded words hold letters and digits only."""
    return "(" + " | ".join(f"'{word}'{':*' if open_ else ''}" for word in words) + ")"


def _place(row: dict[str, Any], question: Question, where: Where, known: bool) -> tuple[Any, ...]:
    """Where a row stands among the others: the kind of match, then known, active, near, alike, and the rank."""
    called = bool(question.acronym) and question.acronym in (row["acronym"], row["initials"])
    held = set(row["key"].split())
    match = (
        0 if called
        else 1 if row["key"] == question.folded
        else 2 if row["key"].startswith(question.folded)
        else 3 if all(word in held for word in question.words[:-1])
        else 4
    )  # fmt: skip
    return match, not known, not row["active"], row["department"] != where.near, -row["likeness"], row["rk"]


def _answers(found: list[int], known: dict[str, int]) -> list[Found]:
    """The lines of the register with these numbers of rows, in that order."""
    entries = RegisterEntry.objects.in_bulk(found)
    return [Found(entries[pk], known.get(entries[pk].number)) for pk in found if pk in entries]


def _known(actor: Actor, numbers: Iterable[str]) -> dict[str, int]:
    """Which of these numbers are organisations of the house that the actor sees."""
    rows = Organisation.objects.visible_to(actor).active().filter(rna__in=list(numbers)).exclude(rna="")
    return dict(rows.values_list("rna", "pk"))
