"""The tool that keeps the French catalogues, tried on a small invented house."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("catalogue_tool", ROOT / "tools/catalogue.py")
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
title = _("Heard " "need")
count = ngettext("%(count)s need", "%(count)s needs", 3)
state = pgettext("of a door", "Open")
"""
TEMPLATE = """{% load i18n %}
<h1>{% trans "Board" %} {{ _("Seen by") }}</h1> {% card title=_("Bids") %}
{% translate "Open" context "of a shop" %}
{% blocktrans trimmed with name=need.title %}
  The need {{ name }}
  was heard.
{% endblocktrans %}
{% blocktrans count n=rows|length %}One row{% plural %}{{ n }} rows{% endblocktrans %}
"""


@pytest.fixture
def tool(tmp_path):
    module = importlib.util.module_from_spec(SPEC)
    SPEC.loader.exec_module(module)
    module.HOUSE = tmp_path / "catalyse"
    room = module.HOUSE / "needs"
    (room / "templates/needs").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "views.py").write_text(PYTHON)
    (room / "templates/needs/list.html").write_text(TEMPLATE)
    return module


def translate(tool, **words):
    """Give every text a French one, in the .po, then compile."""
    path = tool.po_path("needs")
    catalogue = tool.read_catalogue("needs")
    for message in tool.messages(catalogue):
        text = words.get(tool.single(message))
        message.string = ("%(count)s besoin", "%(count)s besoins") if "count" in str(message.id) else message.id
        if text:
            message.string = text
    path.write_text(tool.po_text(catalogue))
    tool.write_compiled("needs")


def test_it_finds_what_python_and_templates_say(tool):
    texts = tool.source_texts("needs")

    assert set(texts) == {
        ("Heard need", None),
        ("%(count)s need", None),
        ("Open", "of a door"),
        ("Board", None),
        ("Seen by", None),
        ("Bids", None),
        ("Open", "of a shop"),
        ("The need %(name)s was heard.", None),
        ("One row", None),
    }
    assert texts["One row", None].plural == "%(n)s rows"


def test_an_update_keeps_what_is_translated_drops_what_is_gone_and_stays_the_same_twice(tool):
    tool.main(["update"])
    translate(tool, Board="Tableau")
    (tool.HOUSE / "needs/views.py").write_text('from x import _\n_("Newly said")\n')

    tool.main(["update"])
    once = tool.po_path("needs").read_text()
    compiled = tool.po_path("needs").with_suffix(".mo").read_bytes()
    tool.main(["update"])

    assert 'msgid "Board"\nmsgstr "Tableau"' in once
    assert 'msgid "Newly said"\nmsgstr ""' in once
    assert "Heard need" not in once
    assert tool.po_path("needs").read_text() == once
    assert tool.po_path("needs").with_suffix(".mo").read_bytes() == compiled


def test_a_complete_catalogue_passes_and_a_gap_does_not(tool, capsys):
    tool.main(["update"])
    assert tool.main(["check"]) == 1

    translate(tool)

    assert tool.main(["check"]) == 0, capsys.readouterr().err


def test_the_compiled_file_is_what_django_reads(tool):
    import gettext

    tool.main(["update"])
    translate(tool, Board="Tableau")

    with tool.po_path("needs").with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("Board") == "Tableau"
    assert read.ngettext("%(count)s need", "%(count)s needs", 0) == "%(count)s besoin"


def test_a_stale_po_and_a_stale_mo_are_told(tool, capsys):
    tool.main(["update"])
    translate(tool)
    po = tool.po_path("needs")
    po.write_text(po.read_text().replace('msgstr "Board"', 'msgstr "Tableau"'))
    (tool.HOUSE / "needs/views.py").write_text("")

    assert tool.main(["check"]) == 1

    told = capsys.readouterr().err
    assert "the .po does not match the sources" in told
    assert "the .mo does not match the .po" in told


@pytest.mark.parametrize(
    ("french", "says"),
    [
        ("L'association", "straight apostrophe"),
        ("L'%(name)s", "straight apostrophe"),
        ("Besoins:", "before : ? or !"),
        ("Besoins :", "before : ? or !"),
        ("Lequel ?", "before : ? or !"),
        ("Un ; deux", "before ;"),
        ("Un; deux", "before ;"),
        ("« ici »", "inside « »"),
        ("10\u202f000", "narrow"),
        ("Bravo\u00a0!", "exclamation"),
        ("Veuillez attendre", "Veuillez"),
        ("Un champ", "champ"),
        ("Merci de signer", "Merci de"),
    ],
)
def test_words_against_the_rules_are_told(tool, french, says):
    assert any(says in fault for fault in tool.faults_of_words(french))


@pytest.mark.parametrize(
    "french",
    [
        "non renseigné",
        "Voir https://exemple.fr/?q=1",
        "Ouvert de 9:30 à 12:00",
        "Besoins\u00a0: trois\u00a0; «\u00a0ici\u00a0»",
        "<a href=\"x?y=1\" class='b'>l’aide</a>",
        "Toi &amp; moi",
        "C’est validé par l’équipe",
    ],
)
def test_good_french_passes(tool, french):
    assert list(tool.faults_of_words(french)) == []


def test_update_sets_the_typography_that_a_keyboard_cannot(tool):
    assert tool.french("L'aide : « ici » ; 5 € <a class='b' title=\"l'un\">d'un</a> ?") == (
        "L’aide\u00a0: «\u00a0ici\u00a0»\u00a0; 5\u00a0€ <a class='b' title=\"l'un\">d’un</a>\u00a0?"
    )


def test_a_reason_allows_a_word(tool):
    tool.main(["update"])
    translate(tool, Board="Erreur")
    assert tool.main(["check"]) == 1
    po = tool.po_path("needs")
    po.write_text(po.read_text().replace('msgid "Board"', '# allowed: browsers say it so\nmsgid "Board"'))

    tool.main(["update"])

    assert tool.main(["check"]) == 0


def test_a_lost_placeholder_is_told(tool, capsys):
    tool.main(["update"])
    translate(tool, **{"The need %(name)s was heard.": "Le besoin a été entendu."})

    assert tool.main(["check"]) == 1

    assert "placeholders differ: %(name)s expected" in capsys.readouterr().err


def test_two_translations_of_one_text_are_told(tool, capsys):
    tool.main(["update"])
    translate(tool, Board="Tableau")
    other = tool.HOUSE / "actors"
    other.mkdir()
    (other / "__init__.py").write_text("_('Board')")
    tool.main(["update"])
    assert tool.main(["check"]) == 0  # a second room takes the translation that the first has
    tool.po_path("actors").write_text(tool.po_path("actors").read_text().replace("Tableau", "Planche"))
    tool.main(["compile"])

    assert tool.main(["check"]) == 1

    assert "'Tableau'" in capsys.readouterr().err


def test_an_f_string_is_refused(tool, capsys):
    (tool.HOUSE / "needs/views.py").write_text('_(f"Hello {name}")')

    assert tool.main(["check"]) == 1

    assert "f-string" in capsys.readouterr().err


def test_the_whole_house_is_in_order(tool):
    tool.HOUSE = ROOT / "catalyse"

    assert list(tool.check(tool.all_rooms())) == []
