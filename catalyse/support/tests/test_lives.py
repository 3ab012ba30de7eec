"""The lives of a support, an invitation and a session: every verb from every state, guarded twice."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from catalyse.kernel.life import Life, Refused
from catalyse.support.models import Invitation, Session, Support
from catalyse.support.states import INVITATION, SESSION, STOPPED, SUPPORT, ReplyState, SessionState, SupportState
from catalyse.support.tests.factories import (
    DAY,
    OPENED,
    a_running_support,
    an_individual_support,
    an_invitation,
    session_of,
)

pytestmark = pytest.mark.django_db

NEEDED = {  # what the database asks beside the state itself
    **{state: {"abandoned_from": "running", "end_reason": "Sans argent"} for state in STOPPED},
    ReplyState.SENT: {"sent_on": OPENED},
    ReplyState.INTERESTED: {"sent_on": OPENED},
    ReplyState.COMMITTED: {"sent_on": OPENED, "committed_on": DAY},
    ReplyState.DECLINED: {"sent_on": OPENED, "declined_on": DAY},
    ReplyState.SILENT: {"sent_on": OPENED},
    ReplyState.WITHDRAWN: {"sent_on": OPENED, "committed_on": DAY, "left_on": DAY},
}


def put(row, state: str):
    """The row in that state, with the columns that the database asks then."""
    type(row).objects.system("a test").filter(pk=row.pk).update(state=state, **NEEDED.get(state, {}))
    row.refresh_from_db()
    return row


def moves_of(life: Life) -> list[tuple[str, str]]:
    return [(verb, state) for verb in life.moves for state in life.states.values]


def rows(kind: str, bocage):
    if kind == "invitation":
        return an_invitation(bocage)
    support = a_running_support(bocage)
    return session_of(support) if kind == "session" else support


@pytest.mark.parametrize(("kind", "life"), [("support", SUPPORT), ("invitation", INVITATION), ("session", SESSION)])
def test_a_verb_works_from_its_own_states_and_from_no_other(kind, life, bocage):
    row = rows(kind, bocage)
    wrong = []

    for verb, state in moves_of(life):
        put(row, state)
        guards = life.moves[verb].needs
        possible = state in life.moves[verb].sources
        if life.can(row, verb) != possible and not (possible and guards):
            wrong.append((verb, state))

    assert wrong == []


@pytest.mark.parametrize(("kind", "life"), [("support", SUPPORT), ("invitation", INVITATION), ("session", SESSION)])
def test_every_move_ends_in_a_state_that_the_database_takes(kind, life, bocage):
    row = rows(kind, bocage)

    for verb, wanted in life.moves.items():
        put(row, wanted.sources[0])
        with transaction.atomic():
            life.moves[verb] and put(row, wanted.target)

    assert row.state in life.states.values


@pytest.mark.parametrize("kind", ["support", "invitation", "session"])
def test_a_state_that_nobody_knows_is_refused_by_the_database(kind, bocage):
    row = rows(kind, bocage)

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.system("a test").filter(pk=row.pk).update(state="elsewhere")


@pytest.mark.parametrize("state", [ReplyState.COMMITTED, ReplyState.DECLINED, ReplyState.WITHDRAWN])
def test_an_answer_without_its_day_is_refused_by_the_database(state, bocage):
    invitation = an_invitation(bocage)

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.system("a test").filter(pk=invitation.pk).update(state=state)


def test_a_support_given_up_without_a_reason_is_refused_by_the_database(bocage):
    support = a_running_support(bocage)

    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.system("a test").filter(pk=support.pk).update(state="abandoned", abandoned_from="running")


def test_an_individual_session_without_its_association_is_refused_by_the_database(bocage):
    session = session_of(a_running_support(bocage))

    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.system("a test").filter(pk=session.pk).update(kind="individual")


def test_a_support_that_says_neither_why_nor_how_long_cannot_be_described(bocage):
    support = a_running_support(bocage)
    put(support, SupportState.SPOTTED)

    for lacking in ({"context": ""}, {"objectives": ""}, {"individual_half_days": 0, "collective_half_days": 0}):
        whole = {"context": "Pourquoi", "objectives": "Quoi", "collective_half_days": 2}
        for name, value in {**whole, **lacking}.items():
            setattr(support, name, value)
        with pytest.raises(Refused):
            SUPPORT.check(support, "scope")


def test_only_a_collective_support_invites_and_only_an_individual_one_goes_on_alone(bocage):
    together, alone = a_running_support(bocage), an_individual_support(bocage, bocage.association())
    for support in (together, alone):
        put(support, SupportState.SCOPED)

    assert [SUPPORT.can(together, verb) for verb in ("invite", "enrol_one")] == [True, False]
    assert [SUPPORT.can(alone, verb) for verb in ("invite", "enrol_one")] == [False, True]


def test_every_state_but_those_of_a_stopped_support_shows_a_stage():
    assert set(SUPPORT.stages) == set(SupportState.values) - set(STOPPED)


def test_a_session_that_was_cancelled_may_be_planned_again_but_not_held(bocage):
    session = put(session_of(a_running_support(bocage)), SessionState.CANCELLED)

    assert [SESSION.can(session, verb) for verb in ("plan_again", "hold")] == [True, False]
