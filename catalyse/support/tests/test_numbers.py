"""Funnel, days and figures: computed from records, so that one record changed changes the number."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalyse.actors.models import AssociationYear
from catalyse.kernel.models import Code
from catalyse.support import queries, services
from catalyse.support.models import Beneficiary, Invitation, Support
from catalyse.support.pictures import days_title, exits, funnel_picture, funnel_words
from catalyse.support.queries import FigureScope
from catalyse.support.queries.days import Days, Meter
from catalyse.support.queries.funnel import Funnel, FunnelRow
from catalyse.support.services.lessons import KEEPABLE
from catalyse.support.tests.factories import (
    DAY,
    HOUSE,
    OPENED,
    a_running_support,
    a_support,
    an_individual_support,
    answered,
    beneficiaries,
    sent_to,
    session_of,
)

pytestmark = pytest.mark.django_db


def invited(territory, n: int, joined: int) -> tuple[Support, list[Invitation]]:
    support = a_support(territory)
    rows = sent_to(support, [territory.association() for _ in range(n)])
    for row in rows[:joined]:
        answered(row, "join")
    return support, rows


def test_the_funnel_is_read_from_the_dates_of_the_invitations(bocage):
    support, rows = invited(bocage, 14, 9)
    meeting = services.plan_meeting(support=support, on=OPENED, by=HOUSE, today=OPENED)
    services.note_meeting(meeting=meeting, present=[row.association for row in rows[:11]], by=HOUSE, today=DAY)
    for row in rows[9:11]:
        answered(row, "decline", hindrance="individual")
    answered(rows[11], "decline", hindrance="nobody")
    services.enrol(support=support, by=HOUSE, today=DAY)

    way = queries.funnel(support)

    assert (way.invited, way.met, way.joined, way.answered, way.waiting) == (14, 11, 9, 12, 0)
    assert round(way.share, 1) == Decimal("64.3")
    assert set(way.reasons) == {(True, "individual", 2), (False, "silent", 2), (False, "nobody", 1)}


def test_one_record_changed_changes_the_funnel(bocage):
    support, rows = invited(bocage, 3, 1)
    before = queries.funnel(support)

    answered(rows[1], "join")

    after = queries.funnel(support)
    assert (before.joined, after.joined) == (1, 2)
    assert (before.waiting, after.waiting) == (2, 1)


def test_those_only_prepared_are_not_in_the_funnel(bocage):
    support, _rows = invited(bocage, 2, 1)
    services.prepare_invitation(support=support, association=bocage.association(), by=HOUSE, today=DAY)

    assert queries.funnel(support).invited == 2


def test_a_meeting_that_nobody_noted_is_unknown_not_zero(bocage):
    support, _rows = invited(bocage, 2, 1)

    assert queries.funnel(support).met is None


def test_the_picture_says_its_finding_in_words(bocage):
    support, rows = invited(bocage, 3, 2)
    answered(rows[2], "decline", hindrance="nobody")

    words = funnel_words(queries.funnel(support))
    drawn = funnel_picture(queries.funnel(support))

    assert words["funnel_title"] == "Trois invitées, deux engagées"
    assert str(rows[0].association) in drawn
    assert "n’a personne à envoyer" in drawn


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["committed", "declined", "silent", "sent"])), max_size=40),
    st.data(),
)
def test_any_way_can_be_drawn_and_loses_nobody(steps, data):
    rows = tuple(
        FunnelRow(
            pk=rank, association_id=rank, name=f"A{rank}", state=state, met=met, joined=state == "committed",
            declined=state == "declined", hindrance="nobody" if state == "declined" else "", reason="", left_on=None,
            illustrative=(),
        )
        for rank, (met, state) in enumerate(steps)
    )  # fmt: skip
    way = Funnel(rows, data.draw(st.booleans()) if any(row.met for row in rows) else False)

    gone = sum(one.count for one in exits(way))

    assert gone + way.joined == way.invited
    assert way.invited == 0 or "svg" in funnel_picture(way)


def test_only_sessions_that_were_held_are_used_and_cancelled_ones_are_free_again(bocage):
    support = a_running_support(bocage)
    one = beneficiaries(support)[0]
    held, planned, cancelled = (session_of(support, half_days=n) for n in (2, 3, 4))
    alone = session_of(support, kind="individual", association=one, half_days=1)
    for session in (held, alone):
        services.hold_session(session=session, by=HOUSE, today=DAY)
    services.cancel_session(session=cancelled, by=HOUSE, today=DAY)

    days = queries.days_used(support)

    assert (days.collective.used, days.collective.planned, days.individual.used) == (2, 3, 1)
    assert (days.collective.left, days.overrun, planned.half_days) == (5, 0, 3)


def test_planning_beyond_what_was_agreed_is_told(bocage):
    support = a_running_support(bocage, collective_half_days=2)

    session_of(support, half_days=3)

    assert queries.days_used(support).overrun == 1


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_half_days_used_planned_and_left_always_make_what_was_agreed(agreed, used, planned):
    meter = Meter(agreed, used, planned)

    assert meter.used + meter.planned + meter.left == meter.agreed
    assert meter.overrun == max(0, used + planned - agreed)
    assert days_title(Days(meter, Meter(0, 0, 0)))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["held", "planned", "cancelled"])), max_size=6))
def test_half_days_are_counted_as_their_sessions_say(bocage, sessions):
    support = a_running_support(bocage, joined=1)
    for half_days, state in sessions:
        session = session_of(support, half_days=half_days)
        if state == "held":
            services.hold_session(session=session, by=HOUSE, today=DAY)
        if state == "cancelled":
            services.cancel_session(session=session, mail=False, by=HOUSE, today=DAY)

    meter = queries.days_used(support).collective

    assert meter.used == sum(n for n, state in sessions if state == "held")
    assert meter.planned == sum(n for n, state in sessions if state == "planned")


def scope(territory, **more) -> FigureScope:
    return FigureScope(body=territory.partnership.body, **more)


def test_a_collective_counts_once_and_each_association_once(bocage):
    support = a_running_support(bocage, joined=3)
    an_individual_support(bocage, beneficiaries(support)[0])

    found = queries.support_figures(scope(bocage))

    assert (found.supports, found.structures) == (2, 3)


def test_jobs_are_the_headcount_of_the_latest_opening_once_an_association(bocage):
    oxy, epe = bocage.association(), bocage.association()
    an_individual_support(bocage, oxy, staff=10, opened_on=date(2006, 1, 9))
    an_individual_support(bocage, oxy, staff=24, opened_on=date(2007, 2, 5))
    an_individual_support(bocage, epe, staff=3)
    an_individual_support(bocage, bocage.association())

    found = queries.support_figures(scope(bocage))
    before = queries.support_figures(scope(bocage, until=date(2006, 12, 31)))

    assert (found.jobs, found.jobs_unknown) == (27, 1)
    assert before.jobs == 10


def test_one_headcount_changed_changes_the_jobs(bocage):
    an_individual_support(bocage, bocage.association(), staff=10)
    before = queries.support_figures(scope(bocage)).jobs

    Beneficiary.objects.system("a test").update(staff=11)

    assert (before, queries.support_figures(scope(bocage)).jobs) == (10, 11)


def test_the_headcount_is_the_one_known_in_the_year_of_joining(bocage):
    oxy = bocage.association()
    for year, staff in ((2005, 4), (2007, 7), (2009, 50)):
        AssociationYear.objects.create(organisation=oxy, year=year, staff=staff)
    AssociationYear.objects.create(organisation=oxy, year=2006, staff=None)

    assert [queries.headcount(oxy, year) for year in (2004, 2006, 2008, 2010)] == [None, 4, 7, 50]


def test_given_up_and_archived_supports_leave_the_figures(bocage):
    first, second, third = (an_individual_support(bocage, bocage.association()) for _ in range(3))
    services.advance(support=first, verb="abandon", reason="Sans suite", by=HOUSE, today=DAY)
    services.archive_support(support=second, by=HOUSE, today=DAY)

    assert queries.support_count(scope(bocage)) == 1
    assert third.opened_on.year == OPENED.year


def test_a_support_counts_in_each_sector_that_it_bears(bocage):
    both = list(Code.objects.filter(kind="sector")[:2])
    an_individual_support(bocage, bocage.association(), sectors=both)
    an_individual_support(bocage, bocage.association(), sectors=both[:1])

    assert dict(queries.supports_by_sector(scope(bocage))) == {both[0]: 2, both[1]: 1}


def test_no_headcount_known_is_unknown_not_zero(bocage):
    an_individual_support(bocage, bocage.association())

    assert queries.support_figures(scope(bocage)).jobs is None


def queries_of(read) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return len(captured)


def test_a_query_costs_the_same_for_few_and_for_many(bocage):
    few, many = a_running_support(bocage, joined=1), a_running_support(bocage, joined=25, invited=30)
    for rank in range(30):
        session_of(many, on=DAY + timedelta(days=rank))

    for read in (queries.funnel, queries.days_used):
        assert queries_of(lambda s=few, r=read: r(s)) == queries_of(lambda s=many, r=read: r(s)) == 1
    assert queries_of(lambda: queries.support_figures(scope(bocage))) <= 6


def test_every_answer_of_a_past_support_can_be_kept_or_left(bocage):
    past = a_running_support(bocage, asked="Être là", letter="Venez", public="Tous", least=2, most=9)

    all_kept = services.run_again(support=past, title="Tout", keep=KEEPABLE, by=HOUSE, today=DAY)
    nothing = services.run_again(support=past, title="Rien", keep=(), by=HOUSE, today=DAY)

    columns = ("context", "objectives", "asked", "letter", "public", "least", "most", "collective_half_days")
    assert [getattr(all_kept, name) for name in columns] == [getattr(past, name) for name in columns]
    assert not any(getattr(nothing, name) for name in columns)
