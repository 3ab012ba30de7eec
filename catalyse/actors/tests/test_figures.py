from decimal import Decimal
from xml.etree import ElementTree

import pytest

from catalyse.actors.figures import figure_table
from catalyse.actors.models import AssociationYear
from catalyse.actors.oddities import oddities
from catalyse.actors.pictures import resources_chart, staff_chart


def year(number=2023, **figures):
    return AssociationYear(year=number, **{k: Decimal(v) if isinstance(v, str) else v for k, v in figures.items()})


ARC_EN_CIEL = year(
    2007, volunteers=15, active_volunteers=5, staff=24, fte="19", permanent=12, integration=12, market_share="0.5",
    grants_share="0.5", self_financing_target="0.7", seasonal=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "column"),
    [
        ({"volunteers": 4, "active_volunteers": 5}, "active_volunteers"),
        ({"staff": 3, "seasonal": 2, "fte": "5.01"}, "fte"),
        ({"staff": 3, "permanent": 2, "fixed_term": 2}, "fixed_term"),
        ({"staff": 3, "permanent": 4}, "permanent"),
        ({"market_share": "0.6", "grants_share": "0.5"}, "grants_share"),
        ({"resources": "100.00", "income_market": "101.01"}, "resources"),
        (
            {"resources": "100.00", "income_market": "10.00", "income_grants": "10.00", "income_members": "10.00",
             "income_private": "10.00", "income_other": "58.99"},
            "resources",
        ),
        ({"resources": "100.00", "income_market": "42.00", "market_share": "0.5"}, "market_share"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_told(figures, column):
    assert [oddity.column for oddity in oddities([year(**figures)])] == [column]


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"volunteers": 5, "active_volunteers": 5},
        {"staff": 3, "seasonal": 2, "fte": "5.00"},
        {"staff": 3, "permanent": 1, "fixed_term": 2},
        {"resources": "100.00", "income_market": "10.00"},
        {"resources": "100.00", "income_market": "50.00", "income_grants": "51.00"},
        {"resources": "0.00", "income_market": "0.00", "market_share": "0"},
    ],
)  # fmt: skip
def test_what_may_be_is_not_told(figures):
    assert oddities([year(**figures)]) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(24, 240, True), (240, 24, True), (24, 60, False), (0, 60, False), (2, 10, False), (None, 240, False)],
)
def test_a_leap_that_looks_like_a_wrong_digit_is_told(before, after, told):
    found = oddities([year(2023, staff=after), year(2021, staff=before)])

    assert bool(found) is told
    assert all((oddity.year, oddity.column) == (2023, "staff") for oddity in found)


@pytest.mark.parametrize(
    ("figures", "share"),
    [
        ({"market_share": "0.5"}, Decimal("0.5")),
        ({"resources": "200.00", "income_market": "60.00", "income_members": "30.00"}, Decimal("0.45")),
        ({"resources": "200.00", "market_share": "0.5"}, Decimal("0.5")),
        ({"resources": "200.00"}, None),
    ],
)
def test_the_own_share_is_counted_from_the_amounts_and_declared_without_them(figures, share):
    assert year(**figures).own_share == share


def test_the_table_keeps_what_is_asked_of_all_and_adds_what_is_known():
    lines = {line.key: line for line in figure_table([year(fixed_term=2, income_grants="0.00")])}

    assert not lines["staff"].known
    assert lines["fixed_term"].known
    assert lines["income_grants"].known
    assert "income_other" not in lines


def test_one_year_is_drawn_with_its_numbers_and_its_aim():
    staff, resources = staff_chart([ARC_EN_CIEL]), resources_chart([ARC_EN_CIEL])

    assert [row.words for row in staff.rows] == [("24", "19")]
    assert [row.words[:2] for row in resources.rows] == [("50\u00a0%", "70\u00a0%")]
    for chart in (staff, resources):
        picture = ElementTree.fromstring(f"<both>{chart.picture}</both>")
        words = {node.text for node in picture.iter() if node.tag.endswith("}text")}
        assert {row.words[0] for row in chart.rows} <= words


def test_a_year_without_a_number_is_left_out_and_nothing_known_is_no_picture():
    assert staff_chart([year()]) is None
    assert resources_chart([year(staff=3)]) is None
    assert [row.year for row in staff_chart([year(2023), year(2022, fte="1.5")]).rows] == [2022]


def test_an_association_without_figures_has_nothing_odd():
    assert oddities([]) == []
