from datetime import date

import pytest
from django.urls import reverse

from catalyse.actors import services
from catalyse.actors.models import Membership, Organisation, SignInLink
from catalyse.actors.services import register, register_index
from catalyse.actors.tests.factories import HOUSE, TODAY, organisation, person
from catalyse.engines.tests.test_register import GIVEN, lines_of
from catalyse.kernel.models import Code, Draft, Letter


@pytest.fixture
def signed_in(client):
    def enter(role, where):
        user = person(role, where)
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def association(here):
    row = here.association("Les Sources", siret="00000001800010", founded_year=1991)
    services.add_year(
        organisation=row, year=2023, staff=24, fte=19, permanent=12, integration=12, by=HOUSE, today=TODAY
    )
    services.add_milestone(organisation=row, year=2007, month=12, title="Label", by=HOUSE, today=TODAY)
    return row


def pages_of(row):
    return [row.get_absolute_url(), *(row.tab_url(t) for t in ("path", "figures", "people", "journal"))]


def test_every_page_of_an_association_opens_for_its_dla(here, association, signed_in):
    client = signed_in("dla_officer", here.dla)
    pages = [
        *pages_of(association),
        reverse("actors:organisations"),
        reverse("actors:organisations") + "?vue=cartes",
        reverse("actors:add"),
        reverse("actors:edit", args=[association.pk]),
        reverse("actors:add_year", args=[association.pk]),
        reverse("actors:change_year", args=[association.pk, 2023]),
        reverse("actors:add_milestone", args=[association.pk]),
        reverse("actors:invite", args=[association.pk]),
        reverse("actors:account"),
        reverse("actors:territory", args=[here.body.pk]),
        here.dla.get_absolute_url(),
        here.authority.get_absolute_url(),
        here.authority.tab_url("people"),
    ]

    answers = {page: client.get(page).status_code for page in pages}

    assert {page: code for page, code in answers.items() if code != 200} == {}


def test_every_page_of_the_settings_opens_for_an_administrator(here, association, signed_in):
    client = signed_in("admin", here.dla)
    services.invite(email="n@example.org", organisation=association, role="association_lead", by=HOUSE, today=TODAY)
    somebody = person("association_lead", association)
    pages = [
        *[reverse(f"actors:{n}") for n in ("settings", "accounts", "partnerships", "lists", "letters", "events")],
        *[reverse(f"actors:{n}") for n in ("invite_anywhere", "add_partnership")],
        reverse("actors:account_of", args=[somebody.pk]),
        reverse("actors:end_partnership", args=[here.partnership.pk]),
        reverse("actors:reword", args=[Code.objects.first().pk]),
        reverse("actors:end_membership", args=[Membership.objects.system("test").get(user=somebody).pk]),
    ]

    answers = {page: client.get(page).status_code for page in pages}

    assert {page: code for page, code in answers.items() if code != 200} == {}


@pytest.mark.parametrize("role", ["dla_officer", "dla_manager", "authority_officer", "authority_elected"])
def test_the_settings_are_a_missing_page_for_everybody_else(here, signed_in, role):
    client = signed_in(role, here.dla if role.startswith("dla") else here.authority)

    answers = {client.get(reverse(f"actors:{n}")).status_code for n in ("settings", "accounts", "letters", "events")}

    assert answers == {404}


def test_what_is_not_yours_answers_as_what_does_not_exist(here, elsewhere, signed_in):
    other = elsewhere.association("Ailleurs")
    client = signed_in("dla_officer", here.dla)

    answers = [client.get(page) for page in pages_of(other)]

    missing = client.get("/associations/999999-ailleurs/")
    assert {a.status_code for a in answers} == {404}
    assert answers[0].content.replace(b" ", b"") == missing.content.replace(b" ", b"") or answers[0].status_code == 404


def test_the_authority_sees_who_an_association_is_and_no_figure(here, association, signed_in):
    client = signed_in("authority_officer", here.authority)

    page = client.get(association.get_absolute_url())

    assert page.status_code == 200
    assert "Les Sources" in page.content.decode()
    assert association.tab_url("figures") not in page.content.decode()
    assert client.get(association.tab_url("figures")).status_code == 404
    assert client.get(association.tab_url("people")).status_code == 404


def test_an_association_finds_its_own_record(here, association, signed_in):
    client = signed_in("association_lead", association)

    answer = client.get(reverse("actors:mine"))

    assert answer.url == association.get_absolute_url()
    assert client.get(association.tab_url("figures")).status_code == 200
    assert client.get(reverse("actors:organisations")).status_code == 404


def test_an_unknown_figure_is_said_to_be_so(here, association, signed_in):
    client = signed_in("association_member", association)
    client.cookies["language"] = "en"

    page = client.get(association.tab_url("figures")).content.decode()

    assert page.count("not given") == 7  # of eleven figures, four are known
    assert "make up all 24 employees" in page


def test_an_association_is_added_through_its_form(here, signed_in):
    client = signed_in("dla_officer", here.dla)
    form = {"name": "Les Sources", "kind": "association", "siret": "000 000 018 00010", "sector_0": "FAM",
            "declared_0": "petite enfance", "sector_1": "SAN"}  # fmt: skip

    answer = client.post(reverse("actors:add"), form)

    row = Organisation.objects.system("test").get(name="Les Sources")
    assert answer.url == row.get_absolute_url()
    assert [str(link) for link in row.sector_links.all()] == ["petite enfance", str(Code.objects.get(code="SAN"))]


def test_a_wrong_number_keeps_what_was_typed_and_says_how_to_put_it_right(here, signed_in):
    client = signed_in("dla_officer", here.dla)
    client.cookies["language"] = "en"

    answer = client.post(
        reverse("actors:add"), {"name": "Les Sources", "kind": "association", "siret": "1234567890123"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A SIRET has 14 digits: one is missing." in page
    assert 'value="1234567890123"' in page
    assert 'value="Les Sources"' in page


def test_a_namesake_is_shown_before_it_is_there_twice(here, association, signed_in):
    client = signed_in("dla_officer", here.dla)
    form = {"name": "les sources", "kind": "association"}

    first = client.post(reverse("actors:add"), form)
    second = client.post(reverse("actors:add"), {**form, "sure": "1"})

    assert (first.status_code, second.status_code) == (422, 302)
    assert association.get_absolute_url() in first.content.decode()


def test_a_like_is_said_with_why_also_when_only_the_mail_or_a_letter_differs(here, elsewhere, signed_in):
    client = signed_in("dla_officer", here.dla)
    mine = here.association("Les Jardins partagés", public_email="jardins@example.org")
    theirs = elsewhere.association("Les Jardins partagés")

    for form in ({"name": "Les Jardin partagés"}, {"name": "Tout autre", "public_email": "Jardins@example.org"}):
        page = client.post(reverse("actors:add"), {"kind": "association", "mission": "kx7 garde", **form})
        text = page.content.decode()
        assert page.status_code == 422
        assert mine.get_absolute_url() in text
        assert theirs.get_absolute_url() not in text
        assert "kx7 garde" in text


def test_a_like_of_the_register_fills_the_blanks_and_changes_nothing_typed(here, signed_in, in_the_register):
    client = signed_in("dla_officer", here.dla)
    form = {"kind": "association", "name": "Comite des fetes de l'etang", "mission": "Nos mots"}

    warned = client.post(reverse("actors:add"), form)
    filled_in = client.post(reverse("actors:add"), {**form, "reprendre": "W611000001"})

    assert warned.status_code == 422
    assert b'name="reprendre" value="W611000001"' in warned.content
    values = filled_in.context["form"]
    assert (values["name"].value(), values["mission"].value()) == ("Comite des fetes de l'etang", "Nos mots")
    assert (values["rna"].value(), values["founded_on"].value()) == ("W611000001", "1991-05-02")
    assert not Organisation.objects.system("test").filter(rna="W611000001").exists()
    client.post(reverse("actors:add"), filled(values))
    assert Organisation.objects.system("test").get(rna="W611000001").mission == "Nos mots"


def test_a_form_is_kept_for_later_without_script(here, signed_in):
    client = signed_in("dla_officer", here.dla)

    client.post(reverse("actors:add"), {"name": "Les S", "keep": "later"})

    assert Draft.objects.get().data["name"] == "Les S"
    assert 'value="Les S"' in client.get(reverse("actors:add")).content.decode()


def test_two_who_edit_at_once_lose_nothing(here, association, signed_in):
    client = signed_in("dla_officer", here.dla)
    client.cookies["language"] = "en"
    page = reverse("actors:edit", args=[association.pk])
    form = {"name": "Les Sources", "version": association.version, "mission": "Le premier texte", "rna": "W612000001"}
    client.post(page, form)

    answer = client.post(page, {**form, "mission": "Le second texte"})

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Le premier texte" in shown
    assert "Le second texte" in shown


def test_a_year_typed_in_hundredths_is_kept_as_a_share(here, association, signed_in):
    client = signed_in("association_lead", association)

    client.post(
        reverse("actors:add_year", args=[association.pk]),
        {"year": "2007", "staff": "24", "fte": "19,5", "market_share": "50", "self_financing_target": "70,5"},
    )

    row = association.years.system("test").get(year=2007)
    assert (str(row.fte), str(row.market_share), str(row.self_financing_target)) == ("19.50", "0.5000", "0.7050")
    assert row.volunteers is None


def test_opening_an_invitation_changes_nothing(here, association, client):
    token = _invited(association)

    for _time in range(3):
        assert client.get(reverse("actors:invitation", args=[token])).status_code == 200
    client.head(reverse("actors:invitation", args=[token]))

    assert SignInLink.objects.get().used_at is None


def test_an_invitation_is_answered_by_its_button_and_signs_in(here, association, client):
    token = _invited(association)

    answer = client.post(reverse("actors:invitation", args=[token]), {"function": "La direction", "language": "fr"})

    assert answer.url == reverse("today:home")
    assert client.get(association.tab_url("figures")).status_code == 200
    assert client.get(reverse("actors:invitation", args=[token])).status_code == 404


def test_an_invitation_for_an_account_that_exists_asks_to_sign_in(here, association, client):
    known = person("consultant", organisation("consultant"))
    token = _invited(association, known.email)

    answer = client.post(reverse("actors:invitation", args=[token]), {"function": "Un autre", "language": "fr"})

    assert reverse("account_login") in answer.content.decode()
    assert SignInLink.objects.get().used_at is None


def _invited(association, email="new@example.org"):
    link = services.invite(email=email, organisation=association, role="association_lead", by=HOUSE, today=TODAY)
    return Letter.objects.get(key=f"invitation-{link.pk}").text.partition("/invitation/")[2].split("/")[0]


def test_an_administrator_decides_about_uncertain_letters(here, signed_in):
    client = signed_in("admin", here.dla)
    letters = [
        Letter.objects.create(key=f"k{n}", address="a@example.org", subject="s", text="t", state="uncertain")
        for n in range(2)
    ]

    client.post(reverse("actors:send_again", args=[letters[0].pk]))
    client.post(reverse("actors:cancel_letter", args=[letters[1].pk]))

    assert list(Letter.objects.order_by("pk").values_list("state", flat=True)) == ["queued", "cancelled"]


def test_a_letter_that_left_is_not_sent_again(here, signed_in):
    client = signed_in("admin", here.dla)
    letter = Letter.objects.create(key="k", address="a@example.org", subject="s", text="t", state="accepted")

    client.post(reverse("actors:send_again", args=[letter.pk]))

    letter.refresh_from_db()
    assert letter.state == "accepted"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_directory_is_taken_along_as_it_is_shown(here, elsewhere, association, signed_in, kind):
    elsewhere.association("Ailleurs")
    client = signed_in("authority_officer", here.authority)

    answer = client.get(reverse("actors:export", args=[kind]))

    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    if kind == "csv":
        assert "Les Sources" in body.decode()
        assert "Ailleurs" not in body.decode()
        assert "2023" not in body.decode()


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_costs_the_same_for_one_row_and_for_thirty(here, signed_in, django_assert_max_num_queries, how_many):
    sector = Code.objects.get(kind="sector", code="FAM")
    for n in range(how_many):
        here.association(f"Association {n}", sectors=[services.SectorChoice(sector)])
    client = signed_in("dla_officer", here.dla)

    with django_assert_max_num_queries(11):
        assert client.get(reverse("actors:organisations")).status_code == 200


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_record_costs_the_same_whatever_its_length(
    here, association, signed_in, django_assert_max_num_queries, how_many
):
    for n in range(how_many):
        services.add_milestone(organisation=association, year=1990 + n, title=f"Point {n}", by=HOUSE, today=TODAY)
        person("association_member", association)
    client = signed_in("dla_officer", here.dla)

    for page in pages_of(association):
        with django_assert_max_num_queries(23):
            assert client.get(page).status_code == 200


@pytest.fixture
def in_the_register(db: None, tmp_path) -> None:
    path = tmp_path / "rna_waldec.csv"
    path.write_bytes(lines_of(GIVEN | {"titre": "COMITÉ DES FÊTES DE L'ÉTANG", "siteweb": "etang.example"}))
    register.load([path], today=TODAY, say=lambda edition, name: None)
    register_index.build()


def test_an_association_of_the_register_is_found_and_nothing_is_typed_again(here, signed_in, in_the_register):
    client = signed_in("dla_officer", here.dla)

    found = client.get(reverse("actors:add"), {"cherche": "comite fetse"}).content.decode()
    taken = client.get(reverse("actors:add"), {"repertoire": "W611000001"})
    client.post(f"{reverse('actors:add')}?repertoire=W611000001", filled(taken.context["form"]))

    row = Organisation.objects.system("test").get(rna="W611000001")
    door = f'href="{reverse("actors:add")}?repertoire=W611000001"'
    assert door in found
    assert (row.name, row.founded_on, row.website) == (
        "Comité des Fêtes de l'Étang", date(1991, 5, 2), "https://etang.example",
    )  # fmt: skip
    again = client.get(reverse("actors:add"), {"cherche": "comite fetes"}).content.decode()
    assert row.get_absolute_url() in again
    assert door not in again


def test_the_fragment_of_the_register_is_what_the_page_shows(here, signed_in, in_the_register):
    client = signed_in("dla_officer", here.dla)
    address = f"{reverse('actors:add')}?cherche=etang"

    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode().strip()

    assert "W611000001" in fragment
    assert fragment in client.get(address).content.decode()


@pytest.mark.parametrize(
    "looked_for",
    [
        {"cherche": "xyzxyz & |"},
        {"repertoire": "W999999999"},
        {"cherche": "é" * 5000},
    ],
)
def test_what_the_register_does_not_hold_leaves_the_form_empty(here, signed_in, in_the_register, looked_for):
    answer = signed_in("dla_officer", here.dla).get(reverse("actors:add"), looked_for)

    assert answer.status_code == 200
    assert answer.context["form"]["name"].value() is None


def test_a_house_without_a_register_does_not_speak_of_it(here, signed_in):
    page = signed_in("dla_officer", here.dla).get(reverse("actors:add"), {"cherche": "etang"}).content.decode()

    assert "répertoire national" not in page


def filled(form) -> dict[str, str]:
    """What a browser sends of a form that nobody changed."""
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def test_facts_taken_over_do_not_mix_with_a_draft_and_do_not_undo_what_was_typed(here, signed_in, in_the_register):
    client, address = signed_in("dla_officer", here.dla), f"{reverse('actors:add')}?repertoire=W611000001"
    client.post(reverse("actors:add"), {"name": "Autre", "public_phone": "02 33 00 00 00", "keep": "later"})
    of_another = client.get(address).context["form"]
    client.post(reverse("actors:add"), {"name": "Comité, relu", "rna": "W611000001", "keep": "later"})
    of_this_one = client.get(address).context["form"]

    assert (of_another["public_phone"].value() or "", of_another["rna"].value()) == ("", "W611000001")
    assert of_this_one["name"].value() == "Comité, relu"


def test_the_box_shows_the_register_to_those_who_may_add_and_leads_there(here, signed_in, in_the_register):
    officer = signed_in("dla_officer", here.dla)
    page = officer.get("/recherche/", {"q": "comite fetse"}).content.decode()
    part = officer.get("/recherche/", {"q": "comite fetse"}, headers={"HX-Request": "true"}).content.decode()
    door = f'href="{reverse("actors:add")}?repertoire=W611000001"'
    elected = signed_in("authority_elected", here.authority).get("/recherche/", {"q": "comite fetes"})

    assert door in page
    assert door in part
    assert 'hx-swap-oob="true"' in part  # the number of answers is said aloud
    assert "repertoire=" not in elected.content.decode()
