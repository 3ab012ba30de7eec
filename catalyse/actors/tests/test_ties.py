"""Networks, labels and permanent documents: who keeps them, who reads them, what is refused."""

from datetime import date, timedelta

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalyse.actors import papers, services
from catalyse.actors.forms.ties import PapersField
from catalyse.actors.models import Affiliation, Paper, PaperContent
from catalyse.actors.path import path_of
from catalyse.actors.policies import reads_papers
from catalyse.actors.services import ties
from catalyse.actors.tests.factories import HOUSE, TODAY, acting, person
from catalyse.engines.dates import months_after
from catalyse.kernel import journal, offers
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


# ---- the folder ----


def states(actor, association, today=TODAY):
    return {str(slot.kind): slot.state for slot in papers.folder_of(actor, association, today)}


def test_an_empty_folder_says_what_everybody_asks_for(here, officer):
    assert states(officer, here.association()) == dict.fromkeys(("statutes", "accounts", "report", "bank"), "missing")


@pytest.mark.parametrize(
    ("age", "state"),
    [(0, "good"), (16, "good"), (17, "soon"), (18, "soon"), (19, "over")],
)
def test_accounts_grow_too_old_after_the_months_that_the_house_chose(here, officer, age, state):
    association = here.association()
    a_paper(association, kind="accounts", dated_on=months_after(TODAY, -age))

    assert states(officer, association)["accounts"] == state


def test_the_day_on_the_document_comes_before_the_age_of_its_kind(here, officer):
    association = here.association()
    a_paper(association, kind="insurance", dated_on=TODAY, good_until=TODAY + timedelta(days=10))

    assert states(officer, association)["insurance"] == "soon"
    assert states(officer, association, TODAY + timedelta(days=11))["insurance"] == "over"


def test_the_newest_of_a_kind_counts_and_statutes_do_not_age(here, officer):
    association = here.association()
    for year in (2001, 1990):
        a_paper(association, dated_on=date(year, 5, 4))
    (slot,) = [s for s in papers.folder_of(officer, association, TODAY) if s.paper]

    assert (slot.paper.dated_on.year, slot.until, slot.state) == (2001, None, "good")


def test_an_administrator_chooses_the_ages_and_nobody_else(here, officer):
    association = here.association()
    a_paper(association, dated_on=months_after(TODAY, -30))

    services.set_paper_ages(months={"statutes": 24}, by=HOUSE, today=TODAY)

    assert states(officer, association)["statutes"] == "over"
    with pytest.raises(Forbidden):
        services.set_paper_ages(months={"statutes": 3}, by=officer, today=TODAY)
    with pytest.raises(Refused):
        services.set_paper_ages(months={"statutes": 0}, by=HOUSE, today=TODAY)


def test_those_who_do_not_read_the_documents_learn_nothing_of_the_folder(here):
    association = here.association()
    a_paper(association)
    partner = acting("authority_officer", here.authority)

    assert set(states(partner, association).values()) == {"missing"}
    assert not reads_papers(partner, association)


def test_a_later_form_picks_what_the_house_has_and_nothing_of_others(here, officer):
    association, other = here.association(), here.association()
    row, theirs = a_paper(association, dated_on=date(2001, 5, 4)), a_paper(other)

    class Request(forms.Form):
        papers = PapersField(slots=papers.folder_of(officer, association, TODAY), actor=officer)

    assert "Statuts, du 4\u00a0mai\u00a02001" in str(Request()["papers"])
    picked, wrong = Request({"papers": [row.pk]}), Request({"papers": [theirs.pk]})
    assert picked.is_valid()
    assert list(picked.cleaned_data["papers"]) == [row]
    assert not wrong.is_valid()


def test_the_folder_is_told_on_the_first_page_to_the_association_and_its_dla(here, officer):
    association = here.association()
    a_paper(association, kind="accounts", dated_on=months_after(TODAY, -30))
    lead = acting("association_lead", association)

    told = {due.key: due for say in offers.due for who in (lead, officer) for due in say(who, TODAY)}

    assert "trop vieux" in str(told[f"actors.folder.{association.pk}"].context)
    assert str(association) in str(told["actors.folders"].context)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"dated_on": date(1800, 1, 1)}, "dated_on"),
        ({"good_until": date(1900, 1, 1)}, "good_until"),
        ({"good_until": date(2100, 1, 1)}, "good_until"),
    ],
)
def test_days_in_another_century_are_asked_again(here, values, field):
    with pytest.raises(Refused) as refusal:
        a_paper(here.association(), **values)

    assert refusal.value.field == field


def test_an_administrator_sets_the_ages_on_a_page(here, client):
    client.force_login(person("admin", here.dla), backend=BACKEND)
    page = reverse("actors:paper_ages")

    wrong = client.post(page, {"accounts": "-4"})
    done = client.post(page, {"accounts": "24", "report": ""})

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert papers.ages()["accounts"] == 24
    assert papers.ages()["report"] is None
