"""A case is data: its figures come from its rows, its faults from its lines."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from catalyse.actors.models import Organisation
from catalyse.contracting.models import Agreement, Share
from catalyse.kernel.access import house
from catalyse.results.models import CaseStudy
from catalyse.support import queries
from catalyse.support.models import Support
from catalyse.today.case import CaseFaults, check_case, load_case
from tests.cases.invented import SECOND, Wish, case, write
from tests.cases.reading import the_support
from tests.house.code import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
FLERS = ROOT / "cases" / "flers.yaml"
HOUSE = house("a test")


def test_opened_on_the_day_of_the_sessions_the_rest_has_not_happened():
    from datetime import date

    load_case(FLERS, until=date(2008, 3, 11))

    support = Support.objects.system("test").get(title__startswith="Communication des associations")
    days = queries.days_used(support)
    assert support.state == "running"
    assert (days.collective.used, days.individual.used) == (2 * 2, 4 * 2)
    assert not CaseStudy.objects.system("test").exists()


def test_a_second_territory_loads_beside_the_first():
    load_case(FLERS)
    load_case(ROOT / "cases" / "vallee.yaml")

    assert set(CaseStudy.objects.system("test").values_list("state", flat=True)) == {"published"}
    second = Support.objects.system("test").get(title="Gagner du temps ensemble")
    assert (queries.funnel(second).invited, queries.funnel(second).joined) == (SECOND.invited, SECOND.joined)


shares = st.sampled_from([(100,), (50, 50), (50, 30, 20), (34, 33, 33), (25, 25, 25, 25)])
wishes = st.builds(
    Wish,
    invited=st.integers(2, 16),
    joined=st.just(0),
    shares=shares,
    individual_half_days=st.integers(1, 9),
    collective_half_days=st.integers(1, 9),
    total=st.decimals(1, 99_999, places=2).map(str),
)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wish=wishes, part=st.floats(0.1, 1))
def test_any_case_loads_and_adds_up(wish: Wish, part: float, tmp_path: Path):
    from dataclasses import replace

    from django.db import transaction

    wish = replace(wish, joined=max(1, int(wish.invited * part)))
    path = write(wish, tmp_path / "case.yaml")

    with transaction.atomic():
        load_case(path)
        support = the_support()
        funnel, days = queries.funnel(support), queries.days_used(support)
        agreement = Agreement.objects.system("test").get(support=support)
        amounts = [s.amount for s in Share.objects.system("test").filter(agreement=agreement)]
        transaction.set_rollback(True)

    assert (funnel.invited, funnel.joined) == (wish.invited, wish.joined)
    assert (days.individual.used, days.collective.used) == (wish.individual_half_days, wish.collective_half_days)
    assert sum(amounts) == Decimal(wish.total)
    exact = [Decimal(wish.total) * percent / 100 for percent in wish.shares]
    assert all(abs(a - e) < Decimal("0.01") for a, e in zip(sorted(amounts), sorted(exact), strict=True))


def broken(tmp_path: Path, text: str, replacement: str) -> Path:
    source = FLERS.read_text(encoding="utf-8")
    assert text in source, "the fault must be put somewhere"
    path = tmp_path / "broken.yaml"
    path.write_text(source.replace(text, replacement, 1), encoding="utf-8")
    return path


def line_where(path: Path, text: str) -> int:
    return path.read_text(encoding="utf-8")[: path.read_text(encoding="utf-8").index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "replacement", "says"),
    [
        ("    team: Chargée", "    taem: Chargée", "clé inconnue"),
        ("organisation: oxy}", "organisation: oxi}", "oxy"),
        ("role: association_member", "role: chief", "people.animation-oxy"),
        ("themes: [MUT]", "themes: [TUM]", "TUM"),
        ("value: 117,", "value: 118,", "117"),
    ],
)
def test_each_fault_is_told_with_its_line_and_nothing_changes(tmp_path, text, replacement, says):
    path = broken(tmp_path, text, replacement)

    faults = check_case(path)

    assert faults[0].line == line_where(path, replacement.strip())
    assert says in str(faults[0])
    assert not Organisation.objects.system("test").exists()


def test_a_file_that_does_not_load_leaves_nothing_behind(tmp_path):
    with pytest.raises(CaseFaults):
        load_case(broken(tmp_path, "value: 527,", "value: 528,"))

    assert not Organisation.objects.system("test").exists()


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "name: [\n", "\x00", "name: " + "x" * 10])
def test_a_hostile_file_is_refused_in_one_sentence(tmp_path, text):
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")

    assert check_case(path)


def test_no_line_of_code_knows_the_case():
    names = re.compile(r"\b(flers|aduq|oxy|albatros|capf|modus)\b", re.IGNORECASE)
    allowed = {"settings.py"}
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "catalyse").rglob("*.py")
        if "tests" not in path.parts and path.name not in allowed
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if names.search(line)
    ]

    assert found == []


def test_the_second_file_is_the_invented_one():
    read = YAML(typ="safe").load((ROOT / "cases" / "vallee.yaml").read_text(encoding="utf-8"))

    assert set(read) == set(case(SECOND))
