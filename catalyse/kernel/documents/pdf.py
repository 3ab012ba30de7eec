"""PDF by Typst: tagged (PDF/UA-1), in its language, with the house's typeface. Data never becomes markup.

Texts reach Typst as JSON, where a string is only ever a string: there is nothing to escape.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import typst
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext

from catalyse.kernel.documents.blocks import Document
from catalyse.kernel.typography import STAND_IN, mapped, ready

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parents[1]
FONTS = HOUSE / "ui/static/fonts"
ACCESSIBLE: Final = "ua-1"
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed|disallowed codepoint `"(.+?)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
USUAL = re.compile("[\n\t -\u024f\u2010-\u2026\u20ac]+")
UNDRAWN = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\U0001f000-\U0010ffff]")  # scripts and pictures no typeface here has
RETRIES = 20


def render_pdf(document: Document) -> bytes:
    """The document as a PDF. The same document gives the same bytes."""
    with translation.override(document.language):
        data = ready(asdict(document), document.language)
        data["blocks"] = [
            {"kind": type(block).__name__.lower(), **ready(asdict(block), document.language)}
            for block in document.sections()
        ]
        data["words"] = {"date": gettext("Date"), "signature": gettext("Signature")}
    return _compiled(HERE / "document.typ", data)


def render_typst(
    template: str, data: dict[str, Any], *, title: str, language: str = "fr", day: date | None = None
) -> bytes:
    """A page designed by hand, `<room>/documents/<name>.typ`, filled with data; `template` is "room/name".

    The template reads `house.data()`; it finds `title`, `language` and `day` there beside what it was given.
    Texts are made ready for print, except those under a key `svg`.
    """
    room, _, name = template.partition("/")
    path = Path(apps.get_app_config(room).path) / "documents" / f"{name}.typ"
    with translation.override(language):
        given = ready({**data, "title": title, "language": language, "day": day}, language)
    return _compiled(path, given)


def _compiled(template: Path, data: dict[str, Any]) -> bytes:
    """The template filled with the data; signs that no typeface of the house has become a visible stand-in."""
    for attempt in range(RETRIES):
        try:
            return typst.compile(
                str(template),
                root=str(HOUSE),
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                pdf_standards=ACCESSIBLE,
                sys_inputs={"data": json.dumps(data, cls=DjangoJSONEncoder)},
            )
        except typst.TypstError as fault:
            missing = NO_GLYPH.search(str(fault))
            if missing is None or attempt == RETRIES - 1:
                raise
            sign = ESCAPED.sub(lambda code: chr(int(code[1], 16)), missing[1] or missing[2])
            data = mapped(data, partial(_drawable, sign))
    raise AssertionError("unreachable")


def _drawable(missing: str, text: str) -> str:
    """The text with a stand-in for what is missing and for each other unusual sign that cannot be drawn."""
    text = text.replace(missing, STAND_IN)
    unusual = {sign for sign in text if not USUAL.fullmatch(sign)}
    for sign in unusual:
        if not _can_draw(sign):
            text = text.replace(sign, STAND_IN)
    return text


@lru_cache(maxsize=10_000)
def _can_draw(sign: str) -> bool:
    if UNDRAWN.match(sign):
        return False
    try:
        typst.compile(
            str(HERE / "sign.typ"),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            pdf_standards=ACCESSIBLE,
            sys_inputs={"sign": sign},
        )
    except typst.TypstError:
        return False
    return True
