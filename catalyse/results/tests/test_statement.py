"""Words and the permission to repeat them."""

import pytest

from catalyse.kernel.access import Actor, Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.results import services
from catalyse.results.models import Statement
from catalyse.results.queries import choices
from catalyse.results.tests.factories import DAY, said, world, write

pytestmark = pytest.mark.django_db


def test_without_a_permission_nothing_is_quoted():
    here = world()

    assert not said(here, permission=None).quotable
    assert not said(here, permission="none").quotable
    assert said(here, permission="anonymous").quotable
    assert [s.permission for s in Statement.objects.system("a test").quotable()] == ["anonymous"]


def test_a_name_is_needed_to_quote_by_name():
    here = world()

    with pytest.raises(Refused):
        said(here, permission="name")
    assert said(here, permission="name", speaker="La trésorière").quotable


def test_only_the_structure_that_spoke_decides():
    here = world()
    row = said(here, permission=None)

    for actor in (here.officer, here.partner, here.lead(1), Actor(link=("results.statement", row.pk + 1))):
        with pytest.raises(Forbidden):
            services.permit_statement(statement=row, permission="function", by=actor, today=DAY)
    by_link = Actor(link=("results.statement", row.pk))
    assert services.permit_statement(statement=row, permission="function", by=by_link, today=DAY).quotable
    assert services.permit_statement(statement=row, permission="anonymous", by=here.lead(0), today=DAY).quotable


def test_withdrawn_words_are_quotable_no_more_until_they_are_permitted_again():
    here = world()
    row = said(here)

    assert not services.withdraw_statement(statement=row, by=here.lead(0), today=DAY).quotable
    assert services.permit_statement(statement=row, permission="function", by=here.lead(0), today=DAY).quotable


def test_the_journal_never_holds_the_name_of_a_person():
    here = world()
    row = said(here, permission=None)

    services.permit_statement(statement=row, permission="name", speaker="Camille Test", by=here.lead(0), today=DAY)

    told = str([(e.facts, e.before, e.after, e.undo) for e in Event.objects.all()])
    assert "Camille" not in told


def test_the_partner_reads_only_what_may_be_quoted():
    here = world()
    said(here, "Oui.", permission="anonymous")
    said(here, "Non.", permission="none")
    services.withdraw_statement(statement=said(here, "Plus."), by=here.lead(0), today=DAY)

    assert {s.text for s in Statement.objects.visible_to(here.partner)} == {"Oui."}
    assert {s.text for s in Statement.objects.visible_to(here.officer)} == {"Oui.", "Non.", "Plus."}
    assert not Statement.objects.visible_to(here.lead(1)).exists()


def test_a_partner_who_writes_neither_reads_nor_takes_out_what_may_not_be_quoted():
    here = world()
    free, sealed = said(here, "Oui.", permission="anonymous"), said(here, "Non.", permission="none")
    study = here.study()
    row = write(study, "involvement", "Pourquoi.", statements=[free, sealed])

    services.edit_block(block=row, heading="", text="Parce que.", expected=row.version, statements=[], by=here.partner,
                        today=DAY)  # fmt: skip

    assert set(choices.said_about(here.partner, study)) == {free}
    assert choices.chosen_in(row) == [sealed.pk]
    assert set(choices.said_about(here.officer, study)) == {free, sealed}
