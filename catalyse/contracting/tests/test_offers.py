"""What the house shows of this room elsewhere: the next step and its owner, what is due, dates, search."""

from datetime import timedelta

import pytest
from django.db import transaction

from catalyse.actors.roles import Role
from catalyse.contracting import offers as room
from catalyse.contracting import queries, services
from catalyse.contracting.mails import people_of
from catalyse.contracting.models import Award
from catalyse.contracting.tests.factories import (
    a_support,
    an_agreement,
    approved_terms,
    association_actor,
    bid_of,
    chosen,
    closed_tender,
    let_the_deadline_pass,
    open_tender,
    signed,
    territory,
    three_consultants,
    written_terms,
)
from catalyse.kernel import journal, offers
from catalyse.kernel.models import Event, Letter
from catalyse.support.models import Support
from catalyse.support.services import plan_session


def step(actor, support, world):
    support.refresh_from_db()
    return room.next_steps(actor, [support], world.today).get(support.pk)


def test_the_thread_of_moves_from_the_terms_to_the_last_signature(world):
    support, firms, seen = a_support(world), three_consultants(world), []

    def look():
        seen.append(str(step(world.officer, support, world).title) if step(world.officer, support, world) else "")

    look()
    written_terms(world, support)
    look()
    approved = services.approve_terms(
        terms=queries.terms_of(world.officer, support), by=world.officer, today=world.today
    )
    approved = services.approve_terms(terms=approved, by=world.authority_officer, today=world.today)
    look()
    tender = services.consult(terms=approved, consultants=firms, by=world.officer, today=world.today)
    look()
    bid = bid_of(world, tender, firms[0])
    let_the_deadline_pass(tender)
    look()
    services.open_bids(tender=tender, by=world.officer, today=world.today)
    look()
    services.choose(tender=tender, bid=bid, reasons="La méthode.", by=world.officer, today=world.today)
    look()
    agreement = an_agreement(world, support)
    look()
    signed(world, agreement)
    look()

    assert seen == [
        "Écrire le cahier des charges",
        "Approuver le cahier des charges",
        "Consulter des consultants",
        "Recevoir les offres",
        "Ouvrir les offres",
        "Choisir le consultant",
        "Rédiger la convention",
        "Faire signer la convention",
        "",
    ]


def test_the_approval_that_is_missing_names_its_owner(world):
    support = a_support(world)
    terms = written_terms(world, support)
    services.approve_terms(terms=terms, by=world.officer, today=world.today)

    mine, theirs = step(world.officer, support, world), step(world.authority_officer, support, world)

    assert (mine.yours, str(mine.owner), mine.action_url) == (False, str(world.authority), "")
    assert (theirs.yours, bool(theirs.action_url)) == (True, True)


def test_who_only_reads_has_no_button(world):
    support = a_support(world)
    written_terms(world, support)

    for actor in (world.elected, world.committee, association_actor(world, support)):
        found = step(actor, support, world)
        assert (found.yours, found.action_url, found.action_label) == (False, "", "")


def test_nothing_is_asked_before_the_associations_are_known(world):
    assert step(world.officer, a_support(world, state="inviting"), world) is None
    assert step(world.officer, a_support(world, state="running"), world) is None


def test_what_is_due_is_said_to_who_has_the_move_and_waited_for_by_the_other(world):
    terms = written_terms(world, a_support(world))
    services.approve_terms(terms=terms, by=world.officer, today=world.today)

    (mine,), (theirs,) = (
        list(room.due_for_partners(actor, world.today)) for actor in (world.officer, world.authority_officer)
    )

    assert (mine.yours, str(mine.owner)) == (False, str(world.authority))
    assert (theirs.yours, str(theirs.action)) == (True, "Lire et approuver")
    assert list(room.due_for_partners(territory("Landes").officer, world.today)) == []


def test_a_consultant_is_told_what_to_answer_until_it_has(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)

    def due(firm):
        return [item.url for item in room.due_for_consultants(world.consultant(firm), world.today)]

    assert due(firms[0]) == [tender.get_absolute_url()]
    bid_of(world, tender, firms[0])
    services.decline_to_bid(tender=tender, consultant=firms[1], by=world.consultant(firms[1]), today=world.today)

    assert (due(firms[0]), due(firms[1]), len(due(firms[2]))) == ([], [], 1)
    assert list(room.due_for_consultants(world.consultant(firms[2]), world.today + timedelta(days=60))) == []


def test_a_question_waits_for_the_officers_until_it_is_answered(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms)
    question = services.ask_question(
        tender=tender, consultant=firms[0], text="Où ?", by=world.consultant(firms[0]), today=world.today
    )

    assert len(list(room.due_questions(world.authority_officer, world.today))) == 1
    services.answer_question(question=question, answer="Ici.", by=world.officer, today=world.today)

    assert list(room.due_questions(world.authority_officer, world.today)) == []


def test_the_last_hour_stands_in_the_agenda_of_those_who_follow(world):
    firms = three_consultants(world)
    tender = open_tender(world, a_support(world), firms[:3])
    last = tender.deadline_at.date()

    def dates(actor):
        return [item.on for item in room.coming(actor, last - timedelta(days=2), last + timedelta(days=2))]

    assert len(dates(world.officer)) == len(dates(world.consultant(firms[0]))) == 1
    assert dates(territory("Landes").officer) == []


def test_search_finds_consultants_for_partners_and_tenders_for_the_asked(world):
    firms = three_consultants(world)
    open_tender(world, a_support(world), firms)

    assert [hit.title for hit in room.search(world.officer, "relief", 5)] == ["Relief"]
    assert [hit.title for hit in room.search(world.consultant(firms[0]), "communiquer", 5)] == ["Communiquer ensemble"]
    assert list(room.search(world.consultant(firms[0]), "relief", 5)) == []


def test_the_tabs_and_the_menu_are_for_those_who_have_something_to_read(world):
    support = a_support(world)
    _tender, bids = chosen(world, support)
    signed(world, an_agreement(world, support))

    def tabs(actor):
        return {tab["key"] for tab in offers.tabs_of(actor, support)} & {"consultant", "agreement"}

    assert tabs(world.officer) == tabs(world.committee) == {"consultant", "agreement"}
    assert tabs(association_actor(world, support)) == {"consultant"}
    assert tabs(world.consultant(bids[0].consultant)) == {"consultant"}
    menu = [str(entry.label) for entry in offers.menu if Role.CONSULTANT in entry.roles]
    assert {"Appels d’offres", "Missions", "Ma fiche"} <= set(menu)


def test_the_side_of_a_support_shows_money_to_those_who_may_read_it(world):
    support = a_support(world)
    chosen(world, support)
    an_agreement(world, support)

    def shown(actor):
        return {block["template"] for block in offers.blocks_of(actor, support, "side")}

    assert "contracting/_shares.html" in shown(world.officer)
    assert "contracting/_shares.html" not in shown(association_actor(world, support))
    assert "contracting/_consultant.html" in shown(association_actor(world, support))


def test_every_event_of_this_room_reads_as_a_sentence(world):
    support = a_support(world)
    chosen(world, support)
    signed(world, an_agreement(world, support))
    with transaction.atomic():
        events = list(Event.objects.all())

    assert len(events) > 12
    for event in events:
        if not event.name.startswith(("support.", "organisation.", "actors.")):
            assert journal.told(event) != event.name
            assert "{" not in journal.told(event)


def test_the_journal_of_the_support_does_not_say_how_many_answered(world):
    support = a_support(world)
    chosen(world, support)

    said = " ".join(journal.told(event) + str(event.facts) for event in Event.objects.about(support))
    assert "'bids'" not in said
    assert "'consulted'" not in said
    assert Award.objects.system("test").count() == 1


@pytest.mark.parametrize("number", [1, 30])
def test_what_is_due_costs_the_same_for_one_and_for_thirty(world, django_assert_max_num_queries, number):
    for rank in range(number):
        support = a_support(world, title=f"Accompagnement {rank}")
        if rank % 3 == 0:
            approved_terms(world, support)
    three = three_consultants(world)
    open_tender(world, a_support(world), three)
    officer, firm = world.officer, world.consultant(three[0])

    with django_assert_max_num_queries(12):
        found = list(room.due_for_partners(officer, world.today))
        list(room.due_questions(officer, world.today))
    with django_assert_max_num_queries(2):
        list(room.due_for_consultants(firm, world.today))

    assert len(found) == number + 1


@pytest.mark.parametrize("number", [1, 30])
def test_the_pool_costs_the_same_for_one_and_for_thirty(world, django_assert_max_num_queries, number):
    for _again in range(number // 3 or 1):
        three_consultants(world)
    officer = world.officer

    with django_assert_max_num_queries(3):
        rows = [(str(row), list(row.themes.all())) for row in queries.consultants_for(officer, {})]

    assert len(rows) == max(number, 3)


def test_a_figure_changes_with_its_record(world):
    support = a_support(world)
    tender, bids = closed_tender(world, support)

    assert queries.answers_of(tender).filed == 3
    bids[0].state = "withdrawn"
    bids[0].save(update_fields=["state"])

    assert queries.answers_of(tender).filed == 2


def test_the_consultant_of_a_mission_hears_of_its_sessions(world):
    support = a_support(world)
    _tender, bids = chosen(world, support)
    Support.objects.system("test").filter(pk=support.pk).update(state="running")
    support.refresh_from_db()
    Letter.objects.all().delete()

    plan_session(
        support=support, kind="collective", on=world.today + timedelta(days=9), half_days=1, by=world.officer,
        today=world.today,
    )  # fmt: skip

    told = set(Letter.objects.values_list("address", flat=True))
    assert {address for address, _name, _language in people_of(bids[0].consultant, world.today)} <= told
    assert not {address for address, _name, _language in people_of(bids[1].consultant, world.today)} & told
