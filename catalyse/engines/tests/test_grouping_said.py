"""Needs as associations say them: Flers, and other words of other associations, through the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from catalyse.engines.commands import run
from catalyse.engines.grouping import Bounds, Need, propose

HERE = Path(__file__).parent
FLERS = HERE.parents[2] / "cases/flers.yaml"
PLACE = (48.75, -0.57)


def test_what_is_heard_at_flers_before_the_support_gives_the_fourteen_later_invited():
    case = YAML(typ="safe").load(FLERS)
    support = case["supports"]["communication"]
    heard = {key: one for key, one in case["needs"].items() if one["heard_on"] < support["opened_on"]}
    assert len(heard) > 14

    found = propose(
        [
            Need(key, n["association"], n["words"], n["heard_on"], tuple(n["themes"]), (), *PLACE)
            for key, n in heard.items()
        ],
        Bounds(),
    )

    (group,) = found.proposals
    assert {heard[key]["association"] for key in group.members} == set(support["invitation"]["targets"])
    assert (group.theme, group.associations) == ("COM", 14)
    assert {one.why for one in found.left_out} == {"alone"}
    assert group.cost < group.cost_alone


@pytest.mark.parametrize(
    ("file", "theme", "outside"),
    [
        # nothing was chosen on the second one
        (
            "needs_of_the_bay.json",
            "RH",
            {"far": "far", "old": "date", "nowhere": "place", "vat": "alone", "van": "alone", "books": "alone"},
        ),
        ("needs_of_the_hills.json", "FIN", {"sea": "far", "logo": "alone", "keys": "alone", "heat": "alone"}),
    ],
)  # fmt: skip
def test_other_words_of_other_associations_are_found_too(file, theme, outside):
    given = json.loads((HERE / file).read_text())

    answer = run("grouping", given)

    (group,) = answer["proposals"]
    assert group["theme"] == theme
    assert set(group["members"]) == {one["key"] for one in given["needs"]} - outside.keys()
    assert {one["key"]: one["why"] for one in answer["left_out"]} == outside


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"on": "2008-02-30"}, "no day of the calendar"),
        ({"on": "tomorrow"}, "not written as expected"),
        ({"place": {"latitude": 95, "longitude": 0}}, "not between -90 and 90"),
        ({"place": {"latitude": float("nan"), "longitude": 0}}, "not between"),
        ({"place": {"latitude": True, "longitude": 0}}, "expected number"),
        ({"place": {"latitude": 1}}, "'longitude' is missing"),
        ({"words": None}, "expected string"),
        ({"words": "\x00 😀 " * 9000}, ""),
        ({"sent": "x"}, "'sent' is unknown"),
    ],
)
def test_a_need_that_cannot_be_read_is_told_where(change, says):
    need = {"key": "a", "organisation": "o", "words": "Rien", "on": "2008-02-01"}
    given = {"needs": [need, {**need, "key": "b", **change}]}
    if not says:
        assert [one["why"] for one in run("grouping", given)["left_out"]] == ["place", "place"]
        return
    with pytest.raises(ValueError, match=says) as refusal:
        run("grouping", given)
    assert "needs[1]" in str(refusal.value)


def test_bounds_that_cannot_be_are_refused_and_no_needs_give_no_group():
    assert run("grouping", {"needs": []}) == {"proposals": [], "left_out": []}
    for bounds, says in (
        ({"least": 9, "most": 4}, "no less"),
        ({"least": 1}, "between 2"),
        ({"day_price": "-1"}, "written"),
    ):
        with pytest.raises(ValueError, match=says):
            run("grouping", {"needs": [], "bounds": bounds})
