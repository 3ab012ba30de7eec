"""A change of facts or figures is taken back by its line of the journal, unless somebody changed them since."""

from datetime import date
from decimal import Decimal

import pytest

from catalyse.actors import services
from catalyse.actors.models import AssociationYear, Organisation, User
from catalyse.actors.tests.factories import TODAY, acting
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, Event
from catalyse.places.tests.factories import CommuneFactory


def sector(code: str, **how) -> services.SectorChoice:
    return services.SectorChoice(Code.objects.get(kind="sector", code=code), **how)


def taken_back(name: str, by) -> None:
    journal.take_back(event=Event.objects.get(name=name, undone_at=None), by=by, day=TODAY)


@pytest.fixture
def figures(here, officer):
    row = services.add_year(
        organisation=here.association(), year=2023, staff=3, fte=Decimal("2.50"), illustrative=["fte"],
        by=officer, today=TODAY,
    )  # fmt: skip
    return services.change_year(
        snapshot=row, expected=1, staff=40, fte=None, resources=Decimal("120.50"), by=officer, today=TODAY
    )


def test_the_figures_of_a_year_are_as_before_with_their_marks(figures, officer):
    taken_back("year.changed", officer)

    row = AssociationYear.objects.visible_to(officer).get()
    assert (row.staff, row.fte, row.resources, row.illustrative) == (3, Decimal("2.50"), None, ["fte"])
    assert Event.objects.filter(name="year.change_undone").count() == 1


def test_figures_that_somebody_changed_since_stay(figures, officer):
    first = Event.objects.get(name="year.changed")
    services.change_year(snapshot=figures, expected=figures.version, staff=41, by=officer, today=TODAY)

    with pytest.raises(Refused):
        journal.take_back(event=first, by=officer, day=TODAY)

    assert AssociationYear.objects.visible_to(officer).get().staff == 41


def test_whoever_may_not_keep_the_figures_takes_nothing_back(figures, here):
    partner = acting("authority_officer", here.authority)
    member = acting("association_member", figures.organisation)

    for actor, refused in ((partner, Refused), (member, Forbidden)):
        with pytest.raises(refused):
            taken_back("year.changed", actor)

    assert Event.objects.get(name="year.changed").undone_at is None


def test_the_facts_of_an_association_are_as_before(here, officer):
    row = here.association("Les Sources", founded_on=date(1999, 5, 2), sectors=[sector("FAM", declared="enfance")])
    services.edit_organisation(
        organisation=row, expected=row.version, name="La Source", founded_on=date(2001, 1, 1),
        commune=CommuneFactory(), rna="W611000001", sectors=[sector("SAN")], by=officer, today=TODAY,
    )  # fmt: skip

    taken_back("organisation.edited", officer)

    after = Organisation.objects.visible_to(officer).get(pk=row.pk)
    assert (after.name, after.founded_on, after.founded_year) == ("Les Sources", date(1999, 5, 2), 1999)
    assert (after.commune, after.rna) == (here.commune, "")
    assert "les sources" in after.search_key
    assert [(link.code.code, link.declared, link.main) for link in after.sector_links.all()] == [
        ("FAM", "enfance", True)
    ]


def test_the_page_offers_to_take_it_back_at_once_and_in_the_journal(client, figures, officer):
    client.force_login(User.objects.get(pk=officer.user_id))
    where = figures.organisation
    answers = {"staff": "7", "version": figures.version}

    kept = client.post(f"/associations/{where.pk}/chiffres/2023/", answers, follow=True).content.decode()
    page = client.get(where.tab_url("journal")).content.decode()
    undo = Event.objects.filter(name="year.changed").latest("pk")

    assert f"/journal/{undo.pk}/annuler/" in kept
    assert f"/journal/{undo.pk}/annuler/" in page
    client.post(f"/journal/{undo.pk}/annuler/")
    assert AssociationYear.objects.visible_to(officer).get().staff == 40
