"""Who sees a support and its parts, who may do what, and why not."""

from __future__ import annotations

import pytest

from catalyse.kernel.access import NOBODY, Actor, may, policy_of
from catalyse.kernel.scoped import Unscoped
from catalyse.support import policies, services
from catalyse.support.models import (
    Attendance,
    Beneficiary,
    Deliverable,
    InformationMeeting,
    Invitation,
    Session,
    Support,
)
from catalyse.support.tests.factories import (
    DAY,
    HOUSE,
    OPENED,
    Territory,
    a_support,
    answered,
    member,
    organisation,
    sent_to,
    session_of,
)

pytestmark = pytest.mark.django_db
VERBS = ("edit", "invite", "move", "plan", "note_attendance", "deliver", "archive", "run_again")
MODELS = (Support, Invitation, InformationMeeting, Beneficiary, Session, Attendance, Deliverable)


class Scene:
    """A support with one association that joined, one that was invited, one that only waits on the list."""

    def __init__(self, territory: Territory):
        self.territory = territory
        self.support = a_support(territory)
        self.joined, self.other, self.asked, self.prepared = (territory.association(n) for n in "ABCD")
        first, second, _third = sent_to(self.support, [self.joined, self.other, self.asked])
        for invitation in (first, second):
            answered(invitation, "join")
        services.prepare_invitation(support=self.support, association=self.prepared, by=HOUSE, today=OPENED)
        self.meeting = services.plan_meeting(support=self.support, on=DAY, by=HOUSE, today=OPENED)
        self.together = session_of(self.support)
        self.own = session_of(self.support, kind="individual", association=self.joined)
        self.others = session_of(self.support, kind="individual", association=self.other)
        for association in (self.joined, self.other):
            services.note_attendance(session=self.together, association=association, present=True, by=HOUSE, today=DAY)
            services.add_deliverable(support=self.support, title="Fiche", association=association, by=HOUSE, today=DAY)
        services.add_deliverable(support=self.support, title="Rapport", by=HOUSE, today=DAY)

    def link(self, association) -> Actor:
        row = Invitation.objects.system("a test").get(support=self.support, association=association)
        return Actor(link=(policies.LINK, row.pk), name=str(association))


@pytest.fixture
def scene(bocage) -> Scene:
    return Scene(bocage)


def seen_by(actor: Actor) -> dict[str, int]:
    return {model.__name__: model.objects.visible_to(actor).count() for model in MODELS}


def counts(*numbers: int) -> dict[str, int]:
    return dict(zip([model.__name__ for model in MODELS], numbers, strict=True))


def test_rows_are_never_read_without_saying_for_whom(scene):
    for model in MODELS:
        with pytest.raises(Unscoped):
            model.objects.count()


@pytest.mark.parametrize("role", ["dla_officer", "dla_manager", "committee_member"])
def test_the_dla_and_its_committee_see_everything_of_their_support(role, scene):
    assert seen_by(member(scene.territory.dla, role)) == counts(1, 4, 1, 2, 3, 2, 3)


@pytest.mark.parametrize("role", ["authority_officer", "authority_elected"])
def test_the_authority_sees_everything_of_its_support(role, scene):
    assert seen_by(member(scene.territory.authority, role)) == counts(1, 4, 1, 2, 3, 2, 3)


def test_a_meeting_is_known_to_the_partners_before_anybody_is_invited(bocage):
    services.plan_meeting(support=a_support(bocage), on=DAY, by=HOUSE, today=OPENED)

    assert InformationMeeting.objects.visible_to(member(bocage.authority, "authority_officer")).count() == 1
    assert InformationMeeting.objects.visible_to(member(bocage.association("A"), "association_lead")).count() == 0


def test_an_association_that_joined_sees_the_group_and_only_its_own_lines(scene):
    actor = member(scene.joined, "association_member")

    assert seen_by(actor) == counts(1, 1, 1, 2, 2, 1, 2)
    assert scene.others not in Session.objects.visible_to(actor)


def test_an_association_that_was_invited_sees_the_support_its_invitation_and_the_meeting(scene):
    assert seen_by(member(scene.asked, "association_lead")) == counts(1, 1, 1, 0, 0, 0, 0)


def test_an_association_on_a_list_not_sent_yet_sees_nothing(scene):
    assert seen_by(member(scene.prepared, "association_lead")) == counts(0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("role", ["dla_officer", "committee_member"])
def test_another_tenant_sees_nothing(role, scene):
    assert seen_by(member(Territory("Plaine").dla, role)) == counts(0, 0, 0, 0, 0, 0, 0)


def test_a_former_officer_a_consultant_and_a_stranger_see_nothing(scene):
    gone = member(scene.territory.dla, "dla_officer", until=OPENED)
    consultant = member(organisation("consultant", "Atelier"), "consultant")

    for actor in (gone, consultant, NOBODY, member(scene.territory.dla, "observer")):
        assert seen_by(actor) == counts(0, 0, 0, 0, 0, 0, 0)


def test_whoever_holds_a_link_sees_one_invitation_and_its_support(scene):
    assert seen_by(scene.link(scene.asked)) == counts(1, 1, 1, 0, 0, 0, 0)


def test_a_room_above_lets_a_consultant_see_sessions_and_run_them(scene, monkeypatch):
    consultant = member(organisation("consultant", "Atelier"), "consultant")
    carried = Support.objects.system("a test").filter(pk=scene.support.pk).values("pk")
    monkeypatch.setattr(policies, "widened_by", [lambda actor: carried if actor is consultant else []])
    monkeypatch.setattr(policies, "crew", [lambda actor: carried if actor is consultant else None])

    seen = seen_by(consultant)

    assert (seen["Support"], seen["Session"], seen["Invitation"]) == (1, 3, 0)
    allowed = {verb for verb in VERBS if may(consultant, verb, scene.support)}
    assert allowed == {"plan", "note_attendance", "deliver"}
    assert may(consultant, "plan", scene.together)
    assert not may(consultant, "edit", Deliverable.objects.system("a test").first())


def test_only_officers_of_the_two_partners_lead(scene):
    officers = [member(scene.territory.dla, "dla_officer"), member(scene.territory.authority, "authority_officer")]
    readers = [
        member(scene.territory.authority, "authority_elected"),
        member(scene.territory.dla, "committee_member"),
        member(scene.joined, "association_lead"),
        member(Territory("Plaine").dla, "dla_officer"),
    ]

    assert all(may(actor, verb, scene.support) for actor in officers for verb in VERBS)
    assert not any(may(actor, verb, scene.support) for actor in readers for verb in VERBS)
    assert may(readers[0], "edit", scene.support).reason


def test_an_invitation_is_answered_by_its_lead_its_link_or_an_officer(scene):
    invitation = Invitation.objects.system("a test").get(association=scene.asked)
    allowed = [
        scene.link(scene.asked),
        member(scene.asked, "association_lead"),
        member(scene.territory.dla, "dla_officer"),
    ]
    refused = [
        scene.link(scene.joined),
        member(scene.asked, "association_member"),
        member(scene.joined, "association_lead"),
    ]

    assert [bool(may(actor, "answer", invitation)) for actor in (*allowed, *refused)] == [True] * 3 + [False] * 3


def test_the_letter_the_lessons_and_the_reason_stay_with_the_partners(scene):
    policy = policy_of(Support)
    working = {"letter", "lessons", "end_reason", "needs", "previous"}

    partner = policy.readable(member(scene.territory.authority, "authority_officer"), scene.support)
    joined = policy.readable(member(scene.joined, "association_lead"), scene.support)

    assert working <= partner
    assert not working & joined
    assert "context" in joined


def test_headcounts_of_others_stay_with_the_partners(scene):
    own, other = Beneficiary.objects.system("a test").order_by("pk")
    actor = member(scene.joined, "association_lead")

    assert "staff" in policy_of(Beneficiary).readable(actor, own)
    assert "staff" not in policy_of(Beneficiary).readable(actor, other)
