"""Networks, labels and permanent documents: who keeps them, who reads them, what is refused."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalyse.actors import services
from catalyse.actors.models import Affiliation, Paper, PaperContent
from catalyse.actors.path import path_of
from catalyse.actors.services import ties
from catalyse.actors.tests.factories import HOUSE, TODAY, acting, person
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Stale

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PDF = b"%PDF-1.7 statuts"


def a_label(association, by=HOUSE, **values):
    values = {"kind": "label", "name": "Régie de quartier", "year": 2007, "month": 12, **values}
    return services.add_affiliation(organisation=association, by=by, today=TODAY, **values)


def a_paper(association, by=HOUSE, **values):
    values = {
        "kind": "statutes", "dated_on": date(2020, 5, 4), "file_name": "statuts.pdf", "content": PDF, **values,
    }  # fmt: skip
    return services.add_paper(organisation=association, by=by, today=TODAY, **values)


def test_a_label_is_dated_and_joins_the_path(here, officer):
    association = here.association()

    row = a_label(association, officer)

    assert row.since in ("décembre\u00a02007", "December 2007")
    assert [(p.on, p.title) for p in path_of(officer, association)] == [(date(2007, 12, 1), "Label Régie de quartier")]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": None, "month": None}, "year"),
        ({"kind": "network", "year": None}, "year"),
        ({"name": " "}, "title"),
        ({"kind": "club"}, "kind"),
        ({"year": TODAY.year + 1}, "year"),
    ],
)
def test_a_label_without_its_date_or_its_name_is_refused(here, values, field):
    with pytest.raises(Refused) as refusal:
        a_label(here.association(), **values)

    assert refusal.value.field == field


def test_a_network_may_stand_without_a_year(here, officer):
    association = here.association()

    row = a_label(association, officer, kind="network", name="Ligue de l’enseignement", year=None, month=None)

    assert row.since == ""
    assert path_of(officer, association) == []


def test_a_late_change_of_a_label_is_told(here, officer):
    row = a_label(here.association(), officer)
    services.change_affiliation(affiliation=row, expected=1, name="Régie", by=officer, today=TODAY)

    with pytest.raises(Stale):
        services.change_affiliation(affiliation=row, expected=1, name="Autre", by=officer, today=TODAY)


def test_a_label_is_taken_off_and_put_back(here, officer):
    row = a_label(here.association(), officer)

    journal.take_back(event=Event.objects.get(name="affiliation.added"), by=officer, day=TODAY)
    assert Affiliation.objects.system("test").get(pk=row.pk).archived_at
    journal.take_back(event=Event.objects.get(name="affiliation.archived"), by=officer, day=TODAY)

    assert Affiliation.objects.system("test").get(pk=row.pk).archived_at is None


@pytest.mark.parametrize("role", ["authority_elected", "association_member"])
def test_only_those_who_look_after_it_change_labels_and_documents(here, role):
    association = here.association()
    actor = acting(role, here.authority if role == "authority_elected" else association)

    with pytest.raises(Forbidden):
        a_label(association, actor)
    with pytest.raises(Forbidden):
        a_paper(association, actor)


def test_documents_are_for_the_association_and_its_dla(here, elsewhere):
    association, other = here.association(), here.association()
    row = a_paper(association)

    for role, where, sees in (
        ("association_lead", association, True),
        ("association_member", association, True),
        ("dla_officer", here.dla, True),
        ("dla_officer", elsewhere.dla, False),
        ("authority_officer", here.authority, False),
        ("association_lead", other, False),
    ):
        assert Paper.objects.visible_to(acting(role, where)).filter(pk=row.pk).exists() is sees, (role, where)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"file_name": "page.html", "content": b"<script>"}, "file"),
        ({"file_name": "dessin.svg", "content": b"<svg>"}, "file"),
        ({"file_name": "statuts.pdf", "content": b"<script>"}, "file"),
        ({"file_name": "photo.png", "content": PDF}, "file"),
        ({"file_name": "sans", "content": PDF}, "file"),
        ({"content": b""}, "file"),
        ({"content": PDF + b"x" * ties.MOST_BYTES}, "file"),
        ({"kind": "secret"}, "kind"),
        ({"dated_on": date(2099, 1, 1)}, "dated_on"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_whole(here, values, field):
    with pytest.raises(Refused) as refusal:
        a_paper(here.association(), **values)

    assert refusal.value.field == field
    assert not Paper.objects.system("test").exists()
    assert not PaperContent.objects.exists()


@pytest.mark.parametrize(
    ("told", "kept"),
    [("../../etc/passwd.pdf", ".. .. etc passwd.pdf"), ('a"\r\nb.pdf', "a b.pdf"), ("🎉.pdf", "document.pdf")],
)
def test_the_name_of_a_file_is_only_a_name(here, told, kept):
    assert a_paper(here.association(), file_name=told).file_name == kept


@pytest.fixture
def signed_in(client):
    def enter(role, where):
        client.force_login(person(role, where), backend=BACKEND)
        return client

    return enter


def test_a_document_is_added_by_its_form_and_comes_back_as_it_was(here, signed_in):
    association = here.association()
    client = signed_in("association_lead", association)
    file = SimpleUploadedFile("Nos statuts.pdf", PDF, content_type="text/html")

    answer = client.post(
        reverse("actors:add_paper", args=[association.pk]),
        {"kind": "statutes", "dated_on": "2020-05-04", "file": file},
        follow=True,
    )
    assert "Nos statuts.pdf" in answer.content.decode()
    row = Paper.objects.system("test").get()
    kept = client.get(reverse("actors:paper", args=[row.pk]))

    assert kept.content == PDF
    assert kept["Content-Type"] == "application/pdf"
    assert kept["Content-Disposition"].startswith("attachment;")
    assert kept["X-Content-Type-Options"] == "nosniff"


def test_a_wrong_file_says_how_to_put_it_right(here, signed_in):
    association = here.association()
    client = signed_in("dla_officer", here.dla)

    answer = client.post(
        reverse("actors:add_paper", args=[association.pk]),
        {"kind": "insurance", "dated_on": "2020-05-04", "file": SimpleUploadedFile("a.exe", b"MZ")},
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert answer.context["form"]["kind"].value() == "insurance"


def test_a_document_of_another_association_is_a_missing_page(here, signed_in):
    mine, other = here.association(), here.association()
    row = a_paper(other)
    client = signed_in("association_lead", mine)

    for door, method in (("paper", client.get), ("archive_paper", client.post)):
        assert method(reverse(f"actors:{door}", args=[row.pk])).status_code == 404
    assert client.get(reverse("actors:add_paper", args=[other.pk])).status_code == 404
    assert Paper.objects.system("test").get(pk=row.pk).archived_at is None


def test_a_network_is_added_by_its_form_and_shown(here, signed_in):
    association = here.association()
    client = signed_in("association_lead", association)

    address = reverse("actors:add_affiliation", args=[association.pk])
    wrong = client.post(address, {"kind": "label", "title": "Régie de quartier"})
    assert wrong.status_code == 422
    assert wrong.context["form"]["title"].value() == "Régie de quartier"
    answer = client.post(
        address, {"kind": "label", "title": "Régie de quartier", "year": "2007", "month": "12"}, follow=True
    )

    assert "Régie de quartier" in answer.content.decode()
    assert Affiliation.objects.system("test").get().organisation == association
