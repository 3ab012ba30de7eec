"""Every component and page type renders, without a request, in both languages, and says what it must."""

import re
from types import SimpleNamespace as Thing

import pytest
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from catalyse.ui import samples, terms
from catalyse.ui.tags import words


def render(code, **values):
    return engines["django"].from_string("{% load ui %}" + code).render({**samples.context(), **values})


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("name", "code"), samples.snippets())
def test_a_component_of_the_gallery_renders(name, code, language):
    with translation.override(language):
        shown = render(code)

    assert shown.strip()
    assert "None" not in re.sub(r"<[^>]*>", " ", shown)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("kind", samples.PAGES)
def test_a_page_type_has_one_heading_a_place_for_the_content_and_its_look(kind, look):
    page = render_to_string(
        f"ui/examples/{kind}.html", {**samples.context(), "shell": samples.shell(kind), "appearance": look}
    )

    assert page.count("<h1") == 1
    assert 'id="main"' in page
    assert f'data-bs-theme="{look}"' in page
    assert page.count("btn-primary") <= 1


def test_a_page_renders_before_anybody_is_known():
    page = render_to_string("ui/page_error.html", {"heading": "Rien ici"})

    assert "Rien ici" in page


def test_the_next_step_of_somebody_else_has_no_primary_button_and_names_who_is_waited_for():
    with translation.override("fr"):
        shown = render("{% next_step their_step %}")

    assert "btn-primary" not in shown
    assert "On attend l’agglomération depuis 12" in shown
    assert "Relancer" in shown


def test_the_accent_marks_the_current_stage_only_when_it_is_yours():
    yours, theirs = render("{% mini_thread stages %}"), render("{% mini_thread stages yours=False %}")

    assert "f-apricot" in yours
    assert "f-apricot" not in theirs


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_a_fact_that_is_not_known_is_said_to_be_unknown(empty):
    with translation.override("fr"):
        shown = render('{% fact "Téléphone" value %}', value=empty)

    assert "non renseigné" in shown


def test_zero_is_a_value_and_not_an_unknown():
    with translation.override("fr"):
        shown = render('{% fact "Salariés" 0 %}{% money zero %}', zero=0)

    assert "non renseigné" not in shown
    assert "0,00" in shown


def test_what_fills_a_gap_is_marked_in_words():
    with translation.override("fr"):
        shown = render('{% fact "Coût" 12 True %}')

    assert "exemple" in shown


class Asked(forms.Form):
    name = forms.CharField(
        label="Nom", help_text="Comme sur vos statuts", error_messages={"required": "Indiquez le nom"}
    )
    note = forms.CharField(label="Note", required=False)
    kind = forms.ChoiceField(
        label="Sorte",
        widget=forms.RadioSelect,
        choices=[("a", "A"), ("b", "B")],
        error_messages={"required": "Choisissez une sorte"},
    )


def test_a_question_says_its_label_its_help_what_is_wrong_and_who_reads():
    with translation.override("fr"):
        shown = render('{% field form.name reader="team" %}', form=Asked({}))

    described = re.search(r'aria-describedby="([^"]*)"', shown).group(1).split()
    assert described == ["id_name_hint", "id_name_reader", "id_name_error"]
    assert all(f'id="{one}"' in shown for one in described)
    assert 'aria-invalid="true"' in shown
    assert "Indiquez le nom" in shown
    assert "Seule votre équipe lit ce texte" in shown


def test_what_is_not_asked_of_everybody_is_said_in_words():
    with translation.override("fr"):
        shown = render("{% field form.note %}{% field form.name %}", form=Asked())

    assert shown.count("(facultatif)") == 1


def test_the_summary_of_what_is_wrong_leads_to_each_answer_with_the_same_words():
    shown = render("{% error_summary form %}{% field form.name %}{% field form.kind %}", form=Asked({}))

    assert 'href="#id_name"' in shown
    assert 'href="#id_kind_0"' in shown
    assert all(f'id="{target}"' in shown for target in ("id_name", "id_kind_0"))
    assert shown.count("Choisissez une sorte") == 2


def test_a_page_whose_form_was_refused_says_so_first_in_its_title():
    with translation.override("fr"):
        page = render_to_string("ui/page_guide.html", {"form": Asked({}), "heading": "Nom"})

    assert re.search(r"<title>\s*Erreur\s:", page)


def test_what_was_undone_can_be_undone_from_any_page():
    message = Thing(
        extra_tags="undo:/besoins/7/retablir/ field:version=3", level=20, __str__=lambda self: "Besoin archivé"
    )

    shown = render("{% toasts %}", messages=[message])

    assert 'action="/besoins/7/retablir/"' in shown
    assert 'name="version" value="3"' in shown


def test_each_term_is_explained_whole_and_differs_from_the_others():
    every = terms.every()

    assert len({term.code for term in every}) == len(every)
    assert all(len(str(term.meaning)) > 20 for term in every)


def test_the_same_term_twice_on_a_page_has_two_names():
    shown = render('{% term "dla" %}{% term "dla" %}')

    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize("who", words.READERS)
def test_every_kind_of_reader_is_said_by_a_sign_and_in_words(who):
    shown = render("{% reader who %}", who=who)

    assert "<svg" in shown
    assert re.sub(r"<[^>]*>", "", shown).strip()


@pytest.mark.parametrize(("required", "said"), [(True, "Choisir…"), (False, "—")])
def test_an_empty_choice_is_said_in_words(required, said):
    class Form(forms.Form):
        pick = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "A")], required=required)

    with translation.override("fr"):
        shown = render("{% field form.pick %}", form=Form())

    assert re.findall(r"<option[^>]*>([^<]*)", shown) == [said, "A"]
