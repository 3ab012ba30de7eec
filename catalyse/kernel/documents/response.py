"""A document sent to a browser."""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse
from django.utils.text import slugify

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def document_response(
    content: bytes, filename: str, kind: Literal["pdf", "docx"] = "pdf", *, inline: bool = False
) -> HttpResponse:
    """The document to download under that name (without ending), or to read in the browser when `inline`."""
    response = HttpResponse(content, content_type=MEDIA[kind])
    place = "inline" if inline and kind == "pdf" else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{slugify(filename) or "document"}.{kind}"'
    return response
