"""Which associations of the house look alike, and by what one sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext as _

from catalyse.actors import queries, search
from catalyse.actors.models import Apart, Organisation
from catalyse.engines import likeness
from catalyse.engines.search import initials
from catalyse.engines.text import fold
from catalyse.kernel.access import Actor
from catalyse.ui import formats

ALIKE = 0.5  # of the three-letter pieces of two names, those that both hold
SHARED_BY = 6  # records: what more of them share, such as the town hall's address, says nothing
MOST = 300  # pairs
LIKES = 5
REGISTER_LIKES = 3
WEIGHTS = {"siret": 100, "old_rna": 95, "siren": 90, "name": 60, "site": 40, "mail": 40, "acronym": 35, "phone": 30}


@dataclass(frozen=True)
class Pair:
    """Two records that may be one association, and what says so."""

    first: Organisation
    second: Organisation
    evidence: tuple[str, ...]
    weight: int

    @property
    def records(self) -> tuple[Organisation, Organisation]:
        """Both."""
        return self.first, self.second


@dataclass(frozen=True)
class Like:
    """A record that looks like what somebody writes, and by what."""

    row: Organisation
    evidence: tuple[str, ...]
    weight: int


@dataclass(frozen=True)
class Alike:
    """What looks like an organisation that is being written: in the house, and in the national register."""

    here: tuple[Like, ...] = ()
    register: tuple[search.Found, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.here or self.register)


class Line(NamedTuple):
    """What is compared of one association of the house: texts folded, addresses in small letters."""

    pk: int
    commune: int | None
    name: str
    short: str
    siren: str
    old_rna: str
    phone: str
    mail: str
    site: str


def pairs(actor: Actor) -> list[Pair]:
    """The associations that may be there twice, the likeliest first; at most 300 pairs. Costs 3 queries.

    Names are compared as the engine of likeness does: the work grows with the associations, not with their square.
    """
    lines = list(_lines(actor))
    found = _by_initials(lines) | _sharing(lines)
    found |= likeness.pairs((likeness.Name(line.pk, line.commune, line.name) for line in lines), ALIKE)
    told = set(Apart.objects.filter(first__in={a for a, _b in found}).values_list("first", "second"))
    likeliest = sorted((pair for pair in found if pair not in told), key=lambda pair: (-found[pair], pair))[: 2 * MOST]
    rows = _visible(actor).select_related("commune").in_bulk({pk for pair in likeliest for pk in pair})
    made = [_pair(rows[a], rows[b], found[a, b]) for a, b in likeliest]
    return sorted(made, key=lambda pair: (-pair.weight, pair.first.name, pair.first.pk, pair.second.pk))[:MOST]


def _lines(actor: Actor) -> Iterator[Line]:
    rows = (
        _visible(actor)
        .order_by("pk")
        .values_list(
            "pk", "commune", "search_key", "short_name", "siren", "old_rna", "public_phone", "public_email", "website"
        )
    )
    for pk, commune, key, short, siren, old, phone, mail, site in rows:
        name = key.partition(" | ")[0]
        yield Line(pk, commune, name, short and _squeezed(short), siren, old, phone, mail.casefold(), _bare(site))


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


def of_new(actor: Actor, values: Mapping[str, Any]) -> Alike:
    """What looks like the organisation that somebody is about to add. Costs 2 queries, 10 where there is a register."""
    columns = {column.name for column in Organisation._meta.concrete_fields}
    wanted = Organisation(**{name: value for name, value in values.items() if name in columns})
    here = tuple(likes(actor, wanted))
    if not wanted.is_association or wanted.rna or not search.ready():
        return Alike(here)
    commune = wanted.commune.insee if wanted.commune else ""
    where = search.Where(commune=commune, department="" if commune else queries.department_of(actor), active=True)
    found = search.find(actor, wanted.name + " ", where, LIKES)
    return Alike(here, tuple(one for one in found if one.known is None)[:REGISTER_LIKES])


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


def _sharing(lines: list[Line]) -> likeness.Pairs:
    """The pairs that share a number or an address, or a name where one has no commune: as sure as one name."""
    alone = {line.name for line in lines if line.commune is None}
    shared: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line in lines:
        told = {name: getattr(line, name) for name in ("siren", "old_rna", "phone", "mail", "site")}
        for kind, value in (*told.items(), ("name", line.name if line.name in alone else "")):
            if value:
                shared[kind, value].append(line.pk)
    few = (numbers for numbers in shared.values() if len(numbers) <= SHARED_BY)
    return {pair: 1.0 for numbers in few for pair in combinations(numbers, 2)}


def _by_initials(lines: list[Line]) -> likeness.Pairs:
    """The pairs of which one is called by the initials of the other, in one commune."""
    called: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for text in {line.short, line.name.replace(" ", "")} - {""}:
            called[text].append(line)
    found: likeness.Pairs = {}
    for line in lines:
        for other in called.get(initials(line.name), ()):
            if other.pk != line.pk and (line.commune == other.commune or None in (line.commune, other.commune)):
                found[min(line.pk, other.pk), max(line.pk, other.pk)] = 1.0
    return found


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")


def _site(row: Organisation) -> str:
    return _bare(row.website)


def _bare(site: str) -> str:
    return site.partition("://")[2].removeprefix("www.").rstrip("/").casefold()


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


def _names(row: Organisation) -> set[str]:
    return {_squeezed(row.short_name), _squeezed(row.name)} - {""}
