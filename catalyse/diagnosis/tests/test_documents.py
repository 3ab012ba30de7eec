"""The papers: what they say, one page for the sheet, nothing of the sections beyond its points."""

from __future__ import annotations

import io

import pikepdf
import pytest

from catalyse.diagnosis import queries, services
from catalyse.diagnosis.documents import diagnosis_document, summary_sheet
from catalyse.diagnosis.tests.factories import DAY, HOUSE, a_diagnosis, agreed, fresh, member, shared
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
    assert "lui appartient" in said
    assert "Rien n’est écrit sur : Le projet, Qui décide, Les activités" in said.replace("\u00a0", " ")


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


def whole(row) -> bytes:
    """The whole diagnosis as the house prints it."""
    row = fresh(row)
    return render_pdf(
        diagnosis_document(row, queries.chapters(HOUSE, row), queries.standings(HOUSE, row), language="fr")
    )


def test_a_long_opinion_goes_on_overleaf(flers):
    row = shared(flers.association("Oxy"), dla=flers.dla)
    before = pages_of(whole(row))
    services.comment_on(
        diagnosis=row, topic="people", text="Une phrase que l’on doit pouvoir lire. " * 500, side="association",
        organisation=row.association, author="Présidence", by=HOUSE, today=DAY,
    )  # fmt: skip

    body = whole(row)

    assert pages_of(body) >= before + 4
    assert text_of(body).count("Une phrase que l’on doit pouvoir lire") > 450  # some are cut by the end of a line


def test_a_word_without_end_stays_on_the_page(flers):
    word = "wxz" * 40  # nobody knows where to cut it
    row = a_diagnosis(flers.association(word), dla=flers.dla)
    services.write_section(
        diagnosis=row, topic="people", strengths=f"https://{word}.example/{word}", weaknesses=word, by=HOUSE, today=DAY
    )
    row = fresh(row)

    for body in (whole(row), summary_sheet(row, queries.sheet(HOUSE, row), language="fr")):
        drawn = [run.replace("\u200b", "") for run in pdf.text(body).splitlines()]
        assert word in "".join(drawn)
        assert max(len(run) for run in drawn if "wxzwxz" in run) < 110


def test_a_text_from_the_right_is_printed_and_tagged(flers):
    row = a_diagnosis(flers.association("Oxy"), dla=flers.dla)
    services.write_section(
        diagnosis=row, topic="people", findings="هذا نص عربي.\nEt une ligne en français.", by=HOUSE, today=DAY
    )

    body = whole(row)

    assert "Et une ligne en français." in text_of(body)
    assert set("نص") <= set(text_of(body))
    with pikepdf.open(io.BytesIO(body)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "fr"


def test_a_paper_speaks_the_language_that_is_asked(row):
    said = text_of(summary_sheet(row, queries.sheet(HOUSE, row), language="en"))
    assert "Summary sheet" in said
