"""The path of a support: opinions, plan, follow-ups, and a support that waits or is directed elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalyse.actors.roles import Role
from catalyse.engines.dates import months_after
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.needs import services as needs
from catalyse.support import services
from catalyse.support.models import FollowUp, Opinion, PlanAction, Support
from catalyse.support.offers.dates import follow_ups
from catalyse.support.queries import plan as queries
from catalyse.support.tests.factories import DAY, HOUSE, OPENED, an_individual_support, an_invitation, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def regie(bocage):
    return bocage.association("Régie de quartier")


@pytest.fixture
def support(bocage, regie):
    return an_individual_support(bocage, regie)


@pytest.fixture
def officer(bocage):
    return member(bocage.dla, Role.DLA_OFFICER)


def an_action(support, way="own", **values):
    given = {"title": "Classer les pièces", **values}
    return services.add_action(support=support, way=way, by=HOUSE, today=DAY, **given)


def agreed(support, on=OPENED):
    an_action(support)
    return services.agree_plan(support=support, on=on, by=HOUSE, today=DAY)


def test_a_plan_is_agreed_once_it_says_what_is_to_be_done(support):
    with pytest.raises(Refused, match="au moins une action"):
        services.agree_plan(support=support, on=DAY, by=HOUSE, today=DAY)
    assert agreed(support).plan_agreed_on == OPENED


@pytest.mark.parametrize("on", [OPENED - timedelta(days=1), DAY + timedelta(days=1)])
def test_a_plan_is_agreed_while_the_support_is_there(support, on):
    an_action(support)
    with pytest.raises(Refused, match="vérifiez le jour"):
        services.agree_plan(support=support, on=on, by=HOUSE, today=DAY)


def test_the_agreement_can_be_taken_back(support, officer):
    an_action(support)
    services.agree_plan(support=support, on=OPENED, by=officer, today=DAY)
    journal.take_back(event=Event.objects.get(name="support.plan_agreed"), by=officer, day=DAY)
    support.refresh_from_db()
    assert support.plan_agreed_on is None


def test_the_association_says_how_far_it_has_come_with_what_it_does_itself_only(support, regie):
    mine, theirs = an_action(support), an_action(support, way="officer")
    lead = member(regie, Role.ASSOCIATION_LEAD)
    told = services.tell_action(action=mine, progress="done", outcome="Tout est classé", by=lead, today=DAY)
    assert (told.progress, told.outcome) == ("done", "Tout est classé")
    with pytest.raises(Forbidden):
        services.tell_action(action=theirs, progress="done", by=lead, today=DAY)
    shown = {one["row"].way: one["tells"] for part in queries.plan_of(lead, support) for one in part["actions"]}
    assert shown == {"own": True, "officer": False}


def test_an_action_given_up_says_why_and_the_word_can_be_taken_back(support, officer):
    row = an_action(support)
    with pytest.raises(Refused, match="pourquoi"):
        services.tell_action(action=row, progress="dropped", by=officer, today=DAY)
    services.tell_action(action=row, progress="dropped", outcome="Plus le temps", by=officer, today=DAY)
    journal.take_back(event=Event.objects.get(name="plan_action.told"), by=officer, day=DAY)
    row.refresh_from_db()
    assert (row.progress, row.outcome) == ("todo", "")


def test_one_opinion_a_meeting_with_its_words_unless_it_is_favourable(support):
    for view in ("reserves", "unfavourable", "postponed"):
        with pytest.raises(Refused, match="ce qui a été dit"):
            services.note_opinion(support=support, met_on=DAY, view=view, by=HOUSE, today=DAY)
    services.note_opinion(support=support, met_on=DAY, view="favourable", by=HOUSE, today=DAY)
    with pytest.raises(Refused, match="déjà noté"):
        services.note_opinion(support=support, met_on=DAY, view="favourable", by=HOUSE, today=DAY)
    with pytest.raises(Refused, match="vérifiez le jour"):
        services.note_opinion(
            support=support, met_on=DAY + timedelta(days=1), view="favourable", by=HOUSE, today=DAY
        )  # fmt: skip


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Opinion, {"met_on": DAY, "view": "unfavourable", "words": ""}),
        (PlanAction, {"way": "own", "title": "T", "progress": "dropped", "outcome": ""}),
        (FollowUp, {"months": 7, "on": DAY, "use": "yes", "words": "Oui"}),
    ],
)
def test_the_database_refuses_it_too(support, model, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(support=support, **values)


def test_follow_ups_fall_due_6_12_and_18_months_after_the_agreement(support, officer):
    support = agreed(support)
    dates = [one.due_on for one in queries.follow_ups_of(officer, support)]
    assert dates == [months_after(OPENED, n) for n in (6, 12, 18)]
    half = months_after(OPENED, 6)
    keys = [one.key for one in follow_ups(officer, half)]
    assert keys == [f"support.follow_up:{support.pk}:6"]
    assert not list(follow_ups(officer, half - timedelta(days=31)))
    services.note_follow_up(support=support, months=6, on=half, use="yes", words="Oui", by=officer, today=half)
    assert not list(follow_ups(officer, half))
    late = months_after(OPENED, 19)
    assert [one.key for one in follow_ups(officer, late)] == [f"support.follow_up:{support.pk}:18"]


def test_a_follow_up_waits_for_the_plan_and_is_noted_once(support):
    note = {"support": support, "months": 6, "on": DAY, "use": "yes", "words": "Oui", "by": HOUSE, "today": DAY}
    with pytest.raises(Refused, match="quel jour le parcours"):
        services.note_follow_up(**note)
    agreed(support)
    services.note_follow_up(**note)
    with pytest.raises(Refused, match="déjà noté"):
        services.note_follow_up(**note)
    with pytest.raises(Refused, match="6, 12 ou 18"):
        services.note_follow_up(**{**note, "months": 7})


def test_another_dla_and_another_association_read_nothing_of_it(bocage, support):
    an_action(support)
    services.note_opinion(support=support, met_on=DAY, view="favourable", by=HOUSE, today=DAY)
    other = member(bocage.association(), Role.ASSOCIATION_LEAD)
    for model in (Opinion, PlanAction, FollowUp):
        assert not model.objects.visible_to(other).exists()


@pytest.mark.parametrize("verb", ["suspend", "redirect"])
def test_a_support_waits_or_is_directed_elsewhere_with_a_reason_and_goes_on_where_it_was(support, verb):
    with pytest.raises(Refused, match="Écrivez"):
        services.advance(support=support, verb=verb, by=HOUSE, today=DAY)
    support = services.advance(support=support, verb=verb, reason="Vers le réseau", by=HOUSE, today=DAY)
    assert (support.is_stopped, support.end_reason) == (True, "Vers le réseau")
    assert (support.ended_on is not None) == (verb == "redirect")
    assert not Support.objects.system("a test").under_way().exists()
    support = services.advance(support=support, verb="resume", by=HOUSE, today=DAY)
    assert (support.state, support.ended_on, support.end_reason) == ("spotted", None, "")


def test_the_pages_answer_and_keep_what_was_typed(support, officer, as_person):
    client = as_person(officer)
    page = reverse("support:path", args=[support.pk, support.slug])
    assert client.get(page).status_code == 200
    url = reverse("support:add_action", args=[support.pk])
    wrong = client.post(url, {"title": "", "way": "own", "who": "Le trésorier 🧾"})
    assert wrong.status_code == 422
    assert "Le trésorier 🧾" in wrong.content.decode()
    assert client.post(url, {"title": "Classer", "way": "own"}).status_code == 302
    row = PlanAction.objects.system("a test").get()
    told = client.post(reverse("support:tell_action", args=[row.pk]), {"progress": "dropped", "outcome": ""})
    assert told.status_code == 422
    assert client.post(reverse("support:agree_plan", args=[support.pk]), {"on": DAY.isoformat()}).status_code == 302
    note = reverse("support:opinion", args=[support.pk])
    assert client.post(note, {"met_on": DAY.isoformat(), "view": "favourable"}).status_code == 302
    later = reverse("support:follow_up", args=[support.pk, 6])
    given = {"on": DAY.isoformat(), "use": "partly", "words": "Un peu"}
    assert client.post(later, given).status_code == 302
    assert client.get(reverse("support:follow_up", args=[support.pk, 7])).status_code == 404
    text = client.get(page).content.decode()
    assert all(word in text for word in ("Classer", "Un peu"))
    for door, found in (("archive_action", PlanAction), ("archive_opinion", Opinion), ("archive_follow_up", FollowUp)):
        pk = found.objects.system("a test").get().pk
        assert client.post(reverse(f"support:{door}", args=[pk])).status_code == 302
        assert found.objects.system("a test").get().archived_at


def test_who_is_only_invited_is_not_told_that_the_plan_is_empty(bocage, support, as_person):
    an_action(support)
    page = reverse("support:path", args=[support.pk, support.slug])
    invited = an_invitation(bocage)
    guest = member(invited.association, Role.ASSOCIATION_LEAD)
    theirs = reverse("support:path", args=[invited.support.pk, invited.support.slug])
    client = as_person(guest)
    assert client.get(invited.support.get_absolute_url()).status_code == 200
    assert client.get(theirs).status_code == client.get(page).status_code == 404


def wanting(support, wanted="Former une trésorière.", months=6):
    support = agreed(support)
    day = months_after(OPENED, months)
    return services.note_follow_up(
        support=support, months=months, on=day, use="yes", words="Les comptes sont tenus.", wanted=wanted, by=HOUSE,
        today=day,
    )  # fmt: skip


def test_what_is_wanted_later_becomes_one_need_in_one_gesture(support, officer, regie, as_person, bocage):
    row = wanting(support)
    client, url = as_person(officer), reverse("support:make_need", args=[row.pk])
    path = reverse("support:path", args=[support.pk, support.slug])
    assert url in client.get(path).content.decode()

    first, second = (client.post(url) for _twice in range(2))

    need = regie.needs.system("a test").get()
    assert (need.words, need.heard_on, need.heard_by) == ("Former une trésorière.", row.on, bocage.dla)
    assert first.url == second.url == need.get_absolute_url()
    page = client.get(path).content.decode()
    assert need.get_absolute_url() in page
    assert f'action="{url}"' not in page


def test_a_need_that_was_taken_back_can_be_made_again_and_one_that_is_hidden_is_not_offered(
    support, officer, as_person, bocage
):
    row = wanting(support)
    url, path = reverse("support:make_need", args=[row.pk]), reverse("support:path", args=[support.pk, support.slug])
    partner = as_person(member(bocage.authority, Role.AUTHORITY_OFFICER))
    assert f'action="{url}"' in partner.get(path).content.decode()
    first = services.need_of_follow_up(follow_up=row, heard_by=bocage.dla, by=HOUSE, today=row.on)
    assert f'action="{url}"' not in partner.get(path).content.decode()

    needs.archive_need(need=first, by=HOUSE, today=row.on)

    client = as_person(officer)
    assert f'action="{url}"' in client.get(path).content.decode()
    again = services.need_of_follow_up(follow_up=row, heard_by=bocage.dla, by=HOUSE, today=row.on)
    assert (again.pk != first.pk, again.words) == (True, first.words)


def test_without_words_or_for_several_there_is_no_such_need(support, bocage):
    row = wanting(support, wanted="")
    with pytest.raises(Refused, match="commence par des mots"):
        services.need_of_follow_up(follow_up=row, heard_by=bocage.dla, by=HOUSE, today=row.on)


def test_only_who_leads_the_support_makes_a_need_of_it(support, regie, as_person):
    row = wanting(support)
    lead = as_person(member(regie, Role.ASSOCIATION_LEAD))

    assert lead.post(reverse("support:make_need", args=[row.pk])).status_code == 403
    assert not regie.needs.system("a test").exists()


def test_a_support_is_closed_with_its_reason_which_the_page_tells(support, officer, as_person):
    Support.objects.system("a test").filter(pk=support.pk).update(state="debriefed")
    client, url = as_person(officer), reverse("support:advance", args=[support.pk, "close"])

    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Le trésorier sait faire."}).status_code == 302

    support.refresh_from_db()
    assert (support.state, support.end_reason, support.abandoned_from) == ("closed", "Le trésorier sait faire.", "")
    assert "Le trésorier sait faire." in client.get(support.get_absolute_url()).content.decode()
