"""Who reads a plan, who writes it, who decides about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalyse.communication import queries, services
from catalyse.communication.models import ROWS, Objective, Plan
from catalyse.communication.tests.factories import (
    DAY,
    FIRST_SIX,
    HOUSE,
    Territory,
    a_plan,
    a_running_support,
    beneficiaries,
    member,
    write,
)
from catalyse.kernel.access import Actor, Forbidden, may
from catalyse.kernel.scoped import Unscoped
from catalyse.support import policies as support_policies
from catalyse.support.models import Support
from catalyse.support.services import advance

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(flers) -> Support:
    return a_running_support(flers)


@pytest.fixture
def plan(support) -> Plan:
    return a_plan(beneficiaries(support)[0], FIRST_SIX, support=support)


@pytest.fixture
def consultant(support, monkeypatch) -> Actor:
    """Somebody who runs the support without being a partner, as the room of tenders says it."""
    actor = member(beneficiaries(support)[1], "association_member")
    actor = Actor(user_id=actor.user_id, name=actor.name)
    mine = Support.objects.system("test").filter(pk=support.pk).values("pk")
    none = Support.objects.system("test").none().values("pk")
    monkeypatch.setattr(support_policies, "widened_by", [lambda who: mine if who == actor else none])
    monkeypatch.setattr(support_policies, "crew", [lambda who: mine if who == actor else None])
    return actor


def sees(actor: Actor, plan: Plan) -> bool:
    return Plan.objects.visible_to(actor).filter(pk=plan.pk).exists()


@pytest.mark.parametrize("model", [Plan, *ROWS.values()])
def test_nothing_of_a_plan_is_read_without_saying_for_whom(model):
    with pytest.raises(Unscoped):
        list(model.objects.all())


def test_a_plan_stays_with_its_association_until_it_is_shared(flers, plan, support, consultant):
    own = plan.association
    actors = {
        "lead": member(own, "association_lead"),
        "member": member(own, "association_member"),
        "dla": member(flers.dla, "dla_officer"),
        "consultant": consultant,
        "authority": member(flers.authority, "authority_officer"),
        "elected": member(flers.authority, "authority_elected"),
        "committee": member(flers.authority, "committee_member"),
        "observer": member(flers.dla, "observer"),
        "admin": member(flers.dla, "admin"),
        "neighbour": member(beneficiaries(support)[1], "association_lead"),
        "other_dla": member(Territory("Plaine").dla, "dla_officer"),
        "gone": member(own, "association_lead", until=DAY - timedelta(days=1)),
    }
    before = {name for name, actor in actors.items() if sees(actor, plan)}

    services.share_plan(plan=plan, by=HOUSE, today=DAY)
    after = {name for name, actor in actors.items() if sees(actor, plan)}

    assert before == {"lead", "member"}
    assert after == {"lead", "member", "dla", "consultant"}


def test_the_lines_follow_their_plan(flers, plan):
    officer = member(flers.dla, "dla_officer")
    assert not Objective.objects.visible_to(officer).exists()

    services.share_plan(plan=plan, by=HOUSE, today=DAY)
    assert Objective.objects.visible_to(officer).exists()

    services.unshare_plan(plan=plan, by=HOUSE, today=DAY)
    assert not Objective.objects.visible_to(officer).exists()


def test_any_member_writes_and_only_the_lead_decides(plan):
    volunteer = member(plan.association, "association_member")
    write(plan, "objectives", [{"statement": "Un"}], by=volunteer)

    for deed in (
        lambda: services.share_plan(plan=plan, by=volunteer, today=DAY),
        lambda: services.adopt_plan(plan=plan, adopted_by="Moi", on=DAY, by=volunteer, today=DAY),
        lambda: services.archive_plan(plan=plan, by=volunteer, today=DAY),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_the_dla_reads_a_shared_plan_and_does_not_write_it(flers, plan):
    services.share_plan(plan=plan, by=HOUSE, today=DAY)

    with pytest.raises(Forbidden):
        write(plan, "objectives", [{"statement": "Un"}], by=member(flers.dla, "dla_officer"))


def test_the_consultant_writes_a_shared_plan_while_the_mission_lasts(plan, support, consultant):
    with pytest.raises(Forbidden):
        write(plan, "objectives", [{"statement": "Trop tôt"}], by=consultant)

    services.share_plan(plan=plan, by=HOUSE, today=DAY)
    write(plan, "objectives", [{"statement": "Ensemble"}], by=consultant)
    assert not may(consultant, "decide", plan)

    advance(support=support, verb="debrief", by=HOUSE, today=DAY)
    with pytest.raises(Forbidden):
        write(plan, "objectives", [{"statement": "Trop tard"}], by=consultant)


def test_partners_know_counts_and_no_word(plan, support):
    counts = {row.association: (row.done, row.begun) for row in queries.progress(support)}

    assert counts == {plan.association: (6, True), beneficiaries(support)[1]: (0, False)}
    assert "nouveaux" not in repr(queries.progress(support))
