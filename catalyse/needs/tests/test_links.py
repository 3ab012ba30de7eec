"""A need said by a personal link: who gives it, what it opens, what is lost on the way (nothing), what comes twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from catalyse.actors.models import Organisation
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, Event, Letter
from catalyse.needs import queries, services
from catalyse.needs.forms import SayForm
from catalyse.needs.models import Need, NeedLink
from catalyse.needs.services import links
from catalyse.needs.tests.factories import DAY, HOUSE, Territory, member, need, user_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def here() -> Territory:
    return Territory("Sources")


@pytest.fixture
def officer(here) -> Actor:
    return member(here.dla, "dla_officer")


@pytest.fixture
def given(here, officer):
    """A link and its token."""
    return links.give_link(organisation=here.association("Le Verger"), team=here.dla, by=officer, today=DAY)


def holder(link) -> Actor:
    return Actor(link=("needs.needlink", link.pk))


def saying(link, words="Un toit", sending="one", **values):
    return links.say_need(link=link, words=words, sending=sending, by=holder(link), today=DAY, **values)


def said():
    return list(Need.objects.system("test").order_by("pk"))


def test_the_house_keeps_no_token_and_the_letter_holds_it(here, officer):
    link, token = links.give_link(
        organisation=here.association(), team=here.dla, email=" Bureau@Verger.test ", by=officer, today=DAY
    )

    letter = Letter.objects.get()
    assert letter.address == "bureau@verger.test"
    assert f"/t-besoin/{token}/" in letter.text
    assert queries.link_by_token(token) == link
    assert token not in str(NeedLink.objects.system("test").values().get())


@pytest.mark.parametrize("role", ["association_lead", "observer", "consultant"])
def test_only_officers_give_links(here, role):
    place = {"association_lead": here.association, "observer": lambda: here.dla}.get(role)
    actor = member(place(), role) if place else Actor(user_id=1)
    with pytest.raises(Forbidden):
        links.give_link(organisation=here.association(), team=here.dla, by=actor, today=DAY)


def test_what_is_said_is_of_the_association_and_read_by_the_dla_shared_as_it_chose(here, given, officer):
    link, _token = given
    partner, stranger = member(here.authority, "authority_officer"), member(Territory("Loin").dla, "dla_officer")
    lead = member(link.organisation, "association_lead")

    kept, open_ = saying(link), saying(link, "Un camion", "two", shared=True)

    assert (kept.heard, kept.heard_by, kept.heard_on) == ("association", link.organisation, DAY)
    seen = [set(Need.objects.visible_to(actor)) for actor in (officer, lead, partner, stranger)]
    assert seen == [{kept, open_}, {kept, open_}, {open_}, set()]


def test_whoever_holds_a_link_knows_what_was_said_by_it_only(here, given):
    link, _token = given
    mine = saying(link)
    need(link.organisation, here.dla, "Noté par le DLA")

    assert list(Need.objects.visible_to(holder(link))) == [mine]
    assert list(NeedLink.objects.visible_to(holder(link))) == [link]
    assert not Organisation.objects.visible_to(holder(link)).exists()
    assert not Need.objects.visible_to(Actor(link=("results.evaluation", link.pk))).exists()


def test_a_link_says_nothing_in_the_place_of_another(here, given, officer):
    other, _token = links.give_link(organisation=here.association(), team=here.dla, by=officer, today=DAY)

    with pytest.raises(Forbidden):
        links.say_need(link=other, words="Un toit", sending="x", by=holder(given[0]), today=DAY)


def test_a_link_that_is_ended_while_somebody_writes_says_nothing_more(given, officer):
    link, _token = given
    links.end_link(link=link, by=officer, today=DAY)

    with pytest.raises(Refused):
        saying(link)

    assert said() == []


def test_the_same_form_sent_again_is_the_same_need_in_its_last_words(given):
    link, _token = given
    first = saying(link)

    again = saying(link, "Un toit et des tables", urgency=3)

    assert first == again
    assert [(row.words, row.urgency) for row in said()] == [("Un toit et des tables", 3)]
    assert [e.name for e in Event.objects.about(again)] == ["need.reworded", "need.said"]


def test_what_somebody_has_answered_is_not_written_over_by_a_late_sending(given, officer):
    link, _token = given
    first = saying(link)
    services.decide_need(need=first, verb="decline", outcome="Pas ici.", by=officer, today=DAY)

    saying(link, "Autre chose")

    assert [(row.words, row.state) for row in said()] == [("Un toit", "declined")]


def test_the_database_too_lets_one_sending_make_one_need(given):
    link, _token = given
    saying(link)

    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.create(
            organisation=link.organisation, words="x", heard="association", heard_on=DAY,
            heard_by=link.organisation, sending="one",
        )  # fmt: skip


def test_signed_in_a_form_sent_again_after_days_is_the_same_need(here, officer):
    values = {"organisation": here.association(), "heard": "visit", "heard_on": DAY, "heard_by": here.dla}

    first = services.note_need(words="Un toit", sending="k", by=officer, today=DAY, **values)
    again = services.note_need(words="Un toit", sending="k", by=officer, today=DAY + timedelta(days=9), **values)

    assert first == again
    assert len(said()) == 1


def test_one_link_says_twenty_needs_at_most(given):
    link, _token = given
    for number in range(links.MOST_SAID):
        saying(link, sending=f"n{number}")

    with pytest.raises(Refused):
        saying(link, sending="more")


def test_a_commune_is_kept_where_it_is_not_that_of_the_association(here, given):
    link, _token = given
    far = Territory("Loin").commune

    assert saying(link, commune=here.commune).commune is None
    assert saying(link, "Ailleurs", "two", commune=far).commune == far


# ---- pages ----


@pytest.fixture
def address(given) -> str:
    return reverse("needs:say", args=[given[1]])


def sent(client, address, **values):
    return client.post(address, {"words": "Un toit", "urgency": "2", "sending": "one", **values})


def test_opening_the_link_changes_nothing_and_needs_no_session(given, client, address):
    before = (Event.objects.count(), list(NeedLink.objects.system("test").values()))

    pages = [client.get(address), client.head(address), client.get(f"{address}merci/")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "sessionid" not in client.cookies
    assert (Event.objects.count(), list(NeedLink.objects.system("test").values())) == before
    assert said() == []
    assert client.get(f"{address}garder/").status_code == 405


def test_a_need_is_said_and_shown_to_who_said_it(client, address):
    answer = sent(client, address, words="Un toit 🏠 pour مرحبا\x00\nNom\tPrix", shared="on", once="o1", draft_form="f")

    assert answer.status_code == 302
    assert [(row.words, row.shared) for row in said()] == [("Un toit 🏠 pour مرحبا\nNom\tPrix", True)]
    assert answer.cookies["received"].value == "o1"
    assert "Un toit 🏠" in client.get(answer.url).content.decode()


def test_sent_twice_it_is_one_need(client, address):
    first, second = sent(client, address), sent(client, address)

    assert first.url == second.url
    assert len(said()) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": " \n "}, "Écrivez une phrase ou deux"),
        ({"words": "\x00"}, "Écrivez une phrase ou deux"),
        ({"words": "é" * 50_000}, "50000 caractères"),
        ({"urgency": "9"}, "urgency"),
        ({"commune": "Xyzzy-les-Bains"}, "Xyzzy-les-Bains"),
        ({"themes": "NOPE"}, "NOPE"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, address, wrong, says):
    page = sent(client, address, **{"words": "Un toit pour nos réunions", **wrong})

    text = page.content.decode()
    assert page.status_code == 422
    assert says in text
    assert wrong.get("words", "Un toit pour nos réunions").strip("\x00 \n") in text
    assert page.context["form"]["sending"].value() == "one"
    assert said() == []


@pytest.mark.parametrize("sending", ["", "x" * 25])
def test_a_form_whose_number_is_missing_or_odd_loses_nobody_a_word(client, address, sending):
    page = sent(client, address, sending=sending)

    assert page.status_code in (302, 422)
    assert page.status_code == 302 or "Un toit" in page.content.decode()


def test_what_is_begun_is_kept_with_its_number_and_no_second_draft_is_born(given, client, address):
    link, token = given
    about = {"draft_form": links.SAID_FORM, "draft_subject": f"needs.needlink:{link.pk}"}

    for words in ("Un", "Un toit"):
        kept = client.post(
            reverse("needs:keep_said", args=[token]), {"words": words, "sending": "abc", "once": "o1", **about}
        )

    assert kept.status_code == 200
    assert "received" not in kept.cookies, "a draft that is kept was not sent: the device goes on keeping it"
    assert drafts.find(holder(link), links.SAID_FORM, link).data == {"words": "Un toit", "sending": "abc"}
    form = client.get(address).context["form"]
    assert (form["words"].value(), form["sending"].value()) == ("Un toit", "abc")
    sent(client, address, sending="abc")
    assert drafts.find(holder(link), links.SAID_FORM, link) is None


def test_without_script_it_is_kept_for_later_by_a_button(given, client, address):
    link, _token = given
    about = {"draft_form": links.SAID_FORM, "draft_subject": f"needs.needlink:{link.pk}"}

    sent(client, address, keep="1", **about)

    assert said() == []
    assert client.get(address).context["form"]["words"].value() == "Un toit"


def test_a_link_that_ended_says_so_and_takes_nothing(given, client, address, officer):
    link, _token = given
    saying(link)
    links.end_link(link=link, by=officer, today=DAY)

    pages = [client.get(address), sent(client, address, sending="late"), client.get(f"{address}merci/")]

    assert [page.status_code for page in pages] == [410, 410, 410]
    assert "Ce lien ne sert plus" in pages[0].content.decode()
    assert len(said()) == 1
    event = Event.objects.get(name="need_link.ended")
    journal.take_back(event=event, by=officer, day=DAY)
    assert client.get(address).status_code == 200


def test_a_link_ends_by_its_day(given, client, address):
    NeedLink.objects.system("test").update(until=timezone.now())

    assert client.get(address).status_code == 410


def test_guessing_links_is_counted_and_leaks_nothing(given, client):
    pages = [client.get(reverse("needs:say", args=[f"guess{n}"])) for n in range(70)]

    assert {page.status_code for page in pages} == {404, 429}
    assert "Verger" not in pages[0].content.decode()


def test_one_link_cannot_send_without_end(client, address):
    answers = {sent(client, address, sending=f"n{n}", words="").status_code for n in range(40)}

    assert answers == {422, 429}


def test_an_officer_sends_a_link_or_prints_it(here, officer, client):
    association = here.association("Le Verger")
    client.force_login(user_of(officer), backend=BACKEND)
    page = f"{reverse('needs:give_link')}?association={association.pk}"

    empty = client.post(page, {"email": "", "send": "1"})
    posted = client.post(page, {"email": "bureau@verger.test", "send": "1"})
    printed = client.post(page, {"email": "", "print": "1"}, follow=True)

    assert empty.status_code == 422
    assert posted.url == association.get_absolute_url()
    text = printed.content.decode()
    assert "<svg" in text
    assert re.search(r"/t-besoin/[\w-]+/", text)
    assert NeedLink.objects.system("test").count() == 2
    assert "bureau@verger.test" in client.get(association.get_absolute_url()).content.decode()


def test_an_officer_of_elsewhere_gives_no_link_and_prints_none(here, given, client):
    client.force_login(user_of(member(Territory("Loin").dla, "dla_officer")), backend=BACKEND)

    assert client.get(f"{reverse('needs:give_link')}?association={given[0].organisation_id}").status_code == 404
    assert client.get(reverse("needs:print_link", args=[given[1]])).status_code == 404
    assert client.post(reverse("needs:end_link", args=[given[0].pk])).status_code == 404


@pytest.mark.parametrize(("day", "field"), [("1900-01-01", "heard_on"), ("2100-01-01", "heard_on")])
def test_a_day_in_another_century_is_asked_again(here, officer, day, field):
    year = int(day[:4])
    with pytest.raises(Refused) as refusal:
        services.note_need(
            organisation=here.association(), words="x", heard="visit", heard_on=DAY.replace(year=year),
            heard_by=here.dla, by=officer, today=DAY,
        )  # fmt: skip
    assert refusal.value.field == field


def test_the_form_asks_only_for_words(here):
    form = SayForm({"words": "Un toit", "urgency": "2"}, organisation=here.association())

    assert form.is_valid(), form.errors
    assert form.cleaned_data["themes"].count() == 0
    assert Code.objects.filter(kind="theme").exists()
    assert HOUSE.house
