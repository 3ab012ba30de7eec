"""Who reads a need, as the page says it beside the text: exactly those whom the policy lets in."""

from __future__ import annotations

import pytest
from django.test import Client

from catalyse.actors.roles import Role
from catalyse.kernel.access import Actor, Forbidden
from catalyse.needs import services
from catalyse.needs.models import Need
from catalyse.needs.readers import readers_of, readers_of_new
from catalyse.needs.tests.factories import DAY, Territory, member, need, organisation, user_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def everybody(place: Territory, association) -> dict[str, Actor]:
    """One person of each role, those of an association in the one that said it."""
    homes = {
        Role.ASSOCIATION_LEAD: association,
        Role.ASSOCIATION_MEMBER: association,
        Role.AUTHORITY_OFFICER: place.authority,
        Role.AUTHORITY_ELECTED: place.authority,
        Role.CONSULTANT: organisation("consultant", f"Cabinet {association}"),
    }
    return {role: member(homes.get(role, place.dla), role) for role in Role}


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("heard_by", ["association", "dla", "authority"])
def test_the_mark_beside_a_need_names_exactly_those_who_read_it(heard_by, shared):
    place = Territory("Bocage")
    oxy = place.association()
    said = need(oxy, oxy if heard_by == "association" else getattr(place, heard_by), shared=shared)
    people = everybody(place, oxy)

    reading = {role for role, actor in people.items() if Need.objects.visible_to(actor).filter(pk=said.pk).exists()}

    assert reading == readers_of(said).roles
    if not shared and heard_by != "association":
        assert readers_of_new(said.heard_by).roles == reading


def test_each_reader_sees_the_same_true_mark(client: Client):
    place = Territory("Bocage")
    oxy = place.association()
    kept, heard = need(oxy, oxy), need(oxy, place.authority)
    marks = {}

    for role, actor in everybody(place, oxy).items():
        client.force_login(user_of(actor), backend=BACKEND)
        for row in (kept, heard):
            answer = client.get(row.get_absolute_url())
            if answer.status_code == 200:
                page = answer.content.decode()
                assert "Seule votre équipe" not in page
                marks[role, row.pk] = str(readers_of(row).words) in page.replace("&#x27;", "’")

    assert len(marks) == 2 * 4 + 1
    assert all(marks.values())


def test_the_note_of_a_team_is_neither_shown_nor_lost_when_another_team_rewords(client: Client):
    place = Territory("Bocage")
    said = need(place.association(), place.authority, note="kx7note")
    officer = member(place.dla, Role.DLA_OFFICER)
    client.force_login(user_of(officer), backend=BACKEND)
    answers = {"words": "On ne sait pas le dire", "urgency": "2", "heard": "visit", "version": said.version, "note": ""}

    shown = client.get(f"/besoins/{said.pk}/changer/").content.decode()
    client.post(f"/besoins/{said.pk}/changer/", answers)

    assert "kx7note" not in shown
    kept = Need.objects.system("a test").get(pk=said.pk)
    assert (kept.words, kept.note) == ("On ne sait pas le dire", "kx7note")
    with pytest.raises(Forbidden):
        services.reword_need(need=kept, by=officer, today=DAY, expected=kept.version, themes=[], note="x")
