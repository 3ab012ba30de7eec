"""The words of a PDF, read through its own character maps: what a screen reader or a search would find."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

HEX = re.compile(r"<([0-9a-fA-F\s]*)>")
BLOCK = re.compile(r"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
RANGE = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:<([0-9a-fA-F]+)>|\[(.*?)\])", re.DOTALL)


def text(body: bytes) -> str:
    """Every word of the document in the order in which it is drawn, one line for each run of glyphs."""
    with pikepdf.open(io.BytesIO(body)) as document:
        return "\n".join(run for page in document.pages for run in _runs(page, page.get("/Resources", {})))


def _runs(stream: Any, resources: Any) -> Iterator[str]:
    characters: dict[int, str] = {}
    spoken: list[bool] = []  # for each open mark, whether it says its text itself
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        if name in {"BMC", "BDC"}:
            facts = operands[1] if name == "BDC" else {}
            actual = facts.get("/ActualText") if isinstance(facts, pikepdf.Dictionary) else None
            if actual is not None and not any(spoken):
                yield str(actual)
            spoken.append(actual is not None)
        elif name == "EMC":
            spoken.pop()
        elif any(spoken):
            continue
        elif name == "Tf":
            characters = _characters(resources["/Font"][str(operands[0])])
        elif name in {"Tj", "TJ"}:
            pieces = operands[0] if name == "TJ" else [operands[0]]
            yield "".join(_decoded(bytes(piece), characters) for piece in pieces if isinstance(piece, pikepdf.String))
        elif name == "Do":
            drawn = resources["/XObject"][str(operands[0])]
            if drawn.get("/Subtype") == "/Form":
                yield from _runs(drawn, drawn.get("/Resources", resources))


def _decoded(glyphs: bytes, characters: dict[int, str]) -> str:
    return "".join(characters.get(int.from_bytes(glyphs[i : i + 2], "big"), "\ufffd") for i in range(0, len(glyphs), 2))


def _characters(font: Any) -> dict[int, str]:
    """Glyph number -> its characters, from the font's ToUnicode map."""
    found: dict[int, str] = {}
    for kind, block in BLOCK.findall(bytes(font["/ToUnicode"].read_bytes()).decode("latin-1")):
        if kind == "bfchar":
            codes = HEX.findall(block)
            found |= {int(glyph, 16): _utf16(value) for glyph, value in zip(codes[::2], codes[1::2], strict=True)}
            continue
        for first, last, value, values in RANGE.findall(block):
            each = HEX.findall(values) if values else None
            for step, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[glyph] = _utf16(each[step]) if each else _utf16(value)[:-1] + chr(ord(_utf16(value)[-1]) + step)
    return found


def _utf16(digits: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", digits)).decode("utf-16-be")
