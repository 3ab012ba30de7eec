"""Documents of the house: one content, a PDF that everybody can read and a DOCX that somebody can change.

A room builds a `Document` of blocks and asks for `render_pdf` or `render_docx`; a page designed by hand lives in
`<room>/documents/*.typ` and is filled by `render_typst`.
"""

from catalyse.kernel.documents.blocks import (
    Address,
    Bullets,
    Document,
    Facts,
    Figures,
    Heading,
    Letterhead,
    PageBreak,
    Paragraph,
    Party,
    Picture,
    Quote,
    Signature,
    Table,
)
from catalyse.kernel.documents.docx import render_docx
from catalyse.kernel.documents.pdf import render_pdf, render_typst
from catalyse.kernel.documents.response import document_response

__all__ = [
    "Address",
    "Bullets",
    "Document",
    "Facts",
    "Figures",
    "Heading",
    "Letterhead",
    "PageBreak",
    "Paragraph",
    "Party",
    "Picture",
    "Quote",
    "Signature",
    "Table",
    "document_response",
    "render_docx",
    "render_pdf",
    "render_typst",
]
