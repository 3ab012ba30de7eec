"""The State's directory of businesses (API Recherche d'entreprises), asked where a setting names its address.

It holds legal units, so only associations that have a SIREN; those that object to being shown are not in it. It takes
7 questions a second from one address and answers more with 429 and `Retry-After`; it asks for a `User-Agent`. Nine or
fourteen digits are looked up directly, and filters are then ignored without a word: what is no association is left out
here. Who runs an association is never asked for, never read, never kept. Whatever goes wrong is `Unavailable`, after
`PATIENCE` seconds at most, and the directory is then left alone for a while by all processes.

Source: the API's OpenAPI description (etalab, annuaire-entreprises-data-gouv-fr/search-api), read in November 2026.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from catalyse.kernel import throttle

KEY = "directory of businesses"
TIMES, PER = 3, timedelta(seconds=1)  # three at once and three more within the second: under seven
PATIENCE = 3.0  # seconds, from the question to the whole answer
MOST = 1_000_000  # bytes of an answer
REST, LONGEST_REST = timedelta(seconds=10), timedelta(hours=1)
FEWEST_SIGNS = 3
PER_PAGE = 8
NATURES = frozenset({"5195", "9210", "9220", "9221", "9222", "9223", "9224", "9230", "9240", "9260"})
RNA = re.compile(r"W\d[0-9A-Z]\d{7}")
SIREN = re.compile(r"\d{9}")


class Unavailable(Exception):
    """The directory does not answer, not in time, not as documented, or has asked to be left alone."""


@dataclass(frozen=True)
class Business:
    """What the directory tells of one association; nothing of people."""

    siren: str
    siret: str
    rna: str
    name: str
    short_name: str
    insee: str
    commune: str
    active: bool


def enabled() -> bool:
    """Whether the house may ask the directory."""
    return bool(settings.BUSINESS_DIRECTORY)


def find(text: str) -> list[Business]:
    """The associations that a text means, in the directory's order. Raises Unavailable. Costs 1 query."""
    text = " ".join(text.split())[:200]
    if not enabled() or len(text) < FEWEST_SIGNS:
        return []
    digits = text.replace(" ", "")
    return _asked(digits if digits.isdigit() else text)


def business(siren: str) -> Business | None:
    """The association with that SIREN. Raises Unavailable. Costs 1 query."""
    if not enabled() or not SIREN.fullmatch(siren):
        return None
    return next((one for one in _asked(siren) if one.siren == siren), None)


def _asked(text: str) -> list[Business]:
    if not throttle.spend(KEY, times=TIMES, per=PER):
        raise Unavailable("asked too often")
    asked = {
        "q": text, "est_association": "true", "minimal": "true", "include": "siege,complements", "page": 1,
        "per_page": PER_PAGE,
    }  # fmt: skip
    try:
        # in a thread, as neither the look-up of a name nor a slow trickle of bytes heeds the time of a socket
        answer = POOL.submit(_fetch, f"{settings.BUSINESS_DIRECTORY}/search?{urlencode(asked)}").result(PATIENCE)
        results = json.loads(answer)["results"]
        return [one for one in map(_told, results) if one]
    except HTTPError as fault:
        fault.close()
        throttle.hold(KEY, _wait(fault.headers.get("Retry-After")) if fault.code == 429 else REST)
        raise Unavailable(f"answered {fault.code}") from fault
    except (
        OSError,
        HTTPException,
        TimeoutError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as fault:
        throttle.hold(KEY, REST)
        raise Unavailable(type(fault).__name__) from fault


class _NoRedirect(HTTPRedirectHandler):
    """What was typed goes to the address of the setting and nowhere else."""

    def redirect_request(self, *args: Any) -> None:
        return None


POOL = ThreadPoolExecutor(2, "businesses")
OPENER = build_opener(_NoRedirect)


def _fetch(address: str) -> bytes:
    request = Request(address, headers={"Accept": "application/json", "User-Agent": f"Catalyse ({settings.BASE_URL})"})
    with OPENER.open(request, timeout=PATIENCE) as answer:
        content: bytes = answer.read(MOST + 1)
    if len(content) > MOST:
        raise ValueError("too long")
    return content


def _wait(said: str | None) -> timedelta:
    """How long the directory asks to be left alone: seconds, or a moment."""
    wait = REST
    if said and said.strip().isdigit():
        wait = timedelta(seconds=min(int(said.strip()[:9]), 1_000_000))
    elif said:
        try:
            wait = parsedate_to_datetime(said) - datetime.now(UTC)
        except (ValueError, TypeError):
            wait = REST
    return min(max(wait, PER), LONGEST_REST)


def _told(result: dict[str, Any]) -> Business | None:
    """One answer as the house takes it; None for what is no association, or has given its number up for another."""
    seat, more = result.get("siege") or {}, result.get("complements") or {}
    siren, name, rna = (
        _text(result, "siren"),
        _text(result, "nom_raison_sociale"),
        _text(more, "identifiant_association"),
    )
    is_one = bool(rna) or _text(result, "nature_juridique") in NATURES
    if not is_one or not name or not SIREN.fullmatch(siren) or _text(result, "siren_conserve") not in ("", siren):
        return None
    siret = _text(seat, "siret")
    return Business(
        siren=siren,
        siret=siret if siret.startswith(siren) and len(siret) == 14 and siret.isdigit() else "",
        rna=rna if RNA.fullmatch(rna) else "",
        name=name[:200],
        short_name=_text(result, "sigle")[:60],
        insee=_text(seat, "commune")[:5],
        commune=_text(seat, "libelle_commune")[:120],
        active=_text(result, "etat_administratif") != "C",
    )


def _text(said: Any, name: str) -> str:
    value = said.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""
