"""An association says in which neighbourhoods of its territory it acts."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from catalyse.actors import queries, services
from catalyse.actors.models import ActsIn
from catalyse.actors.tests.factories import HOUSE, TODAY, acting, person
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.places.models import CommuneMembership, Neighbourhood
from catalyse.places.tests.factories import CommuneFactory


def neighbourhood(name, *communes, since=date(2000, 1, 1), until=None, vintage="qpv2024"):
    one = Neighbourhood.objects.create(
        code=f"Q{name[:9]}".upper(), vintage=vintage, name=name, since=since, until=until
    )
    one.communes.set(communes)
    return one


@pytest.fixture
def association(here):
    return here.association("Les Sources")


@pytest.fixture
def beside(here, association):
    """Another commune of the same body."""
    commune = CommuneFactory()
    CommuneMembership.objects.create(commune=commune, body=here.body, since=date(2000, 1, 1))
    return commune


def test_the_neighbourhoods_of_the_territory_on_the_day_are_offered_and_those_said(
    here, association, beside, django_assert_max_num_queries
):
    own, near = neighbourhood("Ici", association.commune), neighbourhood("Tout près", beside, association.commune)
    gone = neighbourhood("Autrefois", beside, until=date(2001, 1, 1), vintage="zus")
    neighbourhood("Ailleurs", CommuneFactory())

    with django_assert_max_num_queries(2):
        assert list(queries.neighbourhoods_for(association, on=TODAY)) == [own, near]
    ActsIn.objects.create(organisation=association, neighbourhood=gone)
    assert list(queries.neighbourhoods_for(association, on=TODAY)) == [gone, own, near]


def test_saying_them_is_one_event_and_saying_them_again_none(here, association):
    one, other = neighbourhood("Un", association.commune), neighbourhood("Deux", association.commune)
    by = acting("dla_officer", here.dla)

    assert services.say_neighbourhoods(
        organisation=association, neighbourhoods=[one, other], ticked=[], by=by, today=TODAY
    )
    assert not services.say_neighbourhoods(
        organisation=association, neighbourhoods=[other, one], ticked=[one.pk, other.pk], by=by, today=TODAY
    )
    assert services.say_neighbourhoods(
        organisation=association, neighbourhoods=[other], ticked=[one.pk, other.pk], by=by, today=TODAY
    )

    assert [link.neighbourhood for link in association.acts_in.all()] == [other]
    assert Event.objects.filter(name="organisation.neighbourhoods").count() == 2


def test_what_somebody_else_ticks_meanwhile_stays(here, association):
    one, other = neighbourhood("Un", association.commune), neighbourhood("Deux", association.commune)
    by = acting("dla_officer", here.dla)
    services.say_neighbourhoods(organisation=association, neighbourhoods=[one], ticked=[], by=by, today=TODAY)

    services.say_neighbourhoods(organisation=association, neighbourhoods=[other], ticked=[], by=by, today=TODAY)

    assert {link.neighbourhood for link in association.acts_in.all()} == {one, other}


def test_only_who_may_edit_and_only_of_an_association(here, association):
    one = neighbourhood("Un", association.commune)

    with pytest.raises(Forbidden):
        services.say_neighbourhoods(
            organisation=association,
            neighbourhoods=[one],
            ticked=[],
            by=acting("authority_elected", here.authority),
            today=TODAY,
        )
    with pytest.raises(Refused):
        services.say_neighbourhoods(organisation=here.dla, neighbourhoods=[one], ticked=[], by=HOUSE, today=TODAY)
    assert not ActsIn.objects.exists()


def test_a_neighbourhood_is_said_once(here, association):
    one = neighbourhood("Un", association.commune)
    ActsIn.objects.create(organisation=association, neighbourhood=one)

    with pytest.raises(IntegrityError, match="neighbourhood_once_an_organisation"):
        ActsIn.objects.create(organisation=association, neighbourhood=one)


def test_the_page_keeps_what_is_ticked_and_the_record_tells_it(here, association, client):
    client.force_login(person("dla_officer", here.dla))
    one = neighbourhood("Saint-Michel", association.commune)
    foreign = neighbourhood("Ailleurs", CommuneFactory())
    door = reverse("actors:neighbourhoods", args=[association.pk])

    assert door in client.get(association.get_absolute_url()).content.decode()
    assert "Saint-Michel (QPV 2024)" in client.get(door).content.decode()
    wrong = client.post(door, {"neighbourhoods": [foreign.pk]})
    assert wrong.status_code == 422
    assert "pas de ce territoire" in wrong.content.decode()
    assert client.post(door, {"neighbourhoods": [one.pk]}).status_code == 302

    assert "<li>Saint-Michel (QPV 2024)</li>" in client.get(association.get_absolute_url()).content.decode()
    assert f'value="{one.pk}"' in client.get(door).content.decode()
    assert "checked" in client.get(door).content.decode()
    client.force_login(person("admin", here.dla))
    assert client.get(reverse("actors:neighbourhoods", args=[here.dla.pk])).status_code == 404


def test_a_house_without_neighbourhoods_does_not_speak_of_them(here, association, client):
    client.force_login(person("dla_officer", here.dla))

    assert "Quartiers" not in client.get(association.get_absolute_url()).content.decode()
    door = reverse("actors:neighbourhoods", args=[association.pk])
    assert "Aucun quartier" in client.get(door).content.decode()


def test_they_follow_a_record_that_is_merged(here, association):
    kept = here.association("Les Sources du Bocage")
    one = neighbourhood("Un", association.commune)
    ActsIn.objects.create(organisation=association, neighbourhood=one)

    services.merge_organisations(
        kept=kept, gone=association, take=(), expected=(kept.version, association.version), by=HOUSE, today=TODAY
    )

    assert ActsIn.objects.get().organisation == kept
