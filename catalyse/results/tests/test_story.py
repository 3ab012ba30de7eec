"""What a case study tells in public: only facts, only those who agree, at this very moment."""

from decimal import Decimal

import pytest

from catalyse.actors import services as actors
from catalyse.actors.models import AssociationYear
from catalyse.kernel.life import Refused
from catalyse.kernel.records import change
from catalyse.results import services
from catalyse.results.models import Statement
from catalyse.results.queries.figures import COMPUTED, Sources, figure
from catalyse.results.queries.story import story_of
from catalyse.results.queries.words import filled, paragraphs
from catalyse.results.tests.factories import DAY, HOUSE, answer, block, said, world, write
from catalyse.support.models import Beneficiary, Invitation, Support

pytestmark = pytest.mark.django_db
CANARY = "kx7canary"


def told(study, public=True):
    study.refresh_from_db()
    return story_of(study, public=public, today=DAY)


def words_of(story) -> str:
    parts = [story.title, story.lead, story.eyebrow, *story.associations, *story.partners]
    for section in story.sections:
        parts += [section.heading, *[p.text + " ".join(p.items) for p in section.paras]]
        parts += [v.text + v.who for v in section.voices] + [str(f) for f in section.facts]
    return " ".join(parts)


def test_figures_are_computed_from_rows():
    here = world(joined=3, invited=5)
    at = Sources(here.support, DAY)
    found = {token: compute(at).number for token, compute in COMPUTED.items()}

    assert (found["invitees"], found["engagees"], found["part-engagees"]) == (5, 3, Decimal(60))
    assert (found["jours"], found["jours-ensemble"], found["jours-individuels"]) == (28, 10, 18)
    assert (found["benevoles-actifs"], found["etp"]) == (30, None)


def test_a_figure_changes_when_one_record_changes():
    here = world(joined=3)
    study = here.study()
    write(study, "associations", "{engagees|Lettres} associations, {benevoles-actifs} bénévoles.")

    before = words_of(told(study, public=False))
    year = AssociationYear.objects.system("a test").filter(organisation=here.associations[0]).get()
    actors.change_year(snapshot=year, expected=year.version, by=HOUSE, today=DAY, active_volunteers=13)
    after = words_of(told(study, public=False))

    assert "Trois associations, 30 bénévoles." in before
    assert "Trois associations, 33 bénévoles." in after


def test_an_example_is_left_out_of_the_public_story_and_marked_in_the_preview():
    here = world(joined=3)
    study = here.agreed(here.study())
    write(study, "associations", "Elles sont là. Elles comptent {benevoles-actifs} bénévoles.")
    AssociationYear.objects.system("a test").filter(organisation=here.associations[1]).update(
        illustrative=["active_volunteers"]
    )

    assert "Elles sont là." in words_of(told(study))
    assert "bénévoles" not in words_of(told(study))
    assert "30 (exemple)" in words_of(told(study, public=False)) or "30 (example)" in words_of(
        told(study, public=False)
    )


def test_a_sourced_total_vouches_for_examples_as_long_as_the_rows_sum_to_it():
    here = world(joined=3)
    AssociationYear.objects.system("a test").update(illustrative=["*"])
    declare = {
        "support": here.support,
        "figure": "benevoles-actifs",
        "source": "monographie",
        "by": HOUSE,
        "today": DAY,
    }

    with pytest.raises(Refused):
        services.declare_total(**declare, value=31)
    services.declare_total(**declare, value=30)
    study = here.study()
    assert told(study).fact("benevoles-actifs").text == "30"

    year = AssociationYear.objects.system("a test").filter(organisation=here.associations[0]).get()
    actors.change_year(snapshot=year, expected=year.version, by=HOUSE, today=DAY, active_volunteers=11)
    assert told(study).fact("benevoles-actifs") is None


def test_no_illustrative_value_reaches_the_public_story():
    here = world(joined=2)
    closer = here.associations[0]
    change(closer, mission=f"{CANARY}-mission", illustrative=["mission", "founded_year"], founded_year=1891)
    change(here.fresh(), context=f"{CANARY}-context", purposes=f"{CANARY}-purpose", public=f"{CANARY}-public",
           illustrative=["context", "purposes", "public", "opened_on", "individual_half_days"])  # fmt: skip
    year = AssociationYear.objects.system("a test").filter(organisation=closer).get()
    actors.change_year(snapshot=year, expected=year.version, by=HOUSE, today=DAY, volunteers=7531)
    AssociationYear.objects.system("a test").filter(pk=year.pk).update(illustrative=["volunteers"])
    said(here, f"{CANARY}-said", illustrative=["text"])
    study = here.agreed(here.study())

    story = told(study)
    public = words_of(story) + str(story.sections)
    assert closer.name in public
    for trace in (CANARY, "7531", "7 531", "1891", str(here.support.opened_on.year)):
        assert trace not in public
    assert CANARY in words_of(told(study, public=False))


def test_nobody_is_named_who_did_not_agree():
    here = world(joined=2)
    study = here.study()
    names = [str(one) for one in here.associations]

    assert told(study).associations == []
    assert told(study).partners == []
    agreed = here.agreed(study)
    assert sorted(told(agreed).associations) == sorted(names)


def test_a_part_that_names_somebody_who_did_not_agree_is_left_out():
    here = world(joined=2, invited=3)
    study = here.agreed(here.study())
    gone = Invitation.objects.system("a test").exclude(state="committed").select_related("association").first()
    write(study, "results", f"Seule {gone.association.name.upper()} n’a pas voulu.")

    shown = told(study)
    assert shown.of("results") == []
    assert [s.left_out for s in shown.every_section if s.kind == "results"] != [""]


def test_a_name_given_without_permission_is_not_written_either():
    here = world(joined=2)
    study = here.agreed(here.study())
    said(here, "On a osé.", permission="function", speaker="Camille Martin")
    write(study, "results", "Camille Martin l’a vu.")

    assert told(study).of("results") == []


def test_words_withdrawn_leave_the_story_at_once():
    here = world(joined=2)
    one = said(here, "On a osé.")
    study = here.agreed(here.study())
    write(study, "involvement", "", statements=[one])

    assert "On a osé." in words_of(told(study))
    services.withdraw_statement(statement=one, by=here.lead(0), today=DAY)
    assert "On a osé." not in words_of(told(study))


def test_a_quote_is_signed_as_far_as_it_is_allowed():
    here = world(joined=2)
    one = said(here, "On a osé.", permission="name", speaker="Camille Martin")
    study = here.agreed(here.study())
    write(study, "involvement", "", statements=[one])

    def signed():
        return told(study).of("involvement")[0].voices[0].who

    assert signed() == f"Camille Martin, direction, {here.associations[0]}"
    Statement.objects.system("a test").update(permission="function")
    assert signed() == f"Direction, {here.associations[0]}"
    Statement.objects.system("a test").update(permission="anonymous")
    assert "irection" not in signed()
    assert str(here.associations[0]) not in signed()


def test_an_agreement_taken_back_takes_the_name_out_at_once():
    here = world(joined=2)
    study = here.published()
    first = study.approvals.system("a test").get(organisation=here.associations[0])

    services.withdraw_approval(approval=first, by=here.lead(0), today=DAY)

    shown = told(study)
    assert shown.associations == [str(here.associations[1])]
    assert shown.unnamed == 1
    assert str(here.associations[0]) not in words_of(shown)


def test_composition_draws_on_the_records_and_types_no_number():
    here = world(joined=3)
    study = here.study()

    assert block(study, "context").text == here.support.context
    texts = " ".join(b.text for b in told(study).blocks)
    assert not any(sign.isdigit() for sign in texts.replace(here.support.context, ""))
    assert "{engagees|Lettres}" in texts


def test_composed_again_only_what_is_missing_is_added():
    here = world()
    study = here.study()
    write(study, "results", "Vu.")

    again = services.compose_case_study(support=here.fresh(), by=here.officer, today=DAY)

    assert again.pk == study.pk
    assert block(study, "results").text == "Vu."
    kinds = [b.kind for b in told(study).blocks]
    assert len(kinds) == len(set(kinds))


def test_the_whole_story_costs_the_same_for_few_and_for_many(django_assert_max_num_queries):
    def read(here):
        study = here.agreed(here.study())
        story = told(study)
        return [story.sections, story.shares, story.region, story.actions, story.network, story.plans, story.steps]

    for joined in (1, 12):
        here = world(joined=joined, invited=joined + 2)
        said(here)
        study = here.agreed(here.study())
        study.refresh_from_db()
        with django_assert_max_num_queries(50):
            story = story_of(study, public=True, today=DAY)
            assert [story.sections, story.shares, story.region, story.actions, story.network, story.steps]


def test_an_unknown_figure_is_said_in_the_preview_and_silent_in_public():
    assert "{" not in filled("Il y a {inconnu} x.", lambda token: None, public=False)
    assert filled("Il y a {inconnu} x.", lambda token: None, public=True) == ""
    assert paragraphs("- {inconnu}\n- oui", lambda token: None, public=True)[0].items == ("oui",)


def test_an_association_that_left_no_longer_counts():
    here = world(joined=3)
    Beneficiary.objects.system("a test").filter(association=here.associations[0]).update(left_on=DAY)

    assert figure("engagees", Sources(here.support, DAY)).number == 2


def test_a_support_that_has_not_begun_cannot_be_told():
    here = world()
    Support.objects.system("a test").filter(pk=here.support.pk).update(state="inviting")

    with pytest.raises(Refused):
        services.compose_case_study(support=here.fresh(), by=here.officer, today=DAY)
    assert answer(here)
