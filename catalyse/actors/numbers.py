"""The numbers of an organisation, read as people write them; what is wrong is said as how to put it right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.engines import identifiers
from catalyse.engines.identifiers import NotThisNumber
from catalyse.kernel.life import Refused

LENGTHS = {"siren": 9, "siret": 14, "rna": 10}


def numbers_of(*, rna: str = "", old_rna: str = "", siren: str = "", siret: str = "") -> dict[str, str]:
    """The four numbers in the one form that is kept; the SIREN is taken from the SIRET when it is left out.

    A number of before 2009 that was typed as an RNA number goes where it belongs. Raises `Refused` with the field.
    """
    kinds = {"rna": "", "old_rna": ""}
    if identifiers.bare(rna):
        kind, number = _read("rna", identifiers.association, rna)
        kinds[kind] = number
    if identifiers.bare(old_rna):
        kinds["old_rna"] = _read("old_rna", identifiers.old_rna, old_rna)
    place = _read("siret", identifiers.siret, siret) if identifiers.bare(siret) else ""
    body = _read("siren", identifiers.siren, siren) if identifiers.bare(siren) else place[:9]
    if place and body != place[:9]:
        raise Refused(_("A SIRET begins with the SIREN of the same organisation: these two differ."), "siret")
    return {**kinds, "siren": body, "siret": place}


def _read(field: str, reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text)
    except NotThisNumber as problem:
        raise Refused(put_right(problem), field) from None


def put_right(problem: NotThisNumber) -> str:
    """What to change in a number that cannot be one, in one sentence."""
    if problem.kind == "old_rna":
        return _("A number of before 2009 looks like this: 751P00085568.")
    name, length = problem.kind.upper(), LENGTHS[problem.kind]
    missing = problem.missing
    if problem.reason == "too_short":
        return _rna_length(missing) if problem.kind == "rna" else _missing(name, length, missing)
    if problem.reason == "too_long":
        return _rna_length(missing) if problem.kind == "rna" else _too_many(name, length, -missing)
    if problem.reason == "letters" and problem.kind == "rna":
        return _("An RNA number is the letter W, then nine digits: W612000001.")
    if problem.reason == "letters":
        return _("A %(name)s holds digits only: take the letters out.") % {"name": name}
    return _("A digit of this %(name)s must be wrong: they do not fit together. Copy it once more.") % {"name": name}


def _missing(name: str, length: int, missing: int) -> str:
    return ngettext(
        "A %(name)s has %(length)d digits: one is missing.",
        "A %(name)s has %(length)d digits: %(missing)d are missing.",
        missing,
    ) % {"name": name, "length": length, "missing": missing}


def _too_many(name: str, length: int, more: int) -> str:
    return ngettext(
        "A %(name)s has %(length)d digits: there is one too many.",
        "A %(name)s has %(length)d digits: there are %(more)d too many.",
        more,
    ) % {"name": name, "length": length, "more": more}


def _rna_length(missing: int) -> str:
    if missing > 0:
        return ngettext(
            "An RNA number has 10 characters, W first: one is missing.",
            "An RNA number has 10 characters, W first: %(missing)d are missing.",
            missing,
        ) % {"missing": missing}
    return ngettext(
        "An RNA number has 10 characters, W first: there is one too many.",
        "An RNA number has 10 characters, W first: there are %(more)d too many.",
        -missing,
    ) % {"more": -missing}
