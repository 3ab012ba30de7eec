"""Which associations of the house look alike, and by what one sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext as _

from catalyse.actors.models import Apart, Organisation
from catalyse.engines.search import initials
from catalyse.engines.text import fold
from catalyse.kernel.access import Actor
from catalyse.ui import formats

ALIKE = 0.5  # of the three-letter pieces of two names, those that both hold
SMALL = 150  # associations of a commune: there, each name is laid beside each other one
CROWD = 60  # associations of a commune that share the beginning of a word: in larger crowds it says nothing
MOST = 300  # pairs
LIKES = 5
WEIGHTS = {"siret": 100, "old_rna": 95, "siren": 90, "name": 60, "site": 40, "mail": 40, "acronym": 35, "phone": 30}
SEEN = """
    with seen as materialized (
        select o.id, o.commune_id, o.siren, o.old_rna, o.public_phone phone, lower(o.public_email) mail,
            rtrim(regexp_replace(lower(o.website), '^https?://(www[.])?', ''), '/') site,
            split_part(o.search_key, ' | ', 1) name
        from actors_organisation o where o.id in ({visible})),
    sized as (select *, count(*) over (partition by commune_id) size from seen),
    begun as (
        select *, count(*) over (partition by commune_id, start) crowd from (
            select distinct s.id, s.commune_id, s.name, left(word, 4) start
            from sized s, unnest(string_to_array(s.name, ' ')) word
            where s.size > {small} and s.commune_id is not null and length(word) >= 4) words)"""
SAME = """(select a.id one, b.id other, 1.0 alike from seen a join seen b
    on a.{column} = b.{column} and a.id < b.id where a.{column} <> '' limit {most})"""
ALIKE_IN = """(select a.id, b.id, similarity(a.name, b.name) from {rows} a join {rows} b
    on a.commune_id = b.commune_id and a.id < b.id {more}
    where {where} and similarity(a.name, b.name) >= {alike} order by 3 desc limit {most})"""


@dataclass(frozen=True)
class Pair:
    """Two records that may be one association, and what says so."""

    first: Organisation
    second: Organisation
    evidence: tuple[str, ...]
    weight: int


@dataclass(frozen=True)
class Like:
    """A record that looks like what somebody writes, and by what."""

    row: Organisation
    evidence: tuple[str, ...]
    weight: int


def pairs(actor: Actor) -> list[Pair]:
    """The associations that may be there twice, the likeliest first; at most 300 pairs. Costs 4 queries.

    Names are compared inside a commune only, and where there are many of them only those that share a beginning of a
    word: so the work grows with the number of associations, not with its square.
    """
    found = _alike(actor) | _by_initials(actor)
    told = set(Apart.objects.filter(first__in={a for a, _b in found}).values_list("first", "second"))
    wanted = {pair: alike for pair, alike in found.items() if pair not in told}
    rows = _visible(actor).select_related("commune").in_bulk({pk for pair in wanted for pk in pair})
    made = [_pair(rows[a], rows[b], alike) for (a, b), alike in wanted.items() if a in rows and b in rows]
    return sorted(made, key=lambda pair: (-pair.weight, pair.first.name, pair.first.pk, pair.second.pk))[:MOST]


def likes(actor: Actor, wanted: Organisation) -> list[Like]:
    """The organisations that look like one that is being written, or is there already. Costs 2 queries.

    Those that somebody told apart from it are left out.
    """
    name = fold(wanted.name)
    rows: Any = Organisation.objects.visible_to(actor).active().filter(unnamed=False).exclude(pk=wanted.pk)
    first_part = Func(F("search_key"), Value(" | "), Value(1), function="split_part")
    rows = rows.annotate(alike=TrigramSimilarity(first_part, name))
    near = Q(commune=wanted.commune_id) | Q(commune=None) if wanted.commune_id else Q()
    asked = Q(alike__gte=ALIKE) & near | _same(wanted)
    if name:
        asked |= Q(search_key__contains=name) & near
    if wanted.short_name:
        asked |= Q(search_key__contains=f"| {fold(wanted.short_name)}") & near
    found = list(rows.filter(asked).select_related("commune").order_by("-alike", "name", "pk")[: 4 * LIKES])
    told = _told_apart(wanted.pk) if wanted.pk else frozenset()
    made = [_like(wanted, row) for row in found if row.pk not in told]
    return sorted(made, key=lambda like: (-like.weight, like.row.name, like.row.pk))[:LIKES]


def _visible(actor: Actor) -> Any:
    return Organisation.objects.visible_to(actor).associations().active().filter(unnamed=False)


def _told_apart(pk: int) -> frozenset[int]:
    rows = Apart.objects.filter(Q(first=pk) | Q(second=pk)).values_list("first", "second")
    return frozenset(one for pair in rows for one in pair)


def _same(wanted: Organisation) -> Q:
    """The rows that share a number or an address with the one that is wanted."""
    asked = Q(pk=None)
    for column in ("rna", "old_rna", "siren", "siret", "public_phone"):
        if value := getattr(wanted, column):
            asked |= Q(**{column: value})
    if wanted.public_email:
        asked |= Q(public_email__iexact=wanted.public_email)
    if site := _site(wanted):
        asked |= Q(website__icontains=site)
    return asked


def _alike(actor: Actor) -> dict[tuple[int, int], float]:
    """(number, number) -> how alike the names are, of all pairs that share something. Costs 1 query."""
    visible, values = _visible(actor).order_by().values("pk").query.sql_with_params()
    ways = [SAME.format(column=column, most=MOST) for column in ("siren", "old_rna", "site", "mail", "phone")]
    ways += [
        ALIKE_IN.format(rows="sized", more="", where=f"a.size <= {SMALL}", alike=ALIKE, most=MOST),
        ALIKE_IN.format(
            rows="begun", more="and a.start = b.start", where=f"a.crowd <= {CROWD}", alike=ALIKE, most=MOST
        ),
        f"""(select a.id, b.id, 1.0 from seen a join seen b on a.name = b.name and a.id < b.id
            where a.commune_id is null or b.commune_id is null limit {MOST})""",
    ]
    statement = SEEN.format(visible=visible, small=SMALL) + " union all ".join(ways)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {(first, second): float(alike) for first, second, alike in sorted(cursor.fetchall())}


def _by_initials(actor: Actor) -> dict[tuple[int, int], float]:
    """The pairs of which one is called by the initials of the other, in one commune. Costs 1 query."""
    rows = list(_visible(actor).order_by("pk").values_list("pk", "name", "short_name", "commune"))
    called: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for pk, name, short, commune in rows:
        for text in {_squeezed(short), _squeezed(name)} - {""}:
            called[text].append((pk, commune))
    found: dict[tuple[int, int], float] = {}
    for pk, name, _short, commune in rows:
        for other, elsewhere in called.get(initials(fold(name)), ()):
            if other != pk and (commune == elsewhere or None in (commune, elsewhere)):
                found[min(pk, other), max(pk, other)] = 0.0
    return dict(sorted(found.items())[:MOST])


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")


def _site(row: Organisation) -> str:
    return row.website_shown.casefold() if row.website else ""


def _pair(first: Organisation, second: Organisation, alike: float) -> Pair:
    said = list(_evidence(first, second, alike))
    return Pair(first, second, tuple(text for text, _weight in said), sum(weight for _text, weight in said))


def _like(wanted: Organisation, row: Any) -> Like:
    said = list(_evidence(wanted, row, row.alike))
    return Like(row, tuple(text for text, _weight in said), sum(weight for _text, weight in said))


def _evidence(a: Organisation, b: Organisation, alike: float) -> Iterator[tuple[str, int]]:
    """What says that two records are one association, each with its weight."""
    numbers = ((_("same RNA number"), "rna"), (_("same SIRET"), "siret"), (_("same former number"), "old_rna"))
    for words, column in numbers:
        if getattr(a, column) and getattr(a, column) == getattr(b, column):
            yield words, WEIGHTS.get(column, 100)
    if a.siren and a.siren == b.siren and a.siret != b.siret:
        yield _("same SIREN"), WEIGHTS["siren"]
    if fold(a.name) == fold(b.name):
        yield _("same name"), WEIGHTS["name"]
    elif alike >= ALIKE and alike < 1:
        yield _("names alike at %(share)s") % {"share": formats.percent(round(100 * alike), 0)}, round(50 * alike)
    if initials(fold(a.name)) in _names(b) or initials(fold(b.name)) in _names(a):
        yield _("the acronym of one is the initials of the other"), WEIGHTS["acronym"]
    if a.commune_id and a.commune_id == b.commune_id:
        yield _("same commune"), 10
    for words, one, other, key in (
        (_("same website"), _site(a), _site(b), "site"),
        (_("same e-mail"), a.public_email.casefold(), b.public_email.casefold(), "mail"),
        (_("same telephone"), a.public_phone, b.public_phone, "phone"),
    ):
        if one and one == other:
            yield words, WEIGHTS[key]


def _names(row: Organisation) -> Iterable[str]:
    return {_squeezed(row.short_name), _squeezed(row.name)} - {""}
