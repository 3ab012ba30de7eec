from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalyse.actors import services
from catalyse.actors.models import Membership, Organisation, Partnership, SignInLink, User
from catalyse.actors.sessions import actor_of
from catalyse.actors.tests.factories import BEGAN, HOUSE, TODAY, acting, organisation, person
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event, Letter

YESTERDAY = TODAY - timedelta(days=1)


def token_of(link):
    letter = Letter.objects.get(key=f"invitation-{link.pk}")
    return letter.text.partition("/invitation/")[2].split("/")[0]


@pytest.fixture
def admin(here):
    return acting("admin", here.dla)


def test_an_account_opened_twice_is_one_account(db):
    first = services.open_account(email=" Lead@Example.org ", by=HOUSE, today=TODAY)

    second = services.open_account(email="lead@example.org", by=HOUSE, today=TODAY)

    assert first == second
    assert EmailAddress.objects.get().verified


def test_an_account_without_a_password_signs_in_by_code_only(db):
    user = services.open_account(email="lead@example.org", by=HOUSE, today=TODAY)

    assert not user.has_usable_password()


def test_a_role_holds_from_its_first_to_its_last_day(here):
    user = person("dla_officer", here.dla, since=TODAY, until=TODAY)

    held = [bool(actor_of(user, day).seats) for day in (YESTERDAY, TODAY, TODAY + timedelta(days=1))]

    assert held == [False, True, False]


def test_a_role_has_its_place(here):
    user = services.open_account(email="a@example.org", by=HOUSE, today=TODAY)

    with pytest.raises(Refused) as refusal:
        services.add_member(
            user=user, organisation=here.dla, role="association_lead", since=BEGAN, by=HOUSE, today=TODAY
        )

    assert refusal.value.field == "role"


def test_the_same_role_twice_at_a_time_is_refused(here):
    user = person("dla_officer", here.dla)

    with pytest.raises(Refused):
        services.add_member(user=user, organisation=here.dla, role="dla_officer", since=TODAY, by=HOUSE, today=TODAY)


def test_an_ended_membership_is_gone_at_the_next_request_and_can_be_taken_back(here, admin):
    user = person("dla_officer", here.dla)
    row = Membership.objects.system("test").get(user=user)

    services.end_membership(membership=row, until=YESTERDAY, by=admin, today=TODAY)
    gone = actor_of(user, TODAY).seats
    journal.take_back(event=Event.objects.get(name="member.ended"), by=admin, day=TODAY)

    assert (gone, len(actor_of(user, TODAY).seats)) == ((), 1)


def test_nobody_ends_memberships_of_a_team_that_is_not_theirs(here, elsewhere):
    row = Membership.objects.system("test").get(user=person("dla_officer", here.dla))

    with pytest.raises(Forbidden):
        services.end_membership(membership=row, until=TODAY, by=acting("dla_manager", elsewhere.dla), today=TODAY)


def test_a_partnership_opens_the_territory_and_its_end_closes_it(here, admin):
    association = here.association()
    user = person("authority_officer", here.authority)
    before = Organisation.objects.visible_to(actor_of(user, TODAY)).filter(pk=association.pk).exists()

    services.end_partnership(partnership=here.partnership, until=YESTERDAY, by=admin, today=TODAY)

    after = Organisation.objects.visible_to(actor_of(user, TODAY)).filter(pk=association.pk).exists()
    assert (before, after) == (True, False)


@pytest.mark.parametrize(("dla", "authority"), [("authority", "authority"), ("dla", "dla")])
def test_a_partnership_ties_a_dla_and_an_authority(here, dla, authority):
    sides = {"dla": getattr(here, dla), "authority": getattr(here, authority)}

    with pytest.raises(Refused):
        services.create_partnership(**sides, body=here.body, since=TODAY, by=HOUSE, today=TODAY)


def test_the_same_partnership_twice_is_refused(here):
    with pytest.raises(Refused):
        services.create_partnership(
            dla=here.dla, authority=here.authority, body=here.body, since=TODAY, by=HOUSE, today=TODAY
        )

    assert Partnership.objects.system("test").count() == 1


def test_an_invitation_is_answered_once(here, officer):
    link = services.invite(
        email="Lead@example.org", organisation=here.association(), role="association_lead", by=officer, today=TODAY
    )

    user = services.accept_invitation(link=link, today=TODAY, name="La direction", password="une longue phrase 7")

    assert (user.email, user.check_password("une longue phrase 7")) == ("lead@example.org", True)
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()
    assert actor_of(user, TODAY).holds("association_lead")
    with pytest.raises(Refused):
        services.accept_invitation(link=link, today=TODAY, name="Quelqu’un d’autre")


def test_the_database_does_not_keep_the_token_of_an_invitation(here, officer):
    link = services.invite(
        email="lead@example.org", organisation=here.association(), role="association_lead", by=officer, today=TODAY
    )

    token = token_of(link)

    assert services.open_invitation(token) == link
    assert not SignInLink.objects.filter(token=token).exists()
    assert services.open_invitation(link.token) is None


@pytest.mark.parametrize("how", ["expired", "cancelled", "again"])
def test_an_invitation_that_is_no_longer_good_opens_nothing(here, officer, how):
    association = here.association()
    asked = {"email": "lead@example.org", "organisation": association, "role": "association_lead"}
    link = services.invite(**asked, by=officer, today=TODAY)
    token = token_of(link)

    if how == "expired":
        SignInLink.objects.update(expires_at=timezone.now())
    elif how == "cancelled":
        services.cancel_invitation(link=link, by=officer, today=TODAY)
    else:
        services.invite(**asked, by=officer, today=TODAY)

    assert services.open_invitation(token) is None
    with pytest.raises(Refused):
        services.accept_invitation(link=link, today=TODAY, name="La direction")
    assert not User.objects.filter(email="lead@example.org").exists()


def test_a_link_is_no_way_into_an_account_that_exists(here, officer):
    known = person("consultant", organisation("consultant"))
    link = services.invite(
        email=known.email, organisation=here.association(), role="association_lead", by=officer, today=TODAY
    )
    with pytest.raises(Refused):
        services.accept_invitation(link=link, today=TODAY, name="Un autre")

    services.accept_invitation(link=link, today=TODAY, by=actor_of(known, TODAY))

    assert actor_of(known, TODAY).holds("association_lead", "consultant")


def test_a_weak_password_is_refused_and_the_invitation_stays_good(here, officer):
    link = services.invite(
        email="lead@example.org", organisation=here.association(), role="association_lead", by=officer, today=TODAY
    )

    with pytest.raises(Refused) as refusal:
        services.accept_invitation(link=link, today=TODAY, name="La direction", password="123456")

    assert refusal.value.field == "password"
    assert services.open_invitation(token_of(link)) == link


@pytest.mark.parametrize(
    ("who", "role", "where", "allowed"),
    [
        ("dla_officer", "association_lead", "association", True),
        ("dla_officer", "dla_officer", "dla", False),
        ("dla_officer", "authority_officer", "authority", False),
        ("dla_manager", "dla_officer", "dla", True),
        ("dla_manager", "admin", "dla", False),
        ("authority_officer", "association_lead", "association", False),
        ("admin", "authority_officer", "authority", True),
        ("admin", "admin", "dla", True),
    ],
)
def test_who_may_invite_whom(here, who, role, where, allowed):
    places = {"dla": here.dla, "authority": here.authority, "association": here.association()}
    host = here.authority if who.startswith("authority") else here.dla
    asked = {"email": "new@example.org", "organisation": places[where], "role": role}

    if allowed:
        assert services.invite(**asked, by=acting(who, host), today=TODAY).pk
    else:
        with pytest.raises(Forbidden):
            services.invite(**asked, by=acting(who, host), today=TODAY)


def test_a_lead_invites_into_the_own_association_only(here):
    mine, other = here.association(), here.association()
    lead = acting("association_lead", mine)

    services.invite(email="n@example.org", organisation=mine, role="association_member", by=lead, today=TODAY)

    with pytest.raises(Forbidden):
        services.invite(email="n@example.org", organisation=other, role="association_member", by=lead, today=TODAY)


@pytest.mark.parametrize("who", ["dla_officer", "dla_manager"])
def test_a_dla_invites_into_a_consultancy_only_while_it_has_nobody(here, who):
    new, peopled = organisation("consultant"), organisation("consultant")
    inside, officer = acting("consultant", peopled), acting(who, here.dla)
    asked = {"email": "new@example.org", "role": "consultant", "today": TODAY}

    assert services.invite(organisation=new, by=officer, **asked).pk
    assert services.invite(organisation=peopled, by=inside, **asked).pk

    with pytest.raises(Forbidden):  # whoever sits there reads its bids before the deadline
        services.invite(organisation=peopled, by=officer, **asked)


@pytest.mark.parametrize("deed", ["invite", "add_year"])
def test_two_who_write_about_the_same_organisation_do_it_one_after_the_other(here, deed):
    where, officer = here.association(), acting("dla_officer", here.dla)
    asked = {"email": "new@example.org", "role": "association_lead"} if deed == "invite" else {"year": 2020}

    with CaptureQueriesContext(connection) as told:
        getattr(services, deed)(organisation=where, by=officer, today=TODAY, **asked)

    held = [one["sql"] for one in told if "FOR UPDATE" in one["sql"]]
    assert any('FROM "actors_organisation"' in sql for sql in held)


def test_a_closed_account_may_nothing_and_ends_its_sessions(here, admin):
    user = person("dla_officer", here.dla)
    before = user.get_session_auth_hash()

    user = services.close_account(user=user, by=admin, today=TODAY)

    assert (actor_of(user, TODAY).is_known, user.get_session_auth_hash() == before) == (False, False)


def test_nobody_closes_their_own_account(here, admin):
    with pytest.raises(Refused):
        services.close_account(user=User.objects.get(pk=admin.user_id), by=admin, today=TODAY)


def test_everybody_changes_their_own_profile_only(here, officer):
    other = person("dla_officer", here.dla)
    wanted = {"name": "", "function": "Direction", "language": "en", "keys_off": True}

    with pytest.raises(Forbidden):
        services.change_profile(user=other, by=officer, today=TODAY, **wanted)
    row = services.change_profile(user=User.objects.get(pk=officer.user_id), by=officer, today=TODAY, **wanted)

    assert (row.function, row.language, row.keys_off) == ("Direction", "en", True)


def test_only_a_demo_lets_one_become_somebody_else(here, rf, settings):
    settings.DEMO = False

    with pytest.raises(RuntimeError):
        services.sign_in_as(rf.post("/"), person("dla_officer", here.dla))


def test_memberships_and_partnerships_are_told_by_the_journal(here, admin):
    services.add_member(
        user=person("dla_officer", here.dla), organisation=here.authority, role="authority_officer",
        since=date(2024, 1, 1), by=admin, today=TODAY,
    )  # fmt: skip

    names = {e.name for e in Event.objects.about(here.authority)}

    assert {"organisation.added", "partnership.made", "member.added"} <= names
