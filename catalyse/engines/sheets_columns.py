"""What the columns of a partner's list mean, and what one of its lines tells of an association.

Problem: the header stands on any of the first lines, under a title, and calls things by a hundred names; numbers lost
their zeros, days are years or numbers of days, a SIRET shows as 4,40605E+13.
Method: the header is the line among the first whose cells are most often known labels; a column with an unknown
label is known by what most of its cells can be read as. Each cell is then read as its column means it; what cannot be
is told, with a reason, and left out: the line stays.
Cost: O(cells).
Source: headers met in lists of communes, federations and departments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from catalyse.engines.identifiers import NotThisNumber, association, bare, siren, siret
from catalyse.engines.sheets import Row, Sheet
from catalyse.engines.text import fold

LABELS: Mapping[str, str] = {
    "name": "nom|association|associations|nom de l association|nom association|denomination|raison sociale|structure"
    "|intitule|titre|organisme|beneficiaire|nom du beneficiaire|denomination sociale|libelle|nom de la structure"
    "|nom complet|nom beneficiaire|name",
    "acronym": "sigle|acronyme|nom court|abreviation|titre court|acronym",
    "rna": "rna|numero rna|n rna|no rna|code rna|waldec|numero waldec|identifiant rna|id association",
    "siret": "siret|numero siret|n siret|no siret|n de siret|code siret|siret siege|num siret",
    "siren": "siren|numero siren|n siren|no siren|num siren",
    "insee": "code insee|insee|code commune|commune insee|code commune insee|codgeo",
    "postal_code": "cp|code postal|postal|code post|c p|postal code",
    "commune": "commune|ville|localite|commune du siege|ville du siege|lieu|siege|adresse commune|libelle commune|city",
    "year": "annee|annee de creation|annee creation|date de creation|date creation|creation|fondee en|creee en"
    "|date de declaration|founded",
    "website": "site|site web|site internet|web|url|internet|siteweb|website",
    "public_email": "courriel|mail|email|e mail|adresse mail|adresse electronique|courriel de l association"
    "|mail association|contact mail|mel",
    "public_phone": "telephone|tel|tel fixe|telephone de l association|numero de telephone|phone",
    "mission": "objet|objet social|activite|activites|description|mission|objet de l association",
}
KNOWN: Mapping[str, str] = {label: name for name, labels in LABELS.items() for label in labels.split("|")}
FIELDS = tuple(LABELS)
LOOKED_AT, TRIED = 40, 200
MOSTLY = 0.6
LENGTHS = {
    "name": 200, "acronym": 60, "commune": 100, "website": 200, "public_email": 200, "public_phone": 20,
    "mission": 4000,
}  # fmt: skip
EMAIL = re.compile(r"[^@\s,;<>\"()]+@[\w-]+(?:\.[\w-]+)+")
WEB = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
PHONE = re.compile(r"[+0-9][0-9 .()\u00a0-]{5,19}")
YEAR = re.compile(r"(?:1[89]|20)\d\d")
LAST_YEAR, FIRST_DAY = 2199, 1899  # day 0 of Excel's calendar falls in the last days of 1899


@dataclass(frozen=True)
class Table:
    """A sheet understood: its labels, what each column is taken for, and the rows below the header."""

    sheet: Sheet
    labels: tuple[str, ...]
    guessed: Mapping[str, int]  # field -> column
    rows: tuple[Row, ...]
    score: int = field(default=0)


def table_of(sheet: Sheet) -> Table:
    """The sheet with its header found and its columns guessed."""
    marks = [(_known(row), -place) for place, row in enumerate(sheet.rows[:LOOKED_AT])]
    best, place = max(marks, default=(0, 0))
    if best == 0:  # no label is known: the first line that is as wide as those below
        place = -next((n for n, row in enumerate(sheet.rows[:LOOKED_AT]) if _filled(row) >= min(2, sheet.width)), 0)
    head = sheet.rows[-place] if sheet.rows else Row(0, ())
    rows = sheet.rows[-place + 1 :]
    width = max([len(head.cells), *(len(row.cells) for row in rows[:TRIED])], default=0)
    labels = tuple(head.cells[n] if n < len(head.cells) else "" for n in range(width))
    return Table(
        sheet, labels, guess(labels, rows[:TRIED]), rows, best * 1000 + min(len(rows), 999) - 10**6 * sheet.hidden
    )


def best_of(sheets: Sequence[Sheet]) -> list[Table]:
    """The sheets understood, the one that looks most like a list of associations first."""
    return sorted(map(table_of, sheets), key=lambda table: -table.score)


def _known(row: Row) -> int:
    found = {KNOWN.get(_label(cell), "") for cell in row.cells} - {""}
    return len(found) if len(found) > 1 or (_filled(row) == 1 and "name" in found) else len(found) // 2


def _filled(row: Row) -> int:
    return sum(bool(cell) for cell in row.cells)


def _label(cell: str) -> str:
    return re.sub(r"^(n|no|num) (?=rna|siret|siren)", "", fold(cell.replace("°", " ").replace("*", " ")))


def guess(labels: Sequence[str], rows: Sequence[Row]) -> dict[str, int]:
    """Which column each field is in, by its label, else by what its cells can be read as."""
    guessed: dict[str, int] = {}
    for place, label in enumerate(labels):
        name = KNOWN.get(_label(label)) or KNOWN.get(fold(label))
        if name:
            guessed.setdefault(name, place)
    free = [place for place in range(len(labels)) if place not in guessed.values()]
    for name in ("siret", "rna", "siren", "postal_code"):
        for place in free:
            if name not in guessed and _mostly(name, place, rows):
                guessed[name] = place
                free.remove(place)
                break
    if "name" not in guessed and free:
        wordy = {place: sum(len(row.cells[place]) > 8 for row in rows if place < len(row.cells)) for place in free}
        place = max(free, key=lambda one: (wordy[one], -one))
        if wordy[place]:
            guessed["name"] = place
    return guessed


def _mostly(name: str, place: int, rows: Sequence[Row]) -> bool:
    cells = [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]]
    if len(cells) < 3:
        return False
    return sum(read_cell(name, cell)[1] == "" for cell in cells) > MOSTLY * len(cells)


@dataclass(frozen=True)
class Told:
    """What a line says: the values by field, and what could not be read as (field, reason, the cell)."""

    values: Mapping[str, Any]
    left_out: tuple[tuple[str, str, str], ...]


def tell(row: Row, columns: Mapping[str, int]) -> Told:
    """What a row says, its columns being those. Reasons: shortened, number, year, place, address, phone."""
    values: dict[str, Any] = {}
    left_out = []
    for name, place in columns.items():
        cell = row.cells[place].strip() if 0 <= place < len(row.cells) else ""
        if fold(cell) in ("", "nc", "neant", "sans", "non renseigne", "n a", "na", "inconnu"):
            continue
        value, reason = read_cell(name, cell)
        if reason:
            left_out.append((name, reason, cell[:80]))
        elif name == "rna" and isinstance(value, tuple):
            values[value[0]] = value[1]
        else:
            values[name] = value
    if "siret" in values:
        values["siren"] = values["siret"][:9]
    return Told(values, tuple(left_out))


def read_cell(name: str, cell: str) -> tuple[Any, str]:
    """The value that a cell holds for a field, and why it cannot be one; one of the two is empty."""
    reader = READERS.get(name)
    if reader is None:
        return cell[: LENGTHS[name]].strip(), ""
    return reader(cell)


def whole(cell: str, length: int) -> str:
    """The digits of a number that a spreadsheet kept as a value: 4,40605009E+13, 44060500900012.0, zeros lost."""
    text = cell.replace(",", ".").replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"\d+(\.\d+)?([eE]\+?\d{1,2})?", text) and ("." in text or "e" in text.lower()):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return ""
        digits = len(text.lower().partition("e")[0].replace(".", "").strip("0"))
        short = "e" in text.lower() and digits < length - 3
        if number != number.to_integral_value() or short or number.adjusted() > length:
            return ""
        return str(int(number)).zfill(length)
    return text if not text.isdigit() else text.zfill(length) if length - 3 < len(text) < length else text


def _siret(cell: str) -> tuple[str, str]:
    return _number(cell, 14, siret)


def _siren(cell: str) -> tuple[str, str]:
    return _number(cell, 9, lambda text: siret(text)[:9] if len(bare(text)) == 14 else siren(text))


def _number(cell: str, length: int, read: Callable[[str], str]) -> tuple[str, str]:
    digits = whole(cell, length)
    if not digits:
        return "", "shortened"
    try:
        return read(digits), ""
    except NotThisNumber:
        return "", "number"


def _rna(cell: str) -> tuple[Any, str]:
    try:
        return association(cell), ""
    except NotThisNumber:
        return "", "number"


def _year(cell: str) -> tuple[Any, str]:
    found = YEAR.findall(cell)
    if len(set(found)) == 1:
        return int(found[0]), ""
    digits = cell.partition(".")[0]
    if digits.isdigit() and 366 < int(digits) < 80_000 and len(digits) == 5:  # a day that lost its form
        return FIRST_DAY + (int(digits) + 364) * 100 // 36525, ""
    return "", "year"


def _postal(cell: str) -> tuple[str, str]:
    digits = whole(cell, 5)
    return (digits, "") if re.fullmatch(r"\d{5}", digits) else ("", "place")


def _insee(cell: str) -> tuple[str, str]:
    code = whole(cell, 5) if cell[:1].isdigit() and cell.replace(".", "").isdigit() else bare(cell)
    return (code, "") if re.fullmatch(r"\d[0-9AB]\d{3}", code) else ("", "place")


def _website(cell: str) -> tuple[str, str]:
    if not WEB.fullmatch(cell) or len(cell) > 190:
        return "", "address"
    return cell if "://" in cell else f"https://{cell}", ""


def _email(cell: str) -> tuple[str, str]:
    found = EMAIL.search(cell)
    return (found.group(), "") if found and len(found.group()) <= 200 else ("", "address")


def _phone(cell: str) -> tuple[str, str]:
    text = "0" + cell if re.fullmatch(r"[1-9]\d{8}", cell) else cell
    found = PHONE.match(text)
    return (found.group().strip(), "") if found else ("", "phone")


READERS: Mapping[str, Callable[[str], tuple[Any, str]]] = {
    "siret": _siret, "siren": _siren, "rna": _rna, "year": _year, "postal_code": _postal, "insee": _insee,
    "website": _website, "public_email": _email, "public_phone": _phone,
}  # fmt: skip
