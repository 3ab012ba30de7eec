"""Publishing: the guard asks everybody who is named or quoted; withdrawing closes at once."""

import pytest

from catalyse.kernel.access import Actor, Forbidden, may
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Letter
from catalyse.kernel.records import Stale
from catalyse.results import services
from catalyse.results.models import Approval, CaseStudy
from catalyse.results.tests.factories import DAY, HOUSE, block, member, said, world, write
from catalyse.support.models import Support

pytestmark = pytest.mark.django_db


def publish(study, by):
    study.refresh_from_db()
    return services.publish_case_study(case_study=study, by=by, today=DAY)


def test_it_is_refused_as_long_as_one_named_structure_has_not_agreed():
    here = world()
    study = here.study()

    with pytest.raises(Refused):
        publish(study, here.officer)
    asked = services.ask_approvals(case_study=study, by=HOUSE, today=DAY)
    assert {a.organisation for a in asked} == {*here.associations, here.territory.dla, here.territory.authority}
    for approval in asked[1:]:
        services.decide_approval(approval=approval, approved=True, by=HOUSE, today=DAY)
    with pytest.raises(Refused, match=str(asked[0].organisation)):
        publish(study, here.officer)
    services.decide_approval(approval=asked[0], approved=True, by=HOUSE, today=DAY)
    assert publish(study, here.officer).is_public


def test_it_is_refused_as_long_as_one_quote_is_not_permitted():
    here = world()
    one = said(here, permission=None)
    study = here.agreed(here.study())
    write(study, "involvement", "Pourquoi.", statements=[one])
    study = here.agreed(study)

    with pytest.raises(Refused, match=f"{here.associations[0]}.*permission") as refusal:
        publish(study, here.partner)
    assert "On a osé" not in str(refusal.value)  # the partner does not read it before it may be quoted
    services.permit_statement(statement=one, permission="function", by=here.lead(0), today=DAY)
    assert publish(study, here.officer).is_public


def test_an_agreement_is_for_the_text_that_was_read():
    here = world()
    study = here.agreed(here.study())
    name = str(here.associations[0])
    write(study, "results", f"{name} a tout changé.")

    with pytest.raises(Refused, match=name):
        publish(study, here.officer)
    study.refresh_from_db()
    again = services.ask_approvals(case_study=study, by=HOUSE, today=DAY)
    assert [a.organisation for a in again] == [here.associations[0]]


def test_a_named_structure_reads_it_from_the_day_it_is_asked_until_it_is_taken_back():
    here = world()
    study, named = here.study(), here.lead(0)
    reads = [bool(may(named, "read_draft", study))]
    study = here.agreed(study)
    reads.append(bool(may(named, "read_draft", study)))
    study = publish(study, here.officer)
    reads.append(bool(may(named, "read_draft", study)))

    study = services.withdraw_case_study(case_study=study, by=here.officer, today=DAY)

    assert [*reads, bool(may(named, "read_draft", study))] == [False, True, True, False]


def test_a_structure_can_be_left_unnamed_and_need_not_answer():
    here = world()
    study = here.study()
    for approval in services.ask_approvals(case_study=study, by=HOUSE, today=DAY):
        if approval.organisation == here.associations[0]:
            services.leave_unnamed(approval=approval, by=here.officer, today=DAY)
        else:
            services.decide_approval(approval=approval, approved=True, by=HOUSE, today=DAY)
    write(study, "spotlight", "De plus près.", heading="L’une d’elles", organisation=here.associations[1])

    study = here.agreed(study)
    assert publish(study, here.officer).is_public


def test_only_the_structure_itself_answers_or_an_officer_who_says_how_it_came():
    here = world()
    study = here.study()
    rows = services.ask_approvals(case_study=study, by=HOUSE, today=DAY)
    first = next(a for a in rows if a.organisation == here.associations[0])
    give = {"approval": first, "approved": True, "today": DAY}

    for actor in (
        here.lead(1),
        member(here.associations[0], "association_member"),
        Actor(link=("results.approval", 0)),
    ):
        with pytest.raises(Forbidden):
            services.decide_approval(**give, by=actor)
    with pytest.raises(Refused):
        services.decide_approval(**give, by=here.officer)
    assert services.decide_approval(**give, by=here.officer, words="Lettre du 3 mars").state == "approved"
    assert services.decide_approval(**give, by=Actor(link=("results.approval", first.pk))).state == "approved"


def test_publishing_moves_the_support_and_withdrawing_moves_it_back():
    here = world()
    study = here.published()
    assert Support.objects.system("a test").get(pk=here.support.pk).state == "published"

    services.withdraw_case_study(case_study=study, by=here.partner, today=DAY)

    assert Support.objects.system("a test").get(pk=here.support.pk).state == "evaluated"
    assert not CaseStudy.objects.visible_to(Actor()).exists()


def test_only_the_two_partners_write_and_publish():
    here = world()
    study = here.agreed(here.study())
    outsiders = [
        here.lead(0), member(here.territory.dla, "committee_member"),
        member(here.territory.authority, "authority_elected"),
        member(world().territory.dla, "dla_officer"),
    ]  # fmt: skip

    row = block(study, "results")
    for actor in outsiders:
        with pytest.raises(Forbidden):
            publish(study, actor)
        with pytest.raises(Forbidden):
            services.edit_block(block=row, by=actor, today=DAY, expected=row.version, heading="x", text="x")
    assert publish(study, here.partner).is_public


def test_what_is_published_is_not_changed_under_the_reader():
    here = world()
    study = here.published()
    row = block(study, "results")

    with pytest.raises(Forbidden):
        services.edit_block(block=row, by=here.officer, today=DAY, expected=row.version, heading="x", text="x")


def test_the_later_writer_is_told():
    here = world()
    row = block(here.study(), "results")
    services.edit_block(block=row, by=here.officer, today=DAY, expected=row.version, heading="A", text="Un")

    with pytest.raises(Stale):
        services.edit_block(block=row, by=here.partner, today=DAY, expected=row.version, heading="B", text="Deux")
    row.refresh_from_db()
    assert row.text == "Un"


def test_everybody_reads_what_is_published_and_nothing_before():
    here = world()
    study = here.agreed(here.study())
    committee = member(here.territory.dla, "committee_member")

    def sees(actor):
        return CaseStudy.objects.visible_to(actor).filter(pk=study.pk).exists()

    assert [sees(a) for a in (Actor(), here.officer, here.partner, committee, here.lead(0))] == [
        False, True, True, True, True,
    ]  # fmt: skip
    assert not sees(member(world().territory.dla, "dla_officer"))
    publish(study, here.officer)
    assert sees(Actor())


def test_a_lead_sees_its_own_answer_only():
    here = world()
    study = here.study()
    services.ask_approvals(case_study=study, by=HOUSE, today=DAY)

    seen = Approval.objects.visible_to(here.lead(1)).values_list("organisation", flat=True)
    assert list(seen) == [here.associations[1].pk]


def test_associations_are_asked_by_mail_with_a_link():
    here = world(joined=1, invited=2)
    lead = here.lead(0)
    study = here.study()

    services.ask_approvals(case_study=study, by=here.officer, today=DAY)

    letter = Letter.objects.get()
    token = Approval.objects.system("a test").get(organisation=here.associations[0]).token
    assert f"/t-accord/{token}/" in letter.text
    assert lead.user_id


def test_a_refusal_says_what_should_change():
    here = world()
    study = here.study()
    first = services.ask_approvals(case_study=study, by=HOUSE, today=DAY)[0]

    with pytest.raises(Refused):
        services.decide_approval(approval=first, approved=False, by=HOUSE, today=DAY)
    assert (
        services.decide_approval(approval=first, approved=False, by=HOUSE, today=DAY, words="Le nom.").words
        == "Le nom."
    )
