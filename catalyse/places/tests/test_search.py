"""A commune is found by what people write, and a wrong name is answered with a way out."""

import pytest
from django import forms
from django.utils import translation

from catalyse.places.forms import CommuneField, commune_label
from catalyse.places.models import Commune
from catalyse.places.queries import find_communes, the_commune


class Where(forms.Form):
    commune = CommuneField()
    other = CommuneField(required=False)


@pytest.mark.parametrize(
    ("text", "insee"),
    [
        ("Flers", "61169"),
        ("  fLERS (61) ", "61169"),
        ("flers, 61", "61169"),
        ("Flers 61", "61169"),
        ("st georges des groseillers", "61391"),
        ("Saint‐Georges des Groseillers", "61391"),
        ("Athis-de-l'Orne", "61007"),
        ("Antoigny", "61004"),
        ("Saint-Paul (61443)", "61443"),
        ("Saint Paul, 19", "19235"),
        ("61169", "61169"),
        (" (61004)", "61004"),
    ],
)
def test_people_write_names_in_many_ways(orne, text, insee):
    assert the_commune(text).insee == insee


def test_the_likeliest_commune_comes_first(orne, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = find_communes("fler")

    assert found[0].name == "Flers"
    assert [c.name for c in find_communes("saint paul 19")] == ["Saint-Paul"]
    assert find_communes("f") == find_communes("") == find_communes("%%") == []
    assert len(find_communes("saint")) == 12


def test_a_label_is_understood_again_for_every_commune(orne):
    named = {}
    for commune in Commune.objects.select_related("department", "part_of"):
        named.setdefault(commune_label(commune), []).append(commune)

    for label, communes in list(named.items())[::40]:
        assert the_commune(label) in communes


def test_a_form_gives_the_commune_and_shows_it_again(orne):
    form = Where({"commune": "flers"})

    assert form.is_valid()
    assert form.cleaned_data["commune"].insee == "61169"
    assert form.cleaned_data["other"] is None
    again = Where(initial={"commune": form.cleaned_data["commune"]})
    assert 'value="Flers (61)"' in str(again["commune"])
    assert not Where({"commune": "Flers (61)"}, initial={"commune": form.cleaned_data["commune"]}).has_changed()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write the name of a commune."),
        ("Fler", "Is it Flers (61)"),
        ("Xyzzy", "No commune is called “Xyzzy”. Check the spelling"),
        ("Saint-Paul", "Several communes are called “Saint-Paul”: Saint-Paul (61), Saint-Paul (19)."),
    ],
)
def test_a_wrong_name_is_told_with_a_way_out_and_stays_in_the_field(orne, text, says):
    with translation.override("en"):
        form = Where({"commune": text})

        assert says in form.errors["commune"][0]
        assert f'value="{text}"' in str(form["commune"]) or not text


def test_names_are_offered_while_one_types(orne, client):
    answer = client.get("/lieux/communes/", {"of": "commune", "commune": "antoi"})

    assert answer.status_code == 200
    assert '<option value="Antoigny (61)">' in answer.content.decode()
    assert "La Ferté Macé" in answer.content.decode()
    assert b"<option" not in client.get("/lieux/communes/").content
    assert client.post("/lieux/communes/").status_code in {403, 405}


def test_typing_is_never_code(orne, client):
    answer = client.get("/lieux/communes/", {"q": "<script>'\"%_\\"})

    assert answer.status_code == 200
    assert b"<script" not in answer.content
