"""A need: who hears it, who reads it, where it goes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Forbidden, may, policy_of
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Draft, Event
from catalyse.kernel.records import Stale, change
from catalyse.kernel.scoped import Unscoped
from catalyse.needs import queries, services
from catalyse.needs.models import Heard, Need
from catalyse.needs.states import NEED, NeedState
from catalyse.needs.tests.factories import DAY, Territory, member, need, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def flers() -> Territory:
    return Territory("Bocage")


@pytest.fixture
def client_of(client: Client):
    def become(actor) -> Client:
        client.force_login(user_of(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return become


def without_token(page: str) -> str:
    """A page without what protects its forms, which differs each time."""
    return re.sub(r'(csrfmiddlewaretoken" value|once" value|nonce)="[^"]*"', "", page)


def test_needs_are_never_read_without_saying_for_whom():
    with pytest.raises(Unscoped):
        list(Need.objects.all())
    with pytest.raises(Unscoped):
        Need.objects.count()


def test_the_words_stay_with_the_association_and_its_dla_until_they_are_shared(flers):
    oxy = flers.association()
    said = need(oxy, flers.dla)
    officer, partner = member(flers.dla, "dla_officer"), member(flers.authority, "authority_officer")
    lead, neighbour = member(oxy, "association_lead"), member(flers.association(), "association_lead")
    stranger = member(Territory("Plaine").dla, "dla_officer")

    def readers() -> list[bool]:
        return [
            Need.objects.visible_to(actor).filter(pk=said.pk).exists()
            for actor in (officer, partner, lead, neighbour, stranger)
        ]

    assert readers() == [True, False, True, False, False]

    services.share_need(need=said, shared=True, by=lead, today=DAY)

    assert readers() == [True, True, True, False, False]


def test_a_membership_that_ended_yesterday_opens_nothing(flers):
    need(flers.association(), flers.dla)

    gone = member(flers.dla, "dla_officer", until=DAY - timedelta(days=1))

    assert not Need.objects.visible_to(gone).exists()


def test_the_note_of_a_team_is_read_by_that_team_only(flers, django_assert_num_queries):
    said = need(flers.association(), flers.authority, note="kx7note", shared=True)
    policy, writer = policy_of(Need), member(flers.authority, "authority_officer")

    with django_assert_num_queries(1):
        readable = policy.readable(writer, said)

    assert "note" in readable
    assert "note" not in policy.readable(member(flers.dla, "dla_officer"), said)


def test_noting_a_need_forgets_its_draft_and_writes_one_event(flers):
    officer = member(flers.dla, "dla_officer")
    drafts.keep(officer, services.NOTE_FORM, {"words": "On ne"})

    said = services.note_need(
        organisation=flers.association(), words="On ne sait pas dire", heard=Heard.PHONE, heard_on=DAY,
        heard_by=flers.dla, by=officer, today=DAY,
    )  # fmt: skip

    assert not Draft.objects.exists()
    assert [e.name for e in Event.objects.about(said)] == ["need.noted"]


def test_a_need_is_not_heard_tomorrow(flers):
    with pytest.raises(Refused) as refusal:
        need(flers.association(), flers.dla, heard_on=DAY + timedelta(days=1))

    assert refusal.value.field == "heard_on"


@pytest.mark.parametrize("verb", NEED.moves)
@pytest.mark.parametrize("state", NeedState.values)
def test_only_the_table_of_moves_decides(flers, verb, state):
    other = need(flers.association(), flers.dla, "La même chose")
    said = need(other.organisation, flers.dla)
    change(said, state=state, outcome="ailleurs", twin=other if state == "duplicate" else None)
    officer = member(flers.dla, "dla_officer")

    def act() -> Need:
        return services.decide_need(need=said, verb=verb, by=officer, today=DAY, outcome="ailleurs", twin=other)

    if state in NEED.moves[verb].sources:
        assert act().state == NEED.moves[verb].target
    else:
        with pytest.raises(Refused):
            act()
        assert Need.objects.system("test").get(pk=said.pk).state == state


def test_the_database_knows_the_states_too(flers):
    said = need(flers.association(), flers.dla)

    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.system("test").filter(pk=said.pk).update(state="lost")


def test_a_need_without_a_theme_is_not_understood_yet(flers):
    said = need(flers.association(), flers.dla, themes=[])

    with pytest.raises(Refused) as refusal:
        services.decide_need(need=said, verb="qualify", by=member(flers.dla, "dla_officer"), today=DAY)

    assert refusal.value.field == "themes"


def test_turning_away_asks_for_a_word_of_explanation(flers):
    said = need(flers.association(), flers.dla)

    with pytest.raises(Refused):
        services.decide_need(need=said, verb="decline", by=member(flers.dla, "dla_officer"), today=DAY, outcome=" ")


def test_the_association_does_not_decide_about_its_own_need(flers):
    oxy = flers.association()

    with pytest.raises(Forbidden):
        services.decide_need(need=need(oxy, flers.dla), verb="accept", by=member(oxy, "association_lead"), today=DAY)


def test_the_late_writer_is_told_and_nothing_is_lost(flers):
    said, officer = need(flers.association(), flers.dla), member(flers.dla, "dla_officer")
    read_by_both = said.version
    services.reword_need(
        need=said, by=officer, today=DAY, expected=read_by_both, themes=[], words="La première version"
    )

    with pytest.raises(Stale):
        services.reword_need(need=said, by=officer, today=DAY, expected=read_by_both, themes=[], words="La seconde")

    assert Need.objects.system("test").get(pk=said.pk).words == "La première version"


def test_an_archived_need_comes_back_by_undo(flers):
    said, officer = need(flers.association(), flers.dla), member(flers.dla, "dla_officer")
    services.archive_need(need=said, by=officer, today=DAY)

    journal.take_back(event=Event.objects.about(said).first(), by=officer, day=DAY)

    assert Need.objects.system("test").get(pk=said.pk).archived_at is None


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(flers, rows, django_assert_max_num_queries, client_of):
    for _ in range(rows):
        need(flers.association(), flers.dla)
    client = client_of(member(flers.dla, "dla_officer"))

    with django_assert_max_num_queries(12):
        page = client.get("/besoins/")

    assert page.status_code == 200


def test_search_understands_accents_and_case(flers):
    said = need(flers.association(), flers.dla, "Le stand de la fête est vide")
    officer = member(flers.dla, "dla_officer")

    assert list(queries.needs_for(officer, {"q": "FETE"})) == [said]
    assert not queries.needs_for(officer, {"q": "absent"}).exists()


def test_a_volunteer_notes_a_need_in_a_few_words(flers, client_of):
    oxy = flers.association()
    client = client_of(member(oxy, "association_lead"))

    answer = client.post("/besoins/nouveau/", {"organisation": oxy.pk, "words": "Une salle", "urgency": 2})

    said = Need.objects.system("test").get()
    assert answer.status_code == 302
    assert (said.organisation, said.heard, said.heard_by) == (oxy, Heard.ASSOCIATION, oxy)


def test_a_forged_association_is_an_unknown_choice(flers, client_of):
    client = client_of(member(flers.association(), "association_lead"))
    other = flers.association()

    answer = client.post("/besoins/nouveau/", {"organisation": other.pk, "words": "Une salle", "urgency": 2})

    assert answer.status_code == 422
    assert not Need.objects.system("test").exists()


def test_a_wrong_form_keeps_every_word(flers, client_of):
    client = client_of(member(flers.dla, "dla_officer"))

    page = client.post("/besoins/nouveau/", {"words": "Gardez-moi ces mots", "heard_on": "hier", "urgency": 2})

    assert page.status_code == 422
    assert "Gardez-moi ces mots" in page.content.decode()
    assert "12/03/2026" in page.content.decode()


def test_somebody_elses_need_does_not_exist(flers, client_of):
    said = need(Territory("Plaine").association(), flers.dla)
    client = client_of(member(flers.dla, "dla_officer"))

    missing_url = "/besoins/999999-x/"
    hidden, missing = client.get(said.get_absolute_url()), client.get(missing_url)

    assert (hidden.status_code, missing.status_code) == (404, 404)
    body = hidden.content.decode().replace(said.get_absolute_url(), missing_url)
    assert without_token(body) == without_token(missing.content.decode())


def test_two_texts_are_shown_when_two_people_write(flers, client_of):
    said, officer = need(flers.association(), flers.dla), member(flers.dla, "dla_officer")
    change(said, words="Ce que l’autre a écrit")
    client = client_of(officer)

    page = client.post(
        f"/besoins/{said.pk}/changer/", {"words": "Ce que j’écris", "urgency": 1, "heard": "visit", "version": 1}
    )

    assert page.status_code == 409
    assert "Ce que j’écris" in page.content.decode()
    assert "Ce que l’autre a écrit" in page.content.decode()


def test_the_two_texts_show_no_column_that_the_writer_does_not_read(flers, client_of):
    association = flers.association()
    said = need(association, flers.dla)
    change(said, words="Ce que l’autre a écrit", note="kx7note")
    form = {"words": "Ce que j’écris", "urgency": 1, "heard": "visit", "version": 1, "note": "x", "heard_by": "x"}

    page = client_of(member(association, "association_lead")).post(f"/besoins/{said.pk}/changer/", form)

    assert page.status_code == 409
    assert "Ce que l’autre a écrit" in page.content.decode()
    assert "kx7note" not in page.content.decode()


def test_a_reader_among_elected_people_does_not_note(flers):
    assert not may(member(flers.authority, "authority_elected"), "note", Need)
