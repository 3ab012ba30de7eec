"""The screens: three steps without an account, the personal link, the desk of those who receive."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from catalyse.dropins import queries, services
from catalyse.dropins.models import Booking, Opening
from catalyse.dropins.tests.factories import (
    DAY,
    HALF_PAST,
    HOUSE,
    NEXT,
    Territory,
    booked,
    member,
    opening,
    user_of,
)  # fmt: skip
from catalyse.kernel import clock
from catalyse.kernel.models import Draft, Event, Letter, Once
from catalyse.needs.models import Need
from catalyse.places.models import Commune

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Présidence", "structure": "Les Amis du bocage", "email": "bureau@bocage.test", "phone": "",
    "words": "Notre site date.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def turn_to(monkeypatch):
    """It is the day of the tests, until another one is turned to."""

    def turn(day: date) -> None:
        monkeypatch.setattr(clock, "demo_day", lambda: day)

    turn(DAY)
    return turn


@pytest.fixture
def flers() -> Territory:
    return Territory("Bocage")


@pytest.fixture
def desk(flers) -> Opening:
    return opening(flers)


@pytest.fixture
def officer(flers) -> Client:
    return signed_in(member(flers.dla, "dla_officer"))


def signed_in(actor) -> Client:
    client = Client()
    client.force_login(user_of(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def step_two(desk: Opening, when: str = "2008-03-18-0900") -> str:
    return f"/rendez-vous/{desk.pk}/{when}/"


def only() -> Booking:
    return Booking.objects.system("a test").get()


def test_three_steps_without_an_account(client, desk):
    days = client.get("/rendez-vous/").content.decode()
    assert step_two(desk) in days
    assert "mardi 18" in days

    done = client.post(step_two(desk), TYPED, follow=True)

    page = done.content.decode()
    assert (only().on, only().starts, only().email) == (NEXT, time(9), "bureau@bocage.test")
    assert "mardi 18" in page
    assert "Notre site date." in page
    assert done["Cache-Control"] == "no-store"
    assert step_two(desk) not in client.get("/rendez-vous/").content.decode()


def test_several_places_are_chosen_from(client, flers, desk):
    other = opening(flers, place="Mairie", first_on=date(2008, 3, 13))

    page = client.get("/rendez-vous/").content.decode()

    assert f"/rendez-vous/{other.pk}-mairie/" in page
    assert f"/rendez-vous/{desk.pk}-maison-des-associations/" in page
    assert client.get(f"/rendez-vous/{other.pk}-autre/")["Location"].endswith("-mairie/")
    assert "jeudi 20" in client.get(f"/rendez-vous/{other.pk}-mairie/").content.decode()


def test_without_any_opening_the_page_says_what_to_do(client):
    assert "appelez-les" in client.get("/rendez-vous/").content.decode()


def test_in_english_from_end_to_end(client, desk):
    assert f"/en{step_two(desk)}" in client.get("/en/rendez-vous/").content.decode()

    done = client.post(f"/en{step_two(desk)}", TYPED, follow=True)

    assert "You are expected on Tuesday 18" in done.content.decode()
    assert done.redirect_chain[0][0].startswith("/en/t-rdv/")
    assert Letter.objects.get().subject.startswith("Your appointment")


def test_the_time_taken_meanwhile_keeps_every_word_and_offers_the_next(client, desk):
    booked(desk, email="premier@bocage.test", name="kx7other")

    told = client.post(step_two(desk), TYPED)

    page = told.content.decode()
    assert told.status_code == 422
    assert "Notre site date." in page
    assert 'value="2008-03-18-0930"' in page
    assert "kx7other" not in page
    client.post(step_two(desk), {**TYPED, "slot": "2008-03-18-0930"})
    assert Booking.objects.system("a test").get(email="bureau@bocage.test").starts == HALF_PAST


def test_a_form_opened_on_a_time_that_is_gone_offers_the_next_at_once(client, desk):
    booked(desk)

    page = client.get(step_two(desk)).content.decode()

    assert 'value="2008-03-18-0930"' in page


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"words": ""}, {"email": "", "phone": ""}, {"email": "bureau"}, {"words": "x" * 50_000},
     {"name": "\x00 \n"}, {"name": "x" * 500}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, desk, wrong):
    told = client.post(step_two(desk), {**TYPED, **wrong})

    assert told.status_code == 422
    assert "Les Amis du bocage" in told.content.decode()
    assert Booking.objects.system("a test").count() == 0


@pytest.mark.parametrize("words", ["😀 aide", "مرحبا بكم", "a\tb\tc\r\n1\t2\t3", "<script>x</script>", "{{ 7 }}"])
def test_every_script_of_the_world_is_kept_as_it_was_written(client, desk, words):
    done = client.post(step_two(desk), {**TYPED, "words": words}, follow=True)

    assert only().words.replace("\r\n", "\n") == words.replace("\r\n", "\n").strip()
    assert "<script>x" not in done.content.decode()


@pytest.mark.parametrize("slot", ["x", "2008-03-18", "1900-01-01-0900", "2008-13-45-0900", "2008-03-18-9999"])
def test_an_address_that_names_no_time_books_nothing(client, desk, slot):
    assert client.get(f"/rendez-vous/{desk.pk}/{slot}/").status_code in (200, 404)
    assert client.post(f"/rendez-vous/{desk.pk}/{slot}/", TYPED).status_code in (404, 422)
    assert Booking.objects.system("a test").count() == 0


def test_the_same_form_sent_twice_books_once(client, desk):
    first = client.post(step_two(desk), {**TYPED, "once": "7"})
    second = client.post(step_two(desk), {**TYPED, "once": "7"})

    assert first["Location"] == second["Location"]
    assert first["Location"].split("/")[2] not in str(Once.objects.values())
    assert Letter.objects.count() == 1
    assert only()


def test_a_scanner_that_opens_every_link_changes_nothing(client, desk):
    booking, token = booked(desk)
    events = Event.objects.count()

    for path in ("", "deplacer/", "annuler/", "rendez-vous.ics"):
        for ask in (client.get, client.head):
            ask(f"/t-rdv/{token}/{path}")

    assert only().state == "booked"
    assert (Event.objects.count(), Letter.objects.count()) == (events, 1)
    assert booking == only()


def test_moved_and_cancelled_by_the_link(client, desk):
    _booking, token = booked(desk)
    assert "2008-03-25-1000" in client.get(f"/t-rdv/{token}/deplacer/").content.decode()

    client.post(f"/t-rdv/{token}/deplacer/", {"slot": "2008-03-25-1000"})
    assert (only().on, only().starts) == (date(2008, 3, 25), time(10))
    page = client.post(f"/t-rdv/{token}/annuler/", follow=True).content.decode()

    assert only().state == "cancelled"
    assert "annulé" in page
    assert client.post(f"/t-rdv/{token}/deplacer/", {"slot": "2008-03-18-0900"}).status_code == 422


@pytest.mark.parametrize("slot", ["", "x", "2008-03-18-0930", "2008-03-19-0930"])
def test_a_move_to_what_is_not_free_says_so_and_keeps_the_old_one(client, desk, slot):
    _booking, token = booked(desk)
    booked(desk, starts=HALF_PAST, email="autre@bocage.test")

    told = client.post(f"/t-rdv/{token}/deplacer/", {"slot": slot})

    assert told.status_code == 422
    assert Booking.objects.system("a test").get(email="bureau@bocage.test").starts == time(9)


def test_the_calendar_file_says_when_where_and_nothing_of_others(client, desk):
    _booking, token = booked(desk)
    booked(desk, starts=HALF_PAST, email="autre@bocage.test", name="kx7other")

    body = client.get(f"/t-rdv/{token}/rendez-vous.ics").content

    event = Calendar.from_ical(body).walk("VEVENT")[0]
    assert event["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") == "2008-03-18 09:00"
    assert "Maison des associations" in event["LOCATION"]
    assert b"kx7other" not in body


def test_a_stale_or_unknown_link_leads_to_a_new_appointment(client, desk, turn_to):
    _booking, token = booked(desk)
    unknown = client.get("/t-rdv/inconnu/")
    assert unknown.status_code == 404
    assert "/rendez-vous/" in unknown.content.decode()

    turn_to(NEXT + timedelta(days=1))

    page = client.get(f"/t-rdv/{token}/").content.decode()
    assert "passé" in page
    assert f"/t-rdv/{token}/annuler/" not in page
    assert client.post(f"/t-rdv/{token}/annuler/").status_code == 409


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"phone": "je ne sais pas"}, "02 33 00 00 00"), ({"email": "bureau@"}, "nom@exemple.org"),
     ({"email": "", "phone": ""}, "numéro de téléphone"), ({"name": ""}, "Écrivez votre nom")],
)  # fmt: skip
def test_a_wrong_answer_is_told_and_nothing_typed_is_lost(client, desk, wrong, told):
    answer = client.post(step_two(desk), {**TYPED, **wrong})

    page = answer.content.decode()
    assert (answer.status_code, Booking.objects.system("a test").count()) == (422, 0)
    assert told in page
    assert all(text in page for text in {**TYPED, **wrong}.values())


def test_what_a_visitor_types_is_kept_by_their_device_until_it_is_booked(client, desk):
    page = client.get(step_two(desk)).content.decode()
    assert 'data-draft="" data-draft-key="dropins.book"' in page

    wrong = client.post(step_two(desk), {**TYPED, "email": "bureau@", "draft_form": "dropins.book", "once": "kx1"})
    assert "received" not in wrong.cookies
    done = client.post(step_two(desk), {**TYPED, "draft_form": "dropins.book", "once": "kx2"})

    assert done.cookies["received"].value == "kx2"
    assert Draft.objects.count() == 0


def test_tries_are_counted(client, desk):
    answers = [client.post(step_two(desk, "2008-03-18-0905"), TYPED).status_code for _try in range(21)]

    assert answers[0] == 422
    assert answers[-1] == 429


def test_the_desk_lists_the_day_marks_and_makes_a_need(officer, flers, desk, turn_to):
    association = flers.association("Amis")
    booking, _token = booked(desk)
    turn_to(NEXT)
    day = f"/permanences/{desk.pk}/2008-03-18/"
    assert "Présidence" in officer.get(day).content.decode()
    assert day in officer.get("/permanences/").content.decode()

    officer.post(f"/permanences/rendez-vous/{booking.pk}/come/", {"back": "day"})
    officer.post(f"{day}passage/", {"name": ""})
    found = officer.get(f"/permanences/rendez-vous/{booking.pk}/association/?q=amis").content.decode()
    assert f'value="{association.pk}"' in found
    officer.post(f"/permanences/rendez-vous/{booking.pk}/association/", {"organisation": association.pk})
    done = officer.post(f"/permanences/rendez-vous/{booking.pk}/besoin/")

    need = Need.objects.system("a test").get()
    assert done["Location"] == need.get_absolute_url()
    assert Booking.objects.system("a test").get(pk=booking.pk).state == "present"
    assert Booking.objects.system("a test").filter(channel="walk_in", state="present").count() == 1
    assert "sans rendez-vous" in officer.get(day).content.decode()


def test_the_desk_cancels_for_who_called(officer, desk):
    booking, _token = booked(desk)
    assert f"/permanences/rendez-vous/{booking.pk}/annuler/" in officer.get(booking.get_absolute_url()).content.decode()

    officer.post(f"/permanences/rendez-vous/{booking.pk}/annuler/")

    assert only().state == "cancelled"
    assert Letter.objects.filter(key__contains="-cancelled-").count() == 1


def test_an_opening_is_made_changed_closed_for_a_day_and_put_aside(officer, flers):
    Commune.objects.update(sort_key="bocage")
    values = {
        "dla": flers.dla.pk, "host": flers.authority.pk, "place": "Salle 2", "address": "", "first_on": "13/03/2008",
        "commune": "Bocage (61)", "rhythm": "weekly", "until": "", "starts": "9:00", "ends": "11:00",
        "minutes": "30", "break_from": "10:00", "break_to": "10:30", "second_from": "", "second_to": "",
    }  # fmt: skip
    wrong = officer.post("/permanences/nouvelle/", {**values, "ends": "8:00"})
    assert wrong.status_code == 422
    assert "Salle 2" in wrong.content.decode()

    made = officer.post("/permanences/nouvelle/", values)

    row = Opening.objects.system("a test").get()
    assert made["Location"] == row.get_absolute_url()
    assert [f"{a:%H:%M}" for a, _b in row.times] == ["09:00", "09:30", "10:30"]
    shown = officer.get(f"/permanences/{row.pk}/changer/").content.decode()
    assert 'value="10:30"' in shown
    officer.post(f"/permanences/{row.pk}/changer/", {**values, "place": "Salle 3", "version": row.version})
    officer.post(f"/permanences/{row.pk}/2008-03-20/changer/", {"reason": "Travaux", "moved_to": ""})
    page = officer.get(made["Location"], follow=True).content.decode()
    assert "Salle 3" in page
    assert "Travaux" in page
    officer.post(f"/permanences/{row.pk}/2008-03-20/rouvrir/")
    assert "Travaux" not in officer.get(made["Location"], follow=True).content.decode()
    officer.post(f"/permanences/{row.pk}/archiver/")
    assert row not in Opening.objects.system("a test").active()
    officer.post(f"/permanences/{row.pk}/reprendre/")
    assert row in Opening.objects.system("a test").active()


@pytest.mark.parametrize(
    "path",
    ["permanences/{o}/2008-03-18/", "permanences/{o}/changer/", "permanences/rendez-vous/{b}/",
     "permanences/rendez-vous/{b}/association/"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["association_lead", "neighbour"])
def test_who_does_not_hold_it_sees_nobody(flers, desk, path, role):
    booking, _token = booked(desk, name="kx7name")
    where = Territory("Vallee").dla if role == "neighbour" else flers.association()
    browser = signed_in(member(where, "dla_officer" if role == "neighbour" else role))

    told = browser.get(f"/{path.format(o=desk.pk, b=booking.pk)}")

    assert told.status_code in (403, 404)
    assert "kx7name" not in told.content.decode()


def test_the_public_pages_name_nobody(client, desk):
    booked(desk, name="kx7name", structure="kx7structure", words="kx7words")
    services.walk_in(opening=desk, on=DAY, name="kx7walk", by=HOUSE, today=DAY)

    pages = [client.get(path).content.decode() for path in ("/rendez-vous/", step_two(desk, "2008-03-18-0930"))]

    assert all("kx7" not in page for page in pages)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_cost_the_same_for_one_and_for_thirty(officer, desk, rows, django_assert_max_num_queries):
    for number in range(rows):
        services.walk_in(opening=desk, on=DAY, name=f"n{number}", by=HOUSE, today=DAY)

    with django_assert_max_num_queries(14):
        officer.get(f"/permanences/{desk.pk}/{DAY.isoformat()}/")
    with django_assert_max_num_queries(14):
        officer.get(desk.get_absolute_url())
    with django_assert_max_num_queries(8):
        Client().get("/rendez-vous/")


def test_a_machine_that_books_and_books_is_stopped_before_every_time_is_gone(client, desk):
    days = ("2008-03-18", "2008-03-25", "2008-04-01")
    times = [f"{day}-{hour}" for day in days for hour in ("0900", "0930", "1000", "1030", "1100")][:13]
    answers = [
        client.post(step_two(desk, when), {**TYPED, "email": f"{when}@bocage.test"}).status_code for when in times
    ]

    assert answers == [302] * 12 + [429]
    assert Booking.objects.system("a test").count() == 12
    assert Letter.objects.count() == 12


def test_every_place_is_found_beyond_the_first_page(client, flers):
    for number in range(13):
        opening(flers, place=f"Salle {number:02}")

    first, second = (client.get(f"/rendez-vous/?page={page}").content.decode() for page in (1, 2))

    assert "Salle 12" not in first
    assert "?page=2" in first
    assert "Salle 12" in second


def test_no_number_of_an_association_is_too_long_to_be_refused(officer, desk):
    booking, _token = booked(desk)

    told = officer.post(f"/permanences/rendez-vous/{booking.pk}/association/", {"organisation": "9" * 5000})

    assert told.status_code == 404


@pytest.mark.parametrize("openings", [2, 12])
def test_the_pages_of_many_openings_ask_once_for_all_their_days(flers, openings, django_assert_max_num_queries):
    for number in range(openings):
        opening(flers, place=f"Salle {number}")
    actor = member(flers.dla, "dla_officer")

    with django_assert_max_num_queries(4):
        assert len(queries.coming_days(actor, DAY, DAY)) == openings
    with django_assert_max_num_queries(8 + openings):
        Client().get("/rendez-vous/")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Pré\u202esidence", "Présidence"), ("A\r\nBcc: x@x.test", "A Bcc: x@x.test"), ("👩🏽\u200d🦽", "👩🏽\u200d🦽")],
)
def test_a_name_is_kept_as_it_is_read(client, desk, typed, kept):
    client.post(step_two(desk), {**TYPED, "name": typed})

    assert only().name == kept


@pytest.mark.parametrize("name", ["\u200b", "\u202e \ufeff", "\u2066\u2069"])
def test_a_name_that_nobody_sees_is_none(client, desk, name):
    assert client.post(step_two(desk), {**TYPED, "name": name}).status_code == 422
