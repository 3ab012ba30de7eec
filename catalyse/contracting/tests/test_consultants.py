"""The pool of consultants: listed, kept by itself, found again."""

from decimal import Decimal

import pytest

from catalyse.contracting import queries, services
from catalyse.contracting.tests.factories import (
    a_consultant,
    a_support,
    chosen,
    organisation,
    profile_of,
    three_consultants,
)
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, Event
from catalyse.kernel.records import Stale


def test_a_consultancy_is_listed_once_and_only_a_consultancy(world):
    firm = a_consultant(world, "Atelier")
    call = {"by": world.officer, "today": world.today}

    with pytest.raises(Refused):
        services.list_consultant(organisation=firm, **call)
    with pytest.raises(Refused):
        services.list_consultant(organisation=organisation("association", "Foyer"), **call)

    assert profile_of(firm).listed_for == world.dla


def test_a_consultant_opens_its_own_page_and_no_other(world):
    own, other = organisation("consultant", "Atelier"), organisation("consultant", "Relief")
    by = world.consultant(own)

    profile = services.list_consultant(organisation=own, by=by, today=world.today, presentation="Nous.")
    with pytest.raises(Forbidden):
        services.list_consultant(organisation=other, by=by, today=world.today)

    assert profile.presentation == "Nous."


def test_a_consultancy_that_the_house_did_not_know_is_made_with_its_page(world):
    profile = services.add_consultant(
        name="Atelier neuf", public_email="a@neuf.example", by=world.officer, today=world.today,
        day_rate=Decimal("980.00"),
    )  # fmt: skip

    assert (profile.organisation.kind, profile.organisation.public_email) == ("consultant", "a@neuf.example")
    assert profile.day_rate == Decimal("980.00")


def test_a_page_that_is_changed_is_dated_and_its_price_stays_out_of_the_journal(world):
    firm = a_consultant(world, "Atelier")
    profile = profile_of(firm)

    changed = services.edit_consultant(
        profile=profile, expected=profile.version, by=world.consultant(firm), today=world.today,
        themes=Code.objects.filter(code="COM"), day_rate=Decimal("1234.00"), references="Ici\n\nLà",
    )  # fmt: skip

    assert (changed.updated_on, changed.reference_lines) == (world.today, ["Ici", "Là"])
    assert [theme.code for theme in changed.themes.all()] == ["COM"]
    assert "1234" not in str(Event.objects.get(name="consultant.edited").after)
    with pytest.raises(Stale):
        services.edit_consultant(profile=profile, expected=1, by=world.officer, today=world.today, site="https://a.fr")


def test_an_archived_consultant_leaves_the_lists_and_comes_back(world):
    firm = a_consultant(world, "Atelier")
    services.archive_consultant(profile=profile_of(firm), by=world.officer, today=world.today)
    assert not queries.consultants_for(world.officer, {}).exists()

    journal.take_back(event=Event.objects.get(name="consultant.archived"), by=world.officer, day=world.today)

    assert queries.consultants_for(world.officer, {}).get().organisation == firm


def test_consultants_are_found_by_subject_sector_and_words(world):
    firms = three_consultants(world)
    profile = profile_of(firms[1])
    services.edit_consultant(
        profile=profile, expected=1, by=world.officer, today=world.today, references="Régie des quartiers",
        themes=Code.objects.filter(code="COM"), sectors=Code.objects.filter(kind="sector", code="SAN"),
    )  # fmt: skip

    def found(**filters):
        return [str(row) for row in queries.consultants_for(world.officer, filters)]

    assert found(theme="COM") == found(sector="SAN") == found(q="regie") == found(q="Relief") == ["Relief"]
    assert found(theme="FIN") == found(q="rien") == []
    assert found() == ["Atelier", "Relief", "Traverse"]


def test_the_supports_that_a_consultant_carried_are_counted_from_the_choice(world):
    support = a_support(world)
    _tender, bids = chosen(world, support)

    carried = [queries.references_of(world.officer, profile_of(bid.consultant)) for bid in bids]

    assert carried == [[support], [], []]
