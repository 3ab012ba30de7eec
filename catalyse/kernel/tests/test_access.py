"""Actors, decisions and the door that nobody declared."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction

from catalyse.kernel import context, drafts, jobs, journal, mail, reactions, throttle
from catalyse.kernel.access import NOBODY, Actor, Forbidden, Seat, house, only_if
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, Draft, Event, Job, Letter, PendingReaction
from catalyse.kernel.tables.jobs import JobState
from catalyse.kernel.tables.mail import LetterState

OFFICER = Actor(user_id=7, name="Chargée de mission", seats=(Seat(1, "dla", "dla_officer"),))


def test_an_actor_holds_the_roles_of_its_seats_only():
    assert OFFICER.holds("dla_officer", "admin")
    assert not OFFICER.holds("admin")
    assert OFFICER.organisations("dla_officer") == {1}
    assert OFFICER.organisations("admin") == frozenset()
    assert not NOBODY.is_known


def test_a_refusal_carries_its_reason():
    refusal = only_if(False, "Only the DLA.")

    assert not refusal
    assert refusal.reason == "Only the DLA."


@pytest.mark.django_db
def test_a_second_draft_of_the_same_form_is_never_born():
    drafts.keep(OFFICER, "needs.note", {"words": "On ne sait"})
    drafts.keep(OFFICER, "needs.note", {"words": "On ne sait pas dire", "csrfmiddlewaretoken": "x"})

    assert Draft.objects.get().data == {"words": "On ne sait pas dire"}
    assert drafts.find(OFFICER, "needs.note").data["words"] == "On ne sait pas dire"
    assert drafts.find(Actor(user_id=8), "needs.note") is None


@pytest.mark.django_db
def test_a_draft_without_an_owner_is_refused():
    with pytest.raises(Refused):
        drafts.keep(NOBODY, "needs.note", {"words": "x"})

    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_drafts_have_an_end_and_those_that_are_there_are_still_kept(monkeypatch):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    for subject in ("a:1", "a:2"):
        drafts.keep(OFFICER, "needs.note", {"words": "Un mot"}, subject)

    with pytest.raises(Refused, match="2 textes"):
        drafts.keep(OFFICER, "needs.note", {"words": "Un mot de trop"}, "a:3")
    drafts.keep(OFFICER, "needs.note", {"words": "Un mot de plus"}, "a:2")
    drafts.keep(Actor(user_id=8), "needs.note", {"words": "Un autre"}, "a:3")

    assert sorted(Draft.objects.values_list("data__words", flat=True)) == ["Un autre", "Un mot", "Un mot de plus"]


@pytest.mark.django_db
def test_a_draft_is_kept_without_the_sign_that_the_database_refuses():
    drafts.keep(OFFICER, "needs\x00.note", {"wo\x00rds": "un\x00 mot", "themes": ["COM\x00", "SPO"]}, "a\x00:1")

    assert drafts.find(OFFICER, "needs.note", "a:1").data == {"words": "un mot", "themes": ["COM", "SPO"]}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/aide/?q=%00", "/glossaire/?a=1&a=x%00y", "/agenda/flux/%00.ics", "/t/a%00/"])
def test_an_address_with_a_nul_does_not_exist(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wanted", ["-1", "x", "?a=1", "//evil.example", "https://evil.example/", "/\\evil.example", "httpx"]
)
def test_one_returns_to_a_page_of_the_house_only(client, wanted):
    answer = client.post("/apparence/", {"appearance": "dark", "next": wanted})

    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.django_db
def test_an_allowance_is_spent_then_empty():
    tries = [throttle.spend("code:a", times=3, per=timedelta(hours=1)) for _ in range(5)]

    assert tries == [True, True, True, False, False]
    assert throttle.spend("code:b", times=3, per=timedelta(hours=1))


@pytest.mark.django_db
def test_an_event_is_recorded_only_within_the_transaction_of_its_deed(day):
    theme = Code.objects.of("theme").first()

    with transaction.atomic():
        event = journal.record("test.done", on=theme, by=OFFICER, day=day, amount=3)

    assert event.subjects == [f"kernel.code:{theme.pk}"]
    assert (event.actor_id, event.organisation_id, event.facts) == (7, 1, {"amount": 3})


@pytest.mark.django_db(transaction=True)
def test_a_reaction_takes_effect_once_even_when_it_is_run_again(day, monkeypatch):
    told: list[int] = []
    monkeypatch.setitem(reactions._handlers, "test.done", {"a": lambda event: told.append(event.pk)})

    with transaction.atomic():
        event = journal.record("test.done", on=Code.objects.first(), by=house("test"), day=day)
    reactions.run_pending()

    assert told == [event.pk]
    assert not PendingReaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_fails_waits_and_is_taken_up_later(day, monkeypatch):
    faults = [RuntimeError("first"), None]

    def handler(event: Event) -> None:
        if fault := faults.pop(0):
            raise fault

    monkeypatch.setitem(reactions._handlers, "test.done", {"a": handler})
    with transaction.atomic():
        journal.record("test.done", on=Code.objects.first(), by=house("test"), day=day)

    assert PendingReaction.objects.get().attempts == 1
    assert reactions.run_pending() == 1
    assert not PendingReaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_events_are_recorded_as_each_would_be_in_two_statements(day, monkeypatch, django_assert_num_queries):
    reached: list[int] = []
    monkeypatch.setitem(reactions._handlers, "test.done", {"a": lambda event: reached.append(event.facts["number"])})
    first, *codes = (Code(pk=number) for number in range(1, 122))
    told = [(code, {"number": number}) for number, code in enumerate(codes)]

    with transaction.atomic(), django_assert_num_queries(2):
        many = journal.record_many("test.done", told, also=[first], by=OFFICER, day=day)
        assert reached == []
    assert reached == list(range(120))
    with transaction.atomic():
        for code, facts in told:
            journal.record("test.done", on=code, also=[first], by=OFFICER, day=day, **facts)

    columns = [one.attname for one in Event._meta.fields if one.attname not in ("id", "at")]
    kept = list(Event.objects.filter(name="test.done").order_by("pk").values(*columns))
    assert len(many) == 120
    assert kept[:120] == kept[120:]
    assert not PendingReaction.objects.exists()


@pytest.mark.django_db
def test_many_events_are_refused_as_one_is(day):
    code = Code.objects.first()
    with pytest.raises(Forbidden), transaction.atomic():
        journal.record_many("test.done", [(code, {})], by=replace(OFFICER, behind=OFFICER), day=day)
    with transaction.atomic():
        assert journal.record_many("test.done", [], by=OFFICER, day=day) == []


@pytest.mark.django_db
def test_an_undone_deed_is_not_undone_twice(day, monkeypatch):
    undone: list[int] = []
    monkeypatch.setitem(journal._undos, "test.undo", lambda *, pk, by, day: undone.append(pk))
    with transaction.atomic():
        event = journal.record("t.done", on=Code.objects.first(), by=OFFICER, day=day, undo=("test.undo", {"pk": 4}))

    journal.take_back(event=event, by=OFFICER, day=day)
    with pytest.raises(Refused):
        journal.take_back(event=event, by=OFFICER, day=day)

    assert undone == [4]


def letter(key: str, address: str = "a@b.example") -> Letter:
    return Letter.objects.create(key=key, address=address, subject="S", text="T")


@pytest.mark.django_db(transaction=True)
def test_a_letter_leaves_once(mailoutbox):
    letter("one")

    assert (mail.deliver(), mail.deliver()) == (1, 0)
    assert len(mailoutbox) == 1
    assert Letter.objects.get().state == LetterState.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_a_letter_whose_worker_died_is_named_uncertain_and_never_sent_again(mailoutbox):
    left = letter("one")
    Letter.objects.filter(pk=left.pk).update(state=LetterState.SENDING, changed_at="2020-01-01T00:00Z")

    mail.deliver()

    assert mailoutbox == []
    assert Letter.objects.get().state == LetterState.UNCERTAIN


@pytest.mark.django_db(transaction=True)
def test_nobody_sends_while_another_does(mailoutbox):
    letter("one")
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [mail.SENDER])
        assert mail.deliver() == 0
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [mail.SENDER])
    finally:
        elsewhere.close()

    assert mail.deliver() == 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_goes_on_where_its_worker_died(monkeypatch):
    seen: list[int] = []

    def work(handle: jobs.Handle) -> None:
        handle.begin(4)
        for number in range(handle.cursor.get("next", 0), 4):
            if number == 2 and handle.row.fence == 1:
                raise SystemExit  # a worker that dies
            with transaction.atomic():
                seen.append(number)
                handle.step(done=1, cursor={"next": number + 1})

    monkeypatch.setitem(jobs._kinds, "count", work)
    row = Job.objects.create(kind="count", title="Counting")
    with pytest.raises(SystemExit):
        jobs.run_waiting()
    Job.objects.update(beat_at="2020-01-01T00:00Z")
    jobs.run_waiting()

    row.refresh_from_db()
    assert (seen, row.done, row.state) == ([0, 1, 2, 3], 4, JobState.DONE)


@pytest.mark.django_db(transaction=True)
def test_a_job_stopped_by_hand_keeps_what_is_done(monkeypatch):
    def work(handle: jobs.Handle) -> None:
        handle.step(done=1, cursor={"next": 1})
        jobs.ask_to_stop(row=handle.row)
        handle.proceed()
        raise AssertionError("went on")

    monkeypatch.setitem(jobs._kinds, "count", work)
    row = Job.objects.create(kind="count", title="Counting")
    jobs.run_waiting()

    row.refresh_from_db()
    assert (row.done, row.state) == (1, JobState.STOPPED)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_database_went_away_waits_for_the_next_worker(monkeypatch):
    def work(handle: jobs.Handle) -> None:
        connection.connection.close()
        handle.proceed()

    monkeypatch.setitem(jobs._kinds, "count", work)
    row = Job.objects.create(kind="count", title="Counting")
    jobs.run_waiting()

    row.refresh_from_db()
    assert row.state == JobState.RUNNING, "it is taken up when its lease has ended"


def test_the_frame_is_made_once_for_a_page_and_anew_for_another_actor(rf, monkeypatch):
    made = []
    monkeypatch.setattr(context, "_frame", lambda request: made.append(request.actor) or {"shell": len(made)})
    request = rf.get("/")

    request.actor = OFFICER
    assert context.shell(request) is context.shell(request)
    request.actor = NOBODY
    context.shell(request)

    assert made == [OFFICER, NOBODY]


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_a_title_in_several_lines_is_one_line_of_a_letter(sign, monkeypatch):
    monkeypatch.setattr(mail, "render_to_string", lambda *_given: f"Subject: Fete{sign}Bcc: evil@example.org\nBonjour.")

    letter = mail.post(key="title", to="a@example.org", template="any", context={})
    headers = EmailMessage(letter.subject, letter.text, to=[letter.address]).message()

    assert "Bcc" not in headers
    assert len(letter.subject.splitlines()) == 1
