"""The same document as a DOCX, to be changed by hand: real headings, lists, tables with heads, page numbers."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, time
from itertools import takewhile
from typing import Any

import docx
import typst
from django.utils import translation
from django.utils.translation import gettext
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from catalyse.kernel.documents import blocks
from catalyse.kernel.documents.pdf import FONTS, HERE
from catalyse.kernel.typography import ready

PINE, MUTED, INK = RGBColor(0x0F, 0x5B, 0x4F), RGBColor(0x52, 0x62, 0x5D), RGBColor(0x1B, 0x2A, 0x27)
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
TEXT_WIDTH = 160  # millimetres: A4 less two margins of 25


def render_docx(document: blocks.Document) -> bytes:
    """The document as a DOCX with the same words as its PDF."""
    with translation.override(document.language):
        paper = docx.Document()
        _set_up(paper, document)
        sections = document.sections()
        opening = list(takewhile(lambda block: isinstance(block, blocks.Address), sections))
        title = [blocks.Heading(document.title, 0)]
        subtitle = [blocks.Paragraph(document.subtitle, "lead")] if document.subtitle else []
        for block in (*opening, *title, *subtitle, *sections[len(opening) :]):
            WRITERS[type(block)](paper, block, lambda text: ready(text, document.language))
    body = io.BytesIO()
    paper.save(body)
    return body.getvalue()


Say = Callable[[Any], str]


def _set_up(paper: Any, document: blocks.Document) -> None:
    """Paper, typeface, language, heads and feet, and properties that name nobody."""
    language = document.language
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    for style in paper.styles:
        if style.type == 1 and style.name.split(" ")[0] in {"Normal", "Heading", "Title", "List"}:
            _dress(style)
    _set_language(paper, LANGUAGES[language])
    names = "   ·   ".join(_name(head, language) for head in document.letterhead)
    head = section.header.paragraphs[0].add_run(names)
    head.font.color.rgb, head.font.size, head.font.bold = PINE, Pt(10), True
    foot = section.footer.paragraphs[0]
    _muted(foot, ready(document.reference, language) + "\t\t", 8.5)
    _page_number(foot)
    made = datetime.combine(document.day, time(), UTC) if document.day else datetime(2000, 1, 1, tzinfo=UTC)
    authors = ready(", ".join(str(head.name) for head in document.letterhead), language)
    facts = paper.core_properties
    facts.title, facts.language = ready(document.title, language)[:255], LANGUAGES[language]
    facts.author = facts.last_modified_by = authors[:255] or "Catalyse"
    facts.comments, facts.keywords = "", ", ".join(document.keywords)[:255]
    facts.created = facts.modified = facts.last_printed = made.replace(tzinfo=None)


def _name(head: blocks.Letterhead, language: str) -> str:
    return str(ready(f"{head.name} ({head.line})" if head.line else head.name, language))


def _dress(style: Any) -> None:
    style.font.name = "Calibri"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), "Calibri")
    if style.name == "Normal":
        style.font.size, style.font.color.rgb = Pt(11), INK
        style.paragraph_format.space_after = Pt(6)
    elif style.name.startswith(("Heading", "Title")):
        style.font.color.rgb = INK if style.name == "Title" else PINE


def _set_language(paper: Any, code: str) -> None:
    defaults = paper.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), code)


def _page_number(paragraph: Any) -> None:
    """ "2 / 5", counted by the program that opens the file."""
    for field, after in (("PAGE", " / "), ("NUMPAGES", "")):
        part = OxmlElement("w:fldSimple")
        part.set(qn("w:instr"), field)
        run, shown = OxmlElement("w:r"), OxmlElement("w:t")
        shown.text = "1"
        run.append(shown)
        part.append(run)
        paragraph._p.append(part)
        _muted(paragraph, after, 8.5)


def _muted(paragraph: Any, text: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.size = MUTED, Pt(size)


def _heading(paper: Any, block: blocks.Heading, say: Say) -> None:
    paper.add_heading(say(block.text), block.level)


def _paragraph(paper: Any, block: blocks.Paragraph, say: Say) -> None:
    paragraph = paper.add_paragraph()
    if block.tone == "note":
        _muted(paragraph, say(block.text), 9)
        return
    paragraph.add_run(say(block.text)).font.size = Pt(13 if block.tone == "lead" else 11)


def _bullets(paper: Any, block: blocks.Bullets, say: Say) -> None:
    for item in block.items:
        paper.add_paragraph(say(item), style="List Number" if block.numbered else "List Bullet")


def _facts(paper: Any, block: blocks.Facts, say: Say) -> None:
    for label, value in block.pairs:
        paragraph = paper.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(45), Mm(-45)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(45))
        _muted(paragraph, say(label) + "\t", 11)
        paragraph.add_run(say(value))


def _table(paper: Any, block: blocks.Table, say: Say) -> None:
    if block.caption:
        paper.add_paragraph().add_run(say(block.caption)).bold = True
    columns = len(block.heads)
    widths = block.widths if len(block.widths) == columns else [1] * columns
    table = paper.add_table(rows=1, cols=columns, style="Table Grid")
    table.autofit = False
    for row, cells in enumerate((block.heads, *block.rows)):
        line = table.rows[0] if row == 0 else table.add_row()
        for column, cell in enumerate(line.cells):
            cell.width = Mm(TEXT_WIDTH * widths[column] // sum(widths))
            run = cell.paragraphs[0].add_run(say(cells[column]))
            run.bold = row == 0 or (block.total and row == len(block.rows))
            if column in block.right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    paper.add_paragraph()


def _signature(paper: Any, block: blocks.Signature, say: Say) -> None:
    if not block.parties:
        return
    for party, cell in zip(block.parties, paper.add_table(1, len(block.parties)).rows[0].cells, strict=True):
        cell.paragraphs[0].add_run(say(party.name)).bold = True
        if party.person:
            cell.add_paragraph(say(party.person))
        for line in [say(party.signed)] if party.signed else [gettext("Date"), gettext("Signature"), "", ""]:
            _muted(cell.add_paragraph(), line, 10)


def _picture(paper: Any, block: blocks.Picture, say: Say) -> None:
    if block.caption:
        paper.add_paragraph().add_run(say(block.caption)).bold = True
    drawing = typst.compile(
        str(HERE / "drawing.typ"),
        format="png",
        ppi=200,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"svg": block.svg},
    )
    shape = paper.add_picture(io.BytesIO(drawing), width=Mm(TEXT_WIDTH * block.width / 100))
    shape._inline.docPr.set("descr", say(block.alt))


def _quote(paper: Any, block: blocks.Quote, say: Say) -> None:
    paper.add_paragraph(say(block.text), style="Quote")
    if block.said_by:
        _muted(paper.add_paragraph(), say(block.said_by), 10)


def _figures(paper: Any, block: blocks.Figures, say: Say) -> None:
    for value, label in block.items:
        paragraph = paper.add_paragraph()
        number = paragraph.add_run(say(value))
        number.bold, number.font.size, number.font.color.rgb = True, Pt(18), PINE
        _muted(paragraph, "  " + say(label), 11)


def _address(paper: Any, block: blocks.Address, say: Say) -> None:
    paragraph = paper.add_paragraph("\n".join(say(line) for line in block.lines))
    paragraph.paragraph_format.left_indent = Mm(85)
    paragraph.paragraph_format.space_after = Mm(10)


def _page_break(paper: Any, block: blocks.PageBreak, say: Say) -> None:
    paper.add_page_break()


WRITERS: dict[type, Callable[[Any, Any, Say], None]] = {
    blocks.Heading: _heading,
    blocks.Paragraph: _paragraph,
    blocks.Bullets: _bullets,
    blocks.Facts: _facts,
    blocks.Table: _table,
    blocks.Signature: _signature,
    blocks.Picture: _picture,
    blocks.Quote: _quote,
    blocks.Figures: _figures,
    blocks.Address: _address,
    blocks.PageBreak: _page_break,
}
