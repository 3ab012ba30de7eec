"""The life of a diagnosis: what is refused, what is kept, what the database itself forbids."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from catalyse.diagnosis import queries, services
from catalyse.diagnosis.models import Comment, Diagnosis, Priority, Section, Validation
from catalyse.diagnosis.questions import CODES, PARTS
from catalyse.diagnosis.tests.factories import DAY, HOUSE, a_consent, a_diagnosis, agreed, fresh, member, need, shared
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Draft, Event
from catalyse.kernel.records import Stale
from catalyse.needs.models import Need

pytestmark = pytest.mark.django_db


@pytest.fixture
def oxy(flers):
    return flers.association("Oxy")


@pytest.fixture
def officer(flers):
    return member(flers.dla, "dla_officer")


@pytest.fixture
def lead(oxy):
    return member(oxy, "association_lead")


def names() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_ten_sections_each_with_questions_that_say_why_and_how():
    assert len(PARTS) == 10
    codes = [question.code for part in PARTS for question in part.questions]
    assert len(set(codes)) == len(codes)
    assert all(question.ask and question.why and question.how for part in PARTS for question in part.questions)


def test_from_the_first_line_to_both_validations(flers, oxy, officer, lead):
    row = services.start_diagnosis(association=oxy, dla=flers.dla, by=officer, today=DAY)
    with pytest.raises(Refused):
        services.share_diagnosis(diagnosis=row, by=officer, today=DAY)
    services.write_section(diagnosis=row, topic="people", findings="Deux salariés", by=officer, today=DAY)
    services.share_diagnosis(diagnosis=row, by=officer, today=DAY)
    services.comment_on(diagnosis=row, topic="people", text="Trois !", by=lead, today=DAY)

    services.validate(diagnosis=row, person="Présidence", read=fresh(row).writings, by=lead, today=DAY)
    assert fresh(row).state == "shared"
    services.validate(diagnosis=row, person="Chargée de mission", read=fresh(row).writings, by=officer, today=DAY)

    assert (fresh(row).state, fresh(row).validated_on) == ("validated", DAY)
    assert names()[-3:] == ["diagnosis.agreed", "diagnosis.agreed", "diagnosis.validated"]
    for deed in (
        lambda: services.write_section(diagnosis=row, topic="people", findings="Non", by=officer, today=DAY),
        lambda: services.comment_on(diagnosis=row, topic="people", text="Encore", by=lead, today=DAY),
        lambda: services.validate(diagnosis=row, person="Moi", read=fresh(row).writings, by=lead, today=DAY),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_whoever_validates_says_which_text_was_read(flers, oxy, officer, lead):
    row = shared(oxy, dla=flers.dla)
    read = fresh(row).writings
    services.write_section(diagnosis=row, topic="project", findings="Autre chose", by=officer, today=DAY)

    with pytest.raises(Refused):
        services.validate(diagnosis=row, person="Présidence", read=read, by=lead, today=DAY)


def test_a_text_that_changes_is_validated_again(flers, oxy, officer, lead):
    row = shared(oxy, dla=flers.dla)
    services.validate(diagnosis=row, person="Présidence", read=fresh(row).writings, by=lead, today=DAY)

    services.write_section(diagnosis=row, topic="people", findings="Trois salariés", by=officer, today=DAY)

    assert not Validation.objects.system("test").exists()
    same = Section.objects.system("test").get(diagnosis=row, topic="people")
    services.validate(diagnosis=row, person="Présidence", read=fresh(row).writings, by=lead, today=DAY)
    services.write_section(diagnosis=row, topic="people", findings=same.findings, by=officer, today=DAY)
    assert Validation.objects.system("test").count() == 1, "nothing was changed, nothing is asked again"


def test_both_authors_and_the_association_validate_what_was_written_together(flers, oxy):
    row = shared(oxy, dla=flers.dla, authority=flers.authority)
    assert row.validating == ("association", "dla", "authority")
    assert agreed(row).state == "validated"


@pytest.mark.parametrize("verb", ["update", "insert", "delete", "state", "summary", "moved in", "born"])
def test_the_database_keeps_what_was_validated(flers, oxy, verb):
    row = agreed(shared(oxy, dla=flers.dla))
    marks = {"importance": 3, "urgency": 5, "capacity": 1}
    elsewhere = services.add_priority(
        diagnosis=a_diagnosis(flers.association(), dla=flers.dla), title="Ailleurs", by=HOUSE, today=DAY, **marks
    )
    sections = Section.objects.system("test").filter(diagnosis=row)
    rows = Diagnosis.objects.system("test").filter(pk=row.pk)
    deeds = {
        "update": lambda: sections.update(findings="Non"),
        "insert": lambda: Comment.objects.create(
            diagnosis=row, topic="people", side="dla", organisation=flers.dla, author="x", text="x", said_on=DAY
        ),
        "delete": lambda: Validation.objects.system("test").filter(diagnosis=row).delete(),
        "state": lambda: rows.update(state="shared", validated_on=None),
        "summary": lambda: rows.update(summary="Non"),
        "moved in": lambda: Priority.objects.system("test").filter(pk=elsewhere.pk).update(diagnosis=row),
        "born": lambda: Diagnosis.objects.create(
            association=flers.association(),
            dla=flers.dla,
            started_on=DAY,
            state="validated",
            shared_on=DAY,
            validated_on=DAY,
        ),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        deeds[verb]()


def test_the_database_wants_every_validation(flers, oxy, lead):
    row = shared(oxy, dla=flers.dla)
    services.validate(diagnosis=row, person="Présidence", read=fresh(row).writings, by=lead, today=DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Diagnosis.objects.system("test").filter(pk=row.pk).update(state="validated", validated_on=DAY)


def test_a_new_version_takes_the_text_along_and_leaves_the_old_one_alone(flers, oxy, officer):
    row = shared(oxy, dla=flers.dla)
    services.add_priority(diagnosis=row, title="Un poste", importance=4, urgency=5, capacity=2, by=officer, today=DAY)
    old = agreed(row)

    new = services.reopen(diagnosis=old, by=officer, today=DAY)
    services.write_section(diagnosis=new, topic="people", findings="Trois salariés", by=officer, today=DAY)

    assert (new.number, new.previous_id, new.state, fresh(old).state) == (2, old.pk, "draft", "superseded")
    assert Priority.objects.system("test").get(diagnosis=new).title == "Un poste"
    [(part, lines)] = queries.differences(officer, fresh(old), fresh(new))
    assert part.topic == "people"
    assert [(line.before, line.after) for line in lines] == [("Deux salariés kx7findings", "Trois salariés")]
    with pytest.raises(Refused):
        services.start_diagnosis(association=oxy, dla=flers.dla, by=officer, today=DAY)


def test_two_who_write_one_section_lose_nothing(flers, oxy, officer):
    row = a_diagnosis(oxy, dla=flers.dla)
    version = Section.objects.system("test").get(diagnosis=row, topic="project").version
    services.write_section(diagnosis=row, topic="project", findings="Un", expected=version, by=officer, today=DAY)

    with pytest.raises(Stale):
        services.write_section(diagnosis=row, topic="project", findings="Deux", expected=version, by=officer, today=DAY)
    services.write_section(diagnosis=row, topic="finance", findings="Trois", expected=1, by=officer, today=DAY)


def test_the_draft_goes_when_the_section_is_written(flers, oxy, officer):
    row = a_diagnosis(oxy, dla=flers.dla)
    drafts.keep(officer, services.section_form("project"), {"findings": "à moitié"}, row)

    services.write_section(diagnosis=row, topic="project", findings="Fini", by=officer, today=DAY)

    assert not Draft.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_an_empty_comment_is_none(flers, oxy, lead, text):
    row = shared(oxy, dla=flers.dla)
    with pytest.raises(Refused) as refusal:
        services.comment_on(diagnosis=row, topic="people", text=text, by=lead, today=DAY)
    assert refusal.value.field == "text"


@pytest.mark.parametrize("text", ["é" * 20_000, "🚲 emoji", "שלום", "a\tb\nc\td"])
def test_strange_texts_are_kept_as_they_are(flers, oxy, lead, text):
    row = shared(oxy, dla=flers.dla)
    assert services.comment_on(diagnosis=row, topic="people", text=text, by=lead, today=DAY).text == text


def test_a_text_beyond_measure_is_refused_in_words(flers, oxy, lead, officer):
    row = shared(oxy, dla=flers.dla)
    with pytest.raises(Refused):
        services.comment_on(diagnosis=row, topic="people", text="x" * 20_001, by=lead, today=DAY)
    with pytest.raises(Refused):
        services.write_section(diagnosis=row, topic="people", findings="x" * 50_000, by=officer, today=DAY)


def test_a_comment_is_taken_back_by_its_side_and_brought_back(flers, oxy, lead, officer):
    row = shared(oxy, dla=flers.dla)
    comment = services.comment_on(diagnosis=row, topic="people", text="Trois", by=lead, today=DAY)
    with pytest.raises(Forbidden):
        services.take_back_comment(comment=comment, by=officer, today=DAY)

    services.take_back_comment(comment=comment, by=lead, today=DAY)
    [chapter] = [one for one in queries.chapters(officer, row) if one.part.topic == "people"]
    assert chapter.said == 0

    journal.take_back(event=Event.objects.latest("pk"), by=lead, day=DAY)
    [chapter] = [one for one in queries.chapters(officer, row) if one.part.topic == "people"]
    assert chapter.said == 1


def test_a_diagnosis_names_its_author_and_is_made_with_an_association(flers, oxy, officer):
    with pytest.raises(Refused):
        services.start_diagnosis(association=oxy, by=officer, today=DAY)
    with pytest.raises(Refused):
        services.start_diagnosis(association=oxy, authority=flers.authority, by=officer, today=DAY)
    with pytest.raises(Refused):
        services.start_diagnosis(association=flers.authority, dla=flers.dla, by=officer, today=DAY)


def test_an_answer_is_hoped_for_on_a_day_to_come(flers, oxy, officer):
    row = a_diagnosis(oxy, dla=flers.dla)
    with pytest.raises(Refused) as refusal:
        services.share_diagnosis(diagnosis=row, by=officer, today=DAY, answer_by=DAY - timedelta(days=1))
    assert refusal.value.field == "answer_by"


def test_a_draft_begun_by_mistake_is_archived_and_comes_back(flers, oxy, officer):
    row = a_diagnosis(oxy, dla=flers.dla)
    services.archive_diagnosis(diagnosis=row, by=officer, today=DAY)
    assert queries.versions_of(officer, oxy) == []

    journal.take_back(event=Event.objects.latest("pk"), by=officer, day=DAY)
    assert queries.versions_of(officer, oxy) == [row]


def test_a_consent_is_recorded_once_with_who_when_and_until_when(flers, oxy, lead):
    consent = a_consent(oxy, flers.authority, by=lead, person="La présidente")
    again = a_consent(oxy, flers.authority, by=lead)
    assert again.pk == consent.pk

    ended = services.withdraw_consent(consent=consent, by=lead, today=DAY + timedelta(days=9))
    assert (ended.given_on, ended.given_by, ended.withdrawn_on) == (DAY, "La présidente", DAY + timedelta(days=9))
    assert a_consent(oxy, flers.authority, by=lead).pk != consent.pk


def test_a_consent_goes_to_a_partner_or_a_consultancy(flers, oxy, lead):
    for values in ({"person": " "}, {"scope": "tout"}, {"audience": "public"}):
        with pytest.raises(Refused):
            a_consent(oxy, flers.authority, by=lead, **values)
    with pytest.raises(Refused):
        a_consent(oxy, flers.association(), by=lead)


def test_a_need_comes_from_those_heard_or_becomes_one(flers, oxy, officer):
    row = a_diagnosis(oxy, dla=flers.dla)
    heard = need(oxy, flers.dla)
    marks = {"importance": 3, "urgency": 5, "capacity": 1}
    services.add_priority(diagnosis=row, title="Dire", need=heard, by=officer, today=DAY, **marks)
    with pytest.raises(Refused):
        services.add_priority(diagnosis=row, title="Dire", need=heard, by=officer, today=DAY, **marks)
    other = need(flers.association(), flers.dla)
    with pytest.raises(Refused):
        services.add_priority(diagnosis=row, title="Dire", need=other, by=officer, today=DAY, **marks)
    written = services.add_priority(diagnosis=row, title="Un local", by=officer, today=DAY, **marks)

    kept = services.keep_as_need(priority=written, themes=[], by=officer, today=DAY)

    assert (kept.words, kept.organisation_id, kept.heard_by_id, kept.urgency) == ("Un local", oxy.pk, flers.dla.pk, 3)
    with pytest.raises(Refused):
        services.keep_as_need(priority=written, themes=[], by=officer, today=DAY)
    assert Need.objects.system("test").count() == 3


def test_a_place_by_hand_wants_a_reason(flers, oxy, officer):
    row = a_diagnosis(oxy, dla=flers.dla)
    values = {"title": "Un poste", "importance": 1, "urgency": 1, "capacity": 1, "by": officer, "today": DAY}
    one = services.add_priority(diagnosis=row, **values)
    with pytest.raises(Refused) as refusal:
        services.change_priority(priority=one, placed=1, **values)
    assert refusal.value.field == "reason"

    services.change_priority(priority=one, placed=1, reason="Le contrat finit en mai", **values)
    services.change_priority(priority=one, **values)
    assert (one.placed, one.reason) == (None, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Priority.objects.system("test").filter(pk=one.pk).update(placed=2)


def test_a_need_taken_out_comes_back(flers, oxy, officer):
    row = a_diagnosis(oxy, dla=flers.dla)
    one = services.add_priority(
        diagnosis=row, title="Un poste", importance=1, urgency=1, capacity=1, by=officer, today=DAY
    )
    services.take_out_priority(priority=one, by=officer, today=DAY)
    assert queries.needs_in_order(officer, row) == []

    journal.take_back(event=Event.objects.latest("pk"), by=officer, day=DAY)
    assert [line.priority.title for line in queries.needs_in_order(officer, row)] == ["Un poste"]


def test_answers_are_kept_by_the_questions_of_their_section(flers, oxy):
    row = a_diagnosis(oxy, dla=flers.dla)
    section = services.write_section(
        diagnosis=row, topic="project", answers={"purpose": "Ici", "who": "ailleurs"}, by=HOUSE, today=DAY
    )
    assert set(section.answers) == set(CODES["project"])
    assert section.answers["purpose"] == "Ici"


def test_of_two_who_keep_one_need_at_once_one_need_is_made(flers, oxy, officer):
    row = a_diagnosis(oxy, dla=flers.dla)
    marks = {"importance": 3, "urgency": 5, "capacity": 1}
    seen = services.add_priority(diagnosis=row, title="Un local", by=officer, today=DAY, **marks)
    twice = Priority.objects.system("test").select_related("diagnosis").get(pk=seen.pk)
    services.keep_as_need(priority=seen, themes=[], by=officer, today=DAY)

    with pytest.raises(Refused):
        services.keep_as_need(priority=twice, themes=[], by=officer, today=DAY)

    assert Need.objects.system("test").count() == 1


@pytest.mark.parametrize("verb", ["change", "take out", "keep"])
def test_a_need_that_somebody_took_out_meanwhile_stays_out(flers, oxy, officer, verb):
    row = a_diagnosis(oxy, dla=flers.dla)
    marks = {"importance": 3, "urgency": 5, "capacity": 1}
    seen = services.add_priority(diagnosis=row, title="Un local", by=officer, today=DAY, **marks)
    services.take_out_priority(priority=seen, by=officer, today=DAY)
    given = {"priority": seen, "by": officer, "today": DAY}
    deeds = {
        "change": lambda: services.change_priority(title="Autre", **marks, **given),
        "take out": lambda: services.take_out_priority(**given),
        "keep": lambda: services.keep_as_need(themes=[], **given),
    }

    with pytest.raises(Refused):
        deeds[verb]()

    assert not Need.objects.system("test").exists()
