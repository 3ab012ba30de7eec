"""A document says the same words on paper and in the copy to change, and every text is taken literally."""

import io
import re
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pikepdf
import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from catalyse.kernel.documents import (
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
    document_response,
    render_docx,
    render_pdf,
    render_typst,
)
from catalyse.kernel.documents import pdf as typst_pages
from catalyse.kernel.typography import STAND_IN, french, printable
from tests import pdf

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3" fill="#0F5B4F"/></svg>'
EVERYTHING = Document(
    title="Convention de cofinancement",
    subtitle="Accompagnement collectif",
    language="fr",
    letterhead=[Letterhead("DLA des Sources", "Service porteur"), Letterhead("Agglomération des Sources")],
    reference="Convention 2007-03",
    day=date(2007, 11, 3),
    blocks=[
        Address(["À la présidence", "1 rue du Lavoir"]),
        Paragraph("Le courrier du 11 septembre", "note"),
        Paragraph("L'essentiel tient en une ligne : le voici", "lead"),
        Heading("Objet"),
        Paragraph("Une première ligne\net la suivante"),
        Bullets(["premier point", "second point"]),
        Bullets(["d'abord", "ensuite"], numbered=True),
        Heading("Coût", 2),
        Facts([("Montant", "13 500,01 €"), ("Durée", "14 jours")]),
        Table(["Financeur", "Montant"], [["DLA", "6 750,01"], ["Agglomération", "6 750,00"]], right=[1], total=True,
              caption="Partage"),
        Figures([("14", "invitées"), ("9", "engagées")]),
        Quote("« Travailler ensemble »", "une directrice"),
        Picture(SVG, "Un rond vert", "Le rond", 40),
        PageBreak(),
        Signature([Party("DLA", "La direction"), Party("Agglomération", "La présidence", "Signé à l'écran")]),
    ],
)  # fmt: skip


def docx_text(body):
    paper = docx.Document(io.BytesIO(body))
    section = paper.sections[0]
    roots = (section.header._element, paper.element.body, section.footer._element)
    return "".join(part.text for root in roots for part in root.iter() if part.tag.endswith("}t") and part.text)


def bare(text):
    """A text without blanks and the hyphens of line ends, composed."""
    return unicodedata.normalize("NFC", re.sub(r"[\s\u00ad]", "", text))


def saying(text, language="en"):
    return Document("Title", [Paragraph(text)], language=language)


def test_both_copies_say_the_same_words_in_the_same_order():
    on_paper, to_change = bare(pdf.text(render_pdf(EVERYTHING))), bare(docx_text(render_docx(EVERYTHING)))

    words = """DLA des Sources|Service porteur|À la présidence|Convention de cofinancement|Accompagnement collectif
        |L’essentiel tient en une ligne\u00a0:|Objet|et la suivante|premier point|d’abord|Montant|13\u00a0500,01\u00a0€
        |Financeur|6\u00a0750,00|invitées|«\u00a0Travailler ensemble\u00a0»
        |une directrice|Le rond|La direction|Signature
        |Signé à l’écran"""
    for copy in (on_paper, to_change):
        places = [copy.index(bare(word)) for word in words.split("|")]
        assert places == sorted(places)


def test_a_pdf_is_tagged_titled_in_its_language_and_declared_accessible():
    with pikepdf.open(io.BytesIO(render_pdf(EVERYTHING))) as paper:
        root = paper.Root
        assert root.Lang == "fr"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        with paper.open_metadata() as facts:
            assert facts["pdfuaid:part"] == "1"
            assert facts["dc:title"] == "Convention de cofinancement"
        fonts = {str(font.BaseFont) for page in paper.pages for font in page.Resources.Font.values()}
        assert all("Atkinson" in name for name in fonts)


def test_a_picture_has_its_words_and_a_table_its_heads():
    body = render_pdf(EVERYTHING)
    with pikepdf.open(io.BytesIO(body)) as paper:
        tags = [item for item in paper.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
        names = [str(tag.S) for tag in tags]
        assert {"/H1", "/H2", "/H3", "/L", "/Table", "/TH", "/Figure"} <= set(names)
        assert [str(tag.Alt) for tag in tags if str(tag.S) == "/Figure"] == ["Un rond vert"]
    parts = zipfile.ZipFile(io.BytesIO(render_docx(EVERYTHING)))
    assert b'descr="Un rond vert"' in parts.read("word/document.xml")
    assert b"<w:tblHeader/>" in parts.read("word/document.xml")


def test_the_copy_to_change_has_real_headings_and_its_language():
    body = render_docx(EVERYTHING)
    paper = docx.Document(io.BytesIO(body))

    styles = [paragraph.style.name for paragraph in paper.paragraphs]

    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "List Number", "Quote"} <= set(styles)
    assert b'w:val="fr-FR"' in zipfile.ZipFile(io.BytesIO(body)).read("word/styles.xml")
    assert "PAGE" in zipfile.ZipFile(io.BytesIO(body)).read("word/footer1.xml").decode()


def test_the_same_document_gives_the_same_pdf_and_neither_copy_names_a_machine():
    body = render_pdf(EVERYTHING)
    parts = zipfile.ZipFile(io.BytesIO(render_docx(EVERYTHING)))
    inside = b"".join(parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels")))

    assert body == render_pdf(EVERYTHING)
    for content in (body, inside):
        assert not re.search(rb"/root|/home|/tmp|/work|python-docx", content)
    facts = docx.Document(io.BytesIO(render_docx(EVERYTHING))).core_properties
    assert facts.author == facts.last_modified_by == "DLA des Sources, Agglomération des Sources"
    assert facts.created.date() == date(2007, 11, 3)


@pytest.mark.parametrize(
    "text", ["#strong[x] *b* _i_ $x^2$ @ref <tag> \\n `code` [a] ~ -- // /* {} =", '"quotes" #let', "<w:t>&amp;"]
)
def test_what_looks_like_markup_is_a_text(text):
    document = replace(saying(text), title=text, letterhead=[Letterhead(text)], reference=text)

    assert bare(pdf.text(render_pdf(document))).count(bare(text)) == 4
    assert bare(docx_text(render_docx(document))).count(bare(text)) == 4


LATIN = st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"])
LETTERS = LATIN | st.sampled_from("ΑΒΓΔΩαβγδωАБВЯабвя") | st.sampled_from("#*_$@<>\\`\"'{}[]()=/~-\n")


@settings(max_examples=60)
@given(st.text(LETTERS, max_size=120))
def test_any_text_comes_out_literally(text):
    document = saying(f"before {text} after")

    assert bare(f"before {text} after") in bare(pdf.text(render_pdf(document)))
    assert bare(f"before {text} after") in bare(docx_text(render_docx(document)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ok 👩\u200d👩\u200d👧 日本 ﷽", STAND_IN),
        ("שלום عربي", "םולש"),
        ("bell\x07 null\x00 mark\ufeff", "bell null mark"),
        ("e" + "\u0301" * 300, "é"),
    ],
)
def test_every_sign_is_drawn_or_has_a_visible_stand_in(text, shown):
    document = saying(text)

    drawn = bare(pdf.text(render_pdf(document)))

    assert bare(shown) in drawn or bare(shown[::-1]) in drawn
    assert "\ufffd" not in drawn
    assert render_docx(document)


@given(st.text(max_size=60))
@settings(max_examples=40)
def test_no_text_breaks_a_document(text):
    assert render_pdf(saying(text, "fr")).startswith(b"%PDF")
    assert render_docx(saying(text, "fr")).startswith(b"PK")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("L'eau : « ici » ?", "L’eau\u00a0: «\u00a0ici\u00a0»\u00a0?"),
        ("13 500,01 € et 50 %", "13\u00a0500,01\u00a0€ et 50\u00a0%"),
        ("http://exemple.fr:80/?a=1;b", "http://exemple.fr:80/?a=1;b"),
        ("9 h 30 et l''autre", "9 h 30 et l''autre"),
        ("10\u202f000", "10\u00a0000"),
        ("en 2007 300 personnes", "en 2007 300 personnes"),
    ],
)
def test_french_is_set_with_its_blanks(typed, printed):
    assert french(typed) == printed


@given(st.text())
def test_setting_french_twice_changes_nothing_and_loses_no_letter(text):
    assert french(french(text)) == french(text)
    assert re.sub(r"[\W]", "", french(text)) == re.sub(r"[\W]", "", text)
    assert printable(printable(text)) == printable(text)


def test_a_document_speaks_its_own_language_whatever_the_screen_does():
    document = Document(gettext_lazy("Journal"), [Signature([Party("A")])], language="en")

    with translation.override("fr"):
        english, french_copy = (pdf.text(render_pdf(d)) for d in (document, replace(document, language="fr")))

    assert "Date" in english
    assert "Date" in french_copy


def test_empty_parts_are_left_out_and_short_tables_stand():
    blocks = [
        Bullets([]),
        Facts([]),
        Table([], []),
        Table(["Nom"], []),
        Signature([]),
        Figures([]),
        Heading("Fin", 3),
    ]  # a level is skipped
    document = Document("Vide", blocks)

    assert "Fin" in pdf.text(render_pdf(document))
    assert "Fin" in docx_text(render_docx(document))


def test_a_page_designed_by_hand_gets_its_data(tmp_path, monkeypatch):
    room = apps.get_app_config("kernel")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/poster.typ").write_text(
        '#import "/kernel/documents/house.typ" as house\n#let data = house.data()\n'
        "#show: house.page-setup.with(data)\n#heading(level: 1, data.title)\n#house.words(data.line)"
    )
    monkeypatch.setattr(room, "path", str(tmp_path))
    monkeypatch.setattr(typst_pages, "HOUSE", link_of_the_house(tmp_path))

    body = render_typst("kernel/poster", {"line": "Un #texte : le sien", "n": Decimal("1.50")}, title="Affiche")

    assert "Un #texte\u00a0: le sien" in pdf.text(body)
    with pikepdf.open(io.BytesIO(body)) as paper:
        assert paper.Root.Lang == "fr"


def link_of_the_house(folder):
    (folder / "kernel").mkdir()
    (folder / "kernel/documents").symlink_to(typst_pages.HOUSE / "kernel/documents")
    return folder


def test_a_document_is_sent_under_a_plain_name():
    read, saved = document_response(b"%PDF", "L’été : fin", inline=True), document_response(b"PK", "x/../y", "docx")

    assert read["Content-Disposition"] == 'inline; filename="lete-fin.pdf"'
    assert saved["Content-Disposition"] == 'attachment; filename="xy.docx"'
    assert document_response(b"PK", "", "docx", inline=True)["Content-Disposition"].startswith("attachment")
