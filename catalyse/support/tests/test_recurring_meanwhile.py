"""What happens between a search for what recurs and the decision about it: needs answered, taken back, two at once."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from catalyse.actors import services as actors
from catalyse.actors.models import Organisation
from catalyse.actors.policies import in_territory
from catalyse.engines import grouping
from catalyse.kernel.access import Actor
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Job
from catalyse.needs import services as needs
from catalyse.needs.models import Need
from catalyse.needs.services import links
from catalyse.needs.tests.factories import SINCE
from catalyse.places.models import CommuneMembership, IntermunicipalBody
from catalyse.support import services
from catalyse.support.models import Invitation, Proposal, ProposalMember
from catalyse.support.queries import proposals as queries
from catalyse.support.services import recurring
from catalyse.support.tests.factories import DAY, HOUSE, Territory, organisation
from catalyse.support.tests.heard import look, members_of, officer, only, partner, said

pytestmark = pytest.mark.django_db


def decline(need: Need) -> None:
    needs.decide_need(need=need, verb="decline", outcome="Déjà fait.", by=HOUSE, today=DAY)


def test_what_was_answered_since_the_search_is_not_answered_again(placed):
    heard = said(placed, 6)
    look(placed)
    decline(heard[0])
    needs.archive_need(need=heard[1], by=HOUSE, today=DAY)

    support = services.accept_proposal(proposal=only(), title="Ensemble", by=officer(placed), today=DAY)

    asked = Invitation.objects.system("a test").filter(support=support).values_list("association", flat=True)
    assert set(asked) == {one.organisation_id for one in heard[2:]}
    assert set(support.needs.system("a test")) == set(heard[2:])


def test_nobody_opens_a_collective_support_for_one_association(placed):
    heard = said(placed, 4)
    look(placed)
    for one in heard[1:]:
        decline(one)

    with pytest.raises(Refused):
        services.accept_proposal(proposal=only(), title="Ensemble", by=officer(placed), today=DAY)

    assert only().state == "open"


def test_a_need_that_is_opened_again_comes_back_to_its_proposal(placed):
    heard = said(placed, 6)
    look(placed)
    decline(heard[0])
    look(placed)
    assert heard[0].pk not in members_of(only())
    needs.decide_need(need=heard[0], verb="reopen", by=HOUSE, today=DAY)

    assert look(placed, DAY + timedelta(days=1)) == 1

    back = ProposalMember.objects.get(proposal=only(), need=heard[0])
    assert (back.current, back.later, back.left_on) == (True, True, None)


def test_taken_up_again_it_holds_what_still_waits_and_tells_no_more(placed):
    heard = said(placed, 6)
    look(placed)
    by = officer(placed)
    services.refuse_proposal(proposal=only(), reason="Trop tôt.", by=by, today=DAY)
    decline(heard[0])

    services.take_up_proposal(proposal=only(), by=by, today=DAY)

    assert members_of(only()) == {one.pk for one in heard[1:]}
    assert queries.told(by, only()).associations == 5


def test_a_refused_proposal_of_which_nothing_waits_stays_refused(placed):
    heard = said(placed, 4)
    look(placed)
    by = officer(placed)
    services.refuse_proposal(proposal=only(), reason="Trop tôt.", by=by, today=DAY)
    for one in heard:
        decline(one)

    with pytest.raises(Refused):
        services.take_up_proposal(proposal=only(), by=by, today=DAY)

    assert only().state == "refused"


def test_a_need_said_by_a_personal_link_asks_for_a_search(placed, django_capture_on_commit_callbacks):
    link, _token = links.give_link(
        organisation=placed.association(), team=placed.dla, by=officer(placed), today=DAY
    )  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        links.say_need(
            link=link, words="Personne ne nous connaît.", sending="one", by=Actor(link=("needs.needlink", link.pk)),
            today=DAY,
        )  # fmt: skip

    assert Job.objects.filter(kind="support.recurring").count() == 1


def test_the_texts_of_another_authority_go_no_further(placed):
    other = organisation("authority", "La voisine")
    theirs = actors.create_partnership(
        dla=placed.dla, authority=other, body=IntermunicipalBody.objects.create(name="Ailleurs"), since=SINCE, by=HOUSE,
        today=SINCE,
    )  # fmt: skip
    said(placed, 5)
    look(placed)
    theme = only().theme
    secret = services.open_support(
        kind="collective", title="Chez la voisine", dla=placed.dla, partnership=theirs, by=HOUSE, today=DAY,
        themes=[theme], objectives="kx7objectives",
    )  # fmt: skip
    reader = partner(placed)
    assert secret not in type(secret).objects.visible_to(reader)

    support = services.accept_proposal(proposal=only(), title="Ensemble", by=reader, today=DAY)

    assert "kx7" not in support.objectives


def test_who_follows_an_association_is_found_by_the_rule_of_territories(placed, django_assert_num_queries):
    Territory("Loin")
    association = placed.association()
    tied = organisation("association", "Rattachée", body=placed.partnership.body)
    body = IntermunicipalBody.objects.create(name="Avant")
    left = actors.create_partnership(
        dla=placed.dla, authority=organisation("authority", "Avant"), body=body, since=SINCE, by=HOUSE, today=SINCE
    )
    CommuneMembership.objects.create(
        commune=placed.commune, body=body, since=date(1990, 1, 1), until=date(1999, 12, 31)
    )

    for one in (association, tied):
        around = in_territory(Actor(bodies=frozenset((placed.partnership.body_id,)), day=DAY))
        assert Organisation.objects.system("a test").filter(around, pk=one.pk).exists()
        with django_assert_num_queries(1):
            assert recurring.partnerships_of(one, DAY) == [placed.partnership]
    assert left not in recurring.partnerships_of(association, DAY)


@pytest.mark.django_db(transaction=True)
def test_what_a_search_finds_never_joins_what_somebody_accepts_at_that_moment(settings, monkeypatch):
    place = Territory("Course")
    type(place.commune).objects.filter(pk=place.commune.pk).update(latitude="48.75", longitude="-0.57")
    heard = said(place, 5)
    look(place)
    late = said(place, 1, first=5)[0]
    by = officer(place)

    def accept() -> None:
        services.accept_proposal(proposal=only(), title="Ensemble", by=by, today=DAY)
        connection.close()

    other = threading.Thread(target=accept)
    asked = grouping.propose

    def slowly(*given, **more):
        other.start()
        other.join(1)
        return asked(*given, **more)

    monkeypatch.setattr(recurring.grouping, "propose", slowly)
    look(place)
    other.join()

    assert only().state == "accepted"
    assert not ProposalMember.objects.filter(current=True).exclude(proposal__state="open").exists()
    assert set(Need.objects.system("a test").filter(state="converted")) == {*heard, late}


def test_only_one_of_two_who_decide_at_once_has_decided(placed):
    said(placed, 6)
    look(placed)
    first = second = only()
    services.split_proposal(
        proposal=first, apart=list(Need.objects.system("a test").order_by("pk")[:3]), by=officer(placed), today=DAY
    )

    with pytest.raises(Refused):
        services.accept_proposal(proposal=second, title="Ensemble", by=officer(placed), today=DAY)

    assert Proposal.objects.system("a test").filter(state="open").count() == 2
