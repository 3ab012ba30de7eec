"""An invented register of associations, of any size, in the form in which the State publishes the real one.

Problem: tests, benchmarks and newcomers need a register with the shape of the real one and without anybody's data.
Method: a seeded generator draws a commune by its inhabitants, a pattern of title, its words, a state and days, and
now and then one of the faults of real files: blanks written as `_`, an impossible day, a title over two lines, a line
cut short, a number twice, a quote never closed, a character of Windows-1252. Numbers follow the shape of RNA numbers
and are given in order within a department, or, so that none can be anybody's, by the office `NOWHERE`, which does not
exist; postal codes are invented. The same seed gives the same bytes.
Cost: O(rows), one row in memory.
Source: none; the columns are those of `rna_waldec` as published by the Ministry of the Interior in 2018.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from catalyse.engines.register import department_of

COLUMNS = (
    "id", "id_ex", "siret", "rup_mi", "gestion", "date_creat", "date_decla", "date_publi", "date_disso", "nature",
    "groupement", "titre", "titre_court", "objet", "objet_social1", "objet_social2", "adrs_complement",
    "adrs_numvoie", "adrs_repetition", "adrs_typevoie", "adrs_libvoie", "adrs_distrib", "adrs_codeinsee",
    "adrs_codepostal", "adrs_libcommune", "adrg_declarant", "adrg_complemid", "adrg_complemgeo", "adrg_libvoie",
    "adrg_distrib", "adrg_codepostal", "adrg_achemine", "adrg_pays", "dir_civilite", "telephone", "siteweb",
    "email", "publiweb", "observation", "position", "maj_time",
)  # fmt: skip
NEVER = "0001-01-01"
ENCODING = "iso-8859-1"
# pattern, family of the register's list of objects
PATTERNS = (
    ("COMITÉ DES FÊTES DE {c}", "007"), ("AMICALE DES SAPEURS-POMPIERS DE {c}", "014"),
    ("ASSOCIATION SPORTIVE DE {c}", "011"), ("CLUB DE {sport} DE {c}", "011"), ("{sport} CLUB DE {c}", "011"),
    ("UNION SPORTIVE {c} {n}", "011"), ("ÉCOLE DE {art} DE {c}", "006"), ("{art} ET {art2} À {c}", "006"),
    ("COMPAGNIE {n}", "006"), ("LES AMIS DE {thing} DE {c}", "010"), ("SAUVEGARDE DE {thing} DE {c}", "010"),
    ("ASSOCIATION DES PARENTS D'ÉLÈVES DE {c}", "015"), ("FOYER RURAL DE {c}", "009"),
    ("CLUB DES AÎNÉS DE {c}", "007"), ("{n} SOLIDARITÉ", "020"), ("LA MAIN TENDUE {n}", "020"),
    ("RÉGIE DE QUARTIER DE {c}", "030"), ("{n} INSERTION", "030"), ("ATELIER {n}", "030"),
    ("CENTRE SOCIAL {n}", "009"), ("CRÈCHE {n}", "021"), ("AIDE À DOMICILE {n} {c}", "021"),
    ("SOCIÉTÉ DE CHASSE DE {c}", "013"), ("LES PÊCHEURS DE {c}", "013"), ("JARDINS PARTAGÉS DE {c}", "024"),
    ("{n} ENVIRONNEMENT", "024"), ("{n}", "006"), ("ASSOCIATION {n}", "006"), ("COLLECTIF {n} {c}", "003"),
    ("OFFICE DE TOURISME DE {c}", "034"), ("HARMONIE MUNICIPALE DE {c}", "006"), ("CHŒUR {n}", "006"),
    ("RADIO {n}", "005"), ("L'{n}", "006"), ("UNION DES COMMERÇANTS DE {c}", "022"), ("{n} SANTÉ", "017"),
    ("GROUPEMENT D'EMPLOYEURS {n}", "022"), ("ANCIENS COMBATTANTS DE {c}", "014"), ("{sport} LOISIRS {n}", "011"),
    ("LES {n} DE {c}", "014"), ("MUSIQUE EN {n}", "006"), ("FESTIVAL {n}", "006"), ("TIERS-LIEU {n}", "030"),
    ("AMICALE LAÏQUE DE {c}", "009"), ("BIBLIOTHÈQUE POUR TOUS DE {c}", "006"), ("{n} LOGEMENT", "032"),
    ("ASSOCIATION DÉPARTEMENTALE POUR {thing} ({n})", "010"), ("FÉDÉRATION {n} DE {c}", "009"),
    ("DÉVELOPPEMENT DES USAGES DU QUARTIER {n}", "030"), ("{n} ET COMPAGNIE", "006"),
)  # fmt: skip
SPORTS = (
    "JUDO", "FOOTBALL", "TENNIS", "BASKET", "HANDBALL", "PÉTANQUE", "GYMNASTIQUE", "RANDONNÉE", "VOILE",
    "ESCRIME", "NATATION", "CYCLISME",
)  # fmt: skip
ARTS = (
    "MUSIQUE", "DANSE", "THÉÂTRE", "CIRQUE", "PHOTOGRAPHIE", "PEINTURE", "CHANT", "CINÉMA", "SCULPTURE", "CONTE",
)  # fmt: skip
THINGS = (
    "L'ÉGLISE", "LA CHAPELLE", "L'ORGUE", "LA VALLÉE", "L'ÉTANG", "LA FORÊT", "LA BIBLIOTHÈQUE", "LA LANGUE",
    "LA MÉMOIRE OUVRIÈRE", "LA GARE", "L'ABBAYE", "LA LECTURE",
)  # fmt: skip
STARTS = "BA BEL BRI CA CHAN CLÉ COR DA DOU É FA FLO GA GRI HÉ JO LA LI LOU MA MÉ MO NA NO O PA PE RA RO SA SO TA VA VI"
MIDDLES = "LA RI DO MI NÉ TA VI LO RA SÉ BO CA LE NI PO TRI GUE MA"
ENDS = "NE TTE LLE RD S X NT RIE SSE TEL GNE Y ÇON RÊT DINE LIÈRE VOL MOND BRE QUE"
STARTS_, MIDDLES_, ENDS_ = STARTS.split(), MIDDLES.split(), ENDS.split()
PURPOSES = (
    "organiser des rencontres et des fêtes", "faire connaître le patrimoine de la commune", "pratiquer et enseigner",
    "aider les habitants dans leurs démarches", "accompagner vers l'emploi", "protéger les milieux naturels",
)  # fmt: skip
FIRST, LAST = date(1901, 7, 1), date(2026, 6, 30)
NOWHERE = "000"  # offices begin with the number of their department
ODD = 0.004  # of the lines have one of the faults


@dataclass(frozen=True)
class Place:
    """A commune of the sample: INSEE code, name, inhabitants."""

    insee: str
    name: str
    inhabitants: int


def sample(rows: int, seed: int, places: Sequence[Place], *, office: str = "", last: date = LAST) -> Iterator[bytes]:
    """The header, then so many lines as bytes, each with its line feed. `places` must not be empty.

    `office` gives all the numbers (else one of each department does), and nothing is dated after `last`.
    """
    chance = random.Random(seed)
    weights = list(accumulate(max(1, place.inhabitants) for place in places))
    numbers: dict[str, int] = {}
    yield _line(COLUMNS)
    for place in _draw(chance, places, weights, rows):
        department = department_of(place.insee)
        counted = office or department
        rank = numbers[counted] = numbers.get(counted, 0) + 1
        values = _values(chance, place, rank, office, last)
        yield _odd(chance, values) if chance.random() < ODD else _line(values)


def _draw(chance: random.Random, places: Sequence[Place], weights: list[int], rows: int) -> Iterator[Place]:
    for begin in range(0, rows, 1000):
        yield from chance.choices(places, cum_weights=weights, k=min(1000, rows - begin))


def _values(chance: random.Random, place: Place, rank: int, office: str, last: date) -> list[str]:
    department = department_of(place.insee)
    pattern, family = chance.choice(PATTERNS)
    title = pattern.format(
        c=place.name.upper(),
        n=_name(chance),
        sport=chance.choice(SPORTS),
        art=chance.choice(ARTS),
        art2=chance.choice(ARTS),
        thing=chance.choice(THINGS),
    )
    born = FIRST + timedelta(days=int((last - FIRST).days * chance.random() ** 0.35))
    ended = born + timedelta(days=chance.randrange(200, 9000)) if chance.random() < 0.22 else last
    gone = ended < last
    given = f"{department:0>3}"[:3] if len(department) == 3 else f"{department}{chance.choice('123')}"
    office = office or given
    acronym = "".join(word[0] for word in title.replace("'", " ").split() if len(word) > 2)
    told = dict.fromkeys(COLUMNS, "")
    told |= {
        "id": f"W{office}{rank:06d}", "gestion": f"{office}S", "date_creat": str(born), "date_decla": str(born),
        "date_publi": str(born + timedelta(days=20)), "date_disso": str(ended) if gone else NEVER, "nature": "D",
        "groupement": chance.choices("SUF", (96, 2, 2))[0], "titre": title,
        "titre_court": acronym if chance.random() < 0.4 and len(acronym) > 2 else "_",
        "objet": f"{chance.choice(PURPOSES)}, à {place.name}", "objet_social1": f"{family}{chance.randrange(100):03d}",
        "objet_social2": "000000", "adrs_numvoie": str(chance.randrange(1, 90)), "adrs_typevoie": "RUE",
        "adrs_libvoie": "DE LA MAIRIE", "adrs_codeinsee": place.insee, "adrs_libcommune": place.name,
        "adrs_codepostal": f"{department}{int(place.insee[-3:]) * 10 % 1000:03d}"[:5], "adrg_pays": "FRANCE",
        "publiweb": "1", "position": "D" if gone else "A", "maj_time": f"{max(born, ended if gone else born)} 12:00:00",
    }  # fmt: skip
    return [told[name] for name in COLUMNS]


def _name(chance: random.Random) -> str:
    middle = chance.choice(MIDDLES_) if chance.random() < 0.6 else ""
    return chance.choice(STARTS_) + middle + chance.choice(MIDDLES_) + chance.choice(ENDS_)


def _odd(chance: random.Random, values: list[str]) -> bytes:
    """The line with one of the faults of real files."""
    told = dict(zip(COLUMNS, values, strict=True))
    fault = chance.randrange(9)
    if fault == 0:
        told["titre"] = "_"
    elif fault == 1:
        told["id"] = told["id"][:-2]
    elif fault == 2:
        told["date_creat"] = "1987-02-30"
    elif fault == 3:
        told["titre"] = told["titre"].replace(" ", "\n", 1)
    elif fault == 4:
        return _line(values[:20])
    elif fault == 5:
        told |= {"position": "R", "observation": f"voir {told['id'][:-1]}9"}
    elif fault == 6:
        return _line(values).replace(b'"' + told["titre"].encode(ENCODING, "replace"), b'"\x93C\x9cUR\x94 ', 1)
    elif fault == 7:
        return _line(values).rstrip(b'"\n') + b"\n"
    else:
        told["adrs_codeinsee"] = "_"
    return _line(list(told.values()))


def _line(values: Sequence[str]) -> bytes:
    quoted = ";".join('"' + value.replace('"', '""') + '"' for value in values)
    return quoted.translate(OUTSIDE).encode(ENCODING, "replace") + b"\n"


OUTSIDE = str.maketrans({"Œ": "OE", "œ": "oe", "’": "'", "–": "-", "—": "-"})
