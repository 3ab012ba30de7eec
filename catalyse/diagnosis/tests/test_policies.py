"""Who reads a diagnosis: its association, its authors, and whom the association lets read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from catalyse.diagnosis import queries, services
from catalyse.diagnosis.models import Comment, Consent, Diagnosis, Priority, Section, Validation
from catalyse.diagnosis.tests.factories import (
    DAY,
    HOUSE,
    Territory,
    a_consent,
    a_diagnosis,
    agreed,
    fresh,
    member,
    organisation,
    shared,
)
from catalyse.kernel.access import Actor, Forbidden, may
from catalyse.kernel.scoped import Unscoped

pytestmark = pytest.mark.django_db


@pytest.fixture
def oxy(flers):
    return flers.association("Oxy")


@pytest.fixture
def cast(flers, oxy) -> dict[str, Actor]:
    words = organisation("consultant", "Atelier des mots")
    other = Territory("Plaine")
    return {
        "lead": member(oxy, "association_lead"),
        "member": member(oxy, "association_member"),
        "dla": member(flers.dla, "dla_officer"),
        "manager": member(flers.dla, "dla_manager"),
        "authority": member(flers.authority, "authority_officer"),
        "elected": member(flers.authority, "authority_elected"),
        "committee": member(flers.dla, "committee_member"),
        "observer": member(flers.dla, "observer"),
        "admin": member(flers.dla, "admin"),
        "consultant": member(words, "consultant"),
        "neighbour": member(flers.association(), "association_lead"),
        "other_dla": member(other.dla, "dla_officer"),
        "gone": member(oxy, "association_lead", until=DAY - timedelta(days=1)),
    }


def readers(cast: dict[str, Actor], row: Diagnosis) -> set[str]:
    """Who knows it, of whom those with a star read it in full; the rows below must say the same."""
    found = set()
    for name, actor in cast.items():
        if Diagnosis.objects.visible_to(actor).filter(pk=row.pk).exists():
            whole = bool(may(actor, "read", row))
            assert Section.objects.visible_to(actor).filter(diagnosis=row).exists() is whole, name
            found.add(f"{name}*" if whole else name)
        else:
            for model in (Section, Comment, Validation, Priority):
                assert not model.objects.visible_to(actor).filter(diagnosis=row).exists(), (name, model)
    return found


@pytest.mark.parametrize("model", [Diagnosis, Section, Comment, Validation, Priority, Consent])
def test_nothing_of_a_diagnosis_is_read_without_saying_for_whom(model):
    with pytest.raises(Unscoped):
        list(model.objects.all())


def test_a_draft_is_read_by_its_authors_then_by_the_association_too(flers, oxy, cast):
    row = a_diagnosis(oxy, authority=flers.authority)
    assert readers(cast, row) == {"authority*"}

    services.share_diagnosis(diagnosis=row, by=cast["authority"], today=DAY)

    assert readers(cast, row) == {"authority*", "lead*", "member*"}


def test_both_authors_read_what_they_write_together(flers, oxy, cast):
    row = a_diagnosis(oxy, dla=flers.dla, authority=flers.authority)

    assert readers(cast, row) == {"authority*", "dla*", "manager*"}


@pytest.mark.parametrize(
    ("to", "audience", "scope", "who"),
    [
        ("authority", "team", "whole", {"authority*"}),
        ("authority", "team", "summary", {"authority"}),
        ("dla", "committee", "summary", {"committee"}),
        ("dla", "committee", "whole", {"committee*"}),
        ("consultant", "team", "whole", {"consultant*"}),
    ],
)
def test_others_read_by_consent_and_no_longer_once_it_is_taken_back(flers, oxy, cast, to, audience, scope, who):
    row = agreed(shared(oxy, dla=flers.dla))
    before = {"dla*", "manager*", "lead*", "member*"}
    reader = flers.authority if to == "authority" else flers.dla
    if to == "consultant":
        reader = queries.Organisation.objects.system("test").get(name="Atelier des mots")
    assert readers(cast, row) == before

    consent = a_consent(oxy, reader, audience=audience, scope=scope)
    assert readers(cast, row) == before | who

    services.withdraw_consent(consent=consent, by=cast["lead"], today=DAY)
    assert readers(cast, row) == before


def test_a_consent_opens_no_draft_and_every_version_that_was_given_to_read(flers, oxy, cast):
    first = agreed(shared(oxy, dla=flers.dla))
    a_consent(oxy, flers.authority)
    second = services.reopen(diagnosis=first, by=cast["dla"], today=DAY)

    assert "authority*" in readers(cast, fresh(first))
    assert "authority" not in {name.rstrip("*") for name in readers(cast, second)}

    services.share_diagnosis(diagnosis=second, by=cast["dla"], today=DAY)
    assert "authority*" in readers(cast, second)


def test_whoever_wrote_keeps_what_it_wrote_and_no_more(flers, oxy, cast):
    row = agreed(shared(oxy, authority=flers.authority))
    consent = a_consent(oxy, flers.authority)
    services.withdraw_consent(consent=consent, by=cast["lead"], today=DAY)

    assert "authority*" in readers(cast, row)


def test_a_consent_counts_for_its_association_only(flers, oxy, cast):
    other = shared(flers.association("Albatros"), dla=flers.dla)
    a_consent(oxy, flers.authority)

    assert readers(cast, other) == {"dla*", "manager*"}


def test_as_seen_by_another_one_sees_no_more_than_oneself(flers, oxy, cast):
    row = shared(oxy, authority=flers.authority)
    look = replace(cast["lead"], behind=cast["dla"])

    assert not Diagnosis.objects.visible_to(look).filter(pk=row.pk).exists()
    assert not may(replace(cast["lead"], behind=cast["authority"]), "validate", row)


def test_only_the_lead_gives_and_takes_back(flers, oxy, cast):
    for name in ("member", "dla", "authority", "neighbour"):
        with pytest.raises(Forbidden):
            a_consent(oxy, flers.authority, by=cast[name])
    consent = a_consent(oxy, flers.authority, by=cast["lead"])
    for name in ("member", "authority", "neighbour"):
        with pytest.raises(Forbidden):
            services.withdraw_consent(consent=consent, by=cast[name], today=DAY)

    assert {n for n, a in cast.items() if Consent.objects.visible_to(a).exists()} == {"lead", "member", "authority"}


def test_whoever_reads_by_consent_says_what_it_thinks_and_decides_nothing(flers, oxy, cast):
    row = shared(oxy, dla=flers.dla)
    a_consent(oxy, flers.authority)
    comment = services.comment_on(diagnosis=row, topic="people", text="Oui", by=cast["authority"], today=DAY)

    assert (comment.side, comment.organisation_id) == ("authority", flers.authority.pk)
    for verb in ("write", "share", "validate", "reopen", "archive"):
        assert not may(cast["authority"], verb, row), verb


@pytest.mark.parametrize("name", ["lead", "member", "committee", "consultant", "observer"])
def test_only_officers_begin_a_diagnosis(flers, oxy, cast, name):
    with pytest.raises(Forbidden):
        services.start_diagnosis(association=oxy, dla=flers.dla, by=cast[name], today=DAY)


def test_the_house_may_everything(flers, oxy):
    row = a_diagnosis(oxy, dla=flers.dla)
    assert Diagnosis.objects.visible_to(HOUSE).filter(pk=row.pk).exists()
    assert may(HOUSE, "read", row)
