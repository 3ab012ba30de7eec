"""Killed without warning, raced, asked twice: nothing acknowledged is lost, nothing doubled, the house goes on.

Real processes and few rounds here; `make soak` does the same many times.
"""

from __future__ import annotations

from tests.faults import trials
from tests.faults.house import House
from tests.faults.smtp import Recorder
from tests.faults.spreadsheets import spoilt_spreadsheets


def test_no_saved_need_is_lost_or_doubled_when_the_web_is_killed(harmed: House):
    tally = trials.web_killed_during_saves(harmed, kills=2)

    assert tally.wrong == []
    assert tally.harmed == 2


def test_a_job_writes_each_step_once_when_its_worker_is_killed(harmed: House):
    tally = trials.worker_killed_during_a_job(harmed, kills=2, total=120)

    assert tally.wrong == []
    assert tally.more["taken"] > 1, "no worker was killed in the middle of it"


def test_a_worker_that_stood_still_past_its_lease_writes_nothing_more(harmed: House):
    tally = trials.worker_frozen_past_its_lease(harmed, total=150)

    assert tally.wrong == []


def test_nobody_gets_two_letters_when_the_worker_is_killed_during_a_mailing(harmed: House, server: Recorder):
    tally = trials.worker_killed_during_a_mailing(harmed, server, kills=2, letters=60)

    assert tally.wrong == []


def test_no_saved_need_is_lost_when_postgresql_is_killed_and_the_house_heals(harmed: House):
    tally = trials.database_killed_during_saves(harmed, kills=2)

    assert tally.wrong == []


def test_letters_leave_again_after_postgresql_was_killed(harmed: House, server: Recorder):
    harmed.kill_database()

    tally = trials.worker_killed_during_a_mailing(harmed, server, kills=0, letters=5)

    assert tally.wrong == []


def test_of_two_officers_who_edit_one_record_one_wins_and_the_other_sees_both_texts(harmed: House):
    unguarded = trials.two_officers_edit_one_need(harmed, 2, guarded=False)
    tally = trials.two_officers_edit_one_need(harmed, 8)

    assert unguarded.more["overwritten"] == 2, "without the guard nothing is overwritten: the race is none"
    assert tally.wrong == []
    assert tally.done == 8


def test_a_form_sent_twenty_times_at_once_makes_one_need(harmed: House):
    unguarded = trials.one_form_sent_many_times(harmed, 5, guarded=False)
    tally = trials.one_form_sent_many_times(harmed, 20)

    assert unguarded.done == 5, "without the guard nothing is doubled: the race is none"
    assert tally.wrong == []


def test_of_fifty_who_want_one_time_one_has_it_and_each_other_is_offered_the_next(harmed: House):
    tally = trials.many_want_one_time(harmed, rounds=1)

    assert tally.wrong == []
    assert tally.done == 1


def test_spoilt_spreadsheets_find_an_answer_and_the_processes_stay_small(harmed: House):
    tally = spoilt_spreadsheets(harmed, 40)

    assert tally.wrong == []
    assert tally.done > 10
