"""A paper of this room, sent as PDF to be read or as DOCX to be changed."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from catalyse.kernel.documents import Document, document_response, render_docx, render_pdf


def printed(document: Document, name: str, kind: str) -> HttpResponse:
    """The document as the kind that the address asks for; 404 for another one."""
    if kind == "pdf":
        return document_response(render_pdf(document), name, "pdf", inline=True)
    if kind == "docx":
        return document_response(render_docx(document), name, "docx")
    raise Http404
