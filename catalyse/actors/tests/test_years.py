from decimal import Decimal

import pytest

from catalyse.actors import services
from catalyse.actors.models import AssociationYear, Milestone
from catalyse.actors.tests.factories import HOUSE, TODAY, acting
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Event
from catalyse.kernel.records import Stale


def test_what_is_left_out_of_a_year_stays_unknown(here, officer):
    row = services.add_year(organisation=here.association(), year=2023, staff=0, by=officer, today=TODAY)

    assert (row.staff, row.volunteers, row.fte) == (0, None, None)


def test_a_year_has_one_snapshot(here, officer):
    association = here.association()
    services.add_year(organisation=association, year=2023, by=officer, today=TODAY)

    with pytest.raises(Refused) as refusal:
        services.add_year(organisation=association, year=2023, by=officer, today=TODAY)

    assert refusal.value.field == "year"


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"income_grants": Decimal("-1.00")}, "income_grants"),
        ({"market_share": Decimal("1.01")}, "market_share"),
        ({"staff": -1}, "staff"),
    ],
)
def test_impossible_figures_are_refused(here, officer, figures, field):
    with pytest.raises(Refused) as refusal:
        services.add_year(organisation=here.association(), year=2023, by=officer, today=TODAY, **figures)

    assert refusal.value.field == field
    assert not AssociationYear.objects.system("test").exists()


@pytest.mark.parametrize("year", [1900, 2025])
def test_a_year_to_come_or_before_the_law_of_1901_is_refused(here, officer, year):
    with pytest.raises(Refused):
        services.add_year(organisation=here.association(), year=year, by=officer, today=TODAY)


def test_a_loss_is_a_result(here, officer):
    row = services.add_year(
        organisation=here.association(), year=2023, result=Decimal("-1200.00"), note="Un chantier perdu.", by=officer,
        today=TODAY,
    )  # fmt: skip

    assert (row.result, row.note) == (Decimal("-1200.00"), "Un chantier perdu.")


def test_odd_figures_are_kept(here, officer):
    row = services.add_year(
        organisation=here.association(), year=2023, staff=3, fte=Decimal("9.00"), by=officer, today=TODAY
    )

    assert row.fte == 9


def test_a_late_change_of_figures_is_told(here, officer):
    row = services.add_year(organisation=here.association(), year=2023, staff=3, by=officer, today=TODAY)
    services.change_year(snapshot=row, expected=1, staff=4, by=officer, today=TODAY)

    with pytest.raises(Stale):
        services.change_year(snapshot=row, expected=1, staff=5, by=officer, today=TODAY)

    assert AssociationYear.objects.system("test").get().staff == 4


def test_a_corrected_figure_loses_its_mark_of_example(here, officer):
    row = services.add_year(
        organisation=here.association(), year=2023, staff=3, fte=2, illustrative=["staff", "fte"],
        by=HOUSE, today=TODAY,
    )  # fmt: skip

    row = services.change_year(snapshot=row, expected=1, staff=4, fte=2, by=officer, today=TODAY)

    assert row.illustrative == ["fte"]


def test_the_journal_of_the_association_tells_of_its_figures(here, officer):
    association = here.association()

    services.add_year(organisation=association, year=2023, staff=3, by=officer, today=TODAY)

    assert [e.name for e in Event.objects.about(association)] == ["year.added", "organisation.added"]


@pytest.mark.parametrize("role", ["authority_officer", "authority_elected"])
def test_the_authority_neither_reads_nor_writes_figures(here, role):
    association = here.association()
    services.add_year(organisation=association, year=2023, staff=3, by=HOUSE, today=TODAY)
    agent = acting(role, here.authority)

    seen = AssociationYear.objects.visible_to(agent)

    assert not seen.exists()
    with pytest.raises(Forbidden):
        services.add_year(organisation=association, year=2022, by=agent, today=TODAY)


def test_figures_stay_within_the_territory(here, elsewhere):
    mine, other = here.association(), elsewhere.association()
    for association in (mine, other):
        services.add_year(organisation=association, year=2023, staff=3, by=HOUSE, today=TODAY)

    seen = AssociationYear.objects.visible_to(acting("dla_manager", here.dla))

    assert [row.organisation for row in seen] == [mine]


def test_a_milestone_is_put_on_the_path_and_taken_off_again(here, officer):
    association = here.association()
    row = services.add_milestone(
        organisation=association, year=1991, month=5, title=" Fondée par les habitants ", by=officer, today=TODAY
    )
    assert (row.title, row.month) == ("Fondée par les habitants", 5)

    journal.take_back(event=Event.objects.get(name="milestone.added"), by=officer, day=TODAY)

    assert Milestone.objects.system("test").get().archived_at


def test_a_milestone_says_what_happened(here, officer):
    with pytest.raises(Refused) as refusal:
        services.add_milestone(organisation=here.association(), year=1991, title=" ", by=officer, today=TODAY)

    assert refusal.value.field == "title"


def test_a_milestone_is_changed_only_from_its_last_version(here, officer):
    row = services.add_milestone(organisation=here.association(), year=1991, title="Fondée", by=officer, today=TODAY)
    services.change_milestone(milestone=row, expected=1, detail="par des parents", by=officer, today=TODAY)

    with pytest.raises(Stale):
        services.change_milestone(milestone=row, expected=1, detail="autrement", by=officer, today=TODAY)
