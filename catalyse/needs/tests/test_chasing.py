"""Going after needs: who has them in charge, who called, what sleeps and comes back, who is replaced."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from catalyse.actors import handing
from catalyse.actors import services as actors
from catalyse.actors.models import Membership, User
from catalyse.actors.services import handing as handing_over
from catalyse.kernel import clock, journal, offers
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.needs import queries, services
from catalyse.needs.models import Chase, Need
from catalyse.needs.services import chasing
from catalyse.needs.tests.factories import DAY, HOUSE, Territory, member, need, user_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WEEK = timedelta(days=7)


@pytest.fixture
def here() -> Territory:
    return Territory("Sources")


@pytest.fixture
def officer(here):
    return member(here.dla, "dla_officer")


@pytest.fixture
def colleague(here):
    return member(here.dla, "dla_manager")


@pytest.fixture
def row(here) -> Need:
    return need(here.association(), here.dla)


def chased(row, by, seen=0, how="called", **values):
    return chasing.chase_need(need=row, how=how, seen=seen, by=by, today=DAY, **values)


def listed(actor, today=DAY, **filters):
    return list(queries.chasing_for(actor, today, filters))


def fresh(row) -> Need:
    return Need.objects.system("test").get(pk=row.pk)


@pytest.mark.parametrize(("how", "days"), [("called", 7), ("written", 14), ("done", 30)])
def test_a_chased_need_sleeps_and_comes_back_with_its_history(row, officer, how, days):
    made = chased(row, officer, how=how)

    assert listed(officer) == []
    assert listed(officer, dorment="1") == [row]
    assert listed(officer, DAY + timedelta(days=days - 1)) == []
    (back,) = listed(officer, DAY + timedelta(days=days))
    assert [(one.how, one.on, one.officer_id) for one in back.history] == [(how, DAY, officer.user_id)]
    assert made.back_on == DAY + timedelta(days=days)


def test_whoever_comes_second_is_told_who_was_first_and_nothing_is_noted_twice(row, officer, colleague):
    chased(row, officer)

    with pytest.raises(Refused) as refusal:
        chased(row, colleague)

    assert str(user_of(officer)) in str(refusal.value.message)
    assert Chase.objects.system("test").count() == 1


def test_chased_again_with_the_last_line_in_sight_it_goes_on(row, officer, colleague):
    first = chased(row, officer)

    chased(row, colleague, seen=first.pk, how="written")

    (back,) = listed(officer, DAY + timedelta(days=14))
    assert [one.how for one in back.history] == ["written", "called"]


@pytest.mark.parametrize("days", chasing.NAPS)
def test_the_officer_chooses_on_the_line_when_it_comes_back(row, officer, client, days, monkeypatch):
    monkeypatch.setattr(clock, "demo_day", lambda: DAY)
    client.force_login(user_of(officer), backend=BACKEND)
    page = client.get("/besoins/relances/").content.decode()
    assert f'<option value="{days}">dans {days} jours</option>' in page

    client.post(f"/besoins/{row.pk}/relance/done/", {"seen": "0", "days": str(days)})

    assert listed(officer, DAY + timedelta(days=days - 1)) == []
    (back,) = listed(officer, DAY + timedelta(days=days))
    assert [one.how for one in back.history] == ["done"]
    (told,) = Event.objects.filter(name="need.done")
    journal.take_back(event=told, by=officer, day=DAY)
    assert listed(officer) == [row]


@pytest.mark.parametrize("days", ["0", "366", "demain", "-1", "٣", "9" * 30])
def test_a_number_of_days_that_nobody_offers_notes_nothing_and_says_why(row, officer, client, days):
    client.force_login(user_of(officer), backend=BACKEND)

    told = client.post(f"/besoins/{row.pk}/relance/done/", {"seen": "0", "days": days}, follow=True)

    assert "entre 1 et 365 jours" in told.content.decode()
    assert Chase.objects.system("test").count() == 0


@pytest.mark.parametrize("days", [0, -3, 366])
def test_a_need_sleeps_a_year_at_most(row, officer, days):
    with pytest.raises(Refused):
        chased(row, officer, days=days)


@pytest.mark.parametrize("how", ["", "shouted", "x" * 50])
def test_there_are_three_ways(row, officer, how):
    with pytest.raises(Refused):
        chased(row, officer, how=how)


def test_what_has_its_answer_is_not_chased(row, officer):
    services.decide_need(need=row, verb="decline", outcome="Pas ici.", by=officer, today=DAY)

    assert listed(officer) == []
    with pytest.raises(Refused):
        chased(row, officer)


def test_only_officers_chase(row, here):
    for role, place in (("association_lead", row.organisation), ("authority_elected", here.authority)):
        with pytest.raises(Forbidden):
            chased(row, member(place, role))


def test_a_line_is_taken_back_and_the_need_wakes(row, officer):
    chased(row, officer)

    journal.take_back(event=Event.objects.get(name="need.called"), by=officer, day=DAY)

    assert listed(officer) == [row]
    assert listed(officer)[0].history == []


def test_a_line_is_not_taken_back_once_somebody_went_on(row, officer, colleague):
    first = chased(row, officer)
    chased(row, colleague, seen=first.pk)

    with pytest.raises(Refused):
        journal.take_back(event=Event.objects.filter(name="need.called").earliest("pk"), by=officer, day=DAY)


def test_the_association_does_not_read_who_chases(row, officer):
    chased(row, officer)

    lead = member(row.organisation, "association_lead")
    assert not Chase.objects.visible_to(lead).exists()
    assert "officer" not in offers_of(lead, row)


def offers_of(actor, row):
    from catalyse.kernel.access import policy_of

    return policy_of(Need).readable(actor, row)


def test_an_officer_who_notes_a_need_has_it_in_charge(here, officer):
    made = services.note_need(
        organisation=here.association(), words="Un toit", heard="visit", heard_on=DAY, heard_by=here.dla, by=officer,
        today=DAY,
    )  # fmt: skip

    assert made.officer_id == officer.user_id
    assert made not in queries.alone(officer, DAY)


def test_a_need_without_an_active_owner_is_told(row, here, officer, colleague):
    """Nobody; somebody who left; somebody whose account was closed."""
    gone, closed = member(here.dla, "dla_officer"), member(here.dla, "dla_officer")
    rows = [row, need(here.association(), here.dla), need(here.association(), here.dla)]
    for one, who in zip(rows[1:], (gone, closed), strict=True):
        chasing.put_in_charge(need=one, officer=user_of(who), by=officer, today=DAY)
    kept = need(here.association(), here.dla)
    chasing.put_in_charge(need=kept, officer=user_of(colleague), by=officer, today=DAY)
    assert set(queries.alone(officer, DAY)) == {row}

    Membership.objects.system("test").filter(user=user_of(gone)).update(until=DAY - timedelta(days=1))
    User.objects.filter(pk=closed.user_id).update(is_active=False)

    assert set(queries.alone(officer, DAY)) == set(rows)
    assert {one.pk for one in queries.owned(Need.objects.system("test"), DAY) if one.left_alone} == {r.pk for r in rows}
    said = [due for say in offers.due for due in say(officer, DAY) if due.key == "needs.alone"]
    assert [due.title for due in said] == ["3 besoins ne sont suivis par personne"]


def test_a_need_is_given_to_colleagues_only_and_taken_back(row, here, officer, colleague):
    stranger = member(Territory("Loin").dla, "dla_officer")
    with pytest.raises(Refused):
        chasing.put_in_charge(need=row, officer=user_of(stranger), by=officer, today=DAY)

    chasing.put_in_charge(need=row, officer=user_of(colleague), by=officer, today=DAY)
    assert fresh(row).officer_id == colleague.user_id
    journal.take_back(event=Event.objects.get(name="need.in_charge"), by=officer, day=DAY)
    assert fresh(row).officer_id is None


def test_an_officer_who_leaves_is_replaced_on_all_files_at_once(here, officer, colleague):
    rows = [need(here.association(), here.dla) for _n in range(3)]
    for one in rows:
        chasing.put_in_charge(need=one, officer=user_of(officer), by=officer, today=DAY)
    over = rows[2]
    services.decide_need(need=over, verb="decline", outcome="Pas ici.", by=officer, today=DAY)

    n = actors.hand_over(leaving=user_of(officer), heir=user_of(colleague), by=colleague, today=DAY)

    assert n == 2
    assert [fresh(one).officer_id for one in rows] == [colleague.user_id, colleague.user_id, officer.user_id]
    event = Event.objects.get(name="files.handed")
    assert all(event in Event.objects.about(one) for one in rows[:2])


def test_a_handing_over_is_taken_back_except_what_somebody_took_meanwhile(here, officer, colleague):
    third = member(here.dla, "dla_officer")
    rows = [need(here.association(), here.dla) for _n in range(2)]
    for one in rows:
        chasing.put_in_charge(need=one, officer=user_of(officer), by=officer, today=DAY)
    actors.hand_over(leaving=user_of(officer), heir=user_of(colleague), by=colleague, today=DAY)
    chasing.put_in_charge(need=rows[1], officer=user_of(third), by=third, today=DAY)

    journal.take_back(event=Event.objects.get(name="files.handed"), by=colleague, day=DAY)

    assert [fresh(one).officer_id for one in rows] == [officer.user_id, third.user_id]


def test_files_go_to_the_same_team_only(here, officer, row):
    stranger = member(Territory("Loin").dla, "dla_officer")
    partner = member(here.authority, "authority_officer")
    chasing.put_in_charge(need=row, officer=user_of(officer), by=officer, today=DAY)

    with pytest.raises(Forbidden):
        actors.hand_over(leaving=user_of(officer), heir=user_of(stranger), by=stranger, today=DAY)
    with pytest.raises(Refused):
        actors.hand_over(leaving=user_of(officer), heir=user_of(partner), by=officer, today=DAY)
    with pytest.raises(Refused):
        actors.hand_over(leaving=user_of(officer), heir=user_of(officer), by=officer, today=DAY)
    assert handing.held(officer)[user_of(officer).pk][0][1] == 1


# ---- pages ----


@pytest.fixture
def signed_in(client, officer):
    client.force_login(user_of(officer), backend=BACKEND)
    return client


def test_one_button_a_line_and_back_to_the_list(signed_in, row):
    url = reverse("needs:chasing")
    assert row.title in signed_in.get(url).content.decode()

    answer = signed_in.post(reverse("needs:chase", args=[row.pk, "called"]), {"seen": "0", "next": url}, follow=True)

    assert answer.redirect_chain[0][0] == url
    assert "Noté. Il revient dans 7 jours." in answer.content.decode()
    assert "1 autre dort jusqu’à son jour" in answer.content.decode()
    assert row.title in signed_in.get(f"{url}?dorment=1&par=charge").content.decode()


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "²"])
def test_a_gesture_of_an_older_page_notes_nothing(signed_in, row, seen):
    answer = signed_in.post(reverse("needs:chase", args=[row.pk, "called"]), {"seen": seen})

    assert answer.status_code == 302
    assert Chase.objects.system("test").count() == 0


def test_chasing_costs_the_same_for_one_and_for_thirty(signed_in, here, officer, row, django_assert_max_num_queries):
    url = f"{reverse('needs:chasing')}?par=association"
    with django_assert_max_num_queries(25):
        signed_in.get(url)
    for _n in range(29):
        chased(need(here.association(), here.dla), officer, days=1)

    with django_assert_max_num_queries(25):
        signed_in.get(f"{url}&dorment=1")


def test_a_need_elsewhere_is_not_there(client, row):
    client.force_login(user_of(member(Territory("Loin").dla, "dla_officer")), backend=BACKEND)

    assert client.post(reverse("needs:chase", args=[row.pk, "called"]), {"seen": "0"}).status_code == 404
    assert client.get(reverse("needs:charge", args=[row.pk])).status_code == 404


def test_the_team_sees_who_has_what_and_hands_it_over(signed_in, here, officer, colleague, row):
    chasing.put_in_charge(need=row, officer=user_of(officer), by=officer, today=DAY)
    assert "1 besoin" in signed_in.get(reverse("actors:team_files")).content.decode()

    page = reverse("actors:hand_over", args=[officer.user_id])
    empty = signed_in.post(page, {"heir": ""})
    done = signed_in.post(page, {"heir": colleague.user_id})

    assert empty.status_code == 422
    assert done.status_code == 302
    assert fresh(row).officer_id == colleague.user_id
    assert signed_in.get(reverse("actors:hand_over", args=[999_999])).status_code == 404


def test_an_earlier_need_in_words_alike_is_proposed_and_joined_by_one_button(signed_in, here):
    association = here.association()
    first = need(association, here.dla, "Personne ne nous connaît dans le quartier, il faut nous faire connaître")
    need(association, here.dla, "Le camion est en panne")
    need(here.association(), here.dla, "Il faut nous faire connaître dans le quartier")
    again = need(association, here.dla, "Nous faire connaître dans le quartier : personne ne nous connaît")

    page = signed_in.get(again.get_absolute_url())
    assert page.context["before"] == [first]
    signed_in.post(reverse("needs:decide", args=[again.pk, "join_twin"]), {"twin": first.pk})

    assert (fresh(again).state, fresh(again).twin) == ("duplicate", first)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_make_one_call():
    here = Territory("Sources")
    row, both = need(here.association(), here.dla), [member(here.dla, "dla_officer") for _n in range(2)]
    start, told = threading.Barrier(2), []

    def call(by):
        try:
            start.wait(5)
            with transaction.atomic():
                chased(row, by)
            told.append("noted")
        except Refused:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=[by]) for by in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)

    assert sorted(told) == ["noted", "refused"]
    assert Chase.objects.system("test").count() == 1
    assert HOUSE.house


def test_a_file_that_somebody_takes_at_the_moment_of_handing_over_stays_with_them(here, officer, colleague, row):
    chasing.put_in_charge(need=row, officer=user_of(officer), by=officer, today=DAY)
    third = member(here.dla, "dla_officer")
    kind = handing.kind("needs.Need.officer")
    found = kind.of(user_of(officer), colleague)

    class Slowly:
        """The files found, of which one changes hands before they are held."""

        def values_list(self, *names, **how):
            numbers = list(found.values_list(*names, **how))
            chasing.put_in_charge(need=row, officer=user_of(third), by=third, today=DAY)
            return numbers

    assert handing_over._given(kind, Slowly(), user_of(officer), user_of(colleague)) == []
    assert fresh(row).officer_id == third.user_id


def test_an_old_move_is_not_taken_back_over_what_was_done_since(here, officer, row):
    services.decide_need(need=row, verb="accept", by=officer, today=DAY)
    services.answer_need(need=row, by=officer, today=DAY, support="Ensemble")

    with pytest.raises(Refused):
        journal.take_back(event=Event.objects.get(name="need.accept"), by=officer, day=DAY)

    assert fresh(row).state == "converted"
