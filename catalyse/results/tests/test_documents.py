"""The case study on paper: four tagged pages whatever is told, and a copy to change."""

import io
import re

import docx
import pikepdf
import pytest

from catalyse.kernel.records import change
from catalyse.results import services
from catalyse.results.documents import paper
from catalyse.results.queries.story import story_of
from catalyse.results.tests.factories import DAY, HOUSE, said, world, write
from tests import pdf as words

pytestmark = pytest.mark.django_db
SENTENCE = (
    "Les associations se retrouvent, comparent ce qu’elles écrivent et reviennent chez elles avec une idée de plus. "
)
KINDS = (
    "context", "needs", "how", "answer", "terms", "associations", "results", "shared_tools", "territory_impact",
    "technical", "human", "financial", "political", "figures", "appreciation",
)  # fmt: skip


def printed(study):
    study.refresh_from_db()
    return paper.case_study_pdf(story_of(study, public=True, today=DAY))


def told_at_length(here, times):
    said(here, "On a osé se dire ce qui n’allait pas.", about="collective")
    study = here.study()
    for kind in KINDS:
        write(study, kind, "\n\n".join([SENTENCE * times or "Vu."] * 2), heading=f"Partie {kind}")
    return here.agreed(study)


@pytest.mark.parametrize(("joined", "invited", "times"), [(9, 14, 2), (11, 23, 30), (2, 2, 1), (1, 1, 0), (30, 60, 6)])
def test_it_is_four_tagged_pages_whatever_is_told(joined, invited, times):
    study = told_at_length(world(joined=joined, invited=invited), times)

    with pikepdf.open(io.BytesIO(printed(study))) as document:
        root = document.Root
        assert len(document.pages) == 4
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert str(root.Lang) == "fr"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        meta = document.open_metadata()
        assert meta.get("pdfuaid:part") == "1"
        assert str(document.docinfo.Title) == study.title


def test_its_pictures_say_in_words_what_they_show():
    here = world(joined=3, invited=5)
    study = here.agreed(here.study())

    with pikepdf.open(io.BytesIO(printed(study))) as document:
        alts = [str(obj.Alt) for obj in document.objects if isinstance(obj, pikepdf.Dictionary) and "/Alt" in obj]
    assert any("3 associations" in alt for alt in alts)
    assert any("Cinq invitées, trois s’engagent" in alt for alt in alts)


def test_it_holds_the_words_the_figures_and_no_example():
    here = world(joined=3, invited=5)
    change(here.fresh(), purposes="kx7example", illustrative=["purposes"])
    study = here.study()
    write(study, "results", "{engagees|Lettres} plans écrits.")
    study = here.agreed(study)

    text = words.text(printed(study))
    text = re.sub(r"\s+", " ", text)
    assert "Trois plans écrits." in text
    assert str(here.associations[0]) in text
    assert "kx7example" not in text


def test_an_agreement_taken_back_is_gone_from_the_next_document():
    here = world(joined=2)
    study = here.published()
    name = str(here.associations[0])
    assert name in words.text(printed(study)) + str(printed(study))

    approval = study.approvals.system("a test").get(organisation=here.associations[0])
    services.withdraw_approval(approval=approval, by=here.lead(0), today=DAY)

    assert name not in words.text(printed(study))


def test_it_names_neither_a_person_nor_a_machine():
    study = world(joined=2).published()

    body = printed(study)
    with pikepdf.open(io.BytesIO(body)) as document:
        facts = {str(key): str(value) for key, value in document.docinfo.items()}
    assert "/tmp" not in str(facts)
    assert "root" not in str(facts)
    assert body == printed(study)


def test_the_copy_to_change_has_the_same_words():
    here = world(joined=2)
    one = said(here, "On a osé.")
    study = here.study()
    write(study, "results", "- un plan\n- un journal", statements=[one])
    study = here.agreed(study)

    copy = docx.Document(io.BytesIO(paper.case_study_docx(story_of(study, public=True, today=DAY))))
    text = "\n".join(paragraph.text for paragraph in copy.paragraphs)
    assert "Deux associations se mettent ensemble." in text
    assert "un journal" in text
    assert "On a osé." in text


def test_the_words_of_a_story_never_become_markup():
    here = world(joined=2)
    study = here.study()
    write(study, "results", '#panic("x") $1$ @a <b> \\u{41} *gras* = titre [x](y)')
    study = here.agreed(study)

    assert '#panic("x")' in re.sub(r"\s+", " ", words.text(printed(study)))
    assert HOUSE.house
