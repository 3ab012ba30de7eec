"""An officer has sixty files: the first page names the next step of each, and does not grow slower with them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalyse.actors.sessions import actor_of
from catalyse.needs.tests.factories import Territory, member, user_of
from catalyse.support.tests.factories import OPENED, a_running_support
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
