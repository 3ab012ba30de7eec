"""The figures of a year, asked by a link: who may, what leaves, what arrives, what two say otherwise."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from catalyse.actors import asks, services
from catalyse.actors.models import AssociationYear, Milestone, Organisation, YearAsk
from catalyse.actors.tests.factories import HOUSE, TODAY, acting
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Letter

WEEK = timedelta(days=7)


def link(row):
    return Actor(link=("actors.yearask", row.pk))


def token_in(letter):
    return re.search(r"/t-chiffres/([^/]+)/", letter.text)[1]


@pytest.fixture
def association(here):
    return here.association("Le Verger", public_email="bureau@verger.test")


@pytest.fixture
def ask(association, officer):
    services.add_year(organisation=association, year=2022, staff=4, volunteers=12, by=HOUSE, today=TODAY)
    return services.ask_year(
        organisation=association, year=2023, email="bureau@verger.test", by=officer, today=TODAY
    )  # fmt: skip


def snapshot(ask):
    return AssociationYear.objects.system("test").get(organisation=ask.organisation, year=ask.year)


def test_a_year_is_asked_once_and_the_house_keeps_no_token(ask, association, officer):
    again = services.ask_year(organisation=association, year=2023, email="x@y.test", by=officer, today=TODAY)

    letter = Letter.objects.get()
    token = token_in(letter)
    assert again == ask
    assert letter.address == "bureau@verger.test"
    assert asks.ask_by_token(token) == ask
    assert token not in str(YearAsk.objects.system("test").values().get())


@pytest.mark.parametrize("role", ["authority_officer", "authority_elected"])
def test_only_the_dla_asks(here, association, role):
    with pytest.raises(Forbidden):
        services.ask_year(organisation=association, year=2023, email="", by=acting(role, here.authority), today=TODAY)


def test_an_association_does_not_ask_another(here, association):
    lead = acting("association_lead", here.association())

    assert not Organisation.objects.visible_to(lead).filter(pk=association.pk).exists()
    with pytest.raises(Forbidden):
        services.ask_year(organisation=association, year=2023, email="", by=lead, today=TODAY)


def test_the_answer_is_the_year_and_is_said_to_come_from_the_association(ask):
    services.give_year(ask=ask, staff=5, volunteers=None, resources=Decimal("100.00"), by=link(ask), today=TODAY)

    row = snapshot(ask)
    assert (row.staff, row.volunteers, row.resources, row.given_on) == (5, None, Decimal("100.00"), TODAY)
    assert [e.name for e in Event.objects.about(ask.organisation)][:2] == ["year.given", "year.asked"]


def test_a_link_answers_once(ask):
    services.give_year(ask=ask, staff=5, by=link(ask), today=TODAY)

    with pytest.raises(Refused):
        services.give_year(ask=ask, staff=6, by=link(ask), today=TODAY)

    assert snapshot(ask).staff == 5


def test_an_answer_says_something(ask):
    with pytest.raises(Refused):
        services.give_year(ask=ask, staff=None, note="", by=link(ask), today=TODAY)


def test_what_was_noted_meanwhile_is_not_written_over_and_nothing_is_lost(ask, officer):
    services.add_year(organisation=ask.organisation, year=2023, staff=4, fte=Decimal(3), by=officer, today=TODAY)

    answered = services.give_year(ask=ask, staff=5, fte=Decimal(3), volunteers=9, by=link(ask), today=TODAY)

    row = snapshot(ask)
    assert (row.staff, row.fte, row.volunteers) == (4, 3, 9)
    assert (answered.conflicts, answered.settled_on, answered.answer["staff"]) == (["staff"], None, 5)


@pytest.mark.parametrize(("take", "staff"), [(["staff"], 5), ([], 4), (["volunteers"], 4)])
def test_two_who_say_otherwise_are_settled(ask, officer, take, staff):
    services.add_year(organisation=ask.organisation, year=2023, staff=4, by=officer, today=TODAY)
    answered = services.give_year(ask=ask, staff=5, volunteers=9, by=link(ask), today=TODAY)

    services.settle_year(ask=answered, take=take, expected=snapshot(ask).version, by=officer, today=TODAY)

    assert (snapshot(ask).staff, snapshot(ask).volunteers) == (staff, 9)
    with pytest.raises(Refused):
        services.settle_year(ask=answered, take=["staff"], expected=snapshot(ask).version, by=officer, today=TODAY)


def test_an_example_gives_way_to_what_the_association_says(ask):
    services.add_year(
        organisation=ask.organisation, year=2023, staff=4, volunteers=9, illustrative=["*"], by=HOUSE, today=TODAY
    )

    answered = services.give_year(ask=ask, staff=5, by=link(ask), today=TODAY)

    row = snapshot(ask)
    assert (row.staff, row.volunteers, answered.conflicts) == (5, 9, [])
    assert (row.is_illustrative("staff"), row.is_illustrative("volunteers")) == (False, True)


def test_reminders_end(ask, officer):
    with pytest.raises(Refused):
        services.remind_year(ask=ask, by=officer, today=TODAY + WEEK - timedelta(days=1))
    services.remind_year(ask=ask, by=officer, today=TODAY + WEEK)
    services.remind_year(ask=ask, by=officer, today=TODAY + 2 * WEEK)
    with pytest.raises(Refused):
        services.remind_year(ask=ask, by=officer, today=TODAY + 20 * WEEK)

    tokens = {token_in(letter) for letter in Letter.objects.all()}
    assert len(tokens) == 3
    assert {asks.ask_by_token(token) for token in tokens} == {ask}


def test_whoever_comes_by_a_link_knows_that_question_only(ask, here, officer):
    other = services.ask_year(organisation=here.association(), year=2023, email="", by=officer, today=TODAY)
    actor = link(ask)

    assert list(YearAsk.objects.visible_to(actor)) == [ask]
    for model in (Organisation, AssociationYear, Milestone):
        assert not model.objects.visible_to(actor).exists()
    with pytest.raises(Forbidden):
        services.give_year(ask=other, staff=1, by=actor, today=TODAY)
    assert not YearAsk.objects.visible_to(Actor(link=("results.evaluation", ask.pk))).exists()


def test_a_question_is_taken_back_until_it_is_answered(ask, officer):
    event = Event.objects.get(name="year.asked")
    event.actor_id = officer.user_id

    journal.take_back(event=event, by=officer, day=TODAY)

    assert asks.ask_by_token(token_in(Letter.objects.get())) is None


def test_those_without_figures_are_the_ones_to_ask(ask, here, elsewhere, officer):
    late, given, other = here.association("Tard"), here.association("Donné"), elsewhere.association("Loin")
    for row in (late, given, other):
        services.add_year(organisation=row, year=2022, staff=1, by=HOUSE, today=TODAY)
    services.add_year(organisation=given, year=2023, staff=1, by=HOUSE, today=TODAY)
    here.association("Jamais")

    assert list(asks.to_ask(officer, 2023)) == [late]


def test_the_link_opens_a_prefilled_form_without_a_session(ask, client):
    address = reverse("actors:give_by_link", args=[token_in(Letter.objects.get())])

    page = client.get(address)

    form = page.context["form"]
    assert (form["staff"].value(), form["volunteers"].value()) == (4, 12)
    assert "sessionid" not in client.cookies
    assert not ask.organisation.years.system("test").filter(year=2023).exists()


def test_what_looks_odd_is_shown_once_and_sent_all_the_same(ask, client):
    address = reverse("actors:give_by_link", args=[token_in(Letter.objects.get())])

    first = client.post(address, {"staff": "3", "fte": "9"})
    assert first.status_code == 422
    assert first.context["doubts"]
    second = client.post(address, {"staff": "3", "fte": "9", "sure": "1"})

    assert second.status_code == 200
    assert snapshot(ask).fte == 9
    assert "Merci" in second.content.decode()
    assert client.get(address).context["ask"].answered_on


def test_the_same_as_last_year_is_asked_once_more(ask, client):
    address = reverse("actors:give_by_link", args=[token_in(Letter.objects.get())])

    page = client.post(address, {"staff": "4", "volunteers": "12"})

    assert page.status_code == 422
    assert "2022" in page.context["doubts"][0]


def test_what_is_begun_by_a_link_is_kept(ask, client):
    token = token_in(Letter.objects.get())
    about = {"draft_form": services.GIVEN_FORM, "draft_subject": f"actors.yearask:{ask.pk}"}

    kept = client.post(reverse("actors:keep_given", args=[token]), {"staff": "7", **about})

    assert kept.status_code == 200
    assert drafts.find(link(ask), services.GIVEN_FORM, ask).data["staff"] == "7"
    page = client.get(reverse("actors:give_by_link", args=[token]))
    assert page.context["form"]["staff"].value() == "7"


def test_a_wrong_figure_by_a_link_keeps_what_was_typed(ask, client):
    address = reverse("actors:give_by_link", args=[token_in(Letter.objects.get())])

    page = client.post(address, {"staff": "une douzaine", "volunteers": "9"})

    assert page.status_code == 422
    assert page.context["form"]["volunteers"].value() == "9"


@pytest.mark.parametrize("token", ["x", "0" * 32])
def test_a_token_that_nobody_was_given_leaks_nothing(ask, client, token):
    page = client.get(reverse("actors:give_by_link", args=[token]))

    assert page.status_code == 404
    assert "Verger" not in page.content.decode()
    assert client.post(reverse("actors:keep_given", args=[token])).status_code == 404


def test_guessing_links_is_counted(db, client):
    answers = {client.get(reverse("actors:give_by_link", args=[f"guess{n}"])).status_code for n in range(70)}

    assert answers == {404, 429}


def test_a_link_that_ended_says_so_and_shows_no_figure(ask, client):
    YearAsk.objects.system("test").update(link_until=timezone.now())

    page = client.get(reverse("actors:give_by_link", args=[token_in(Letter.objects.get())]))

    assert page.status_code == 200
    assert "form" not in page.context
