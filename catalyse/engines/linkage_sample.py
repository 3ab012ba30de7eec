"""Lines as partners' spreadsheets have them, made from an invented register, with the truth beside each.

Problem: tests and benchmarks of linkage need thousands of lines whose right answer is known, and nobody's data.
Method: associations of the register's sample (see `register_sample`) get a SIRET, a year, a website as often as real
ones; a line draws one of them and is worn: a typing error, usual abbreviations, other order, a word lost, the acronym
in the cell of the name, capitals, the commune left out, written otherwise or wrong, a number left out, mistyped or
copied from another line. Other lines are drawn from associations that the register does not hold, half of them made
from the same words and communes as held ones: the hard ones to tell apart.
Cost: O(register + lines).
Source: kinds and shares of wear as met in lists of subsidies published by communes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from catalyse.engines.linkage import Facts, Known
from catalyse.engines.linkage_names import ABBREVIATIONS
from catalyse.engines.register import Entry, Reader
from catalyse.engines.register_sample import ENCODING, Place, sample
from catalyse.engines.search import LITTLE
from catalyse.engines.text import fold

SHORTER = {long: short for short, long in ABBREVIATIONS.items() if " " not in long}
TWINS = 0.02  # of the associations that would bear the name of another in one commune do so: nothing tells them apart
KEYS = "azertyuiopqsdfghjklmwxcvbn"


@dataclass(frozen=True)
class Wear:
    """How often each thing happens to a line; what is given at all comes last."""

    typo: float = 0.20
    second_typo: float = 0.03
    abbreviated: float = 0.25
    shuffled: float = 0.08
    lost: float = 0.08
    acronym_alone: float = 0.02
    acronym_beside: float = 0.10
    lower: float = 0.5
    commune: float = 0.90
    wrong_commune: float = 0.02
    postal_code: float = 0.60
    siret: float = 0.30
    rna: float = 0.25
    mistyped_number: float = 0.03
    copied_number: float = 0.005
    year: float = 0.20
    website: float = 0.25


REAL = Wear()
# no number, no year, no website: nothing but a worn name and, mostly, a commune
HARD = Wear(
    typo=0.45, second_typo=0.0, abbreviated=0.30, shuffled=0.15, lost=0.12, acronym_alone=0.0, acronym_beside=0.0,
    commune=0.88, wrong_commune=0.06, postal_code=0.0, siret=0.0, rna=0.0, year=0.0, website=0.0,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of a spreadsheet, and the key of the association that it speaks of; None where none is known."""

    facts: Facts
    truth: object


def register_of(rows: int, seed: int, places: Sequence[Place]) -> list[Known]:
    """Associations of an invented register, keyed by their numbers, as the house would know them."""
    chance = random.Random(seed)
    lines = (line.decode(ENCODING) for line in sample(rows, seed, places))
    entries: dict[tuple[str, str], Entry] = {}
    for one in Reader(lines):
        if isinstance(one, Entry) and one.state == "active":
            name = fold(one.title), one.insee
            if chance.random() < TWINS and name in entries:
                name = one.number, one.insee
            entries.setdefault(name, one)
    return [Known(entry.number, _facts(chance, entry)) for entry in entries.values()]


def _facts(chance: random.Random, entry: Entry) -> Facts:
    siren = _siren(chance) if chance.random() < 0.45 else ""
    domain = fold(entry.title).replace(" ", "-")[:24].strip("-") + chance.choice((".fr", ".org", "-asso.fr"))
    return Facts(
        entry.title, entry.short_title, entry.number, entry.former, siren, _siret(chance, siren) if siren else "",
        entry.insee, entry.postal_code, entry.commune, entry.created_on.year if entry.created_on else None,
        f"https://www.{domain}/" if chance.random() < 0.3 else "",
    )  # fmt: skip


def lines_of(known: Sequence[Known], lines: int, seed: int, wear: Wear = REAL, unknown: float = 0.3) -> list[Line]:
    """So many worn lines. Of the list, every tenth is kept from the register by `held`: the truth of those is None."""
    chance = random.Random(seed)
    inside, outside = [*held(known)], [one for place, one in enumerate(known) if not place % 10]
    told = []
    for _line in range(lines):
        if chance.random() < unknown and outside:
            told.append(Line(_worn(chance, chance.choice(outside).facts, inside, wear), None))
        else:
            one = chance.choice(inside)
            told.append(Line(_worn(chance, one.facts, inside, wear), one.key))
    return told


def held(known: Sequence[Known]) -> list[Known]:
    """The associations that the directory holds: nine of ten."""
    return [one for place, one in enumerate(known) if place % 10]


def _worn(chance: random.Random, facts: Facts, others: Sequence[Known], wear: Wear) -> Facts:
    def happens(share: float) -> bool:
        return chance.random() < share

    name = _name(chance, facts, wear)
    other = chance.choice(others).facts
    commune = facts.commune if happens(wear.commune) else ""
    if commune and happens(wear.wrong_commune):
        commune = other.commune
    siret, rna = facts.siret if happens(wear.siret) else "", facts.rna if happens(wear.rna) else ""
    if happens(wear.copied_number):
        siret, rna = other.siret, ""
    if happens(wear.mistyped_number):  # the reader refuses it: as good as not given, but for RNA
        siret, rna = "", _slip_digits(chance, rna)
    year = facts.year if happens(wear.year) else None
    if year and happens(0.1):
        year += chance.choice((-1, 1))
    site = facts.website if happens(wear.website) else ""
    return Facts(
        name, siret=siret, siren=siret[:9], rna=rna, postal_code=facts.postal_code if happens(wear.postal_code) else "",
        commune=_commune(chance, commune), year=year, website=site,
    )  # fmt: skip


def _name(chance: random.Random, facts: Facts, wear: Wear) -> str:
    words = facts.name.split()
    if facts.acronym and chance.random() < wear.acronym_alone:
        return facts.acronym
    if len(words) > 2 and chance.random() < wear.lost:
        place = 0 if chance.random() < 0.6 else chance.randrange(len(words))
        del words[place]
    if len(words) > 2 and chance.random() < wear.shuffled:
        cut = chance.randrange(1, len(words))
        words = words[cut:] + words[:cut]
    if chance.random() < wear.abbreviated:
        words = [_shorter(chance, word) for word in words]
    for share in (wear.typo, wear.second_typo):
        if chance.random() < share:
            place = max(range(len(words)), key=lambda n: len(words[n]) + chance.random() * 6)
            words[place] = _slip(chance, words[place])
    name = " ".join(words)
    if facts.acronym and chance.random() < wear.acronym_beside:
        name = f"{name} ({facts.acronym})"
    return name.title() if chance.random() < wear.lower else name


def _shorter(chance: random.Random, word: str) -> str:
    folded = fold(word)
    if folded in SHORTER:
        return SHORTER[folded].upper() + chance.choice((".", ""))
    return word[:4] + "." if len(word) > 9 and folded not in LITTLE and chance.random() < 0.15 else word


def _slip(chance: random.Random, word: str) -> str:
    if len(word) < 3:
        return word
    place = chance.randrange(1, len(word))
    kind = chance.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + chance.choice(KEYS).upper() + word[place:]
    if kind == 2:
        return word[:place] + chance.choice(KEYS).upper() + word[place + 1 :]
    return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]


def _slip_digits(chance: random.Random, number: str) -> str:
    if not number:
        return ""
    place = chance.randrange(4, len(number))
    return number[:place] + str((int(number[place]) + chance.randrange(1, 10)) % 10) + number[place + 1 :]


def _commune(chance: random.Random, name: str) -> str:
    kind = chance.random()
    if kind < 0.3:
        return name.upper()
    if kind < 0.5:
        return name.replace("Saint-", "St ").replace("Sainte-", "Ste ").replace("-", " ")
    return f"{name.upper()} CEDEX" if name and kind < 0.53 else name


def _siren(chance: random.Random) -> str:
    return _with_check(f"{chance.randrange(30_000_000, 99_999_999)}")


def _siret(chance: random.Random, siren: str) -> str:
    return _with_check(f"{siren}000{chance.choice('123')}")


def _with_check(digits: str) -> str:
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(digits))]
    return digits + str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)
