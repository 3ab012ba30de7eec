"""The guide as pages: what its list says of each."""

from catalyse.today import guides


def test_each_page_of_the_guide_is_announced_in_plain_words(client, db):
    shown = " ".join(client.get("/aide/").content.decode().split())

    assert all(guide.lead and not set("#*`[") & set(guide.lead) for guide in guides.every())
    assert all(" ".join(guide.opening.split()) in shown for guide in guides.every())


def test_a_page_is_announced_by_a_whole_sentence():
    guide = guides.Guide("essai", "Essai", "Est-ce tout ? Presque. Et puis", "")

    assert [guide.opening, guides.Guide("essai", "Essai", "Un mot", "").opening] == ["Est-ce tout ?", "Un mot"]


def test_a_page_that_begins_with_a_heading_is_announced_by_its_first_paragraph(tmp_path):
    page = tmp_path / "10-essai.md"
    page.write_text("# Essai\n\n## Une partie\n\n**Deux** mots\nici.\n\nEt puis.\n", encoding="utf-8")

    assert guides._read(page).lead == "Deux mots ici."
