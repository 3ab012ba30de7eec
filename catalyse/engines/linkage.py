"""Which known association a line of a partner's spreadsheet speaks of: the same, perhaps, or a new one.

Problem: a line has a name as somebody typed it, perhaps a number, a commune, a year, a website. Say which of the
associations already known it is, so surely that nobody need look, or show the likely ones with what speaks for and
against each, or say that it is none of them.
Method: numbers decide first, SIRET before SIREN before RNA before the older number, unless the name and the place
both say something else: then somebody copied a wrong number, and a person looks. Without a number that is known, each
field that both sides give adds its evidence, a logarithm of odds: how much more often it would come out like this
if the two were one than if they were two. The sum starts from the odds of meeting the right one by chance among all.
A line is the *same* only when the sum is high, the names agree in nearly every word, something besides the name
agrees, nothing contradicts, and no other candidate comes near; it is *new* when no sum is worth a look.
Cost: O(words squared) a candidate; the candidates are the caller's, see `linkage_index`.
Source: Fellegi and Sunter, "A theory for record linkage" (1969); weights chosen on generated lines, see
`linkage_sample`, and measured on others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log
from typing import NamedTuple

from rapidfuzz import fuzz, process

from catalyse.engines.linkage_names import Likeness, Rarity, likeness, words_of
from catalyse.engines.text import fold

NEW, PERHAPS, SAME = "new", "perhaps", "same"
NUMBERS = ("siret", "siren", "rna", "old_rna")
SHOWN = 5
SURE_SHARE, LIKE_SHARE, POOR_SHARE, FAR_SHARE = 0.93, 0.5, 0.34, 0.85
ORDER = 6.0  # what a name must say for the order of its words not to matter
COMPARED, HERE = 25, 25.0  # candidates compared word by word; points that the right place adds to those of letters
SURE, LIKELY, MARGIN, MOST_MARGIN = 3.0, -3.0, 4.0, 99.0
NUMBER_ODDS = {"siret": 20.0, "siren": 18.0, "rna": 20.0, "old_rna": 18.0}
OTHER_NUMBER = {"siret": -1.0, "siren": -8.0, "rna": -8.0, "old_rna": -4.0}  # a SIRET changes with the address
PLACE_DIFFERS, PLACE_NEAR = -3.5, -2.0
YEAR, YEAR_NEAR, YEAR_DIFFERS = 3.0, 1.5, -2.0
DOMAIN, DOMAIN_DIFFERS, ACRONYM, ACRONYM_DIFFERS = 9.0, -0.5, 5.0, -0.5
# addresses that anybody may have say nothing of an association
ANYBODY = frozenset(
    [
        "gmail.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "hotmail.com",
        "hotmail.fr",
        "laposte.net",
        "outlook.com",
        "outlook.fr",
        "yahoo.fr",
        "yahoo.com",
        "sfr.fr",
        "live.fr",
        "neuf.fr",
        "bbox.fr",
        "icloud.com",
        "facebook.com",
        "helloasso.com",
        "instagram.com",
    ]
)


class Facts(NamedTuple):
    """What is told of an association, by a line or by a directory; "" and None are "not given"."""

    name: str
    acronym: str = ""
    rna: str = ""
    old_rna: str = ""
    siren: str = ""
    siret: str = ""
    insee: str = ""
    postal_code: str = ""
    commune: str = ""
    year: int | None = None
    website: str = ""
    email: str = ""


@dataclass(frozen=True)
class Known:
    """A candidate: what is told of it, and the key by which its caller knows it."""

    key: object
    facts: Facts


@dataclass(frozen=True)
class Evidence:
    """What one field says. `says`: equal, close, differs; `odds` is a natural logarithm, above 0 for the same."""

    field: str
    says: str
    given: str
    known: str
    odds: float


@dataclass(frozen=True)
class Choice:
    """A candidate with its evidence, the field that says most first. `odds` is their sum with those of chance."""

    known: Known
    odds: float
    evidence: tuple[Evidence, ...]
    share: float
    whole: bool  # the names are the same words in the same order, but for their spelling

    def says(self, name: str) -> str:
        """What a field says, or nothing where one side does not give it."""
        return next((one.says for one in self.evidence if one.field == name), "")


@dataclass(frozen=True)
class Answer:
    """What a line is, and the candidates worth showing, the likeliest first.

    `why`: number, name (sure without a number); number_contradicted, several_numbers, near_tie, like (perhaps); none.
    """

    verdict: str
    why: str
    choices: tuple[Choice, ...] = ()
    margin: float = field(default=0.0)


def link(row: Facts, candidates: Iterable[Known], rarity: Rarity, places: Mapping[str, int] | None = None) -> Answer:
    """What the line is among these candidates. `places`: how many associations each commune (by `place_of`) has."""
    near = nearest(row, list(candidates))
    each: dict[object, Choice] = {}
    for one in sorted((compare(row, one, rarity, places or {}) for one in near), key=lambda c: -c.odds):
        each.setdefault(one.known.key, one)  # said twice, by two lines of one file, it is one candidate
    choices = list(each.values())
    decided = _by_number(choices)
    if decided:
        return decided
    worth = [one for one in choices if _worth_a_look(one)]
    if not worth:
        return Answer(NEW, "none")
    shown, best = tuple(worth[:SHOWN]), worth[0]
    margin = best.odds - worth[1].odds if len(worth) > 1 else MOST_MARGIN
    if _sure(best) and margin >= MARGIN:
        return Answer(SAME, "name", shown, margin)
    return Answer(PERHAPS, "near_tie" if margin < MARGIN and _sure(best) else "like", shown, margin)


def nearest(row: Facts, candidates: Sequence[Known], limit: int = COMPARED) -> list[Known]:
    """The candidates that letters, place and numbers put first: the few worth comparing word by word."""
    if len(candidates) <= limit:
        return list(candidates)
    names = [" ".join(words_of(one.facts.name)) for one in candidates]
    alike = process.extract(" ".join(words_of(row.name)), names, scorer=fuzz.token_sort_ratio, limit=None)
    marks = {place: mark + _bonus(row, candidates[place].facts) for _name, mark, place in alike}
    best = sorted(marks, key=lambda place: -marks[place])
    return [candidates[place] for place in best[:limit]]


def _bonus(row: Facts, facts: Facts) -> float:
    if any(getattr(row, name) and getattr(row, name) == getattr(facts, name) for name in NUMBERS):
        return 2 * MOST_MARGIN
    named = domain_of(row.website) or domain_of(row.email)
    same = bool(named and named in (domain_of(facts.website), domain_of(facts.email)))
    here = _agrees(row.insee, facts.insee) or _agrees(commune_key(row.commune), commune_key(facts.commune))
    called = bool(facts.acronym) and squeezed(facts.acronym) in (squeezed(row.acronym), squeezed(row.name))
    return HERE * bool(here or _agrees(row.postal_code, facts.postal_code)) + MOST_MARGIN * (same + called)


def _by_number(choices: Sequence[Choice]) -> Answer | None:
    """The answer where a number that the line gives is that of a candidate."""
    for name in NUMBERS:
        bearers = [one for one in choices if one.says(name) == "equal"]
        if not bearers:
            continue
        others = [one for one in choices if one not in bearers and any(one.says(n) == "equal" for n in NUMBERS)]
        shown = tuple([*bearers, *others, *(c for c in choices if c not in bearers and _worth_a_look(c))][:SHOWN])
        if len(bearers) > 1 or others:
            return Answer(PERHAPS, "several_numbers", shown)
        if _denied(bearers[0]):
            return Answer(PERHAPS, "number_contradicted", shown)
        margin = bearers[0].odds - max((c.odds for c in choices if c is not bearers[0]), default=-MOST_MARGIN)
        return Answer(SAME, "number", shown, margin)
    return None


def _denied(one: Choice) -> bool:
    """Whether what is not a number says that the number is a mistake."""
    if any(one.says(name) == "differs" for name in ("rna", "siren")):
        return True
    enough = FAR_SHARE if one.says("place") == "differs" else POOR_SHARE
    named = one.share >= enough or one.says("acronym") == "equal" or one.says("website") == "equal"
    return not named and one.says("name") != ""


def _sure(one: Choice) -> bool:
    backed = one.says("place") == "equal" or one.says("website") == "equal"
    against = any(one.says(name) == "differs" for name in ("place", "rna", "siren", "old_rna", "year"))
    told = one.whole or next((e.odds for e in one.evidence if e.field == "name"), 0.0) >= ORDER
    return one.odds >= SURE and one.share >= SURE_SHARE and told and backed and not against


def _worth_a_look(one: Choice) -> bool:
    here = one.says("place") == "equal"
    called = here and one.says("acronym") == "equal"
    return (
        one.odds >= LIKELY
        or called
        or (here and one.share >= LIKE_SHARE)
        or (one.share >= 0.9 and one.odds >= 3 * LIKELY)
    )


def compare(row: Facts, known: Known, rarity: Rarity, places: Mapping[str, int]) -> Choice:
    """A line beside one candidate, field by field."""
    facts = known.facts
    told = [*_numbers(row, facts)]
    place = _place(row, facts, rarity, places)
    told += [place] if place else []
    local = commune_key(facts.commune).split() if place and place.says == "equal" else ()
    names = _names(row, facts, rarity, local)
    if row.name and facts.name:
        says = "equal" if names.share >= 0.999 else "close" if names.share >= LIKE_SHARE else "differs"
        told.append(Evidence("name", says, row.name, facts.name, names.odds))
    told += [one for one in (_acronym(row, facts), _year(row, facts), _website(row, facts)) if one]
    odds = sum(one.odds for one in told) - log(max(rarity.total, 2))
    told.sort(key=lambda one: -abs(one.odds))
    return Choice(known, odds, tuple(told), names.share, names.whole)


def _names(row: Facts, facts: Facts, rarity: Rarity, local: Iterable[str]) -> Likeness:
    """The names, or the name beside the acronym of the other side, whichever says more."""
    here, there = words_of(row.name), words_of(facts.name)
    best = likeness(here, there, rarity, local)
    # "Régie de quartier (RQF)" in one cell
    bare = _without_acronym(row.name)
    if bare != row.name:
        best = max(best, likeness(words_of(bare), there, rarity, local), key=lambda one: one.odds)
    return best


@lru_cache(maxsize=20_000)
def _without_acronym(name: str) -> str:
    return re.sub(r"\s*[(\[–-]\s*[^()\[\]]{2,12}[)\]]?\s*$", "", name) if re.search(r"[(\[]", name) else name


def _numbers(row: Facts, facts: Facts) -> Iterable[Evidence]:
    for name in NUMBERS:
        given, known = getattr(row, name), getattr(facts, name)
        if name == "siren":
            given, known = given or row.siret[:9], known or facts.siret[:9]
        if given and known:
            equal = given == known
            yield Evidence(
                name, "equal" if equal else "differs", given, known, (NUMBER_ODDS if equal else OTHER_NUMBER)[name]
            )


def _place(row: Facts, facts: Facts, rarity: Rarity, places: Mapping[str, int]) -> Evidence | None:
    """The commune, by code, by name, or by postal code where one side has only that."""
    given, known = " ".join(filter(None, (row.postal_code, row.commune))), facts.commune or facts.postal_code
    here, there = commune_key(row.commune), commune_key(facts.commune)
    department = (row.insee or row.postal_code)[:2], (facts.insee or facts.postal_code)[:2]
    far = bool(department[0] and department[1] and department[0] != department[1])
    agree = _agrees(row.insee, facts.insee)
    if agree is None and (here or there):
        named = _agrees(here, there)
        # many communes share a name: in another department it is another one
        agree = None if named is None else named and not far
    if not agree and _agrees(row.postal_code, facts.postal_code):
        agree = True if agree is None else agree
        if not agree and here and there:  # the postal code covers both, and one is often said for the other
            return Evidence("place", "close", given, known, PLACE_NEAR)
    if agree is None:
        return Evidence("place", "differs", given, known, PLACE_DIFFERS) if far else None
    if agree:
        return Evidence("place", "equal", given, known, _weight_of(facts, rarity, places))
    return Evidence("place", "differs", given, known, PLACE_DIFFERS if far else PLACE_DIFFERS + 0.5)


def _weight_of(facts: Facts, rarity: Rarity, places: Mapping[str, int]) -> float:
    held = places.get(place_of(facts), 0)
    return max(1.0, min(14.0, log(max(rarity.total, 100) / (held + 1))))


def _agrees(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def place_of(facts: Facts) -> str:
    """The key of a commune in `places`."""
    return facts.insee or commune_key(facts.commune) or facts.postal_code


@lru_cache(maxsize=50_000)
def squeezed(text: str) -> str:
    """A text folded into one piece, as acronyms are compared."""
    return fold(text).replace(" ", "")


@lru_cache(maxsize=50_000)
def commune_key(name: str) -> str:
    """A commune as it is compared: without CEDEX and the number of an office or a district."""
    return re.sub(r"\b(cedex|bp|cs)\b|\d+(er?|eme)?\b", " ", fold(name)).strip().replace("  ", " ")


def _acronym(row: Facts, facts: Facts) -> Evidence | None:
    given, known = squeezed(row.acronym), squeezed(facts.acronym)
    if known and len(known) > 2 and known in (given, squeezed(row.name)):
        return Evidence("acronym", "equal", row.acronym or row.name, facts.acronym, ACRONYM)
    return Evidence("acronym", "differs", row.acronym, facts.acronym, ACRONYM_DIFFERS) if given and known else None


def _year(row: Facts, facts: Facts) -> Evidence | None:
    if not (row.year and facts.year):
        return None
    apart = abs(row.year - facts.year)
    says, odds = ("equal", YEAR) if not apart else ("close", YEAR_NEAR) if apart == 1 else ("differs", YEAR_DIFFERS)
    return Evidence("year", says, str(row.year), str(facts.year), odds)


def _website(row: Facts, facts: Facts) -> Evidence | None:
    given = {domain for domain in (domain_of(row.website), domain_of(row.email)) if domain}
    known = {domain for domain in (domain_of(facts.website), domain_of(facts.email)) if domain}
    if not (given and known):
        return None
    equal = bool(given & known)
    told = " ".join(sorted(given)), " ".join(sorted(known))
    return Evidence("website", "equal" if equal else "differs", *told, DOMAIN if equal else DOMAIN_DIFFERS)


@lru_cache(maxsize=50_000)
def domain_of(address: str) -> str:
    """The domain of a website or an e-mail, unless anybody may have one there."""
    bare = address.strip().lower().partition("://")[2] or address.strip().lower()
    domain = bare.rpartition("@")[2].partition("/")[0].removeprefix("www.")
    return "" if domain in ANYBODY or "." not in domain else domain
