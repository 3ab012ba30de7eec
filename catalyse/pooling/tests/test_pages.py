"""Screens of what is done together, without script."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalyse.pooling import services
from catalyse.pooling.models import JointAction, Level, Moment, Tie
from catalyse.pooling.tests.factories import DAY, HOUSE, Group, an_action, asked, member, says

pytestmark = pytest.mark.django_db


def page(client, url: str, status: int = 200) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def test_an_association_proposes_an_action_and_another_says_yes(group, client_of):
    client = client_of(group.lead(0))
    sent = {
        "title": "Un bal d’été",
        "lead": group.members[0].pk,
        "partners": [group.members[1].pk],
        "planned": "1 200,50",
    }
    made = client.post(reverse("pooling:propose") + f"?accompagnement={group.support.pk}", sent, follow=True)

    action = JointAction.objects.system("a test").get()
    assert "1\xa0200,50\xa0€" in made.content.decode()
    client = client_of(group.lead(1))
    shown = page(client, action.get_absolute_url())
    partner = action.partners.system("a test").get(organisation=group.members[1])
    yes = reverse("pooling:answer", args=[action.pk, partner.pk, "oui"])
    assert yes in shown
    assert "participe" in client.post(yes, follow=True).content.decode()
    assert reverse("pooling:edit", args=[action.pk]) not in shown


def test_a_wrong_form_keeps_what_was_typed_and_says_so(group, client_of):
    client = client_of(group.lead(0))
    sent = {
        "title": "",
        "what": "Un bal",
        "lead": group.members[0].pk,
        "starts_on": "2008-07-09",
        "ends_on": "2008-07-01",
    }

    answer = client.post(reverse("pooling:propose"), sent)

    assert answer.status_code == 422
    assert "Un bal" in answer.content.decode()
    assert "Donnez-lui un nom" in answer.content.decode()
    assert not JointAction.objects.system("a test").exists()


def test_the_list_is_filtered_and_taken_along(group, client_of):
    an_action(group, title="Un bal")
    an_action(group, title="Un journal")
    client = client_of(group.lead(2))

    found = page(client, reverse("pooling:actions") + "?q=journal")
    taken = client.get(reverse("pooling:export", args=["csv"]) + "?q=journal")

    text = b"".join(taken.streaming_content).decode()
    assert ("Un journal" in found, "Un bal" in found) == (True, False)
    assert ("Un journal" in text, "Un bal" in text) == (True, False)


def test_an_association_answers_on_a_phone_and_the_picture_shows_what_both_say(group, client_of):
    row = asked(group)
    says(group, row, 1, {0: Level.COOPERATES})
    says(group, row, 2, {0: Level.COMPETES})
    client = client_of(group.lead(0))
    form = page(client, reverse("pooling:ties", args=[row.pk]))
    url = reverse("pooling:ties_of", args=[row.pk, group.members[0].pk])

    sent = {f"o{group.members[1].pk}": Level.COOPERATES, f"o{group.members[2].pk}": Level.UNKNOWN}
    shown = client.post(url, sent, follow=True).content.decode()

    assert form.count('class="form-select"') == 2
    assert "Un lien entre trois associations" in shown.replace("\xa0", " ")
    assert f">{group.members[0]}</th><td>{group.members[1]}</td>" in shown
    assert f">{group.members[2]}</td>" not in shown
    assert "mènent une action ensemble" in shown
    assert "en concurrence" not in shown
    assert Tie.objects.system("a test").filter(source=group.members[0]).count() == 2


def test_the_network_is_closed_to_an_association_that_did_not_join(client_of):
    group = Group(joined=2, invited=3)
    outside = group.support.invitations.system("a test").exclude(association__in=group.members).get().association
    url = reverse("pooling:network", args=[group.support.pk, group.support.slug])

    inside = client_of(group.lead(0)).get(url)
    refused = client_of(member(outside, "association_lead")).get(url)

    assert inside.status_code == 200
    assert refused.status_code == 404


def test_nobody_opens_the_answers_of_another_association(group, client_of):
    row = asked(group)
    says(group, row, 1, {0: Level.COMPETES})
    url = reverse("pooling:ties_of", args=[row.pk, group.members[1].pk])

    for actor in (group.lead(0), member(group.territory.authority, "authority_officer")):
        assert client_of(actor).get(url).status_code == 403

    shown = page(client_of(member(group.territory.dla, "dla_officer")), url)
    assert '<option value="competes" selected>' in shown


def test_one_known_network_is_shown_at_once_and_its_title_changes_with_an_answer(group, client_of):
    for moment in (Moment.BEFORE, Moment.AFTER):
        row = asked(group, moment)
        for rank in range(3):
            says(group, row, rank, {})
    client, url = client_of(member(group.territory.dla, "dla_officer")), reverse("pooling:networks")
    nothing = page(client, url)

    says(group, row, 0, {1: Level.INFORMS})
    says(group, row, 1, {0: Level.INFORMS})

    assert "<h1" in nothing
    assert "Aucun lien avant, aucun après" in nothing
    assert "Aucun lien avant, un après" in page(client, url)


def test_giving_up_asks_for_the_reason_beside_the_question(group, client_of):
    action = an_action(group)
    client, url = client_of(group.lead(0)), reverse("pooling:move", args=[action.pk, "drop"])

    wrong = client.post(url, {"words": " "})
    right = client.post(url, {"words": "Pas de salle cette année"}, follow=True)

    assert wrong.status_code == 422
    assert "Pas de salle cette année" in right.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_of_actions_has_the_same_ceiling_for_one_row_and_for_thirty(
    group, client_of, count, django_assert_max_num_queries
):
    for number in range(count):
        an_action(group, *group.members[1:], title=f"Action {number}")
    client = client_of(member(group.territory.dla, "dla_officer"))
    page(client, reverse("pooling:actions"))

    with django_assert_max_num_queries(14):
        shown = page(client, reverse("pooling:actions"))

    assert shown.count("row-link") == count


def test_the_page_of_the_support_tells_its_actions_to_the_group(group, client_of):
    action = an_action(group, group.members[1])
    services.answer_action(action=action, organisation=group.members[1], joins=True, by=HOUSE, today=DAY)

    shown = page(client_of(group.lead(2)), group.support.get_absolute_url())

    assert action.get_absolute_url() in shown
