"""Who is told what: letters with their calendar entry, steps that name their owner, what waits today."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from icalendar import Calendar

from catalyse.actors import services as actors
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Letter
from catalyse.kernel.records import Stale
from catalyse.support import services
from catalyse.support.models import Session
from catalyse.support.services import mails
from catalyse.support.tests.factories import (
    DAY,
    HOUSE,
    OPENED,
    a_running_support,
    a_support,
    an_individual_support,
    an_invitation,
    answered,
    beneficiaries,
    member,
    sent_to,
    session_of,
    user_of,
)

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=10)


def entry(letter: Letter):
    return next(iter(Calendar.from_ical(letter.attachments[0]["text"]).walk("VEVENT")))


def planned(support, **values):
    return session_of(support, on=LATER, mail=True, today=DAY, **values)


def test_a_session_moved_keeps_its_name_and_raises_its_number(bocage):
    support = a_running_support(bocage, joined=1)
    lead = member(beneficiaries(support)[0], "association_lead")
    session = planned(support)

    services.edit_session(session=session, expected=session.version, by=HOUSE, today=DAY, on=LATER + timedelta(days=1))
    session.refresh_from_db()
    services.cancel_session(session=session, by=HOUSE, today=DAY, reason="La salle est prise.")

    letters = list(Letter.objects.order_by("pk"))
    entries = [entry(letter) for letter in letters]
    assert {letter.address for letter in letters} == {user_of(lead).email}
    assert len({str(one["uid"]) for one in entries}) == 1
    assert [int(one["sequence"]) for one in entries] == [0, 1, 2]
    assert str(entries[-1]["status"]) == "CANCELLED"
    assert "La salle est prise." in letters[-1].text


def test_a_session_with_one_association_is_told_to_nobody_else(bocage):
    support = a_running_support(bocage, joined=2)
    first, second = beneficiaries(support)
    lead, _other = member(first, "association_lead"), member(second, "association_lead")

    planned(support, kind="individual", association=first)

    assert [letter.address for letter in Letter.objects.all()] == [user_of(lead).email]


def test_whoever_moves_a_session_is_not_told_what_they_did(bocage):
    support = a_running_support(bocage, joined=1)
    officer = member(bocage.dla, "dla_officer")
    services.edit_support(support=support, expected=support.version, by=HOUSE, today=DAY, dla_owner=user_of(officer))

    services.plan_session(support=support, kind="collective", on=LATER, half_days=1, by=officer, today=DAY)

    assert not Letter.objects.exists()


def test_a_room_above_has_the_consultant_told_too(bocage, monkeypatch):
    monkeypatch.setattr(mails, "told_too", [lambda support, today: [("Atelier", "atelier@test.example")]])

    planned(a_running_support(bocage, joined=1))

    assert Letter.objects.get().address == "atelier@test.example"


def test_another_topic_is_not_told_by_mail(bocage):
    support = a_running_support(bocage, joined=1)
    member(beneficiaries(support)[0], "association_lead")
    session = session_of(support, on=LATER)

    services.edit_session(session=session, expected=session.version, by=HOUSE, today=DAY, topic="Les publics")

    assert not Letter.objects.exists()


def test_a_late_writer_of_a_session_is_told_and_changes_nothing(bocage):
    session = session_of(a_running_support(bocage), on=LATER)
    services.edit_session(session=session, expected=session.version, by=HOUSE, today=DAY, place="Ici")

    with pytest.raises(Stale):
        services.edit_session(session=session, expected=session.version, by=HOUSE, today=DAY, place="Là")

    assert Session.objects.system("a test").get().place == "Ici"


def test_a_cancelled_session_comes_back_by_undoing(bocage):
    officer = member(bocage.dla, "dla_officer")
    session = session_of(a_running_support(bocage), on=LATER)
    services.cancel_session(session=session, by=officer, today=DAY)

    journal.take_back(event=Event.objects.get(name="session.cancelled"), by=officer, day=DAY)

    assert Session.objects.system("a test").get().state == "planned"


def test_nothing_is_planned_for_an_association_that_has_not_said_yes(bocage):
    support = a_support(bocage)
    waiting = sent_to(support, [bocage.association()])[0]

    with pytest.raises(Refused):
        session_of(support, kind="individual", association=waiting.association)


def test_a_session_to_come_is_neither_held_nor_attended(bocage):
    support = a_running_support(bocage, joined=1)
    session = session_of(support, on=LATER)

    with pytest.raises(Refused):
        services.hold_session(session=session, by=HOUSE, today=DAY)
    with pytest.raises(Refused):
        services.note_attendance(
            session=session, association=beneficiaries(support)[0], present=True, by=HOUSE, today=DAY
        )


def test_a_document_sent_back_comes_again_before_it_is_accepted(bocage):
    row = services.add_deliverable(support=a_running_support(bocage), title="Fiche", by=HOUSE, today=DAY)
    with pytest.raises(Refused):
        services.accept_deliverable(deliverable=row, by=HOUSE, today=DAY)
    services.receive_deliverable(deliverable=row, by=HOUSE, today=DAY)
    services.send_back_deliverable(deliverable=row, remarks="Manque le budget", by=HOUSE, today=DAY)

    services.receive_deliverable(deliverable=row, by=HOUSE, today=LATER)
    services.accept_deliverable(deliverable=row, by=HOUSE, today=LATER)

    row.refresh_from_db()
    assert (row.received_on, row.accepted_on, row.sent_back_on) == (LATER, LATER, None)


def test_a_meeting_moved_is_told_to_those_who_have_not_answered(bocage):
    support = a_support(bocage, reply_by=LATER)
    first, second = bocage.association(), bocage.association()
    for association in (first, second):
        member(association, "association_lead")
    waiting, decided = sent_to(support, [first, second], on=DAY)
    answered(decided, "decline", on=DAY)
    meeting = services.plan_meeting(support=support, on=LATER, by=HOUSE, today=DAY)

    services.edit_meeting(meeting=meeting, expected=meeting.version, by=HOUSE, today=DAY, starts=time(18))

    letter = Letter.objects.get()
    assert (letter.address, int(entry(letter)["sequence"])) == (waiting.email, 1)


def step_of(actor: Actor, support, today: date = DAY):
    support.refresh_from_db()
    return offers.next_step(actor, support, today)


def test_the_next_step_follows_the_invitation_from_bead_to_bead(bocage):
    officer = member(bocage.dla, "dla_officer")
    support = a_support(bocage)
    seen = [step_of(officer, support).action_url]
    services.advance(support=support, verb="scope", by=officer, today=DAY)
    seen.append(step_of(officer, support).action_url)
    services.choose_targets(support=support, associations=[bocage.association()], by=officer, today=DAY)
    seen.append(step_of(officer, support).action_url)
    support.refresh_from_db()
    services.write_letter(
        support=support, expected=support.version, letter="Venez", asked="", reply_by=LATER, by=officer, today=DAY
    )
    seen.append(step_of(officer, support).action_url)

    services.send_invitations(support=support, by=officer, today=DAY)
    waiting, late = step_of(officer, support), step_of(officer, support, LATER + timedelta(days=1))

    ends = [url.rstrip("/").rsplit("/", 1)[1] for url in seen]
    assert ends == ["scope", "inviter", "lettre", "relire"]
    assert (waiting.yours, waiting.since, late.yours) == (False, 0, True)


def test_the_next_step_names_its_owner_to_whoever_only_reads(bocage):
    officer = member(bocage.dla, "dla_officer")
    support = a_support(bocage, dla_owner=user_of(officer))

    step = step_of(member(bocage.authority, "authority_elected"), support)

    assert (step.yours, step.owner, step.action_url) == (False, officer.name, "")


def test_an_invited_lead_is_asked_to_answer_and_a_member_is_told_who_does(bocage):
    invitation = an_invitation(bocage)
    lead = member(invitation.association, "association_lead")
    other = member(invitation.association, "association_member")

    assert step_of(lead, invitation.support).yours
    assert not step_of(other, invitation.support).yours


def test_attendance_to_note_comes_before_planning_and_planning_before_the_feedback(bocage):
    officer = member(bocage.dla, "dla_officer")
    support = a_running_support(bocage, joined=1, individual_half_days=0, collective_half_days=2)
    steps = [step_of(officer, support).action_url]
    session = session_of(support, on=DAY - timedelta(days=1), half_days=2)
    steps.append(step_of(officer, support).action_url)

    services.hold_session(session=session, by=officer, today=DAY)
    steps.append(step_of(officer, support).action_url)

    assert [url.rstrip("/").rsplit("/", 1)[1] for url in steps] == ["prevoir", "presences", "debrief"]


def test_a_closed_support_asks_for_its_lessons_then_to_be_run_again(bocage):
    officer = member(bocage.dla, "dla_officer")
    support = a_running_support(bocage, joined=1)
    services.advance(support=support, verb="debrief", by=officer, today=DAY)
    services.advance(support=support, verb="close", by=officer, today=DAY, reason="Le groupe avance seul.")
    first = step_of(officer, support).action_url
    services.write_lessons(support=support, lessons="Plus tôt", expected=support.version, by=officer, today=DAY)
    second = step_of(officer, support).action_url
    long_after = step_of(officer, support, DAY + timedelta(days=200))

    services.run_again(support=support, title="Encore", by=officer, today=DAY)

    assert (first.endswith("lecons/"), second.endswith("reconduire/")) == (True, True)
    assert step_of(officer, support) is None
    assert long_after is None


def dues(actor: Actor, today: date = DAY) -> dict[str, offers.Due]:
    found = [item for offer in offers.due for item in offer(actor, today)]
    return {item.key.partition(":")[0]: item for item in found}


def test_what_waits_is_computed_for_each_one(bocage):
    officer = member(bocage.dla, "dla_officer")
    invitation = an_invitation(bocage)
    lead = member(invitation.association, "association_lead")
    support = a_running_support(bocage, joined=1)
    session_of(support, on=DAY - timedelta(days=1))
    session_of(support, on=DAY + timedelta(days=1))
    services.add_deliverable(support=support, title="Fiche", due_on=DAY, by=HOUSE, today=OPENED)

    theirs, own = dues(officer), dues(lead)

    assert {"session.attendance", "support.answers", "deliverable"} <= set(theirs)
    assert (theirs["support.answers"].yours, theirs["deliverable"].yours) == (False, False)
    assert own["invitation"].yours
    assert "session" not in own
    assert "session" in dues(member(beneficiaries(support)[0], "association_lead"))


def test_what_was_done_no_longer_waits(bocage):
    officer = member(bocage.dla, "dla_officer")
    session = session_of(a_running_support(bocage, joined=1), on=DAY - timedelta(days=1))
    before = set(dues(officer))

    services.hold_session(session=session, by=officer, today=DAY)

    assert ("session.attendance" in before, "session.attendance" in dues(officer)) == (True, False)


def test_dates_to_come_carry_the_name_and_number_that_calendars_know(bocage):
    support = a_running_support(bocage, joined=2)
    first, second = beneficiaries(support)
    session_of(support, on=LATER)
    session_of(support, kind="individual", association=second, on=LATER)
    actor = member(first, "association_member")

    rows = [row for offer in offers.coming for row in offer(actor, DAY, LATER + timedelta(days=9))]

    assert [(row.uid.partition("-")[0], row.sequence, row.hour) for row in rows] == [("session", 0, "09:00")]


def test_every_event_of_a_support_reads_as_a_sentence(bocage):
    support = a_running_support(bocage, joined=1, invited=2)
    session_of(support)
    services.advance(support=support, verb="abandon", reason="Sans suite", by=HOUSE, today=DAY)

    told = [journal.told(event) for event in Event.objects.about(support)]

    assert told
    assert not [text for text in told if "{" in text or text.startswith(("support.", "invitation.", "session."))]


def test_search_finds_a_support_for_those_who_may_see_it(bocage):
    an_individual_support(bocage, bocage.association(), title="Trésorerie apaisée")

    def found(actor: Actor) -> list[str]:
        return [hit.title for offer in offers.search for hit in offer(actor, "tresorerie", 5)]

    assert "Trésorerie apaisée" in found(member(bocage.dla, "dla_officer"))
    assert found(member(bocage.association(), "association_lead")) == []


def test_who_went_over_to_the_partner_keeps_what_they_have_in_charge_there(bocage):
    gone, colleague = member(bocage.dla, "dla_officer"), member(bocage.dla, "dla_officer")
    actors.add_member(
        user=user_of(gone), organisation=bocage.authority, role="authority_officer", since=DAY, by=HOUSE, today=DAY
    )
    here, there = a_support(bocage, dla_owner=user_of(gone)), a_support(bocage, authority_owner=user_of(gone))

    actors.hand_over(leaving=user_of(gone), heir=user_of(colleague), by=colleague, today=DAY)

    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.dla_owner_id, there.authority_owner_id) == (colleague.user_id, gone.user_id)
