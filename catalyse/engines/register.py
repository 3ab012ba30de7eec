"""The national register of associations, line by line.

Problem: read the files in which the State publishes its register (`rna_waldec`: associations with an RNA number;
`rna_import`: those that have declared no change since 2009 and keep an older number) and the columns of SIRENE that
name an association's number; keep what tells an association, leave out what tells a person, and say of each line
that cannot be kept why.
Method: columns are found by their names, never by their places, so that older and newer headers read alike. A quoted
text may run over several lines; a quote that is never closed costs its own line and not those that follow. Files
announced as ISO-8859-1 hold characters of Windows-1252: the bytes 80 to 9F are read as these. `0001-01-01`, `_` and
an impossible day mean "not given". A number outside its shape, or a line without a title, is refused; a SIRET outside
its shape is left out. Where a line says that an association was numbered anew, the new number is taken from its
remark. Addresses of streets, names, telephones and e-mails are never read: for a small association they are somebody's.
Cost: O(bytes), one line in memory at a time.
Source: "Répertoire national des associations" and "Base Sirene" as published under the Licence Ouverte.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import IO, NamedTuple

from catalyse.engines.identifiers import OLD_RNA, RNA, NotThisNumber, bare, siren, siret
from catalyse.engines.search import LITTLE

CONTROLS = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)} | {0: None}
CONTROL = re.compile("[\x00\x80-\x9f]")
QUOTED_LINES = 20  # a text longer than that is a quote that somebody forgot to close
NOT_GIVEN = frozenset({"", "_", "-", "NULL"})
NEW_NUMBER = re.compile(r"W\d[0-9A-Z]\d{7}")
OBJECT = re.compile(r"\d{6}")
INSEE = re.compile(r"\d[0-9AB]\d{3}")
POSTAL = re.compile(r"\d{5}")
WEB = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
STATES = {"A": "active", "D": "dissolved", "S": "removed", "R": "renumbered"}
LONGEST = {"title": 500, "short_title": 100, "purpose": 4000, "commune": 100, "website": 200}


class Form(NamedTuple):
    """One kind of file: the names of its columns for what we keep, each with the names that it has borne."""

    kind: str
    known_by: str  # a column that no other kind has
    columns: Mapping[str, tuple[str, ...]]


_COMMON: dict[str, tuple[str, ...]] = {
    "number": ("id",), "former": ("id_ex",), "siret": ("siret",), "title": ("titre",), "purpose": ("objet",),
    "object_1": ("objet_social1",), "object_2": ("objet_social2",), "insee": ("adrs_codeinsee",),
    "postal_code": ("adrs_codepostal",), "created_on": ("date_creat",), "published_on": ("date_publi",),
    "grouping": ("groupement",), "website": ("siteweb",), "state": ("position",), "remark": ("observation",),
}  # fmt: skip
FORMS = (
    Form(
        "waldec",
        "titre_court",
        _COMMON
        | {
            "short_title": ("titre_court",), "commune": ("adrs_libcommune",),
            "declared_on": ("date_decla",), "dissolved_on": ("date_disso",),
        },
    ),
    Form("import", "libcom", _COMMON | {"commune": ("libcom",)}),
    Form(
        "sirene",
        "identifiantAssociationUniteLegale",
        {
            "number": ("identifiantAssociationUniteLegale",), "siren": ("siren",),
            "activity": ("activitePrincipaleUniteLegale",),
            "nomenclature": ("nomenclatureActivitePrincipaleUniteLegale",),
            "state": ("etatAdministratifUniteLegale",),
        },
    ),
)  # fmt: skip
NEEDED = {"waldec": ("number", "title"), "import": ("number", "title"), "sirene": ("number", "siren")}


class NotARegister(ValueError):
    """A file whose first line is none that the State publishes; `columns` are those that it has."""

    def __init__(self, columns: list[str]):
        super().__init__(f"none of the known files has these columns: {', '.join(columns[:6])}")
        self.columns = columns


@dataclass(frozen=True)
class Refusal:
    """A line that was not kept. `reason`: columns, quote, no_number, bad_number, no_title, bad_state, bad_siren."""

    line: int
    reason: str


class Entry(NamedTuple):
    """One association as a line of the register says it; "" and None are "not given"."""

    number: str  # RNA, or the older number where there is none
    former: str
    siret: str
    title: str
    short_title: str
    purpose: str
    object_1: str
    object_2: str
    insee: str
    postal_code: str
    commune: str
    created_on: date | None
    declared_on: date | None
    published_on: date | None
    dissolved_on: date | None
    state: str
    renumbered_to: str
    grouping: str  # S simple, U union, F federation
    website: str


class Unit(NamedTuple):
    """What SIRENE says of an association: its SIREN and its activity with the edition of the nomenclature."""

    number: str
    siren: str
    activity: str
    nomenclature: str
    closed: bool


Line = Entry | Unit | Refusal


def department_of(insee: str) -> str:
    """The department of a commune, as its code begins: two signs, three overseas."""
    return insee[:3] if insee.startswith("97") else insee[:2]


def calm(title: str) -> str:
    """A title as people write it: the register shouts many of them, and a title in small letters stays as it is."""
    if not title.isupper():
        return title
    words = re.split(r"(\W+)", title.lower())
    told = [word if word in LITTLE else word[:1].upper() + word[1:] for word in words]
    return "".join(told)[:1].upper() + "".join(told)[1:]


def encoding_of(head: bytes) -> str:
    """The encoding of a file whose first bytes these are: UTF-8 where they can be nothing else."""
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "iso-8859-1"
    return "iso-8859-1" if head.isascii() else "utf-8"


def form_of(header: str) -> tuple[Form, str, list[str]]:
    """The kind of file that begins with this line, its delimiter and its columns, or NotARegister."""
    delimiter = ";" if header.count(";") >= header.count(",") else ","
    columns = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    for form in FORMS:
        have = set(columns)
        if form.known_by in have and all(have & set(form.columns[name]) for name in NEEDED[form.kind]):
            return form, delimiter, columns
    raise NotARegister(columns)


class Reader:
    """Iterates over what the lines of one file say. `form` is its kind.

    `behind` is the number of lines that what was last given ends with: another Reader of the same file goes on from
    there when it is told to `skip` so many.
    """

    def __init__(self, lines: Iterable[str], skip: int = 0):
        self._lines = iter(lines)
        header = next(self._lines, "").translate(CONTROLS)
        self.form, self._delimiter, self._columns = form_of(header)
        self._broken: list[Refusal] = []
        self._pending: list[str] = []
        self.line = 1
        while self.line < skip and next(self._lines, None) is not None:
            self.line += 1
        self.behind = self.line

    def __iter__(self) -> Iterator[Line]:
        width, names = len(self._columns), list(self.form.columns)
        # a column that this edition of the file lacks is read from the empty one put after the last
        places = [
            next((self._columns.index(one) for one in known if one in self._columns), width)
            for known in self.form.columns.values()
        ]
        pick, read = itemgetter(*places), _unit if self.form.kind == "sirene" else _entry
        for values in csv.reader(self._records(), delimiter=self._delimiter):
            yield from self._told()
            self.behind = self.line
            if not values:
                continue
            if len(values) != width:
                yield Refusal(self.line, "columns")
                continue
            values.append("")
            answer = read(dict(zip(names, map(str.strip, pick(values)), strict=True)))
            if answer is not None:
                yield answer if not isinstance(answer, str) else Refusal(self.line, answer)
        yield from self._told()
        self.behind = self.line

    def _told(self) -> Iterator[Refusal]:
        """The lines with a quote that is never closed, met on the way to the present one."""
        broken, self._broken = self._broken, []
        for refusal in broken:
            self.behind = refusal.line
            yield refusal

    def _records(self) -> Iterator[str]:
        """Whole records: a line, or several where a quoted text runs on."""
        while (line := self._next()) is not None:
            if line.count('"') % 2:
                more: list[str] = []
                while len(more) < QUOTED_LINES and (another := self._next()) is not None:
                    more.append(another)
                    if another.count('"') % 2:
                        break
                if not more or more[-1].count('"') % 2 == 0:
                    self.line -= len(more)
                    self._pending = more + self._pending
                    self._broken.append(Refusal(self.line, "quote"))
                    continue
                line = " ".join(one.rstrip("\r\n") for one in (line, *more))
            yield line

    def _next(self) -> str | None:
        line = self._pending.pop(0) if self._pending else next(self._lines, None)
        if line is None:
            return None
        self.line += 1
        return line.translate(CONTROLS) if CONTROL.search(line) else line


def _entry(said: dict[str, str]) -> Entry | str:
    number = said["number"]
    if not RNA.fullmatch(number):
        number = bare(number)
    if number in NOT_GIVEN:
        return "no_number"
    if not (RNA.fullmatch(number) or OLD_RNA.fullmatch(number)):
        return "bad_number"
    title = _text(said["title"], "title")
    if not title:
        return "no_title"
    dissolved_on = _day(said.get("dissolved_on", ""))
    state = STATES.get(said["state"] or ("D" if dissolved_on else "A"))
    if state is None:
        return "bad_state"
    renumbered = NEW_NUMBER.search(said["remark"].upper()) if state == "renumbered" else None
    return Entry(
        number, _former(said["former"], number), _siret(said["siret"]), title,
        _text(said.get("short_title", ""), "short_title"), _text(said["purpose"], "purpose"),
        _object(said["object_1"]), _object(said["object_2"]), _like(INSEE, said["insee"].upper()),
        _like(POSTAL, said["postal_code"]), _text(said["commune"], "commune"), _day(said["created_on"]),
        _day(said.get("declared_on", "")), _day(said["published_on"]), dissolved_on, state,
        renumbered.group() if renumbered else "", said["grouping"] if said["grouping"] in ("S", "U", "F") else "",
        _website(said["website"]),
    )  # fmt: skip


def _unit(said: dict[str, str]) -> Unit | str | None:
    number = bare(said["number"])
    if number in NOT_GIVEN:
        return None  # a business that is no association
    if not (RNA.fullmatch(number) or OLD_RNA.fullmatch(number)):
        return "bad_number"
    try:
        found = siren(said["siren"])
    except NotThisNumber:
        return "bad_siren"
    return Unit(number, found, said["activity"][:6], said["nomenclature"][:10], said["state"] == "C")


def _text(said: str, name: str) -> str:
    return "" if said in NOT_GIVEN else " ".join(said.split())[: LONGEST[name]]


def _like(shape: re.Pattern[str], said: str) -> str:
    return said if shape.fullmatch(said) else ""


def _object(said: str) -> str:
    return "" if said == "000000" else _like(OBJECT, said)


def _former(said: str, number: str) -> str:
    if said in NOT_GIVEN:
        return ""
    former = bare(said)
    return former if former != number and OLD_RNA.fullmatch(former) else ""


def _siret(said: str) -> str:
    if said in NOT_GIVEN:
        return ""
    try:
        return siret(said)
    except NotThisNumber:
        return ""


def _website(said: str) -> str:
    return said[: LONGEST["website"]] if WEB.fullmatch(said) else ""


@lru_cache(maxsize=50_000)
def _day(said: str) -> date | None:
    """A day from 1800 on; `0001-01-01` and what is no day are not given."""
    try:
        day = date.fromisoformat(said[:10])
    except ValueError:
        return None
    return day if day.year >= 1800 else None


def text_lines(stream: IO[bytes]) -> Iterator[str]:
    """The lines of a file of bytes, decoded as its beginning suggests; they end at line feeds only."""
    head = stream.peek(65536)[:65536] if hasattr(stream, "peek") else b""
    encoding = encoding_of(head)
    if encoding == "utf-8-sig":
        stream.read(3)
    for line in stream:
        yield line.decode(encoding.removesuffix("-sig"), "replace")
