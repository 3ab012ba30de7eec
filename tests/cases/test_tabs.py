"""The record of a support shows seven tabs at most, whoever reads it; the other pages stand inside one of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from catalyse.actors.models import User
from catalyse.actors.roles import Role
from catalyse.actors.sessions import actor_of
from catalyse.kernel import offers
from catalyse.support.models import Support

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("flers")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MOST = 7


def test_no_one_reads_more_than_seven_tabs_and_each_page_marks_its_own():
    seen = 0

    for role in Role:
        user = User.objects.filter(memberships__role=role, is_active=True).first()
        client = Client()
        client.force_login(user, backend=BACKEND)
        actor = actor_of(user, date(2008, 12, 1))
        for support in Support.objects.visible_to(actor).current().order_by("kind", "pk").distinct("kind"):
            for tab in offers.tabs_of(actor, support):
                answer = client.get(tab["url"])
                where = f"{user.email}, {tab['key']}"
                assert answer.status_code == 200, where
                row = answer.context["tabs"]
                assert len(row) <= MOST, f"{where}: {[t['key'] for t in row]}"
                assert [t["key"] for t in row if t["current"]] == [tab["inside"] or tab["key"]], where
                inside = answer.context["pages_inside"]
                assert not inside or [t["key"] for t in inside if t["current"]] == [tab["key"]], where
                seen = max(seen, len(row))

    assert seen == MOST


def test_a_page_inside_a_tab_is_reached_from_it():
    officer = User.objects.filter(memberships__role=Role.DLA_OFFICER, is_active=True).first()
    support = Support.objects.system("a test").get(kind="collective")
    client = Client()
    client.force_login(officer, backend=BACKEND)

    group = client.get(f"{support.get_absolute_url()}associations/").content.decode()
    papers = client.get(f"{support.get_absolute_url()}documents/").content.decode()

    assert f'href="{support.get_absolute_url()}reseau/"' in group
    assert f'href="{support.get_absolute_url()}journal/"' in papers
