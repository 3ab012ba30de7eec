"""The first page of who follows many files: the next step of each, none forgotten, and no slower for it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalyse.actors.sessions import actor_of
from catalyse.needs.tests.factories import Territory, member, user_of
from catalyse.support.models import Support
from catalyse.support.tests.factories import OPENED, a_running_support, an_invitation, beneficiaries
from catalyse.today.offers import supports_of
from catalyse.today.queries import day_of

pytestmark = pytest.mark.django_db
DAY = OPENED + timedelta(days=30)


def test_sixty_files_cost_as_few_queries_as_two_and_none_is_forgotten(django_assert_max_num_queries):
    here = Territory("Vallée")
    officer = actor_of(user_of(member(here.dla, "dla_officer")), DAY)
    made = [a_running_support(here, joined=1) for _one in range(2)]
    with CaptureQueriesContext(connection) as few:
        day_of(officer, DAY)

    made += [a_running_support(here, joined=1) for _one in range(58)]
    with django_assert_max_num_queries(len(few)):
        day = day_of(officer, DAY)

    said = {line["url"] for line in day.yours + day.more}
    assert {reverse("support:plan", args=[support.pk]) for support in made} <= said


def test_what_is_over_stays_in_sight_after_what_is_under_way():
    here = Territory("Vallée")
    elected = user_of(member(here.authority, "authority_elected"))
    over, running = a_running_support(here, joined=1), a_running_support(here, joined=1)
    Support.objects.system("a test").filter(pk=over.pk).update(state="published")

    shown = supports_of(actor_of(elected, DAY), DAY)

    assert [line["url"] for line in shown] == [running.get_absolute_url(), over.get_absolute_url()]


def test_an_association_finds_the_supports_that_it_takes_part_in():
    here = Territory("Vallée")
    running, invited = a_running_support(here, joined=1), an_invitation(here)
    lead = user_of(member(beneficiaries(running)[0], "association_lead"))
    other = user_of(member(invited.association, "association_lead"))

    shown = [supports_of(actor_of(user, DAY), DAY) for user in (lead, other)]

    assert [[line["url"] for line in lines] for lines in shown] == [[running.get_absolute_url()], []]
