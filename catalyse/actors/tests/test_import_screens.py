"""The screens of an import, from the file to taking it back."""

from __future__ import annotations

import io
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from catalyse.actors.models import Import, ImportLine, Organisation
from catalyse.actors.tests import factories
from catalyse.kernel import jobs
from tests.sheets import spoilt, text, workbook

HEAD = ["Nom", "RNA", "Ville", "Contact"]


@pytest.fixture
def officer_client(client, here):
    client.force_login(factories.person("dla_officer", here.dla))
    return client


def sent(client, data: bytes, name: str = "liste.xlsx"):
    return client.post(reverse("actors:import_new"), {"file": SimpleUploadedFile(name, data)})


def compared(client, rows) -> Import:
    answer = sent(client, workbook([HEAD, *rows]))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    client.post(answer.url, {"sheet": "0", "name": "0", "rna": "1", "commune": "2"})
    jobs.run_waiting()
    return Import.objects.system("a test").get()


def pills(page: str) -> list[tuple[str, bool]]:
    """The links above the lines: what each says, whether it is the one that is shown."""
    links = html.fromstring(page).xpath("//div[@class='facet']//a")
    return [(one.text_content(), "aria-current" in one.attrib) for one in links]


def test_from_the_file_to_the_report_and_back(here, officer_client):
    known = here.association("Comité des fêtes de Bellou", rna="W611000001")
    row = compared(officer_client, [["Fêtes de Bellou", "W611000001", "", "Une personne"], ["Orchestre", "", here.commune.name, ""]])  # fmt: skip  # noqa: E501
    page = officer_client.get(row.get_absolute_url()).content.decode()
    assert "Comité des fêtes de Bellou" in page
    assert pills(page) == [
        ("toutes les lignes 2", True),
        ("la même 1", False),
        ("peut-être connue 0", False),
        ("nouvelle 1", False),
    ]
    assert "Une personne" not in page
    line = ImportLine.objects.system("a test").get(number=3)
    officer_client.post(reverse("actors:import_decide", args=[row.pk]), {f"line-{line.pk}": "skip"})
    officer_client.post(reverse("actors:import_decide", args=[row.pk]), {"rule": "new_create"})
    line.refresh_from_db()
    assert line.decision == "skip"  # what a person decided, no rule changes
    officer_client.post(reverse("actors:import_decide", args=[row.pk]), {f"line-{line.pk}": "create"})
    officer_client.post(reverse("actors:import_start", args=[row.pk]))
    assert officer_client.get(row.get_absolute_url()).status_code == 200
    jobs.run_waiting()
    assert "Orchestre" in officer_client.get(row.get_absolute_url()).content.decode()
    shown = officer_client.get(f"{row.get_absolute_url()}?sort=created").content.decode()
    assert [said for said, current in pills(shown) if current] == ["créée 1"]
    report = officer_client.get(reverse("actors:import_report", args=[row.pk, "xlsx"]))
    sheet = load_workbook(io.BytesIO(b"".join(report.streaming_content))).active
    assert [cells[1] for cells in sheet.iter_rows(min_row=2, values_only=True)] == ["Fêtes de Bellou", "Orchestre"]
    officer_client.post(reverse("actors:import_undo", args=[row.pk]))
    follows = {"HX-Request": "true", "HX-Target": "job"}
    assert "en cours d’annulation" in officer_client.get(row.get_absolute_url(), headers=follows).content.decode()
    jobs.run_waiting()
    assert officer_client.get(row.get_absolute_url(), headers=follows)["HX-Refresh"] == "true"
    assert "l’importation a été annulée" in officer_client.get(row.get_absolute_url()).content.decode()
    assert Organisation.objects.system("a test").get(name="Orchestre").archived_at
    known.refresh_from_db()
    assert known.archived_at is None


def test_a_file_that_is_none_is_refused_with_a_sentence_and_nothing_is_kept(officer_client):
    for data in (b"", b"%PDF-1.4", b"PK\x03\x04 cut"):
        answer = sent(officer_client, data)
        assert answer.status_code == 422
    assert officer_client.post(reverse("actors:import_new"), {}).status_code == 422
    assert not Import.objects.system("a test").exists()


def test_a_form_with_another_file_is_another_form(here, officer_client):
    for name in ("un.csv", "deux.csv"):
        data = SimpleUploadedFile(name, text([HEAD, [name, "", "", ""]]))
        officer_client.post(reverse("actors:import_new"), {"file": data, "once": "the same showing of the form"})
    assert Import.objects.system("a test").count() == 2


def test_without_the_column_of_names_the_form_says_so(officer_client):
    answer = sent(officer_client, text([HEAD, ["Un", "", "", ""]]), "liste.csv")
    wrong = officer_client.post(answer.url, {"sheet": "0", "commune": "2"})
    assert wrong.status_code == 422
    assert officer_client.post(answer.url, {"sheet": "9", "name": "77"}).status_code == 422


def test_another_person_does_not_find_it(here, officer_client, client):
    row = compared(officer_client, [["Orchestre", "", here.commune.name, ""]])
    client.force_login(factories.person("dla_officer", here.dla))
    for name in ("import", "import_decide", "import_start", "import_undo", "import_give_up"):
        verb = client.get if name == "import" else client.post
        assert verb(reverse(f"actors:{name}", args=[row.pk])).status_code == 404


def test_giving_up_forgets_it(here, officer_client):
    row = compared(officer_client, [["Orchestre", "", here.commune.name, ""]])
    officer_client.post(reverse("actors:import_give_up", args=[row.pk]))
    assert not ImportLine.objects.system("a test").exists()


def test_hundreds_of_spoilt_files_find_an_answer_and_write_nothing(here, officer_client):
    """No 500, nothing written before somebody presses "Import", whatever the bytes."""
    before = Organisation.objects.system("a test").count()
    chance, answers = random.Random(5), {200: 0, 302: 0, 422: 0}
    for name, data in spoilt(200, 2026):
        answer = sent(officer_client, data, name)
        answers[answer.status_code] += 1
        if answer.status_code == 302 and chance.random() < 0.1:
            assert officer_client.get(answer.url).status_code == 200
            told = officer_client.post(answer.url, {"sheet": "0", "name": "0", "rna": "1", "commune": "4"})
            assert told.status_code in (302, 422)
            jobs.run_waiting()
            assert officer_client.get(answer.url).status_code == 200
    assert answers[302] > 80
    assert answers[422] > 10
    assert Organisation.objects.system("a test").count() == before
