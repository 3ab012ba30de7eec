"""Each engine answers as a command, and its page of documentation shows a true example."""

import json
import re
from pathlib import Path

import pytest

from catalyse.engines.commands import ENGINES, run

DESK = {"rhythm": "weekly", "first": "2026-01-06", "from": "2026-01-01", "to": "2026-02-01", "starts": "09:00",
        "ends": "12:00", "minutes": "30"}  # fmt: skip
DOCS = Path(__file__).parents[3] / "docs/engines"


@pytest.mark.parametrize("name", ENGINES)
def test_the_worked_example_of_the_docs_is_true(name):
    page = (DOCS / f"{name}.md").read_text()

    given, answer = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL))

    assert json.loads(json.dumps(run(name, given))) == answer


@pytest.mark.parametrize("name", ENGINES)
def test_a_schema_is_json_and_says_what_is_required(name):
    schema = json.loads(json.dumps(ENGINES[name].schema))

    assert schema["required"]
    with pytest.raises(ValueError, match="is missing"):
        run(name, {})


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("moneys", {}, "no engine"),
        ("money", [], "expected object"),
        ("money", {"total": "1.001", "payers": []}, "not written as expected"),
        ("money", {"total": 1, "payers": []}, "expected string"),
        ("money", {"total": "1", "payers": [], "tip": "1"}, "'tip' is unknown"),
        ("money", {"total": "1", "payers": []}, "nobody"),
        ("money", {"total": "1", "payers": [{"name": "a", "percent": "100"}], "odd_cent_to": "b"}, "odd cent"),
        ("identifiers", {"numbers": [{"kind": "vat", "text": "1"}]}, "is none of"),
        ("network", {"members": ["a"], "before": [], "after": [{"from": "a", "to": "b", "level": "knows"}]}, "tie"),
        ("openings", {**DESK, "first": "2026-02-30"}, "first: '2026-02-30'"),
        ("openings", {**DESK, "starts": "25:00"}, "starts: '25:00'"),
        ("openings", {**DESK, "breaks": [{"from": "10:00", "to": "10:60"}]}, "to: '10:60'"),
        ("openings", {**DESK, "from": "0001-01-01", "to": "9999-12-31"}, "at most"),
    ],
)
def test_a_wrong_document_is_refused_with_a_sentence(name, given, says):
    with pytest.raises(ValueError, match=says):
        run(name, given)
