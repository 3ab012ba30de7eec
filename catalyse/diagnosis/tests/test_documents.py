"""The papers: what they say, one page for the sheet, nothing of the sections beyond its points."""

from __future__ import annotations

import io

import pikepdf
import pytest

from catalyse.diagnosis import queries, services
from catalyse.diagnosis.documents import diagnosis_document, summary_sheet
from catalyse.diagnosis.tests.factories import DAY, HOUSE, agreed, fresh, member, shared
from catalyse.kernel.documents import render_pdf
from tests import pdf

pytestmark = pytest.mark.django_db


def text_of(body: bytes) -> str:
    """The words of a paper, on one line."""
    return " ".join(pdf.text(body).split())


def pages_of(body: bytes) -> int:
    """How many pages a paper has."""
    with pikepdf.open(io.BytesIO(body)) as document:
        return len(document.pages)


@pytest.fixture
def row(flers):
    row = shared(flers.association("Oxy"), dla=flers.dla)
    services.comment_on(
        diagnosis=row, topic="people", text="Nous sommes trois", side="association",
        organisation=row.association, author="Présidence", by=HOUSE, today=DAY,
    )  # fmt: skip
    services.add_priority(diagnosis=row, title="Un poste", importance=4, urgency=5, capacity=2, by=HOUSE, today=DAY)
    return agreed(row)


def test_the_whole_diagnosis_says_its_sections_its_comments_and_who_validated(row):
    document = diagnosis_document(row, queries.chapters(HOUSE, row), queries.standings(HOUSE, row), language="fr")

    said = text_of(render_pdf(document))

    for words in ("Deux salariés kx7findings", "Une équipe soudée", "Nous sommes trois", "Au nom de association"):
        assert words in said
    assert "appartient à" in said


def test_the_sheet_is_one_page_whatever_its_texts(flers, row):
    short = summary_sheet(row, queries.sheet(HOUSE, row), language="fr")
    assert pages_of(short) == 1
    said = text_of(short)
    assert "Un poste" in said
    assert "11" in said
    assert "Une équipe soudée" in said
    assert "kx7findings" not in said
    assert "Nous sommes trois" not in said

    officer = member(flers.dla, "dla_officer")
    new = services.reopen(diagnosis=row, by=officer, today=DAY)
    for topic in ("project", "people", "finance", "communication", "territory"):
        long = "\n".join(["Une phrase qui ne finit pas, " * 12] * 6)
        services.write_section(diagnosis=new, topic=topic, strengths=long, weaknesses=long, by=officer, today=DAY)
    for n in range(12):
        services.add_priority(
            diagnosis=new, title=f"Besoin {n} " + "très long " * 18, importance=5, urgency=5, capacity=5, by=officer,
            today=DAY,
        )  # fmt: skip
    services.write_summary(
        diagnosis=new, summary="Beaucoup de mots. " * 80, expected=fresh(new).version, by=officer, today=DAY
    )
    assert pages_of(summary_sheet(fresh(new), queries.sheet(HOUSE, new), language="fr")) == 1


def test_a_paper_speaks_the_language_that_is_asked(row):
    said = text_of(summary_sheet(row, queries.sheet(HOUSE, row), language="en"))
    assert "Summary sheet" in said
