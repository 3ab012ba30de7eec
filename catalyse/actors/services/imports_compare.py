"""The lines of a spreadsheet beside what is known: the directory as its bringer sees it, and the national register."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from catalyse.actors import search
from catalyse.actors.models import (
    Import,
    ImportDecision,
    ImportLine,
    ImportState,
    Organisation,
    RegisterEntry,
    User,
    Verdict,
)
from catalyse.actors.services.imports import COMPARE, WAITING
from catalyse.actors.sessions import actor_of
from catalyse.engines import linkage
from catalyse.engines.linkage import Answer, Facts, Known, commune_key, squeezed
from catalyse.engines.linkage_index import Index
from catalyse.engines.linkage_names import USUAL, Rarity, words_of
from catalyse.engines.register import calm, department_of
from catalyse.engines.search import REPAIRED_FROM, forms, one_apart
from catalyse.engines.text import fold
from catalyse.kernel import jobs
from catalyse.kernel.access import Actor
from catalyse.places.models import Commune, CommuneMembership
from catalyse.places.queries import memberships_of

BATCH = 200
TAKEN = 40  # of the register, under each question
RARE, WORDS, MEANT = 200, 3, 4
CROWD = 2000  # associations of a commune: more are not counted
EVIDENCE = 6
ASKED = """
    select distinct asked.n, f.entry_id from unnest(%s::int[], %s::text[]) asked (n, q)
    cross join lateral (select entry_id from register_find where doc @@ asked.q::tsquery limit {taken}) f"""
NEAR = """
    select distinct asked.word, s.said, w.df from unnest(%s::text[], %s::text[]) asked (word, form)
    join register_spelling s on s.form = hashtext(asked.form) and s.kind = 'w'
    join register_word w on w.word = s.said"""
CROWDS = """
    select c, (select count(*) from (
        select 1 from register_find where doc @@ ('''~c' || c || '''')::tsquery limit %s) few)
    from unnest(%s::text[]) c"""


@jobs.job(COMPARE)
def compare(handle: jobs.Handle) -> None:
    """Classes every line, batch by batch; then those that another line of the same file says too."""
    row = Import.objects.system("the work was asked for by its bringer").filter(pk=handle.params["pk"]).first()
    if row is None:  # given up before its turn
        return
    by = actor_of(User.objects.get(pk=row.user_id), date.fromisoformat(handle.params["today"]))
    lines = ImportLine.objects.system("lines of a spreadsheet").filter(whole=row).order_by("number")
    waiting = lines.filter(why=WAITING)
    if handle.row.total is None:
        handle.begin(waiting.count())
    known = Directory(by)
    while batch := list(waiting[:BATCH]):
        handle.proceed()
        with transaction.atomic():
            known.judge(batch)
            _keep(batch)
            handle.step(done=len(batch), cursor={"after": batch[-1].number})
    with transaction.atomic():
        _tell_repeated(list(lines), known.rarity)
        held = Import.objects.system("the work is done").filter(pk=row.pk, state=ImportState.COMPARING)
        held.update(state=ImportState.READY)


def _keep(lines: Sequence[ImportLine]) -> None:
    columns = ["said", "verdict", "why", "choices", "decision", "chosen", "left_out"]
    ImportLine.objects.system("lines of a spreadsheet").bulk_update(lines, columns, batch_size=BATCH)


def facts_of(said: Mapping[str, Any]) -> Facts:
    """What a line says, as linkage compares it."""
    told = {name: said[name] for name in Facts._fields if name in said}
    return Facts(**{"name": "", **told, "email": said.get("public_email", "")})


class Directory:
    """What lines are compared with. Judging a batch costs 8 queries, whatever its size and that of the register."""

    def __init__(self, by: Actor):
        self._by = by
        rows = Organisation.objects.visible_to(by).associations().filter(merged_into=None).select_related("commune")
        self._house = Index([Known(("organisation", row.pk), _facts(row)) for row in rows.iterator(2000)])
        self._names = {one.key[1]: one for one in self._house.known}  # type: ignore[index]
        self._by_number = {one.facts.rna: one.key for one in self._house.known if one.facts.rna}
        self._register = search.ready()
        self.rarity = self._house.rarity
        self._total = 0
        if self._register:
            with connection.cursor() as cursor:
                cursor.execute("select coalesce(max(rk), 0) from register_find")
                self._total = cursor.fetchone()[0]
        near = memberships_of(by.bodies, on=by.day) if by.day else CommuneMembership.objects.none()
        self._near_by = set(near.values_list("commune__insee", flat=True))

    def judge(self, lines: Sequence[ImportLine]) -> None:
        """Sets what each line is, with what says so and what is proposed."""
        self._find_communes(lines)
        rows = [facts_of(line.said) for line in lines]
        register, places = self._from_register(rows) if self._register else ({}, {})
        for place, (line, row) in enumerate(zip(lines, rows, strict=True)):
            known = [one for one in register.get(place, []) if one.facts.rna not in self._by_number]
            candidates = [*self._house.candidates(row), *known]
            # the other half of a register's line may be an organisation that the words did not lead to
            there = {one.key for one in candidates}
            for one in register.get(place, []):
                key = self._by_number.get(one.facts.rna)
                if key and key not in there:
                    candidates.append(self._names[key[1]])  # type: ignore[index]
            answer = linkage.link(row, candidates, self.rarity, places or self._house.places)
            _set(line, answer)

    def _find_communes(self, lines: Sequence[ImportLine]) -> None:
        """Gives each line the code of its commune, where its name and postal code leave no doubt."""
        named = {line.number: _names_of(line) for line in lines}
        keys = {key for some in named.values() for key in some}
        codes = {line.said["insee"] for line in lines if "insee" in line.said}
        found = list(Commune.objects.filter(sort_key__in=keys).values_list("sort_key", "insee"))
        real = set(Commune.objects.filter(insee__in=codes).values_list("insee", flat=True))
        for line in lines:
            if line.said.get("insee") in real:
                continue
            line.said.pop("insee", None)
            there = next(filter(None, ([i for key, i in found if key == said] for said in named[line.number])), [])
            post = line.said.get("postal_code", "")
            there = [insee for insee in there if not post or post.startswith(department_of(insee)[:2])]
            here = [insee for insee in there if insee in self._near_by]
            if len(here) == 1 or len(there) == 1:
                line.said["insee"] = here[0] if len(here) == 1 else there[0]
            elif named[line.number] and not any(one[0] == "commune" for one in line.left_out):
                line.left_out.append(["commune", "place", line.said["commune"]])

    def _from_register(self, rows: Sequence[Facts]) -> tuple[dict[int, list[Known]], dict[str, int]]:
        """The lines of the register worth comparing with each row, and how many associations its communes have."""
        words = {word for row in rows for word in words_of(row.name)}
        meant, counts = _spelling(words)
        self.rarity = Rarity(counts, max(self._total, 1))
        asked = [(n, query) for n, row in enumerate(rows) for query in _queries(row, meant, counts)]
        found: dict[int, set[int]] = {}
        with connection.cursor() as cursor:
            cursor.execute(ASKED.format(taken=TAKEN), [[n for n, _q in asked], [q for _n, q in asked]])
            for n, entry in cursor.fetchall():
                found.setdefault(n, set()).add(entry)
            communes = sorted({row.insee for row in rows if row.insee})
            cursor.execute(CROWDS, [CROWD, communes])
            places = dict(cursor.fetchall())
        entries = RegisterEntry.objects.in_bulk({pk for some in found.values() for pk in some})
        known = {pk: Known(("register", entry.number), _registered(entry)) for pk, entry in entries.items()}
        told = {n: [known[pk] for pk in some if pk in known] for n, some in found.items()}
        for n, entry in _numbered(rows):
            told.setdefault(n, []).append(Known(("register", entry.number), _registered(entry)))
        return {n: list({one.key: one for one in some}.values()) for n, some in told.items()}, places


def _names_of(line: ImportLine) -> list[str]:
    """A commune as it is written, then without the number of its office."""
    said = line.said.get("commune", "")
    return [key for key in dict.fromkeys((fold(said), commune_key(said))) if key]


def _set(line: ImportLine, answer: Answer) -> None:
    line.verdict, line.why = answer.verdict, answer.why
    line.choices = [_choice(one) for one in answer.choices]
    line.chosen = 0
    proposed = {linkage.SAME: ImportDecision.LINK, linkage.NEW: ImportDecision.CREATE}
    line.decision = proposed.get(answer.verdict, ImportDecision.OPEN)
    if line.decision == ImportDecision.CREATE and not line.said.get("name"):
        line.decision = ImportDecision.SKIP  # a number that nobody bears makes no association


def _choice(one: linkage.Choice) -> dict[str, Any]:
    key: Any = one.known.key
    facts = one.known.facts
    place = f"{facts.commune} ({department_of(facts.insee)})" if facts.insee else facts.commune
    return {
        "kind": key[0],
        "key": key[1],
        "name": calm(facts.name),
        "detail": ", ".join(filter(None, (place, facts.rna or facts.old_rna, facts.siret))),
        "evidence": [[e.field, e.says, e.given[:120], e.known[:120]] for e in one.evidence[:EVIDENCE]],
    }


def _tell_repeated(lines: Sequence[ImportLine], rarity: Rarity) -> None:
    """For the lines that are not surely known: what another line of the file, that says the same, is."""
    linked = {line.number: line.choices[0] for line in lines if line.verdict == Verdict.SAME}
    keys = {number: (choice["kind"], choice["key"]) for number, choice in linked.items()}
    named = {keys[number]: {name: one[name] for name in ("name", "detail")} for number, one in linked.items()}
    index = Index([Known(keys.get(one.number, ("line", one.number)), facts_of(one.said)) for one in lines])
    if rarity.total > index.rarity.total:
        index.rarity = Rarity({**index.rarity.counts, **rarity.counts}, rarity.total)
    changed = []
    for line in lines:
        if line.number in linked:
            continue
        row = facts_of(line.said)
        others = [one for one in index.candidates(row) if one.key[0] != "line" or one.key[1] < line.number]  # type: ignore[index]
        answer = linkage.link(row, others, index.rarity, index.places)
        if answer.verdict != linkage.NEW:
            proposed = [_choice(one) | named.get(one.known.key, {}) for one in answer.choices]  # type: ignore[call-overload]
            _propose(line, answer, proposed)
            changed.append(line)
    _keep(changed)


def _propose(line: ImportLine, answer: Answer, proposed: Sequence[dict[str, Any]]) -> None:
    """What another line of the file is, as an answer to this one."""
    if line.verdict == Verdict.NEW:
        _set(line, answer)
        line.choices = list(proposed)
        if proposed[0]["kind"] != "line":  # beside what that line is, this one was not likely: a person looks
            line.verdict, line.why, line.decision = Verdict.PERHAPS, "like", ImportDecision.OPEN
        return
    there = {(one["kind"], one["key"]) for one in line.choices}
    more = [one for one in proposed if (one["kind"], one["key"]) not in there]
    line.choices = [*line.choices, *more][: linkage.SHOWN + 1]


def _facts(row: Organisation) -> Facts:
    commune = row.commune
    return Facts(
        row.name, row.short_name, row.rna, row.old_rna, row.siren, row.siret, commune.insee if commune else "", "",
        commune.name if commune else "", row.founded_year, row.website, row.public_email,
    )  # fmt: skip


def _registered(entry: RegisterEntry) -> Facts:
    new = entry.number.startswith("W")
    return Facts(
        entry.title, entry.short_title, entry.number if new else "", entry.former if new else entry.number,
        entry.siren or entry.siret[:9], entry.siret, entry.insee, entry.postal_code, entry.commune,
        entry.created_on.year if entry.created_on else None, entry.website,
    )  # fmt: skip


def _spelling(words: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """For each word those of the register that it may stand for, and in how many titles each of all these is."""
    told = list(words)
    pairs = [(word, form) for word in told if len(word) >= REPAIRED_FROM for form in forms(word)]
    with connection.cursor() as cursor:
        cursor.execute("select word, df from register_word where word = any(%s)", [told])
        counts = dict(cursor.fetchall())
        cursor.execute(NEAR, [[word for word, _form in pairs], [form for _word, form in pairs]])
        near = [one for one in cursor.fetchall() if one[0] != one[1] and one_apart(one[0], one[1])]
    meant: dict[str, list[str]] = {word: [word] if word in counts else [] for word in told}
    for word, said, count in sorted(near, key=lambda one: -one[2]):
        if len(meant[word]) <= MEANT:
            meant[word].append(said)
            counts.setdefault(said, count)
    return meant, counts


def _queries(row: Facts, meant: Mapping[str, list[str]], counts: Mapping[str, int]) -> list[str]:
    """What to ask the search of the register: the words in the commune, the rarest two by two, the acronym."""
    words = [word for word in words_of(row.name) if meant.get(word) and word not in USUAL] or [
        word for word in words_of(row.name) if meant.get(word)
    ]
    words.sort(key=lambda word: min(counts.get(one, 1) for one in meant[word]))
    each = ["(" + " | ".join(f"'{one}'" for one in meant[word]) + ")" for word in words]
    asked = []
    if row.insee and each:
        asked.append(f"'~c{row.insee}' & (" + " | ".join(each[:4]) + ")")
        asked += [f"'~c{row.insee}' & {one} & {other}" for one, other in itertools.pairwise(each)][:WORDS]
    near = department_of(row.insee) if row.insee else row.postal_code[:2]
    held = f"'~d{near}' & " if near else ""
    asked += [f"{held}{one} & {other}" for n, one in enumerate(each[:WORDS]) for other in each[n + 1 : WORDS]]
    if each and min(counts.get(one, 1) for one in meant[words[0]]) <= RARE:
        asked.append(each[0])
    called = squeezed(row.acronym) or squeezed(row.name)
    if 2 < len(called) < 10 and called.isalnum():
        asked.append((held or "") + f"'{called}'")
    return asked


def _numbered(rows: Sequence[Facts]) -> Iterable[tuple[int, RegisterEntry]]:
    """The lines of the register that bear a number of a row, with the place of the row."""
    by: dict[tuple[str, str], list[int]] = {}
    for n, row in enumerate(rows):
        numbers = ("number", row.rna), ("number", row.old_rna), ("former", row.old_rna), ("siret", row.siret)
        for name, number in (*numbers, ("siren", row.siren)):
            if number:
                by.setdefault((name, number), []).append(n)
    for name in ("number", "former", "siret", "siren"):
        wanted = [number for kind, number in by if kind == name]
        for entry in RegisterEntry.objects.filter(**{f"{name}__in": wanted}) if wanted else ():
            there = RegisterEntry.objects.numbered(entry.number) if entry.renumbered_to else entry
            yield from ((n, there or entry) for n in by[name, getattr(entry, name)])
