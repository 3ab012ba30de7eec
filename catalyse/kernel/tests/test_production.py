"""What production refuses to start with: each said in one sentence, before anything is served."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

GOOD = {"CATALYSE_SECRET_KEY": "k" * 50}


def start(**surroundings: str) -> str:
    """What is said when the settings of a production house are read; nothing when it may start."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CATALYSE_")}
    command = [sys.executable, "-c", "import catalyse.settings"]
    ended = subprocess.run(command, env=clean | surroundings, capture_output=True, text=True, check=False)
    return ended.stderr.strip().rpartition("\n")[2]


@pytest.mark.parametrize(
    ("surroundings", "said"),
    [
        ({}, "Set CATALYSE_SECRET_KEY to a random text of 32 signs or more before going live."),
        (
            {"CATALYSE_SECRET_KEY": "x"},
            "Set CATALYSE_SECRET_KEY to a random text of 32 signs or more before going live.",
        ),
        ({**GOOD, "CATALYSE_TODAY": "2007-09-11"}, "CATALYSE_TODAY is for demos only"),
    ],
)
def test_an_unsafe_setting_stops_the_house(tmp_path, surroundings, said):
    assert said in start(CATALYSE_VAR=str(tmp_path), **surroundings)


def test_a_house_with_a_key_starts(tmp_path):
    assert start(CATALYSE_VAR=str(tmp_path), **GOOD) == ""
