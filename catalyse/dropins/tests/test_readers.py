"""What the pages say of who reads an appointment is what the policy does."""

from __future__ import annotations

import pytest

from catalyse.actors.roles import Role
from catalyse.dropins.models import Booking
from catalyse.dropins.readers import readers_of
from catalyse.dropins.tests.factories import Territory, booked, member, opening

pytestmark = pytest.mark.django_db


def test_the_sentence_and_the_policy_name_the_same_people():
    place = Territory("Bocage")
    desk = opening(place)
    booking, _token = booked(desk)
    homes = {
        "dla_officer": place.dla, "dla_manager": place.dla, "authority_officer": place.authority,
        "authority_elected": place.authority, "association_lead": place.association(), "observer": place.authority,
        "committee_member": place.dla, "admin": place.dla,
    }  # fmt: skip

    reading = {
        Role(role) for role, home in homes.items() if booking in Booking.objects.visible_to(member(home, role))
    }  # fmt: skip

    said = readers_of(desk)
    assert reading == said.roles
    assert str(place.dla) in str(said.words)
    assert str(place.authority) in str(said.words)
